"""The sheet as a grid: all lines in their tree, and everything that the year's budget is made with beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.utils.html import format_html

from budget.facts import series_facts
from budget.grid import TOTALS
from budget.models import Amount, Line, Series, SeriesKind, Side
from budget.queries import money
from budget.services import reads_elsewhere, signed
from budget.sheet import columns as places
from budget.sheet.form import Opened, SheetForm
from budget.sheet.notes import notes
from budget.sheet.pasting import Preview, preview
from budget.sheet.services import Amounts, save_sheet
from finsam.core.crud.fields import AmountFormField, SidedFormField
from finsam.core.crud.grid import Cell, CellGrid, CellRow, CellTable, RowGroup, Slot
from finsam.core.tenancy.access import TenantContext, address
from finsam.core.tenancy.permissions import Permission
from finsam.core.text.prose import listed
from finsam.core.values.money import exact
from finsam.documents.books import open_book
from finsam.facts.book import Fact

OPENING = "ingaende"


class Spot(NamedTuple):
    """An address in the sheet: a line's amount in a series, or without a line the equity that the series begins with."""

    series: Series
    line: Line | None


class SheetGrid(CellGrid):
    """A whole budget on one page. An address is a `Spot`; each series that is written in has a version of its own."""

    write = Permission.EDIT_BUDGET
    section = "budget"
    template = "budget/sheet.html"
    check = "budget-sheet-sums"
    prefix = "belopp-"
    form_class = SheetForm
    sparse = True
    lead = "Kronor. Skriv som du brukar: 1 234 567. Kostnader skrivs utan minus. Tom ruta: beloppet är inte bestämt."
    read_lead = "Kronor. Kostnader skrivs utan minus."
    counted = "belopp"
    save_words = "Spara budgeten"
    problem_words = "Det egna kapitalet hänger inte ihop mellan åren."
    back, back_label, back_words = "budget", "Budget", "Tillbaka till budgeten"

    def __init__(self, tenant: TenantContext):
        self.book = open_book(tenant.forbund, tenant.here.year)
        self.data = self.book.read(money)
        self.notes = self.book.read(notes)
        self.columns = places.columns(self.data, tenant.here)
        self.shown_series = [column.series for column in self.columns]
        self.written = [column.series for column in self.columns if not column.why]
        self.chosen = ""  # the key of the line that is changed
        self.changes_lines = False  # whether the tools for it are open
        self.asks: tuple[Line, list[str]] | None = None  # a line to remove, and what goes with it
        self.preview: Preview | None = None  # of what was pasted
        self.pasted = ""
        super().__init__(tenant, Opened(self.written))
        self.stored = {
            (series.pk, line.pk): self._amount(series, line)
            for series in self.shown_series
            for line in self.data.lines.values()
        }

    def _amount(self, series: Series, line: Line) -> Decimal | None:
        """A line's own amount in a series, as people speak of it."""
        amount = self.data.amounts.get((series.pk, line.pk))
        return signed(line, amount.amount) if amount else None

    @property
    def heading(self):
        return f"Budget {self.tenant.here} i en tabell"

    def lock(self):
        """What is decided is locked column by column."""
        return ""

    def slots(self):
        for series in self.written:
            for line in self.data.lines.values():
                amount = self.stored[series.pk, line.pk]
                if amount is not None or not reads_elsewhere(line, series):
                    field = SidedFormField(label=f"{line.name}, {series}", required=False)
                    yield Slot(Spot(series, line), f"{series.key}__{line.key}", field, amount, line.side)
            if series.opening_from_id is None:
                field = AmountFormField(label=f"{TOTALS[OPENING]}, {series}", required=False)
                yield Slot(Spot(series, None), f"{series.key}__{OPENING}", field, series.opening)

    def save(self, values, *, by, version):
        amounts: dict[Series, Amounts] = {}
        openings: dict[Series, Decimal | None] = {}
        for (series, line), value in values.items():
            if line is None:
                openings[series] = value
            else:
                amounts.setdefault(series, {})[line] = signed(line, value)
        save_sheet(amounts=amounts, openings=openings, by=by, versions=version)
        return []

    def saved_words(self, values):
        names = listed(list(dict.fromkeys(str(spot.series) for spot in values)))
        return f"{len(values)} belopp i {names} har sparats. Summor, tabeller och texter följer med."

    def imagine(self, values):
        for (series, line), value in values.items():
            if line is None:
                series.opening = value
                continue
            place = (series.pk, line.pk)
            self.data.amounts.pop(place, None)
            if value is not None:
                self.data.amounts[place] = Amount(series=series, line=line, amount=signed(line, value))

    @cached_property
    def broken(self) -> dict[Series, str]:
        """The columns that don't begin with what the year before ends with, and the sentence for each."""
        return dict(places.breaks(self.book, self.shown_series))

    def problems(self):
        return list(self.broken.values())

    def context(self):
        there = {(series.kind, series.about) for series in self.shown_series}
        year = self.tenant.here.year
        more = [("prognos", year), *(("plan", year + ahead) for ahead in (1, 2, 3))]
        return {
            "choices": self._choices(),
            "own": self.written,
            "more": [
                (f"{kind}-{about}", f"{SeriesKind(kind).label} {about}")
                for kind, about in more
                if (kind, about) not in there
            ],
            "begun": ("budget", year) in there,
            "lacking": [series for series in self.written if self._lacks(series)],
            "suggested": [
                (series, source) for series in self.written if (source := self.suggests(series)) is not None
            ],
        }

    def suggests(self, series: Series) -> Series | None:
        """What the empty cells of a column may be filled from; None where nothing would be."""
        source = places.source(self.data, series)
        return source if source is not None and self.suggestion(series, source) else None

    def suggestion(self, series: Series, source: Series) -> dict[str, str]:
        """What another series has where this one is empty, by the names of the fields; what is written stays."""
        fills = {}
        for line in self.data.lines.values():
            name, amount = (
                self.form.names.get(Spot(series, line)),
                self.data.amounts.get((source.pk, line.pk)),
            )
            if name is None or amount is None or self.as_written(Spot(series, line)):
                continue
            if not self._over(series, line) and not self._below(series, line):
                fills[name] = exact(signed(line, amount.amount))
        return fills

    def _over(self, series: Series, line: Line) -> bool:
        """Whether a line or a group over it has an amount."""
        parent = self.data.lines.get(line.parent_id)
        return (series.pk, line.pk) in self.data.amounts or (
            parent is not None and self._over(series, parent)
        )

    def _below(self, series: Series, line: Line) -> bool:
        """Whether something is written on the lines of a group."""
        children = self.data.children.get(line.pk, ())
        return any(
            (series.pk, child.pk) in self.data.amounts or self._below(series, child) for child in children
        )

    def read(self, text: str, start: str) -> Preview:
        """What a pasted text would fill, from the field that it was pasted in."""
        slot = self.form.slots.get(start)
        at = slot.address if slot is not None and slot.address.line is not None else None
        return preview(
            text,
            lines=[line for line, _ in self.in_order()],
            groups={pk for pk in self.data.children if pk is not None},
            written=self.written,
            shown=self.shown_series,
            start=at,
        )

    def _choices(self) -> list[tuple[str, str]]:
        """The lines to change, as the tree they are."""
        side = {Side.INCOME: "intäkterna", Side.COST: "kostnaderna"}
        last = [(f"+{value}", f"Sist bland {words}") for value, words in side.items()]
        return [*last, *((line.key, "\u2003" * depth + line.name) for line, depth in self.in_order())]

    def in_order(self) -> Iterator[tuple[Line, int]]:
        """The lines as they stand on the page, with how deep."""

        def walk(lines: list[Line], depth: int) -> Iterator[tuple[Line, int]]:
            for line in lines:
                yield line, depth
                yield from walk(self.data.children.get(line.pk, []), depth + 1)

        roots = self.data.children.get(None, [])
        yield from walk(sorted(roots, key=lambda line: (line.common, line.side != Side.INCOME)), 0)

    def _lacks(self, series: Series) -> bool:
        """Whether it may read contributions or take up an opening, and does neither yet."""
        payers = any(line.payer_id for line in self.data.lines.values())
        opens = series.opening_from_id is None and series.opening is None
        return opens or (payers and not series.reads_contributions)

    # How it stands on the page

    def tables(self):
        if not self.written and not self.data.lines:
            return []
        groups = [
            RowGroup(tuple(row for line in lines for row in self._rows(line, 0, frozenset())), title)
            for title, lines in self.data.parts
        ]
        heads = ("Rad", *map(self._head, self.columns))
        totals = RowGroup(tuple(self._totals()), totals=True)
        return [CellTable(f"{self.heading}, kronor", heads, (*groups, totals))]

    def _head(self, column: places.Column) -> str:
        """What a column is, whether it is written in, and the way to its own page."""
        series = column.series
        here = series.fiscal_year_id == self.tenant.here.pk
        way = address(self.tenant, "series-edit", key=series.key) if here else ""
        name = format_html('<a href="{}">{}</a>', way, series) if way else format_html("{}", series)
        return format_html('{}<span class="why">{}</span>', name, column.why or "Skrivs här")

    def _rows(self, line: Line, depth: int, lumps: frozenset[int]) -> Iterator[CellRow]:
        """A line and those below it; `lumps` are the series where a group above it is written as a whole."""
        children = [child for child in self.data.children.get(line.pk, []) if not child.common]
        cells = tuple(
            self._cell(series, line, bool(children), series.pk in lumps) for series in self.shown_series
        )
        cells = tuple(
            replace(cell, note=self.notes.get((series.pk, line.pk), ""))
            for cell, series in zip(cells, self.shown_series, strict=True)
        )
        aside = (address(self.tenant, "budget-notes", line=line.key), "Noter")
        why, link = self._why(line)
        yield CellRow(
            line.name,
            cells,
            id=line.key,
            is_sum=bool(children),
            level=depth,
            note=line.account,
            why=why,
            link=link,
            aside=aside,
        )
        own = {series.pk for series in self.shown_series if self.stored[series.pk, line.pk] is not None}
        for child in children:
            yield from self._rows(child, depth + 1, lumps | own)

    def _cell(self, series: Series, line: Line, is_group: bool, in_lump: bool) -> Cell:
        """A group is written in one place: as a lump, on its lines, or in a group above."""
        fact = series_facts(self.book, series).line(line)
        own = self.stored[series.pk, line.pk] is not None
        locked = is_group and not own and (fact.value is not None or in_lump)
        cell = self.cell(Spot(series, line), shown="", locked=locked)
        if cell.field is not None and (own or not is_group):
            return cell
        written = cell.field is not None and self._amount(series, line) is not None
        text = "" if written else exact(fact.natural)
        kind = "sum" if series in self.written else "other"
        return replace(cell, text=text, id=f"sum-{series.pk}-{line.key}", href=self._href(fact), kind=kind)

    def _why(self, line: Line) -> tuple[str, tuple[str, str] | None]:
        """Why a line isn't written in some column, and where it is."""
        reasons = [reason for series in self.written if (reason := reads_elsewhere(line, series))]
        if not reasons:
            return "", None
        if line.payer_id:
            return reasons[0], (address(self.tenant, "contributions"), "Till bidragen")
        return reasons[0], (address(self.tenant, "lines-edit", key=line.key), "Till raden")

    def _href(self, fact: Fact) -> str:
        """Where a figure is explained; one that isn't saved has no page."""
        stored = not self.form.is_bound and fact.value is not None
        return address(self.tenant, "fact", key=fact.key) if stored else ""

    def _totals(self) -> Iterator[CellRow]:
        """What each column comes to, and whether it begins with what the year before ends with."""
        for name, label in TOTALS.items():
            yield CellRow(label, tuple(self._total(series, name) for series in self.shown_series), id=name)

    def _total(self, series: Series, name: str) -> Cell:
        fact = series_facts(self.book, series).measure(name)
        place = f"sum-{series.pk}-summa-{name}"
        if name != OPENING:
            return Cell(exact(fact.natural), place, href=self._href(fact))
        mark = "✕ inte som året före" if series in self.broken else ""
        cell = self.cell(Spot(series, None), shown="")
        text = "" if cell.field is not None else exact(fact.natural)
        return replace(cell, text=text, id=place, href=self._href(fact) if text else "", mark=mark)
