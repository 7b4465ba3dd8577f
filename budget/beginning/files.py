"""A budget in a file: the tables of a workbook, a Word document or a text, each as a table that is pasted.

What stands in the cells is all that is taken; formulas, macros and formats are not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from budget.beginning import pasted
from finsam.core.values.files import decoded, long_line, text_of

LARGEST = 20_000_000  # bytes
MOST_LINES = 5 * pasted.MOST_ROWS  # of a sheet, blank ones counted
GAP = 3  # lines of other text within a table: a page break, a heading
_WIDE = re.compile(r"\S(?:\t| {2,})+[-\u2212\u2013(]?\d")


class Refused(Exception):
    """A file without a budget that can be read; the message is a Swedish sentence."""


@dataclass(frozen=True, slots=True)
class FileTable:
    """A table: where it stands (a sheet's name, or which table or row it is), its text with tabs, and what was understood."""

    place: str
    text: str
    read: pasted.Pasted

    @property
    def amounts(self) -> int:
        """How many amounts stand on its lines."""
        return sum(value is not None for post in self.read.every_line for value in post.amounts)


def tables_in(raw: bytes) -> list[FileTable]:
    """The tables with amounts, the one with most of them first. What kind of file it is is told by its bytes. Raises Refused."""
    if len(raw) > LARGEST:
        raise Refused(
            "Filen är större än 20 MB. Spara bara bladet eller sidan med budgeten, och välj den filen."
        )
    texts = [(place, text) for place, text in _texts(raw) if re.search(r"\d", text)]
    tables = [FileTable(place, text, pasted.read(text)) for place, text in texts]
    tables = sorted(filter(lambda each: each.amounts, tables), key=lambda each: -each.amounts)
    if not tables:
        raise Refused(
            "Filen har ingen tabell med belopp. Kopiera budgettabellen och klistra in den i stället."
        )
    return tables


def _texts(raw: bytes) -> Iterator[tuple[str, str]]:
    if raw.startswith(b"PK") and b"word/" in raw:
        yield from _of_word(raw)
    elif raw.startswith(b"PK"):
        yield from _of_workbook(raw)
    elif raw.startswith((b"%PDF", b"\xd0\xcf\x11\xe0")) or b"\x00" in raw:
        raise Refused(
            "Filen är varken Excel (.xlsx), Word (.docx) eller text. Spara den i något av formaten och välj den igen."
        )
    else:
        yield from _of_text(decoded(raw))


def _of_workbook(raw: bytes) -> Iterator[tuple[str, str]]:
    from finsam.core.values import spreadsheet

    try:
        sheets = spreadsheet.sheets(raw, rows=MOST_LINES, columns=pasted.MOST_CELLS)
    except spreadsheet.Refused as no:
        raise Refused(str(no)) from no
    for name, rows in sheets:
        yield (
            name,
            _lines([cells.get(place) for place in range(1, pasted.MOST_CELLS + 1)] for _, cells in rows),
        )


def _cell(value: object) -> str:
    """A cell as a person would write it: `1234567,5`, `2024`."""
    return text_of(value, lambda number: f"{number:f}".replace(".", ","))


def _of_word(raw: bytes) -> Iterator[tuple[str, str]]:
    from finsam.documents.word import package

    try:
        tables = package.opened(raw).tables
    except package.Refused as no:
        raise Refused(str(no)) from no
    for number, table in enumerate(tables, 1):
        written = [[(cell._tc, cell.text) for cell in row.cells] for row in table.rows]
        # A cell over several columns comes once for each of them, and is written in the first.
        rows = [
            [
                "" if place and cells[place - 1][0] is cell else text
                for place, (cell, text) in enumerate(cells)
            ]
            for cells in written
        ]
        yield f"Tabell {number}", _lines(rows)


def _lines(rows: Iterable[Iterable[object]]) -> str:
    return "\n".join("\t".join(map(_cell, row)).rstrip("\t") for row in rows)


def _of_text(text: str) -> Iterator[tuple[str, str]]:
    """Runs of rows that look like a table's. Short gaps are within one, if the rows after them have as many columns."""
    if number := long_line(text):
        raise Refused(
            f"Rad {number} är för lång för att vara en rad i en tabell. Kopiera bara budgettabellen."
        )
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    runs: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        if not _is_row(line):
            continue
        if runs and number == runs[-1][1]:
            runs[-1] = (runs[-1][0], number + 1)
        else:
            runs.append((number, number + 1))
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        if (
            joined
            and start - joined[-1][1] <= GAP
            and _width(lines, *joined[-1]) == _width(lines, start, end)
        ):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    for start, end in joined:
        above = next((at for at in range(start - 1, max(start - GAP, 0) - 1, -1) if lines[at].strip()), start)
        yield f"Rad {start + 1}–{end}", "\n".join(lines[above:end])


def _is_row(line: str) -> bool:
    return line.startswith("|") or "\t" in line or _WIDE.search(line) is not None


def _width(lines: list[str], start: int, end: int) -> int:
    counts = Counter(max(line.count("\t"), line.strip("|").count("|")) for line in lines[start:end])
    return counts.most_common(1)[0][0]
