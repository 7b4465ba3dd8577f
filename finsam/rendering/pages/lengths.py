"""About how long sections are on paper: by that it is chosen which open a page, and what the contents list.

Reckoned from letters and rows before anything is laid out, so it is right to a fifth or so. Lengths are in mm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from finsam.core.text.prose import plain
from finsam.documents.resolved import Part
from finsam.facts.tables import Chart, Html, Picture, Piece, Row, Table

TEXT_BLOCK = 242  # of a page: print.css
OPENS = 0.7 * TEXT_BLOCK  # from which a chapter may open a page of its own
HEADING, LINE, AFTER = 14, 5.3, 2.6  # a heading, a line of text and what stands after a paragraph
CHARACTERS = 75  # of a line of text
TABLE, ROW, ROW_LINE = 16, 6.3, 4.3  # a table's head with its space, a row, and each further line of one
CELLS = 95  # characters of a line across a table
BAR, DRAWING, PICTURE = 8, 85, 80  # a bar of a chart, an årshjul, and a picture


def chapter(parts: Sequence[Part], place: int) -> Sequence[Part]:
    """The part at a place with those below its heading."""
    end = place + 1
    while end < len(parts) and (parts[end].level > parts[place].level or not parts[end].title):
        end += 1
    return parts[place:end]


def opens_page(parts: Sequence[Part], place: int) -> bool:
    """Whether the part at a place begins on a new page: it is asked to, and holds enough to fill most of one.

    What stands on a page of its own, level 0, does as it is asked to.
    """
    asked = parts[place]
    return asked.page_break and (not asked.level or length(chapter(parts, place)) >= OPENS)


def stays_whole(parts: Sequence[Part], place: int) -> bool:
    """Whether the part at a place is a chapter of one section with a table or chart, asked to begin on a new page but too
    short for it: a resultaträkning that begins where the chapter before ends isn't broken over two pages."""
    asked = parts[place]
    alone = len(chapter(parts, place)) == 1 and any(
        isinstance(piece, Table | Chart) for piece in asked.pieces
    )
    return alone and asked.level == 1 and asked.page_break and not opens_page(parts, place)


def length(parts: Sequence[Part]) -> float:
    """That of several parts with their headings."""
    return sum(sum(_lengths(part)) for part in parts)


def _lengths(part: Part) -> Iterator[float]:
    """That of what a part is made of."""
    if part.title:
        yield HEADING
    yield _text(part.prose)
    yield from map(_piece, part.pieces)
    yield _text(part.after)


def _text(html: str) -> float:
    """That of prose: its letters in full lines, and for each paragraph and point a line that isn't full."""
    blocks = html.count("<p") + html.count("<li")
    return ceil(len(plain(html)) / CHARACTERS) * LINE + blocks * (LINE / 2 + AFTER)


def _piece(piece: Piece) -> float:
    if isinstance(piece, Table):
        return TABLE + sum(_row(row, len(piece.columns)) for row in piece.rows)
    if isinstance(piece, Html):
        return HEADING * bool(piece.heading) + _text(piece.html)
    if isinstance(piece, Chart):
        return TABLE + BAR * len(piece.table.rows)
    return PICTURE if isinstance(piece, Picture) else DRAWING


def _row(row: Row, columns: int) -> float:
    """That of a row: its longest text decides, in a column as broad as the others."""
    texts = (cell.text + plain(cell.html) for cell in row.cells.values())
    longest = max(map(len, (row.label, *texts)))
    return ROW + ROW_LINE * (max(1, ceil(longest * (columns + 1) / CELLS)) - 1)
