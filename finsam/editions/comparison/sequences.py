"""Two lists of things with keys: which are in both, which are new or gone, and which have moved."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from finsam.editions.comparison.changes import ADDED, REMOVED

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """A thing as it was and as it is; one of them is None for what is new or gone."""

    old: T | None
    new: T | None
    moved: bool = False

    @property
    def thing(self) -> T:
        """As it is; as it was, of what is gone."""
        return cast(T, self.old if self.new is None else self.new)

    @property
    def whole(self) -> str:
        """Whether all of it is new (`added`) or gone (`removed`); "" for what is in both."""
        if self.old is None:
            return ADDED
        return REMOVED if self.new is None else ""


def increasing(numbers: Sequence[int]) -> set[int]:
    """The places of a longest run of numbers that only grow: what is left when as few as possible have been moved."""
    ends: list[int] = []  # of the best run of each length: the place of its last number
    values: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_left(values, number)
        before.append(ends[length - 1] if length else -1)
        if length == len(ends):
            ends.append(place)
            values.append(number)
        else:
            ends[length], values[length] = place, number
    kept, place = set(), ends[-1] if ends else -1
    while place >= 0:
        kept.add(place)
        place = before[place]
    return kept


def _named(things: Iterable[T], key: Callable[[T], str]) -> dict[tuple[str, int], T]:
    """Things by key, and by which of those with the same key they are."""
    counts: Counter[str] = Counter()
    named = {}
    for thing in things:
        name = key(thing)
        named[name, counts[name]] = thing
        counts[name] += 1
    return named


def paired(old: Iterable[T], new: Iterable[T], key: Callable[[T], str]) -> list[Pair[T]]:
    """Every thing of both lists once, in the new order; what is gone stands after what it stood after."""
    was, now = _named(old, key), _named(new, key)
    places = {name: place for place, name in enumerate(was)}
    common = [name for name in now if name in was]
    stays = increasing([places[name] for name in common])
    still = {name for place, name in enumerate(common) if place in stays}
    pairs = [
        (name, Pair(was.get(name), thing, name in was and name not in still)) for name, thing in now.items()
    ]
    order = [name for name, _ in pairs]
    last: tuple[str, int] | None = None
    for name, thing in was.items():
        if name not in now:
            at = order.index(last) + 1 if last is not None else 0
            order.insert(at, name)
            pairs.insert(at, (name, Pair(thing, None)))
            last = name
        elif name in still:
            last = name
    return [pair for _, pair in pairs]
