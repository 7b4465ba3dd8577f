"""Tables as an Excel workbook that calculates: a sheet per table, and ”Underlag” with every fact behind them.

A given fact is a number in ”Underlag”; everything else is a formula, so a figure changed there moves all its totals.
What each formula comes to is stored beside it, for previews and Protected View, where nothing is calculated.
What people wrote is text and can never become a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.utils import timezone
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from finsam.core.text.prose import lines
from finsam.core.values.money import UNITS, excel_format, worth
from finsam.facts.book import Fact
from finsam.facts.tables import Cell, Column, Row, Table
from finsam.rendering.xlsx.formulas import added, fact_formula, linear, shown_formula, sum_formula
from finsam.rendering.xlsx.workbook import BOLD, ENTERED, SOFT, STRONG, THIN, Book, Style, edge, sheet_name

SOURCE, CONTENTS = "Underlag", "Innehåll"
MADE = {
    "given": "Inskrivet",
    "sum": "Summa",
    "ratio": "Kvot",
    "product": "Produkt",
    "portion": "Andel, avrundad till ören",
}


def tables_to_xlsx(
    tables: Iterable[Table], *, title: str, forbund: str, rendition: str = "", made: datetime | None = None
) -> bytes:
    """The workbook's bytes. `title` names the document, `forbund` stands in its head and properties.

    `rendition` is what sets it apart from the one that is published; every sheet says so. `made` is the time that
    stands in its properties; without it, now.
    """
    tables = list(tables)
    facts = _facts(tables)
    addresses = {key: f"{SOURCE}!$C${place}" for place, key in enumerate(facts, _FIRST_FACT)}
    book = Book(title, forbund, rendition)
    taken = {SOURCE.casefold(), CONTENTS.casefold(), "history"}  # Excel keeps the last for itself
    names = [sheet_name(table.title or table.key, taken) for table in tables]
    _write_contents(book, list(zip(names, tables, strict=True)))
    for name, table in zip(names, tables, strict=True):
        _TableSheet(book, book.sheet(name), table, addresses).write()
    _write_source(book, facts, addresses)
    return book.finished(made or timezone.now())


def _facts(tables: list[Table]) -> dict[str, Fact]:
    """Every fact printed and what it rests on, by key. Raises ValueError where a key means two numbers."""
    facts: dict[str, Fact] = {}
    for table in tables:
        for printed in table.facts():
            for fact in printed.walk():
                if facts.setdefault(fact.key, fact).value != fact.value:
                    raise ValueError(f"two facts called {fact.key}")
    return facts


def _write_contents(book: Book, sheets: list[tuple[str, Table]]) -> None:
    """The first sheet: what each of the others holds, with its whole name."""
    sheet = book.sheet(CONTENTS)
    book.title(sheet, book.name)
    book.put(sheet, 2, 1, book.forbund, **SOFT)
    for column, (label, width) in enumerate((("Blad", 34), ("Tabell", 80)), 1):
        book.put(sheet, 4, column, label, **BOLD, **edge(bottom=STRONG))
        sheet.set_column(column - 1, column - 1, width)
    about = [(name, table.title or name) for name, table in sheets]
    about.append((SOURCE, "Alla uppgifter bakom tabellerna. Det är här tal ändras."))
    for row, (name, what) in enumerate(about, 5):
        book.link(sheet, row, 1, name)
        book.put(sheet, row, 2, what, text_wrap=True, valign="top")
    sheet.freeze_panes(4, 0)
    book.set_up(sheet, 2)


# ---- A table's sheet ----


@dataclass(frozen=True, slots=True)
class _Place:
    """A sheet's column: which of the table's columns it shows, and which of its two facts."""

    column: Column
    second: bool
    number: int

    def fact(self, cell: Cell | None) -> Fact | None:
        if cell is None:
            return None
        return cell.second if self.second else cell.fact


class _TableSheet:
    """Writes one table: title, heads, rows, notes."""

    def __init__(self, book: Book, sheet: Worksheet, table: Table, addresses: dict[str, str]):
        self.book, self.sheet, self.table, self.addresses = book, sheet, table, addresses
        self.has_lead = any(row.lead for row in table.rows)
        self.label_at = 2 if self.has_lead else 1
        self.places = self._places()
        self.note_at = self.places[-1].number + 1 if self.places else self.label_at + 1
        self.grouped = any(column.group for column in table.columns)
        self.noted = any(self._notes(row) for row in table.rows)
        self.head_at = 4 if self.grouped else 3
        self.rows_at = {row.key: self.head_at + n for n, row in enumerate(table.rows, 1)}

    def _places(self) -> list[_Place]:
        places: list[_Place] = []
        for column in self.table.columns:
            cells = [row.cells[column.key] for row in self.table.rows if column.key in row.cells]
            seconds = [True] if any(cell.second is not None for cell in cells) else []
            for second in [False, *seconds]:
                places.append(_Place(column, second, self.label_at + len(places) + 1))
        return places

    def put(self, row: int, column: int, text: str, **style: str | int) -> None:
        """Text in a cell of the sheet."""
        self.book.put(self.sheet, row, column, text, **style)

    def write(self) -> None:
        """The whole sheet."""
        self.book.title(self.sheet, self.table.title)
        self._heads()
        for at, row in enumerate(self.table.rows, self.head_at + 1):
            self._row(at, row)
        if self.table.note:
            self.put(self.head_at + len(self.table.rows) + 2, 1, self.table.note, **SOFT)
        self.sheet.freeze_panes(self.head_at, self.label_at)
        self.sheet.repeat_rows(self.head_at - self.grouped - 1, self.head_at - 1)
        self._widths()
        self.book.set_up(self.sheet, self.note_at - (not self.noted))

    def _heads(self) -> None:
        if unit := self._unit():
            self.put(2, 1, "Procent" if unit == "%" else f"Belopp i {unit}", **SOFT)
        if self.has_lead:
            self._head(self.head_at, 1, self.table.lead_label)
        self._head(self.head_at, self.label_at, self.table.row_label)
        for place in self.places:
            label = f"{place.column.label} (inom parentes)" if place.second else place.column.label
            self._head(
                self.head_at, place.number, label, "right" if place.column.kind == "number" else "left"
            )
        if self.noted:
            self._head(self.head_at, self.note_at, "Anmärkning")
        for label, first, last in self._groups():
            row = self.head_at - 1
            if last > first:
                look = self.book.style(**BOLD, **edge(bottom=STRONG))
                self.sheet.merge_range(row - 1, first - 1, row - 1, last - 1, "", look)
            self._head(row, first, label, "center")

    def _unit(self) -> str:
        """What the sheet's amounts are counted in, where its cells don't say it and it has only one."""
        columns = [
            place.column for place in self.places if place.column.kind == "number" and not place.second
        ]
        units = {
            column.unit
            for column in columns
            for row in self.table.rows
            if (cell := row.cells.get(column.key)) is not None
            and cell.fact is not None
            and cell.fact.unit in ("kr", "%")
            and column.unit_of(cell.fact) == column.unit
            and not (column.suffix and column.unit != "%")
        }
        return units.pop() if len(units) == 1 and len({column.unit for column in columns}) == 1 else ""

    def _groups(self) -> Iterator[tuple[str, int, int]]:
        """Grouped headings with their first and last column."""
        for label, places in groupby(self.places, lambda place: place.column.group):
            numbers = [place.number for place in places]
            if label:
                yield label, numbers[0], numbers[-1]

    def _head(self, row: int, column: int, text: str, align: str = "left") -> None:
        look: Style = {"align": align, "valign": "bottom", "text_wrap": True}
        self.put(row, column, text, **BOLD, **look, **edge(bottom=STRONG))

    def _row(self, at: int, row: Row) -> None:
        style = edge(top=STRONG if row.kind == "sum" else None, bottom=THIN)
        if row.strong:
            style["bold"] = True
        if row.dress == "emphasis":
            style["italic"] = True
        if self.has_lead:
            self.put(at, 1, row.lead, **style)
        indent = {"indent": row.level} if row.level else {}
        self.put(at, self.label_at, row.label, valign="top", text_wrap=True, **indent, **style)
        for place in self.places:
            cell = row.cells.get(place.column.key)
            fact = place.fact(cell)
            if fact is not None:
                look = {"align": "right", "valign": "top", "num_format": _number_format(place.column, fact)}
                formula, value = self._formula(row, place, fact), _value(place.column, fact)
                self.book.number(self.sheet, at, place.number, formula, value, **look, **style)
            else:
                text = "" if cell is None or place.second else cell.text or lines(cell.html)
                short = place.column.kind == "number" and len(text) < 20
                look = {"align": "right"} if short else {}
                self.put(at, place.number, text, valign="top", text_wrap=True, **look, **style)
        if notes := self._notes(row):
            self.put(at, self.note_at, notes, valign="top", text_wrap=True, **SOFT)

    @staticmethod
    def _notes(row: Row) -> str:
        return " ".join(filter(None, (row.note, *(cell.note for cell in row.cells.values()))))

    def _formula(self, row: Row, place: _Place, fact: Fact) -> str:
        """A sum row adds its rows where they make up its fact; everything else reads ”Underlag”."""
        added_up = None if place.second else self._sum_of_rows(row, place, fact)
        negate, divisor = _shown(place.column, fact)
        return added_up or shown_formula(self.addresses[fact.key], negate=negate, divisor=divisor)

    def _sum_of_rows(self, row: Row, place: _Place, fact: Fact) -> str | None:
        """The sum of the rows named, or None where they aren't all there is to the fact (a lump, another unit)."""
        terms = []
        for key in row.sums:
            if key not in self.rows_at:
                return None
            part = place.fact(self.table.row(key).cells.get(place.column.key))
            if part is not None:
                terms.append((part, f"{xl_col_to_name(place.number - 1)}{self.rows_at[key]}"))
        if added((1, linear(part)) for part, _ in terms) != linear(fact) or any(
            p.unit != fact.unit for p, _ in terms
        ):
            return None
        negated = _shown(place.column, fact)[0]
        return sum_formula((1 if _shown(place.column, part)[0] == negated else -1, at) for part, at in terms)

    def _widths(self) -> None:
        if self.has_lead:
            self._width(1, 9)
        labels = [len(row.label) + 2 * row.level for row in self.table.rows]
        self._width(self.label_at, min(max([12, *labels]) + 2, 52))
        for place in self.places:
            texts = [
                len(c.text or c.html) for row in self.table.rows if (c := row.cells.get(place.column.key))
            ]
            longest = max([len(place.column.label), *texts] if not place.second else [12])
            self._width(place.number, min(max(longest + 2, 14), 60))
        if self.noted:
            self._width(self.note_at, 44)

    def _width(self, column: int, width: float) -> None:
        self.sheet.set_column(column - 1, column - 1, width)


def _value(column: Column, fact: Fact) -> Decimal | None:
    """What the cell's formula comes to."""
    if fact.value is None:
        return None
    negate, divisor = _shown(column, fact)
    return (-fact.value if negate else fact.value) / divisor


def _shown(column: Column, fact: Fact) -> tuple[bool, Decimal | int]:
    """Whether the column turns the fact's sign, and what it divides it by. A percentage is divided by its format."""
    unit = column.unit_of(fact)
    return column.flips(fact), 1 if unit == "%" else worth(unit)


def _number_format(column: Column, fact: Fact) -> str:
    """The cell's format, with how exact the figure is before it and its unit after."""
    unit = column.unit_of(fact)
    foreign = unit != column.unit
    decimals, word = fact.told_apart(unit, fact.decimals if foreign else column.decimals)
    about = f'"{said} "' if (said := fact.qualifier or word) else ""
    if unit == "%":
        return about + excel_format(unit, decimals)
    word = UNITS.get(unit, (1, unit))[1] if column.suffix or foreign else ""
    return about + excel_format(unit, decimals) + (f'" {word}"' if (word := word.replace('"', "")) else "")


# ---- ”Underlag” ----

_FIRST_FACT = 4


def _write_source(book: Book, facts: dict[str, Fact], addresses: dict[str, str]) -> None:
    """Every fact on a row: what it is, its number or formula, how it was made and what it means."""
    sheet = book.sheet(SOURCE)
    book.title(sheet, SOURCE)
    hint = "Ändra ett blått tal, så räknas alla summor om. Intäkter är plus och kostnader minus."
    book.put(sheet, 2, 1, hint, **SOFT)
    heads = (
        ("Uppgiftens kod", 36),
        ("Uppgift", 48),
        ("Värde", 16),
        ("Enhet", 10),
        ("Så är den gjord", 16),
        ("Förklaring", 60),
    )
    for column, (label, width) in enumerate(heads, 1):
        book.put(sheet, _FIRST_FACT - 1, column, label, **BOLD, **edge(bottom=STRONG))
        sheet.set_column(column - 1, column - 1, width)
    local = {key: address.partition("!")[2] for key, address in addresses.items()}
    for at, fact in enumerate(facts.values(), _FIRST_FACT):
        texts = {1: fact.key, 2: fact.label, 4: fact.unit, 5: MADE[fact.op], 6: fact.definition}
        for column, text in texts.items():
            book.put(sheet, at, column, text, valign="top", text_wrap=column in (2, 6))
        look = {"num_format": _source_format(fact)}
        if fact.op == "given":
            look["font_color"] = ENTERED
        book.number(sheet, at, 3, fact_formula(fact, local), fact.value, **look)
    sheet.freeze_panes(_FIRST_FACT - 1, 2)
    sheet.repeat_rows(_FIRST_FACT - 2, _FIRST_FACT - 2)
    book.set_up(sheet, len(heads))


def _source_format(fact: Fact) -> str:
    """Whole kronor unless there are öre to see."""
    return excel_format(fact.unit, 2 if fact.unit == "%" or (fact.value or 0) % 1 else 0)
