"""Where a document prints its figures: each of them in its order, with the section, the place in it and the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from finsam.core.text.elements import elements
from finsam.documents.resolved import Part, Resolved
from finsam.facts.book import Fact
from finsam.facts.tables import Chart, Piece, Table
from finsam.rendering.cells import in_words

IN_TEXT = "i texten"


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure in its place. `unit` is the column's, "" in a text; `text` is "" in a chart, which draws it."""

    fact: Fact
    part: Part
    place: str
    text: str = ""
    unit: str = ""


def printed_in(resolved: Resolved) -> Iterator[Printed]:
    """Every figure that a document prints, in the order that it is read."""
    for part in resolved.parts:
        yield from _said(resolved, part, part.prose, IN_TEXT)
        for piece in part.pieces:
            yield from _in_piece(resolved, part, piece)
        yield from _said(resolved, part, part.after, IN_TEXT)


def _in_piece(resolved: Resolved, part: Part, piece: Piece) -> Iterator[Printed]:
    if isinstance(piece, Chart):
        place = f"i diagrammet ”{piece.title}”"
        yield from (Printed(fact, part, place) for fact in piece.facts() if fact.value is not None)
    elif isinstance(piece, Table):
        yield from _in_table(resolved, part, piece)
    else:
        for html in piece.texts():
            yield from _said(resolved, part, html, IN_TEXT)


def _in_table(resolved: Resolved, part: Part, table: Table) -> Iterator[Printed]:
    place = f"i tabellen ”{table.title}”"
    columns = {column.key: column for column in table.columns}
    for row in table.rows:
        for key, cell in row.cells.items():
            if cell.html:
                yield from _said(resolved, part, cell.html, place)
            for fact in (cell.fact, cell.second):
                column = columns.get(key)
                if fact is not None and column is not None and (text := column.text(fact)):
                    words = in_words(table.way(row, column), text)
                    yield Printed(fact, part, place, words, column.unit_of(fact))


def _said(resolved: Resolved, part: Part, html: str, place: str) -> Iterator[Printed]:
    for figure in elements(html, "data"):
        fact = resolved.facts.get(figure["value"])
        if fact is not None and figure["class"] == "fact":
            yield Printed(fact, part, place, unescape(figure.inside))
