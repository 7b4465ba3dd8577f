"""The same things under other names: a revision has tables and figures of its own in the place of those it revises."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from finsam.documents.resolved import Resolved
from finsam.facts.book import Fact
from finsam.facts.tables import Cell, Chart, Piece, Row, Table

KnownAs = Callable[[str], str]  # what the thing that a key names is known as in all versions
_FIGURE = re.compile(r'(<data class="fact" value=")([^"]+)(")')


def renamed(old: Resolved, new: Resolved, known_as: KnownAs) -> Resolved:
    """The older document, in which tables and figures have the keys that the newer one has for them.

    A key that both have stays: the newer document may show the original beside the revised.
    """
    tables = _others(_tables(old), _tables(new), known_as)
    figures = _Figures(old.facts, new.facts, known_as)
    if not tables and not figures.others:
        return old

    def table(was: Table) -> Table:
        return replace(was, key=tables.get(was.key, was.key), rows=tuple(map(figures.row, was.rows)))

    def piece(was: Piece) -> Piece:
        match was:
            case Table():
                return table(was)
            case Chart():
                return replace(was, table=table(was.table))
            case _:
                return was.rewritten(figures.text)

    parts = tuple(part.rewritten(figures.text, piece) for part in old.parts)
    return replace(
        old, parts=parts, facts={fact.key: fact for fact in map(figures.again, old.facts.values())}
    )


def _tables(resolved: Resolved) -> list[str]:
    return [table.key for table in resolved.tables()]


def _others(before: Iterable[str], after: Iterable[str], known_as: KnownAs) -> dict[str, str]:
    """What stands after in the place of keys that stood before only."""
    was, now = dict.fromkeys(before), dict.fromkeys(after)
    places = {known_as(key): key for key in now if key not in was}
    return {key: places[known_as(key)] for key in was if key not in now and known_as(key) in places}


class _Figures:
    """Facts with the keys that the newer document has for them, down to what was entered."""

    def __init__(self, old: Mapping[str, Fact], new: Mapping[str, Fact], known_as: KnownAs):
        self.new, self.known_as = new, known_as
        self.others = _others(old, new, known_as)
        self._made: dict[tuple[str, str], Fact] = {}

    def text(self, html: str) -> str:
        """A text whose figures are bound to what stands in the place of theirs."""
        return _FIGURE.sub(lambda match: f"{match[1]}{self.others.get(match[2], match[2])}{match[3]}", html)

    def row(self, row: Row) -> Row:
        """A row of a table."""
        return replace(row, cells={key: self._cell(cell) for key, cell in row.cells.items()})

    def _cell(self, cell: Cell) -> Cell:
        fact, second = (each and self.again(each) for each in (cell.fact, cell.second))
        return replace(cell, fact=fact, second=second, html=self.text(cell.html))

    def again(self, fact: Fact) -> Fact:
        """A printed fact."""
        there = self.new.get(self.others.get(fact.key, fact.key))
        return fact if there is None else self._like(fact, there)

    def _like(self, fact: Fact, there: Fact) -> Fact:
        """A fact as what stands in its place is called, its parts as the parts of that are."""
        place = (fact.key, there.key)
        if place not in self._made:
            below = {part.key: part for _, part in there.parts}
            others = _others((part.key for _, part in fact.parts), below, self.known_as)
            parts = []
            for factor, part in fact.parts:
                its = below.get(others.get(part.key, part.key))
                parts.append((factor, part if its is None else self._like(part, its)))
            value = fact.value if fact.op == "given" else None
            self._made[place] = replace(fact, key=there.key, parts=tuple(parts), value=value)
        return self._made[place]
