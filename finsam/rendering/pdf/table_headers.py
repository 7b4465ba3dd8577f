"""Which header cells belong to a data cell, by the rules of HTML (scope col, colgroup, row, rowgroup)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weasyprint.formatting_structure.boxes import TableCellBox

TH_SCOPES = {"col": "Column", "colgroup": "Column", "row": "Row", "rowgroup": "Row"}


def header_cells(
    rows: Iterable[tuple[object, list[TableCellBox]]],
) -> Iterator[tuple[TableCellBox, list[TableCellBox]]]:
    """Each cell of a table with the header cells that apply to it: its row's first, then its columns', outermost first.

    `rows` are (row group, cells); a cell has `element`, `colspan` and `rowspan`, a row group is compared by identity.
    """
    grid: dict[tuple[int, int], TableCellBox] = {}
    groups, placed = [], []
    for r, (group, cells) in enumerate(rows):
        groups.append(group)
        c = 0
        for cell in cells:
            while (r, c) in grid:
                c += 1
            spots = [(r + i, c + j) for i in range(cell.rowspan) for j in range(cell.colspan)]
            grid.update(dict.fromkeys(spots, cell))
            placed.append((r, c, cell))

    scopes = {spot: scope for spot, cell in grid.items() if (scope := _scope(cell))}
    columns: dict[int, list[int]] = {}  # the rows in which a column has a heading
    grouped = []  # the spots of headings over groups of rows
    for (row, column), scope in sorted(scopes.items()):
        if TH_SCOPES.get(scope) == "Column":
            columns.setdefault(column, []).append(row)
        elif scope == "rowgroup":
            grouped.append((row, column))

    for r, c, cell in placed:
        if cell.element.tag == "th":
            yield cell, []
            continue
        # A heading over a group of rows holds until the group ends.
        spots = [
            (row, left)
            for row, left in grouped
            if row < r and groups[row] is groups[r] and left < c + cell.colspan
        ]
        for row in range(r, r + cell.rowspan):
            spots += [(row, left) for left in range(c) if TH_SCOPES.get(scopes.get((row, left), "")) == "Row"]
        for column in range(c, c + cell.colspan):
            spots += [(row, column) for row in columns.get(column, ()) if row < r]
        yield cell, list(dict.fromkeys(grid[spot] for spot in spots))


def _scope(cell: TableCellBox) -> str:
    """A header cell's scope; blank for a data cell, or a header that says nothing."""
    if cell.element.tag != "th" or not "".join(cell.element.itertext()).strip():
        return ""
    scope: str = cell.element.get("scope", "col")
    return scope
