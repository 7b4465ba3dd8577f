"""Tables as an Excel workbook that calculates: a sheet per table, and ”Underlag” with every fact behind them.

A given fact is a number in ”Underlag”; everything else is a formula, so a figure changed there moves all its totals.
What people wrote is text and can never become a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from html import unescape
from io import BytesIO
from itertools import groupby

import nh3
from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from finsam.documents.facts import Fact
from finsam.documents.formulas import added, fact_formula, linear, shown_formula, sum_formula
from finsam.documents.tables import NEGATED, POSITIVE, Cell, Column, Row, Table
from finsam.money import UNITS

SOURCE = "Underlag"
LONGEST_NAME, LONGEST_TEXT = 31, 32_000  # Excel's limits for a sheet's name and (nearly) a cell's text
ENTERED = "1D5B79"  # figures to change, in the blue that spreadsheets use for them
MADE = {"given": "Inskrivet", "sum": "Summa", "ratio": "Kvot", "product": "Produkt"}

_THIN, _STRONG = Side("thin", color="CFD6DB"), Side("thin", color="59646D")
_TITLE, _SOFT, _BOLD = Font(size=14, bold=True), Font(color="55606A"), Font(bold=True)


def tables_to_xlsx(
    tables: Iterable[Table], *, title: str, forbund: str, edition: str = "", made: datetime | None = None
) -> bytes:
    """The workbook's bytes. `title` names the document, `forbund` stands in its head and properties.

    `edition` is what sets it apart from the one that is published; every sheet says so.
    """
    tables = list(tables)
    facts = _facts(tables)
    addresses = {key: f"{SOURCE}!$C${place}" for place, key in enumerate(facts, _FIRST_FACT)}
    book = Workbook()
    book.remove(book.active)
    taken = {SOURCE.casefold(), "history"}  # Excel keeps the latter for itself
    for table in tables:
        _TableSheet(book.create_sheet(_sheet_name(table.title or table.key, taken)), table, addresses).write()
    _write_source(book.create_sheet(SOURCE), facts, addresses)
    for sheet in book:
        _set_up(sheet, title, forbund, edition)
    book.properties.title, book.properties.creator, book.properties.language = (
        _clean(title),
        _clean(forbund),
        "sv-SE",
    )
    if made is not None:
        book.properties.created = made.replace(tzinfo=None)
    book.calculation.fullCalcOnLoad = True  # we write no results, only what makes them
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _facts(tables: list[Table]) -> dict[str, Fact]:
    """Every fact printed and what it rests on, by key. Raises ValueError where a key means two numbers."""
    found: dict[str, Fact] = {}
    for table in tables:
        for printed in table.facts():
            for fact in printed.walk():
                if found.setdefault(fact.key, fact).value != fact.value:
                    raise ValueError(f"two facts called {fact.key}")
    return found


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name Excel accepts, not used before; `taken` is added to."""
    plain = " ".join(re.sub(r"[\[\]:*?/\\]", " ", _clean(title)).split()).strip("' ") or "Tabell"
    name, number = plain[:LONGEST_NAME].strip("' "), 1
    while name.casefold() in taken:
        number += 1
        end = f" ({number})"
        name = plain[: LONGEST_NAME - len(end)].rstrip() + end
    taken.add(name.casefold())
    return name


# ---- A table's sheet ----


@dataclass(frozen=True, slots=True)
class _Place:
    """A sheet's column: which of the table's columns it shows, and which of its two facts."""

    column: Column
    second: bool
    number: int

    def fact(self, cell: Cell | None) -> Fact | None:
        return None if cell is None else cell.second if self.second else cell.fact


class _TableSheet:
    """Writes one table: title, heads, rows, notes."""

    def __init__(self, sheet: Worksheet, table: Table, addresses: dict[str, str]):
        self.sheet, self.table, self.addresses = sheet, table, addresses
        self.has_lead = any(row.lead for row in table.rows)
        self.label_at = 2 if self.has_lead else 1
        self.places = self._places()
        self.note_at = self.places[-1].number + 1 if self.places else self.label_at + 1
        self.grouped = any(column.group for column in table.columns)
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

    def write(self) -> None:
        """The whole sheet."""
        _put(self.sheet.cell(1, 1), self.table.title, font=_TITLE)
        self._heads()
        for at, row in enumerate(self.table.rows, self.head_at + 1):
            self._row(at, row)
        if self.table.note:
            _put(self.sheet.cell(self.head_at + len(self.table.rows) + 2, 1), self.table.note, font=_SOFT)
        self.sheet.freeze_panes = self.sheet.cell(self.head_at + 1, self.label_at + 1)
        self.sheet.print_title_rows = f"{self.head_at - self.grouped}:{self.head_at}"
        self._widths()

    def _heads(self) -> None:
        if unit := self._unit():
            _put(self.sheet.cell(2, 1), "Procent" if unit == "%" else f"Belopp i {unit}", font=_SOFT)
        if self.has_lead:
            self._head(self.head_at, 1, self.table.lead_label)
        self._head(self.head_at, self.label_at, self.table.row_label)
        for place in self.places:
            label = f"{place.column.label} (inom parentes)" if place.second else place.column.label
            self._head(self.head_at, place.number, label, right=place.column.kind == "number")
        if any(self._notes(row) for row in self.table.rows):
            self._head(self.head_at, self.note_at, "Anmärkning")
        for label, first, last in self._groups():
            self._head(self.head_at - 1, first, label, center=True)
            if last > first:
                self.sheet.merge_cells(
                    start_row=self.head_at - 1, end_row=self.head_at - 1, start_column=first, end_column=last
                )

    def _unit(self) -> str:
        """What the sheet's amounts are counted in, where its cells don't say it and it has only one."""
        columns = [one.column for one in self.places if one.column.kind == "number" and not one.second]
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
        for label, found in groupby(self.places, lambda place: place.column.group):
            numbers = [place.number for place in found]
            if label:
                yield label, numbers[0], numbers[-1]

    def _head(self, row: int, column: int, text: str, *, right: bool = False, center: bool = False) -> None:
        align = Alignment("center" if center else "right" if right else "left", "bottom", wrap_text=True)
        _put(self.sheet.cell(row, column), text, font=_BOLD, alignment=align, border=Border(bottom=_STRONG))

    def _row(self, at: int, row: Row) -> None:
        style = {
            "font": Font(bold=row.strong, italic=row.dress == "emphasis"),
            "border": Border(top=_STRONG if row.kind == "sum" else None, bottom=_THIN),
        }
        if self.has_lead:
            _put(self.sheet.cell(at, 1), row.lead, **style)
        indented = Alignment(vertical="top", wrap_text=True, indent=row.level)
        _put(self.sheet.cell(at, self.label_at), row.label, alignment=indented, **style)
        for place in self.places:
            cell, target = row.cells.get(place.column.key), self.sheet.cell(at, place.number)
            fact = place.fact(cell)
            if fact is not None:
                target.value = self._formula(row, place, fact)
                target.number_format = _number_format(place.column, fact)
                target.alignment = Alignment("right", "top")
                target.font, target.border = style["font"], style["border"]
            else:
                text = "" if cell is None or place.second else cell.text or _words(cell.html)
                align = Alignment(
                    "right" if place.column.kind == "number" and len(text) < 20 else None,
                    "top",
                    wrap_text=True,
                )
                _put(target, text, alignment=align, **style)
        if notes := self._notes(row):
            _put(
                self.sheet.cell(at, self.note_at),
                notes,
                font=_SOFT,
                alignment=Alignment(vertical="top", wrap_text=True),
            )

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
                terms.append((part, f"{get_column_letter(place.number)}{self.rows_at[key]}"))
        if added((1, linear(part)) for part, _ in terms) != linear(fact) or any(
            p.unit != fact.unit for p, _ in terms
        ):
            return None
        negated = _shown(place.column, fact)[0]
        return sum_formula((1 if _shown(place.column, part)[0] == negated else -1, at) for part, at in terms)

    def _widths(self) -> None:
        if self.has_lead:
            self.sheet.column_dimensions["A"].width = 9
        labels = [len(row.label) + 2 * row.level for row in self.table.rows]
        self._width(self.label_at, min(max([12, *labels]) + 2, 52))
        for place in self.places:
            texts = [
                len(c.text or c.html) for row in self.table.rows if (c := row.cells.get(place.column.key))
            ]
            longest = max([len(place.column.label), *texts] if not place.second else [12])
            self._width(place.number, min(max(longest + 2, 14), 60))
        if any(self._notes(row) for row in self.table.rows):
            self._width(self.note_at, 44)

    def _width(self, column: int, width: float) -> None:
        self.sheet.column_dimensions[get_column_letter(column)].width = width


def _shown(column: Column, fact: Fact) -> tuple[bool, Decimal | int]:
    """Whether the column turns the fact's sign, and what it divides it by. A percentage is divided by its format."""
    negate = column.sign == NEGATED or (column.sign == POSITIVE and fact.side == "kostnad")
    unit = column.unit_of(fact)
    return negate, 1 if unit == "%" else UNITS.get(unit, (1, ""))[0]


def _number_format(column: Column, fact: Fact) -> str:
    """Excel's own grouping, which it prints in the reader's language: `#,##0.0` is 1 234,5 in Swedish."""
    unit = column.unit_of(fact)
    foreign = unit != column.unit
    decimals, word = fact.told_apart(unit, fact.decimals if foreign else column.decimals)
    fraction = f".{'0' * decimals}" if decimals else ""
    about = f'"{said} "' if (said := fact.qualifier or word) else ""
    if unit == "%":
        return f"{about}0{fraction}%"
    word = UNITS.get(unit, (1, unit))[1] if column.suffix or foreign else ""
    return f"{about}#,##0{fraction}" + (f'" {word}"' if (word := word.replace('"', "")) else "")


# ---- ”Underlag” ----

_FIRST_FACT = 4


def _write_source(sheet: Worksheet, facts: dict[str, Fact], addresses: dict[str, str]) -> None:
    """Every fact on a row: what it is, its number or formula, how it was made and what it means."""
    _put(sheet.cell(1, 1), SOURCE, font=_TITLE)
    _put(
        sheet.cell(2, 1),
        "Ändra ett blått tal, så räknas alla summor om. Intäkter är plus och kostnader minus.",
        font=_SOFT,
    )
    for column, (label, width) in enumerate(
        (
            ("Nyckel", 36),
            ("Uppgift", 48),
            ("Värde", 16),
            ("Enhet", 10),
            ("Så är den gjord", 16),
            ("Förklaring", 60),
        ),
        1,
    ):
        border = Border(bottom=_STRONG)
        _put(sheet.cell(_FIRST_FACT - 1, column), label, font=_BOLD, border=border)
        sheet.column_dimensions[get_column_letter(column)].width = width
    local = {key: address.partition("!")[2] for key, address in addresses.items()}
    for at, fact in enumerate(facts.values(), _FIRST_FACT):
        texts = {1: fact.key, 2: fact.label, 4: fact.unit, 5: MADE[fact.op], 6: fact.definition}
        for column, text in texts.items():
            _put(
                sheet.cell(at, column), text, alignment=Alignment(vertical="top", wrap_text=column in (2, 6))
            )
        value = sheet.cell(at, 3)
        value.value = fact_formula(fact, local)
        value.number_format = _source_format(fact)
        value.font = Font(color=ENTERED) if fact.op == "given" else Font()
    sheet.freeze_panes = sheet.cell(_FIRST_FACT, 3)
    sheet.print_title_rows = f"{_FIRST_FACT - 1}:{_FIRST_FACT - 1}"


def _source_format(fact: Fact) -> str:
    """Whole kronor unless there are öre to see."""
    if fact.unit == "%":
        return "0.00%"
    return "#,##0" if fact.value is None or fact.value == fact.value.to_integral_value() else "#,##0.00"


# ---- Pieces ----


def _clean(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def _words(html: str) -> str:
    """Prose as plain lines."""
    lines = re.sub(r"</(?:p|li|h\d)>|<br\s*/?>", "\n", html)
    text = unescape(nh3.clean(lines, tags=set()))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _put(cell: SheetCell, text: str, **style) -> None:
    """Text that stays text, also after somebody has edited the cell; styled with the given attributes."""
    for name, value in style.items():
        setattr(cell, name, value)
    text = _clean(text)[:LONGEST_TEXT]
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@"


def _set_up(sheet: Worksheet, title: str, forbund: str, edition: str) -> None:
    """A4 in as many pages high as it takes and one wide, with its name, edition and page number."""
    if edition:
        sheet["A1"] = " · ".join(filter(None, (sheet["A1"].value, edition)))
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if sheet.max_column > 5 else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.left.text = " · ".join(filter(None, (forbund, title, edition))).replace("&", "&&")
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "Sida &P (&N)"
