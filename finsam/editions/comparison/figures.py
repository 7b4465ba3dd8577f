"""Which figures have moved from one document to another, and which of those somebody entered anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from finsam.core.values.money import MINUS, in_unit, number, rounded
from finsam.documents.resolved import Resolved
from finsam.editions.comparison.changes import Figure
from finsam.facts.book import Fact

GIVEN = "given"


class Graph:
    """Every fact that a document prints or rests on, by key."""

    def __init__(self, resolved: Resolved):
        self.printed = resolved.facts
        self.facts: dict[str, Fact] = {}
        self._below: dict[str, frozenset[str]] = {}
        for fact in resolved.facts.values():
            self._add(fact)

    def _add(self, fact: Fact) -> None:
        if fact.key not in self.facts:
            self.facts[fact.key] = fact
            for _, part in fact.parts:
                self._add(part)

    def below(self, key: str) -> frozenset[str]:
        """The keys of everything that a fact was computed from."""
        if key not in self._below:
            fact = self.facts.get(key)
            parts = [part.key for _, part in fact.parts] if fact is not None else []
            self._below[key] = frozenset(parts).union(*map(self.below, parts))
        return self._below[key]


def same_value(old: Fact | None, new: Fact | None) -> bool:
    """Whether two facts say the same: the value, and how exact it is."""
    if old is None or new is None:
        return old is new
    return (old.value, old.qualifier) == (new.value, new.qualifier)


class Figures:
    """The figures that aren't what they were."""

    def __init__(self, old: Resolved, new: Resolved):
        self.old, self.new = Graph(old), Graph(new)
        self.entered = frozenset(self._entered())
        self.moved = frozenset(
            key
            for key in self.old.printed.keys() & self.new.printed.keys()
            if not same_value(self.old.printed[key], self.new.printed[key])
        )

    def _entered(self) -> Iterator[str]:
        """The keys of those that were entered anew, and of those that a computed figure has gained or lost."""
        old, new = self.old.facts, self.new.facts
        for key in old.keys() & new.keys():
            if GIVEN in (old[key].op, new[key].op) and not same_value(old[key], new[key]):
                yield key
        yield from _only(self.new, self.old)
        yield from _only(self.old, self.new)

    def because(self, key: str) -> tuple[str, ...]:
        """The entered figures that moved a computed one."""
        below = (self.new.below(key) | self.old.below(key)) & self.entered
        return tuple(sorted(below - {key}))

    def follows(self, old: Fact | None, new: Fact | None) -> bool:
        """Whether a figure has moved because others were entered anew, and not by itself."""
        same = old is not None and new is not None and old.key == new.key
        return same and new is not None and new.key not in self.entered and bool(self.because(new.key))

    def all(self) -> Iterator[Figure]:
        """Those entered anew, and the printed ones that follow them, in the order of the new document."""
        keys = dict.fromkeys((*self.new.facts, *self.old.facts))
        for key in keys:
            was, now = self.old.facts.get(key), self.new.facts.get(key)
            fact = now or was
            if fact is not None and (key in self.entered or key in self.moved):
                printed = key in self.new.printed or key in self.old.printed
                entered = key in self.entered
                because = () if entered else self.because(key)
                yield Figure(key, fact.label, was, now, entered, printed, because)


def _only(there: Graph, other: Graph) -> Iterator[str]:
    """What was entered in one document only, and counts in a figure that both have."""
    for key, fact in there.facts.items():
        if key in other.facts:
            yield from _parts_only(fact.parts, other, there)


def _parts_only(parts: Iterable[tuple[int, Fact]], other: Graph, there: Graph) -> Iterator[str]:
    for _, part in parts:
        if part.key in other.facts:
            continue
        if part.op == GIVEN:
            yield part.key
        else:
            leaves = there.below(part.key) - other.facts.keys()
            yield from (key for key in leaves if there.facts[key].op == GIVEN)


def step(difference: Decimal | None, unit: str, decimals: int) -> str:
    """How much more, or less with a real minus: `+20 000`, `−1,5`. Of shares, in percentage points."""
    if difference is None or not difference:
        return ""
    shown = in_unit(difference, unit)
    places = decimals if rounded(shown, decimals) else 2
    text = number(shown, places, sign=True)
    if not rounded(shown, places):
        text = f"{'+' if difference > 0 else MINUS}0"
    return f"{text} procentenheter" if unit == "%" else text
