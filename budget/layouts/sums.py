"""Which printed rows a printed sum is made of, and what it counts that no row of the layout shows.

A group, a total of one side and a result count their lines whether or not the layout has a row for each. Where some
of them stand there and others don't, the printed sum is not the sum of the printed rows: the others are *unshown*.
A layout that prints the total alone, or the costs but not the income, claims no such sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from budget.facts import SeriesFacts
from budget.models import LayoutRow, Line
from budget.models.layouts import RowKind
from finsam.facts.book import Fact

PART = "varav"  # a row labelled so shows some of a sum, and doesn't promise the rest


@dataclass(frozen=True, slots=True)
class Adding:
    """What a row's figure in one series is made of: the keys of rows, and the lines that no row shows.

    `whole` says that rows and unshown lines together are the figure.
    """

    terms: tuple[str, ...] = ()
    unshown: tuple[tuple[Line, Fact], ...] = ()
    whole: bool = False


NOTHING = Adding()


class Sums:
    """Reads one column's series of a layout: `shown` are the facts that its rows print, by fact key."""

    def __init__(self, facts: SeriesFacts, shown: dict[str, LayoutRow]):
        self.facts = facts
        self.shown = shown
        self.lines = {facts.key(line.key): line for line in facts.data.lines.values()}

    def of(self, row: LayoutRow, fact: Fact) -> Adding:
        """What a line's or a measure's row is made of; a blank part needs no row."""
        parts = self._parts(row, fact)
        others = {key: other for key, other in self.shown.items() if other.pk != row.pk}
        terms, unshown, whole = self._gather(parts, others)
        if not terms or not whole:
            return NOTHING
        if unshown and any(_is_part(others[key]) for key in terms):
            return NOTHING
        return Adding(tuple(others[key].key for key in terms), tuple(unshown), whole=True)

    def beside(self, lines: list[Line]) -> Iterator[tuple[Line, Fact]]:
        """Lines with amounts that stand beside the given ones in the tree, and that no row shows."""
        seen = set()
        for line in lines:
            place = (line.parent_id, line.side)
            if place in seen or line.common:
                continue
            seen.add(place)
            parent = self.facts.data.lines[line.parent_id] if line.parent_id else None
            parts = [self.facts.line(child) for child in self.facts.children(parent, line.side)]
            yield from self._gather(parts, self.shown)[1]

    def _parts(self, row: LayoutRow, fact: Fact) -> list[Fact]:
        # Also one that is stated has income and costs.
        if row.kind == RowKind.MEASURE and row.measure == "resultat":
            return [self.facts.measure("intakter"), self.facts.measure("kostnader")]
        if row.kind == RowKind.LINE and not self._divides(fact):
            return []
        return [part for _, part in fact.parts] if fact.op == "sum" and row.measure != "ingaende" else []

    def _divides(self, fact: Fact) -> bool:
        """Whether the fact is a group of lines, or a measure over lines."""
        line = self.lines.get(fact.key)
        if line is not None:
            return fact.op == "sum" and bool(self.facts.children(line))
        return fact.key in {
            self.facts.key(name) for name in ("intakter", "kostnader", "resultat", "resurser")
        }

    def _gather(self, parts: list[Fact], shown: dict) -> tuple[list[str], list[tuple[Line, Fact]], bool]:
        """The shown facts among the parts, the lines that aren't, and whether nothing else is left over."""
        terms: list[str] = []
        unshown: list[tuple[Line, Fact]] = []
        whole = True
        for part in parts:
            if part.key in shown:
                terms.append(part.key)
                continue
            inner = self._children(part) if self._divides(part) else []
            below, left, complete = self._gather(inner, shown) if inner else ([], [], True)
            line = self.lines.get(part.key)
            if below or (complete and not left and not part.value):
                terms += below
                unshown += left
                whole = whole and complete
            elif line is not None and part.value:
                unshown.append((line, part))
            elif left or part.value:  # a whole side, or capital: the layout doesn't speak of it
                whole = False
        return terms, unshown, whole

    def _children(self, fact: Fact) -> list[Fact]:
        return [part for _, part in fact.parts]


def _is_part(row: LayoutRow) -> bool:
    return row.label.casefold().startswith(PART)
