"""What tables say of what isn't known: columns without anything, figures that are missing, shares without n."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from finsam.core.text.prose import listed
from finsam.facts.tables import UNKNOWN, Cell, Column, Row, Table

MISSING = f"Ett streck ({UNKNOWN}) betyder att uppgift saknas."
N_UNKNOWN = "n okänt"

Places = set[tuple[str, str]]  # (row, column)


def _says(cell: Cell | None) -> bool:
    if cell is None:
        return False
    if cell.fact is not None:
        return cell.fact.value is not None
    return bool(cell.text or cell.html)


def filled(table: Table, missing: str = MISSING) -> Table:
    """The table without columns that say nothing, and with a dash where a row lacks what others have.

    `missing` says what the dash means; without it there are none. Sums and headings may be blank: they sum what can
    be summed.
    """
    columns = tuple(
        column for column in table.columns if any(_says(row.cells.get(column.key)) for row in table.rows)
    )
    rows = tuple(_dashed(row, columns) for row in table.rows) if missing else table.rows
    lacks = any(cell.text == UNKNOWN for row in rows for cell in row.cells.values())
    note = " ".join(filter(None, (table.note, missing if lacks else "")))
    return replace(table, columns=columns, rows=rows, note=note)


def _dashed(row: Row, columns: tuple[Column, ...]) -> Row:
    cells = {key: row.cells[key] for column in columns if _says(row.cells.get(key := column.key))}
    if row.kind == "post":
        cells |= {column.key: Cell(text=UNKNOWN) for column in columns if column.key not in cells}
    return replace(row, cells=cells)


def marked(table: Table, places: Places, counted: str) -> Table:
    """The table with its shares without n marked: once where all in a column (or the table) are, else each cell.

    `counted` begins the sentence about them: "Antal svar".
    """
    if not places:
        return table
    shares = {
        column.key: {
            row.key
            for row in table.rows
            if (cell := row.cells.get(column.key)) is not None
            and cell.fact is not None
            and cell.fact.unit == "%"
        }
        for column in table.columns
    }
    shares = {key: rows for key, rows in shares.items() if rows}
    whole = [key for key, rows in shares.items() if all((row, key) in places for row in rows)]
    mixed = {(row, key) for row, key in places if key not in whole}
    everywhere = len(whole) == len(shares)
    columns = tuple(
        replace(column, label=f"{column.label}*") if column.key in whole and not everywhere else column
        for column in table.columns
    )
    rows = tuple(_noted(row, {key for name, key in mixed if name == row.key}) for row in table.rows)
    notes = [table.note]
    if whole:
        # Of "Andel 2022" only the year.
        labels = [column.label.split()[-1] for column in table.columns if column.key in whole]
        among = "" if everywhere else f" för {_span(labels)}"
        star = "" if everywhere else "* "
        notes.append(f"{star}{counted} är inte känt ({N_UNKNOWN}){among}.")
    if mixed:
        notes.append(f"{N_UNKNOWN}: antalet bakom andelen är inte känt.")
    return replace(table, columns=columns, rows=rows, note=" ".join(filter(None, notes)))


def _noted(row: Row, keys: Iterable[str]) -> Row:
    cells = {
        key: replace(cell, note=", ".join(filter(None, (N_UNKNOWN, cell.note)))) if key in keys else cell
        for key, cell in row.cells.items()
    }
    return replace(row, cells=cells)


def _span(labels: list[str]) -> str:
    """`2019–2022` when they are years in a row, else `2019 och 2021`."""
    years = [int(label) for label in labels if label.isdigit()]
    if len(years) == len(labels) > 2 and all(after == before + 1 for before, after in pairwise(years)):
        return f"{labels[0]}–{labels[-1]}"
    return listed([label[:1].lower() + label[1:] for label in labels])
