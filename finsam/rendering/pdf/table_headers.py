"""Which header cells belong to a data cell, by the rules of HTML (scope col, colgroup, row, rowgroup)."""

from collections.abc import Iterable, Iterator

TH_SCOPES = {"col": "Column", "colgroup": "Column", "row": "Row", "rowgroup": "Row"}


def header_cells(rows: Iterable[tuple[object, list]]) -> Iterator[tuple[object, list]]:
    """Each cell of a table with the header cells that apply to it: its row's first, then its columns', outermost first.

    `rows` are (row group, cells); a cell has `element`, `colspan` and `rowspan`, a row group is compared by identity.
    """
    grid: dict[tuple[int, int], object] = {}
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
        found = []
        for above in range(r):  # a heading over a group of rows holds until the group ends
            if groups[above] is groups[r]:
                found += [grid.get((above, left)) for left in range(c + cell.colspan)]
        found = [h for h in found if _scope(h) == "rowgroup"]
        for row in range(r, r + cell.rowspan):
            found += [h for left in range(c) if TH_SCOPES.get(_scope(h := grid.get((row, left)))) == "Row"]
        for column in range(c, c + cell.colspan):
            found += [
                h for above in range(r) if TH_SCOPES.get(_scope(h := grid.get((above, column)))) == "Column"
            ]
        yield cell, list(dict.fromkeys(found))


def _scope(cell) -> str | None:
    """A header cell's scope; none for a data cell, no cell, or a header that says nothing."""
    if cell is None or cell.element.tag != "th" or not "".join(cell.element.itertext()).strip():
        return None
    return cell.element.get("scope", "col")
