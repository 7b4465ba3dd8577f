"""A figure put together of several: `stat.studier@0 + stat.arbete@0 / stat.avslutade@0`. No Django here.

Sums stand on either side of at most one division, so the example is (studier + arbete) / avslutade. Whatever is put
together keeps its parts, so that the figure can be followed to its sources and small counts among them be hidden.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from finsam.facts.book import Book, Fact, FactError, ratio, split_key, total

HOW = "Skriv uppgifternas namn med mellanslag, + eller − och mellanslag emellan, och högst ett delat med (/)."
_SIGNS = {"+": 1, "-": -1, "−": -1}

Terms = tuple[tuple[int, str], ...]


class BadExpression(FactError):
    """What is written is no expression; the message is a Swedish sentence that says how to write one."""


@dataclass(frozen=True, slots=True)
class Expression:
    """What is added up, and what that is divided by: (1 or −1, key) pairs."""

    upper: Terms
    lower: Terms = ()

    @property
    def single(self) -> bool:
        """Whether it is one figure as it stands."""
        return not self.lower and len(self.upper) == 1 and self.upper[0][0] == 1


def parse(text: str) -> Expression:
    """The expression that a text says. Raises BadExpression."""
    sides = " ".join(text.split()).split(" / ")
    if len(sides) > 2:
        raise BadExpression(f"Det går bara att dela en gång. {HOW}")
    return Expression(*(_terms(side) for side in sides))


def _terms(text: str) -> Terms:
    pieces = text.split()
    signs, keys = ["+", *pieces[1::2]], pieces[::2]
    if len(pieces) % 2 == 0 or any(sign not in _SIGNS for sign in signs):
        raise BadExpression(f"”{text}” går inte att läsa. {HOW}")
    return tuple((_SIGNS[sign], key) for sign, key in zip(signs, keys, strict=True))


def evaluate(
    book: Book,
    text: str,
    name: str,
    label: str,
    *,
    year: int,
    ending: str = "",
    read: Callable[[str, int], tuple[str, int]] = lambda stem, when: (stem, when),
    **fields: Any,
) -> Fact:
    """The figure that a text says, seen from `year`; `ending` is put to every key (".kvinna").

    `read` may exchange a figure's name and year: the outcome for the budget.

    A single figure is returned as it is. Of several, `name` and `name.taljare`, `name.namnare` are made, `name`
    with the year after it. Raises BadExpression, or another FactError where a figure isn't there.
    """
    said = parse(text)

    def fact_of(key: str) -> Fact:
        stem, when = read(*split_key(key, year))
        return book[f"{stem}{ending}@{when}"]

    def side(terms: Terms, key: str, words: str) -> Fact:
        facts = [(sign, fact_of(piece)) for sign, piece in terms]
        if len(facts) == 1 and facts[0][0] == 1:
            return facts[0][1]
        first = facts[0][1]
        return total(key, words, facts, unit=first.unit, decimals=first.decimals)

    if said.single:
        return fact_of(said.upper[0][1])
    if not said.lower:
        return side(said.upper, f"{name}@{year}", label)
    upper = side(said.upper, f"{name}.taljare@{year}", f"{label}, antal")
    lower = side(said.lower, f"{name}.namnare@{year}", f"{label}, av antal")
    return ratio(f"{name}@{year}", label, upper, lower, **fields)
