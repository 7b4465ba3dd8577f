"""What stays on one page with what, where print.css can't see it: marked in the parsed document by how long it is.

What is kept together is never long: a page breaks before it, and would be left half empty. So a heading takes a line under
it along with what the line leads up to, and a table the short comment under it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element

# A page holds 58 lines of a table's type, and a line across it about 100 characters.
TALL_ROW = 35
CHARACTERS_PER_LINE = 90
LEAD = 80  # characters of a paragraph that leads up to the next: a line
FEWEST_ROWS, ENOUGH = 3, 8  # rows of a card that are left on a page, and lines with which fewer are enough
COMMENT = 220  # and of one that belongs to the table or chart above it: three
HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def keep_together(body: Element) -> None:
    """Mark, in place, what print.css is to keep on one page, and the tables whose head it is to keep."""
    _mark_tall_tables(body)
    for table in body.iter("table"):
        if "card" in table.get("class", "").split():
            rows = [row for group in table.findall("tbody") for row in group]
            for row in _few(rows)[:-1]:
                _mark(row, "ahead")
            for row in _few(rows[::-1])[:-1]:
                _mark(row, "behind")
    for parent in body.iter("section"):
        for before, paragraph in pairwise(parent):
            if paragraph.tag != "p":
                continue
            characters = len("".join(paragraph.itertext()))
            if before.tag in HEADINGS and characters <= LEAD:
                _mark(paragraph, "leads")
            elif before.tag == "figure" and characters <= COMMENT:
                _mark(paragraph, "comments")


def _few(rows: Sequence[Element]) -> list[Element]:
    """The first of a card's rows that are too few to stand alone on a page without the last of them."""
    few, lines = [], 0.0
    for row in rows[:FEWEST_ROWS]:
        few.append(row)
        lines += max((_lines(cell, len(row)) for cell in row), default=0)
        if lines >= ENOUGH:
            break
    return few


def _mark(element: Element, name: str) -> None:
    """Give an element a class beside those that it has."""
    element.set("class", " ".join((*element.get("class", "").split(), name)))


def _mark_tall_tables(root: Element) -> None:
    """Give tables with a row that may fill a page the class `tall`, by which print.css keeps their heads.

    WeasyPrint leaves out the head of a table when no row fits below it (issue 2679 in Kozea/WeasyPrint), and the words in
    it are then nowhere. What helps (a body that avoids breaks) also leaves white space, so it is for those tables only.
    """
    for table in root.iter("table"):
        classes = table.get("class", "").split()
        limit = (
            TALL_ROW if "card" in classes else TALL_ROW / 2
        )  # elsewhere print.css keeps two or three rows together
        for row in table.iter("tr"):
            if any(_lines(cell, len(row)) > limit for cell in row):
                _mark(table, "tall")
                break


def _lines(cell: Element, columns: int) -> float:
    """About how many lines a cell needs when each column is as wide as the others."""
    blocks = sum(inner.tag in ("p", "li", "tr", "br") for inner in cell.iter())
    return blocks + len("".join(cell.itertext())) * columns / CHARACTERS_PER_LINE
