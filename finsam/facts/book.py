"""Facts: numbers that know what they are, where they were entered and what they were made of.

No Django here. A fact is computed from its parts when it is made, so a total can't disagree with
what it was added from. Providers (one per prefix, registered by the apps) deliver the facts of one
förbund and year; a Book collects them and is the only thing that blocks and prose read from.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from finsam.core.registry import Registry
from finsam.core.values.money import NBSP, in_unit, rounded, show

ONE = Decimal(1)
FINEST = 2  # so many decimals are added before a figure is said to be just short of another
COMPARISONS = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}

Parts = tuple[tuple[int, "Fact"], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A number with key, label, unit, definition, parts and the place where it is entered.

    `value` is exact: income +, cost −; a share is a fraction; None is blank, which is not zero.
    `parts` are (factor, fact) pairs. `op` says how they make the value: `given` (typed in, no parts),
    `sum` (Σ factor × part, blanks passed over), `ratio` (first / second), `product` (all multiplied), `portion` (a
    share of an amount, rounded to öre).
    `side` is "intakt", "kostnad" or ""; whoever prints decides whether a cost is shown with its minus.
    `trace` is where the audit log tells of it: (the object's reference, the name of the value there).
    `qualifier` is how exact it is ("ca", "över", "minst", "högst", "under"; blank is exact) and is printed before it.
    `persons` says that it counts people, so that a small one may not be published. `identities` are more that holds
    besides the parts: each is (factor, key) pairs that add up to zero, for a total that can be had in two ways.
    `bounds` is what stands in words beside it: (key, lowest, highest or None) of a count that a verdict tells of.
    `hidden_with` is the key of a count that it lets one work out, and that it is hidden together with.
    `ratio_parts` are the counts that a share typed in lets one work out: the keys of how many, and of how many.
    `beyond` is what it is judged by: (comparison, limit) pairs, as (">=", 0.85). What is printed comes out of them as
    the value does, so that 84,96 % never stands as 85 %.
    `about` is the key of the insats whose people it counts: who is responsible for it may see also a few.
    `source` is what it was read from, as (what, which) in words: `("konto", "4010 Köpt verksamhet")`, `("fil", "bok.se")`.
    """

    key: str
    label: str
    value: Decimal | None = None
    unit: str = "kr"
    op: str = "given"
    parts: Parts = ()
    href: str = ""
    definition: str = ""
    side: str = ""
    decimals: int = 0
    trace: tuple[str, str] = ("", "")
    qualifier: str = ""
    persons: bool = False
    identities: tuple[tuple[tuple[int, str], ...], ...] = ()
    bounds: tuple[tuple[str, int, int | None], ...] = ()
    hidden_with: str = ""
    ratio_parts: tuple[str, ...] = ()
    beyond: tuple[tuple[str, Decimal], ...] = ()
    about: str = ""
    source: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.op == "given":
            if self.parts:
                raise ValueError(f"{self.key}: a given fact has no parts")
            return
        if self.value is not None:
            raise ValueError(f"{self.key}: a computed fact takes its value from its parts")
        object.__setattr__(self, "value", _OPERATIONS[self.op](self.parts))
        if not self.qualifier and any(part.qualifier for _, part in self.parts):
            object.__setattr__(self, "qualifier", "ca")

    def qualified(self, text: str) -> str:
        """The printed number with how exact it is: `ca 70`."""
        return f"{self.qualifier}{NBSP}{text}" if self.qualifier and text else text

    def told_apart(self, unit: str, decimals: int) -> tuple[int, str]:
        """With how many decimals it is printed in a unit so that it looks to be on the side of its limits where it is.

        When no reasonable number does, also a word to print before it: `knappt 85 %`.
        """
        value, finest = self.value, max(decimals, FINEST)
        if value is None:
            return decimals, ""
        tried = range(decimals, finest + 1) if unit != "kr" else (decimals, finest)  # kronor have öre or none
        places = next((count for count in tried if self._misleading(value, unit, count) is None), finest)
        limit = self._misleading(value, unit, places)
        if limit is None:
            return places, ""
        shown, there = in_unit(value, unit), in_unit(limit, unit)
        same = (places for places in range(decimals, finest) if rounded(shown, places) == there)
        return next(same, finest), "knappt" if abs(value) < abs(limit) else "drygt"

    def _misleading(self, value: Decimal, unit: str, places: int) -> Decimal | None:
        """A limit that it would look to be on the wrong side of, printed with so many decimals."""
        printed = rounded(in_unit(value, unit), places)
        for comparison, limit in self.beyond:
            # In another unit than its own the limit beside it is rounded too.
            shown = in_unit(limit, unit) if unit == self.unit else rounded(in_unit(limit, unit), places)
            holds = COMPARISONS[comparison]
            if holds(printed, shown) != holds(value, limit):
                return limit
        return None

    def printed(self, value: Decimal, unit: str, decimals: int, *, suffix: bool = True) -> str:
        """Its value, with the sign that the place shows it with, as text in a unit: `ca 70`, `84,96 %`."""
        places, word = self.told_apart(unit, decimals)
        text = self.qualified(show(value, unit, places, suffix=suffix))
        return f"{word}{NBSP}{text}" if word and not self.qualifier else text

    @property
    def natural(self) -> Decimal | None:
        """The value as people speak of it: a cost without its minus."""
        return -self.value if self.side == "kostnad" and self.value is not None else self.value

    def walk(self) -> Iterator[Fact]:
        """This fact and every fact it rests on, each once."""
        seen: set[str] = set()
        todo = [self]
        while todo:
            fact = todo.pop()
            if fact.key not in seen:
                seen.add(fact.key)
                yield fact
                todo.extend(part for _, part in reversed(fact.parts))


def with_leaves(
    fact: Fact, values: Mapping[str, Decimal | None], made: dict[str, Fact] | None = None
) -> Fact:
    """What a fact would be if some of the facts it rests on (by key) had other values."""
    made = {} if made is None else made
    if fact.key not in made:
        if fact.op == "given":
            made[fact.key] = replace(fact, value=values[fact.key]) if fact.key in values else fact
        else:
            parts = tuple((factor, with_leaves(part, values, made)) for factor, part in fact.parts)
            made[fact.key] = replace(fact, value=None, parts=parts)
    return made[fact.key]


def _sum(parts: Parts) -> Decimal | None:
    values = [factor * part.value for factor, part in parts if part.value is not None]
    return sum(values, Decimal(0)) if values else None


def _ratio(parts: Parts) -> Decimal | None:
    (_, upper), (_, lower) = parts
    if upper.value is None or not lower.value:
        return None
    return upper.value / lower.value


def _product(parts: Parts) -> Decimal | None:
    result = ONE
    for factor, part in parts:
        if part.value is None:
            return None
        result *= factor * part.value
    return result


def _portion(parts: Parts) -> Decimal | None:
    whole = _product(parts)
    return None if whole is None else rounded(whole, 2)


_OPERATIONS: dict[str, Callable[[Parts], Decimal | None]] = {
    "sum": _sum,
    "ratio": _ratio,
    "product": _product,
    "portion": _portion,
}


def total(key: str, label: str, parts: Iterable[Fact | tuple[int, Fact]], **fields: Any) -> Fact:
    """A fact that is the sum of `parts`; a part may be (−1, fact) to be subtracted."""
    pairs = tuple(part if isinstance(part, tuple) else (1, part) for part in parts)
    return Fact(key, label, op="sum", parts=pairs, **fields)


def ratio(key: str, label: str, numerator: Fact, denominator: Fact, **fields: Any) -> Fact:
    """A fact that is numerator / denominator, blank where the denominator is blank or zero."""
    fields.setdefault("unit", "%")
    return Fact(key, label, op="ratio", parts=((1, numerator), (1, denominator)), **fields)


def product(key: str, label: str, *parts: Fact, **fields: Any) -> Fact:
    """A fact that is its parts multiplied: a share of a common cost."""
    return Fact(key, label, op="product", parts=tuple((1, part) for part in parts), **fields)


def portion(key: str, label: str, share: Fact, whole: Fact, **fields: Any) -> Fact:
    """A fact that is a share of an amount in kr, rounded to öre; what the rounding leaves is another's."""
    return Fact(key, label, op="portion", parts=((1, share), (1, whole)), **fields)


class FactError(LookupError):
    """A fact that can't be had; the message is a Swedish sentence."""


class MissingFact(FactError):
    """No provider knows the key in that year."""


class CircularFact(FactError):
    """Providers ask for each other in a circle; the message names the circle."""


_KEY = re.compile(r"(?P<name>[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*)@(?P<year>\d{4}|0|[+-]?\d{1,2})")


def split_key(key: str, base: int) -> tuple[str, int]:
    """`budget.intakter@-1` seen from `base` 2024 → ("budget.intakter", 2023).

    A year of four digits is absolute, anything shorter is relative. Raises MissingFact when the
    text isn't a fact's key at all.
    """
    match = _KEY.fullmatch(key)
    if not match:
        raise MissingFact(f"”{key}” är inte en uppgift som finns.")
    year = match["year"]
    return match["name"], int(year) if len(year) == 4 else base + int(year)


Deliver = Callable[["Book", int], Iterable[Fact]]
Find = Callable[["Book", str, int], Fact | None]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Figures that are made only when they are asked for, by what they are figures of: `Utfall till och med mars 2024`.

    `words` are those of a search that ask for them, in small letters.
    """

    called: str
    words: tuple[str, ...]
    make: Callable[[], Iterable[Fact]]


Bundles = Callable[["Book", int], Iterable[Bundle]]


@dataclass(frozen=True, slots=True)
class Provider:
    """What delivers all facts whose key begins with a prefix; `people` says that some of them count people.

    `called` is what they are figures of, `Budget`: a word that the year is put after, or words made of name and year.
    `find` makes by its name in a year a figure that isn't delivered with the others, where there are too many to make
    them all; `bundles` are those that somebody may choose among, without making them.
    """

    deliver: Deliver
    called: str | Callable[[str, int], str] = ""
    people: bool = False
    find: Find | None = None
    bundles: Bundles | None = None


PROVIDERS: Registry[str, Provider] = Registry("provider of facts")


def provider(
    prefix: str,
    *,
    called: str | Callable[[str, int], str] = "",
    people: bool = False,
    find: Find | None = None,
    bundles: Bundles | None = None,
) -> Callable[[Deliver], Deliver]:
    """Declare the function that delivers all facts whose key begins with `prefix.`, as a `Provider`."""

    def declare(function: Deliver) -> Deliver:
        PROVIDERS.add(prefix, Provider(function, called, people, find, bundles))
        return function

    return declare


def of_people(key: str) -> bool:
    """Whether a key is of a provider that counts people."""
    provider = PROVIDERS.get(key.partition(".")[0])
    return provider is not None and provider.people


def where(fact: Fact) -> str:
    """What a fact is a figure of, to tell it from its namesakes: `Budget 2024`, `Kassaflödesanalys 2023`."""
    name, _, year = fact.key.partition("@")
    provider = PROVIDERS.get(name.partition(".")[0])
    called = provider.called if provider else ""
    if not year.isdigit():
        return called if isinstance(called, str) else ""
    return f"{called} {year}".strip() if isinstance(called, str) else called(name, int(year))


@dataclass
class Book:
    """The facts of one förbund seen from one year: read once and passed along.

    `book["budget.intakter@-1"]` fetches a fact; `book.read(function, year)` runs a query function
    once per book, so that providers and blocks share what they read. `delivered` is what providers have delivered so far,
    by prefix and year: `open_book` gives what is known already.
    """

    forbund: Any
    year: int
    delivered: MutableMapping[tuple[str, int], dict[str, Fact]] = field(default_factory=dict, repr=False)
    _reads: dict[tuple[Any, ...], Any] = field(default_factory=dict, repr=False)
    _under_way: list[tuple[str, int]] = field(default_factory=list, repr=False)

    def __getitem__(self, key: str) -> Fact:
        name, year = split_key(key, self.year)
        prefix = name.partition(".")[0]
        absolute = f"{name}@{year}"
        fact = self.facts(prefix, year).get(absolute) or self._made(prefix, name, year)
        if fact is None:
            raise MissingFact(f"Uppgiften ”{absolute}” finns inte.")
        return fact

    def _made(self, prefix: str, name: str, year: int) -> Fact | None:
        """A figure that its provider makes only when it is asked for."""
        known = PROVIDERS.get(prefix)
        return known.find(self, name, year) if known is not None and known.find is not None else None

    def bundles(self, year: int) -> list[Bundle]:
        """The figures of a year that are made only when they are asked for."""
        known = [provider.bundles for provider in PROVIDERS.values() if provider.bundles is not None]
        return [bundle for bundles in known for bundle in bundles(self, year)]

    def get(self, key: str) -> Fact | None:
        """The fact, or None where there is none by that key."""
        try:
            return self[key]
        except MissingFact:
            return None

    def facts(self, prefix: str, year: int) -> dict[str, Fact]:
        """All facts of one provider and year by key, computed once. Raises CircularFact."""
        place = (prefix, year)
        if place not in self.delivered:
            if place in self._under_way:
                circle = [*self._under_way[self._under_way.index(place) :], place]
                names = " → ".join(f"{name}@{when}" for name, when in circle)
                raise CircularFact(f"Uppgifterna räknas ut ur varandra i en cirkel: {names}.")
            self._under_way.append(place)
            try:
                known = PROVIDERS.get(prefix)
                delivered = known.deliver(self, year) if known else ()
                self.delivered[place] = {fact.key: fact for fact in delivered}
            finally:
                self._under_way.pop()
        return self.delivered[place]

    def all(self, year: int | None = None) -> dict[str, Fact]:
        """Every fact of a year (the book's own unless told), from every provider."""
        when = self.year if year is None else year
        return {key: fact for prefix in PROVIDERS for key, fact in self.facts(prefix, when).items()}

    def of_people(self, year: int) -> dict[str, Fact]:
        """A year's facts from the providers that count people."""
        prefixes = (prefix for prefix, known in PROVIDERS.items() if known.people)
        return {key: fact for prefix in prefixes for key, fact in self.facts(prefix, year).items()}

    def read(self, function: Callable[..., Any], *args: Any) -> Any:
        """`function(forbund, *args)`, run once per book."""
        place = (function, *args)
        if place not in self._reads:
            self._reads[place] = function(self.forbund, *args)
        return self._reads[place]

    def memo(self, place: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """What `make()` gave the first time that something was asked for under this place in the book."""
        if place not in self._reads:
            self._reads[place] = make()
        return self._reads[place]
