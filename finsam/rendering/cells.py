"""Rows and cells of a table as the templates and Word need them: printed, with where their figures lead.

A table of goals has each goal with its results, and words across the table under them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from finsam.facts.book import Fact
from finsam.facts.tables import DOWN, SAME, UP, Cell, Column, Row, Table

ARROWS = {
    UP: "up",
    DOWN: "down",
    SAME: "same",
}  # what each way is called in the style sheets, which draw its arrow


@dataclass(frozen=True, slots=True)
class Leaf:
    """A cell as the template needs it: its classes, content, and where its figure leads."""

    kind: str
    text: str
    html: str = ""
    fact: Fact | None = None
    second: str = ""
    second_fact: Fact | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the template needs it."""

    row: Row
    cells: tuple[Leaf, ...]
    classes: str
    anchor: str = ""


def leaf_of(column: Column, cell: Cell | None) -> Leaf:
    """A cell as its column prints it."""
    kind = "num" if column.kind == "number" else "text"
    if cell is None:
        return Leaf(kind, "")
    if cell.fact is not None:
        second = column.text(cell.second) if cell.second is not None else ""
        return Leaf(kind, column.text(cell.fact), "", cell.fact, second, cell.second, cell.note)
    return Leaf(kind if not cell.html else "text", cell.text, cell.html, note=cell.note)


@dataclass(frozen=True, slots=True)
class Told:
    """A row of a goal: its line, the cells beside each other, and what stands under them, if anything."""

    line: Line
    cells: tuple[Leaf, ...]
    below: Leaf | None


def changed(table: Table, row: Row, column: Column, leaf: Leaf) -> Leaf:
    """A cell of a change column in words, with its arrow."""
    way = table.way(row, column)
    if not way:
        return leaf
    return replace(leaf, kind=f"change {ARROWS[way]}", text=in_words(way, leaf.text))


def in_words(way: str, printed: str) -> str:
    """A figure as its cell says it: `upp från 38 %` where `Table.way` says which way it has gone, else `38 %`."""
    if not way:
        return printed
    return way if way == SAME else f"{way} från {printed}"


def beside(table: Table) -> list[Column]:
    """The columns that stand beside each other."""
    return [column for column in table.columns if column.kind != "below"]


def parted(table: Table, line: Line) -> tuple[tuple[Leaf, ...], list[Leaf]]:
    """The cells of a row that stand beside each other, and those whose words stand under it."""
    pairs = list(zip(table.columns, line.cells, strict=True))
    cells = tuple(leaf for column, leaf in pairs if column.kind != "below")
    return cells, [leaf for column, leaf in pairs if column.kind == "below"]


def goals(table: Table, lines: Sequence[Line]) -> Iterator[list[Told]]:
    """Each goal with the rows of its results, which have a level of their own."""
    goal: list[Told] = []
    for line in lines:
        if goal and line.row.level == 0:
            yield goal
            goal = []
        cells, below = parted(table, line)
        goal.append(Told(line, cells, next((leaf for leaf in below if leaf.html or leaf.text), None)))
    if goal:
        yield goal
