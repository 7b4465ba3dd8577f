"""A table of the text: read tag by tag, gathered cell by cell and written with head cells, all rows as long.

A table has a head row, a head column, or both. One that says nothing of heads has its first row for a head, and a row that
stands alone its first cell: every figure is under a name. A cell reaches over one column and row; what reached over
several stands in the first of them. What is blank is no head, for a head without words says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from finsam.core.text.tags import OF_TABLE, given_by

if TYPE_CHECKING:
    from finsam.core.text.sanitizer import Tidier

MOST_COLUMNS = 20  # more can't be read on a page: its rows are lines
_MOST_SPAN = 1000


@dataclass(slots=True)
class Cell:
    """A cell's clean HTML, and whether the source calls it a head."""

    html: str = ""
    head: bool = False


@dataclass
class Table:
    """What is read of a table so far."""

    caption: str = ""
    rows: list[list[Cell]] = field(default_factory=list)
    in_head: bool = False  # whether the rows that come are the head
    merged: bool = False
    _has_head: bool = False
    _reaching: dict[int, int] = field(
        default_factory=dict
    )  # columns with a cell from above: for how many rows more
    _kind: str = ""
    _spans: tuple[int, int] = (1, 1)

    def begin_row(self) -> None:
        """A new row; one without cells is none."""
        if not self.rows or self.rows[-1]:
            self.rows.append([])
            self._has_head = self._has_head or (self.in_head and len(self.rows) == 1)
            self._reaching = {column: left - 1 for column, left in self._reaching.items() if left > 1}

    def begin_cell(self, kind: str, columns: str, rows: str) -> None:
        """A cell or the caption (`td`, `th`, `caption`), with how many columns and rows it says that it reaches over."""
        self._kind, self._spans = kind, (_span(columns), _span(rows))

    def end_cell(self, html: str) -> None:
        """What stands in the cell that was begun."""
        if self._kind == "caption":
            words = re.sub(r"<[^>]*+>", " ", html)  # it is a name, so it has no emphasis
            self.caption = " ".join(f"{self.caption} {words}".split())
            return
        if not self.rows:
            self.begin_row()
        row = self.rows[-1]
        wide, high = self._spans
        self.merged = self.merged or ((wide > 1 or high > 1) and bool(html))
        while len(row) in self._reaching and len(row) <= MOST_COLUMNS:
            row.append(Cell())
        if high > 1:
            self._reaching |= {len(row) + at: high for at in range(min(wide, MOST_COLUMNS))}
        row.append(Cell(html, self._kind == "th"))
        row += [Cell() for _ in range(min(wide - 1, max(MOST_COLUMNS - len(row), 0)))]

    @property
    def too_wide(self) -> bool:
        """Whether there are more columns than a page has room for."""
        return max(map(len, self.rows), default=0) > MOST_COLUMNS

    def html(self) -> str:
        """The table; paragraphs where it has one column or too many, and nothing where it has no words."""
        rows = [row for row in self.rows if row]
        if not self.caption and not any(cell.html for row in rows for cell in row):
            return ""
        wide = max(map(len, rows), default=0)
        if wide < 2 or wide > MOST_COLUMNS:
            texts = [" | ".join(cell.html for cell in row if cell.html) for row in rows]
            return "".join(f"<p>{text}</p>" for text in [self.caption, *texts] if text)
        rows = [[*row, *(Cell() for _ in range(wide - len(row)))] for row in rows]
        first, *below = rows
        named = len(rows) > 1 and (self._has_head or any(cell.head for cell in first[1:]))
        column = any(row[0].head and row[0].html for row in (below if named else rows))
        if not named and not column:
            named, column = len(rows) > 1, len(rows) == 1
        head = f"<thead>{_row(first, len(first), 'col')}</thead>" if named else ""
        body = "".join(_row(row, int(column), "row") for row in (below if named else rows))
        caption = f"<caption>{self.caption}</caption>" if self.caption else ""
        return f"<table>{caption}{head}<tbody>{body}</tbody></table>"


def _row(cells: list[Cell], heads: int, scope: str) -> str:
    """A row whose first `heads` cells are heads."""
    return (
        f"<tr>{''.join(_cell(cell.html, scope if at < heads else '') for at, cell in enumerate(cells))}</tr>"
    )


def _cell(html: str, scope: str) -> str:
    return f'<th scope="{scope}">{html}</th>' if scope and html else f"<td>{html}</td>"


def _span(written: str) -> int:
    """How many columns or rows a cell says that it reaches over."""
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 1
    return min(max(number, 1), _MOST_SPAN)


class TableReader:
    """Takes the tags of tables from the sanitiser, where a text may hold tables."""

    def __init__(self, text: Tidier):
        self.text = text
        self.table: Table | None = None  # the one that is read
        self.around = text.prose  # where it is to stand
        self.inner = 0  # tables within a cell of it
        self.beside = False  # whether a cell of theirs stands before the next on its line

    def begin(self, name: str, attributes: str) -> bool:
        """Take a tag that is a table's; whether it was one."""
        text = self.text
        if self.table is None:
            nested = text.cells or text.prose.lists or text.prose.quotes
            if not text.section or nested or name not in OF_TABLE:
                return False
            text.boundary()
            self.table, self.around = Table(), text.prose
            if name == "table":
                return True
        if text.cells:
            return self._within_cell(name) or self._of_table(name, attributes)
        if name not in OF_TABLE:
            self.finish()
            return False
        return self._of_table(name, attributes)

    def _within_cell(self, name: str) -> bool:
        """A table within a cell is lines of it."""
        if name == "table":
            self.inner += 1
            self.text.done.tables = True
        if not self.inner:
            return False
        if name in ("td", "th") and self.beside:
            self.text.prose.after(" | ")
        else:
            self.text.boundary()
        if name in OF_TABLE:
            self.beside = name in ("td", "th")
        return True

    def _of_table(self, name: str, attributes: str) -> bool:
        table = self.table
        if table is None or name not in OF_TABLE:
            return False
        self._end_cell()
        if name == "table":  # the one before had no end
            self.finish()
            self.table = Table()
        elif name == "tr":
            table.begin_row()
        elif name in ("thead", "tbody", "tfoot"):
            table.in_head = name == "thead" and not table.rows
        else:
            given = given_by(attributes)
            table.begin_cell(name, given.get("colspan", ""), given.get("rowspan", ""))
            self.text.cells, self.text.in_row = 1, True
            self.text.prose = self.around.for_cell()
        return True

    def end(self, name: str) -> bool:
        """Take the end of a tag that is a table's; whether it was one."""
        if self.table is None or name not in OF_TABLE:
            return False
        if self.inner:
            self.inner -= name == "table"
            if name in ("tr", "table"):
                self.text.boundary()
                self.beside = False
        elif name == "table":
            self.finish()
        elif name in ("thead", "tbody", "tfoot"):
            self._end_cell()
            self.table.in_head = False
        else:
            self._end_cell()
        return True

    def _end_cell(self) -> None:
        if self.table is not None and self.text.cells:
            self.text.settle()
            self.text.end_link()
            self.table.end_cell(self.text.prose.finish())
            self.text.prose = self.around
            self.text.cells, self.text.in_row, self.inner = 0, False, 0

    def finish(self) -> None:
        """Write the table that was read, if there is one."""
        if self.table is None:
            return
        self._end_cell()
        self.text.boundary()
        table, self.table = self.table, None
        self.text.prose.block(table.html(), len(table.rows))
        self.text.pictures.settle()
        self.text.done.merged = self.text.done.merged or table.merged
        self.text.done.tables = self.text.done.tables or table.too_wide

    def leave(self) -> None:
        """Words that stand in no cell come after the table."""
        if not self.text.cells:
            self.finish()
