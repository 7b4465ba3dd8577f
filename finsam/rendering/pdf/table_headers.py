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

    for r, c, cell in placed:
        if cell.element.tag == "th":
            yield cell, []
            continue
        headers = []
        for above in range(r):  # a heading over a group of rows holds until the group ends
            if groups[above] is groups[r]:
                headers += [grid.get((above, left)) for left in range(c + cell.colspan)]
        headers = [h for h in headers if _scope(h) == "rowgroup"]
        for row in range(r, r + cell.rowspan):
            headers += [h for left in range(c) if TH_SCOPES.get(_scope(h := grid.get((row, left)))) == "Row"]
        for column in range(c, c + cell.colspan):
            headers += [
                h for above in range(r) if TH_SCOPES.get(_scope(h := grid.get((above, column)))) == "Column"
            ]
        yield cell, list(dict.fromkeys(headers))


def _scope(cell: TableCellBox | None) -> str:
    """A header cell's scope; blank for a data cell, no cell, or a header that says nothing."""
    if cell is None or cell.element.tag != "th" or not "".join(cell.element.itertext()).strip():
        return ""
    scope: str = cell.element.get("scope", "col")
    return scope
