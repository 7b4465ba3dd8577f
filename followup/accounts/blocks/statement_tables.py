"""How a statement's rows become a table: which are printed, which notes they refer to, and what rounding does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from finsam.core.text.prose import listed
from finsam.core.values.money import in_unit, number, rounded
from finsam.documents.gaps import MISSING
from finsam.facts.book import Book, Fact
from finsam.facts.tables import NATURAL, POSITIVE, UNKNOWN, Cell, Column, Row, Table
from followup.accounts.models import Note
from followup.accounts.queries import records_of
from followup.accounts.schemes import SchemeRow


@dataclass(frozen=True, slots=True)
class StatementColumn:
    """A column of a statement: its key and heading, and whose facts it prints."""

    key: str
    label: str
    year: int
    prefix: str = ""  # "", "delar.", "prognos." or "budget."

    def fact(self, book: Book, row: str) -> Fact | None:
        """A row's fact in this column."""
        return book.get(f"bokslut.{self.prefix}{row}@{self.year}")


def note_anchor(note: Note) -> str:
    """What a link to a note is called."""
    return f"not-{note.key}"


def row_anchor(table: str, row: str) -> str:
    """What a link to a statement's row is called."""
    return f"rad-{table}-{row.replace('.', '-')}"


def note_cells(book: Book) -> dict[str, Cell]:
    """The numbers of the notes that explain each row, each a link to its note, by the row's key."""
    by_row: dict[str, list[tuple[int, Note]]] = {}
    for place, note in enumerate(records_of(book).notes.get(book.year, []), 1):
        for row in note.explains:
            by_row.setdefault(row, []).append((place, note))
    return {row: _note_cell(notes) for row, notes in by_row.items()}


def _note_cell(notes: list[tuple[int, Note]]) -> Cell:
    links = (f'<a href="#{note_anchor(note)}" title="Not {place}">{place}</a>' for place, note in notes)
    return Cell(text=", ".join(str(place) for place, _ in notes), html=", ".join(links))


def printed_rows(rows: Iterable[SchemeRow], filled: set[str]) -> list[SchemeRow]:
    """The rows to print: optional ones only when filled, optional headings only over something."""
    kept = [row for row in rows if row.kind == "heading" or not row.optional or row.key in filled]
    return [
        row
        for place, row in enumerate(kept)
        if row.kind != "heading"
        or not row.optional
        or (place + 1 < len(kept) and kept[place + 1].kind != "heading" and kept[place + 1].level > row.level)
    ]


def scheme_table(
    book: Book,
    rows: Iterable[SchemeRow],
    columns: list[StatementColumn],
    *,
    key: str,
    title: str,
    unit: str = "kr",
    notes: bool = False,
    empty: Callable[[str, StatementColumn], str] | None = None,
    row_label: str = "",
) -> Table | None:
    """A statement as a table; None when nothing in it is known. `empty` says what stands where a row has no figure."""
    rows = list(rows)
    facts = {(row.key, column.key): column.fact(book, row.key) for row in rows for column in columns}
    if all(fact is None or fact.value is None for fact in facts.values()):
        return None
    filled = {row for (row, _), fact in facts.items() if fact is not None and fact.value}
    # A column that the law asks for stands there also when nobody knows its figures.
    unknown = {
        column.key
        for column in columns
        if all(facts[row.key, column.key] is None or facts[row.key, column.key].value is None for row in rows)
    }
    referred = note_cells(book) if notes else {}
    kept = printed_rows(rows, filled)
    shown = {row.key for row in kept}
    made = []
    for row in kept:
        cells = {}
        for column in columns if row.kind != "heading" else ():
            fact = facts[row.key, column.key]
            if fact is not None and fact.value is not None:
                cells[column.key] = Cell(fact)
            elif column.key in unknown:
                cells[column.key] = Cell(text=UNKNOWN)
            elif empty and row.kind == "post" and (words := empty(row.key, column)):
                cells[column.key] = Cell(text=words)
        if row.key in referred:
            cells["not"] = referred[row.key]
        made.append(
            Row(
                row.key,
                row.label,
                cells,
                kind=row.kind,
                level=row.level,
                sums=tuple(term for term in row.terms if term in shown),
                anchor=row_anchor(key, row.key) if row.key in referred else "",
            )
        )
    heads = [Column("not", "Not", kind="text")] if any("not" in row.cells for row in made) else []
    heads += [Column(column.key, column.label, unit=unit, sign=NATURAL) for column in columns]
    table = Table(
        key,
        title,
        tuple(heads),
        tuple(made),
        row_label=row_label or "Belopp",
        note=MISSING if unknown else "",
    )
    return with_rounding(table)


def with_rounding(table: Table) -> Table:
    """The table with a note on the sums that their rounded rows don't make."""
    most: dict[str, Decimal] = {}
    for row in table.rows:
        for column in table.columns:
            if off := _rounding(table, row, column):
                most[row.label] = max(most.get(row.label, off), off)
    if not most:
        return table
    units = {column.unit for column in table.columns if column.kind == "number"}
    sums = listed([f"”{label}”" for label in most])
    told = (
        f"Beloppen är avrundade var för sig. Därför kan {sums} skilja sig med {number(max(most.values()))} "
        f"{units.pop() if len(units) == 1 else 'kr'} från sina rader; de exakta beloppen stämmer."
    )
    return replace(table, note=f"{table.note} {told}".strip())


def _rounding(table: Table, row: Row, column: Column) -> Decimal:
    """How far a sum's rounded rows are from the rounded sum."""
    cell = row.cells.get(column.key)
    if not row.sums or cell is None or cell.fact is None or cell.fact.value is None:
        return Decimal(0)
    terms = [table.row(key).cells.get(column.key) for key in row.sums]
    facts = [term.fact for term in terms if term is not None and term.fact is not None]
    if any(column.unit_of(fact) != column.unit for fact in (*facts, cell.fact)):
        return Decimal(0)
    if column.sign == POSITIVE and len({fact.side for fact in (*facts, cell.fact)}) > 1:
        return Decimal(0)

    def printed(fact: Fact) -> Decimal:
        return rounded(in_unit(column.signed(fact), column.unit), column.decimals)

    added = sum((printed(fact) for fact in facts if fact.value is not None), Decimal(0))
    return abs(added - printed(cell.fact))
