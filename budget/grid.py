"""The grid of amounts: all lines in their tree and one series, as the page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from budget.facts import series_facts
from budget.models import Amount, Line, Series, SeriesKind
from budget.models.series import AHEAD, REVISIONS
from budget.queries import money
from budget.services import reads_elsewhere, set_amounts, signed
from finsam.core.crud.fields import SidedFormField
from finsam.core.crud.grid import Cell, CellGrid, CellRow, CellTable, RowGroup, Slot
from finsam.core.tenancy.access import TenantContext, address
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.money import exact
from finsam.documents.books import open_book
from finsam.facts.book import Fact

# What else is known of the year before, the nearest first
# What is made to be held against a budget or a plan
FOLLOWING = (SeriesKind.OUTCOME, SeriesKind.INTERIM, SeriesKind.FORECAST, *REVISIONS)
YARDSTICKS = (SeriesKind.BUDGET, SeriesKind.OUTCOME, SeriesKind.FORECAST)
TOTALS = {
    "intakter": "Summa intäkter",
    "kostnader": "Summa kostnader",
    "resultat": "Årets resultat",
    "ingaende": "Ingående eget kapital",
    "utgaende": "Utgående eget kapital",
}


class AmountGrid(CellGrid):
    """One series' amounts as people speak of them: a cost without its minus. An address is a line."""

    write = Permission.EDIT_BUDGET
    section = "budget"
    check = "budget-sums"
    prefix = "belopp-"
    one_column = True
    lead = "Kronor. Skriv som du brukar: 1 234 567. Kostnader skrivs utan minus. Tomt fält: beloppet är inte bestämt."
    read_lead = "Kronor. Kostnader skrivs utan minus."
    counted = "belopp"
    save_words = "Spara beloppen"
    back, back_label, back_words = "budget", "Budget", "Tillbaka till budgeten"

    def __init__(self, tenant: TenantContext, series: Series):
        super().__init__(tenant, series, series=series.key)
        self.book = open_book(tenant.forbund, tenant.fiscal_year.year)
        self.data = self.book.read(money)
        self.series = self.data.series[series.pk]
        self.stored = {line: self._amount(line) for line in self.data.lines.values()}

    def _amount(self, line: Line) -> Decimal | None:
        """A line's own amount, with what is imagined."""
        amount = self.data.amounts.get((self.series.pk, line.pk))
        return signed(line, amount.amount) if amount else None

    @property
    def title(self):
        return f"Belopp i {self.owner}"

    @property
    def beside_it(self):
        return address(self.tenant, "budget-months", series=self.owner.key), "Fördela över månader"

    @property
    def settings(self):
        return address(self.tenant, "series-edit", key=self.owner.key), "Eget kapital och beslut"

    def slots(self):
        """An amount that is read elsewhere can only be taken away."""
        for line, amount in self.stored.items():
            if amount is not None or not reads_elsewhere(line, self.series):
                field = SidedFormField(label=line.name, required=False)
                yield Slot(line, line.key, field, amount, line.side)

    def save(self, values, **how):
        amounts = {line: signed(line, value) for line, value in values.items()}
        set_amounts(series=self.owner, amounts=amounts, **how)
        return []

    def saved_words(self, values):
        return f"{len(values)} belopp i {self.owner} har sparats. Summor, tabeller och texter följer med."

    def imagine(self, values):
        for line, value in values.items():
            place = (self.series.pk, line.pk)
            self.data.amounts.pop(place, None)
            if value is not None:
                self.data.amounts[place] = Amount(series=self.series, line=line, amount=signed(line, value))

    @cached_property
    def beside(self) -> list[Series]:
        """What to compare with: the budget of an outcome or a revision; the same kind the year before; what else is known of that year."""
        current, known = self.series, self.data.canonical
        year, made = current.about - 1, current.fiscal_year.year
        follows = current.kind in FOLLOWING
        if current.kind == SeriesKind.REVISED_PLAN:
            places = [(SeriesKind.PLAN, current.about, made)]
        else:
            places = [(kind, current.about, 0) for kind in (SeriesKind.REVISED, SeriesKind.BUDGET)]
        budgets = [
            series for place in places if (series := known.get(place)) is not None and series.pk != current.pk
        ]
        wanted = [
            next(iter(budgets), None) if follows else None,
            self.data.same_day(current.kind, year, current.date),
            known.get((current.kind, year, made if current.kind in AHEAD else 0)),
            *(known.get((kind, year, 0)) for kind in YARDSTICKS),
        ]
        beside = {series.pk: series for series in wanted if series is not None and series.pk != current.pk}
        return list(beside.values())[:2]

    def tables(self):
        groups = [
            RowGroup(tuple(row for line in lines for row in self._rows(line, 0)), title)
            for title, lines in self.data.parts
        ]
        columns = ("Rad", str(self.series), *map(str, self.beside))
        totals = RowGroup(tuple(self._totals()), totals=True)
        return [CellTable(f"Belopp i {self.series}, kronor", columns, (*groups, totals))]

    def _rows(self, line: Line, depth: int, *, in_lump: bool = False) -> Iterator[CellRow]:
        """A line and those below it. A group is written in one place: as a lump, on its lines, or in a group above."""
        children = [child for child in self.data.children.get(line.pk, []) if not child.common]
        fact = series_facts(self.book, self.series).line(line)
        own = self.stored[line] is not None
        cell = self.cell(
            line, shown="", locked=bool(children) and not own and (fact.value is not None or in_lump)
        )
        if cell.field is None or (children and not own):  # what it comes to is no repetition of the field
            written = cell.field is not None and self._amount(line) is not None
            cell = replace(
                cell,
                text="" if written else exact(fact.natural),
                id=f"sum-{line.key}",
                href=self._href(fact),
            )
        why, link = self._why(line, is_sum=bool(children), own=own, writes=cell.field is not None)
        beside = (
            Cell(exact(series_facts(self.book, series).line(line).natural), kind="other")
            for series in self.beside
        )
        yield CellRow(
            line.name, (cell, *beside), id=line.key, is_sum=bool(children), level=depth, note=line.account,
            why=why, link=link,
        )  # fmt: skip
        for child in children:
            yield from self._rows(child, depth + 1, in_lump=in_lump or own)

    def _why(
        self, line: Line, *, is_sum: bool, own: bool, writes: bool
    ) -> tuple[str, tuple[str, str] | None]:
        """Why a line isn't written here and where it is, or in which of two ways it is."""
        if reason := reads_elsewhere(line, self.series):
            if line.payer_id:
                return reason, (address(self.tenant, "contributions"), "Till bidragen")
            return reason, (address(self.tenant, "lines-edit", key=line.key), "Till raden")
        if not (is_sum and writes):
            return "", None
        if own:
            return "Ett belopp för hela gruppen. Töm fältet om du hellre skriver på raderna.", None
        return "Skriv på raderna, eller ett belopp för hela gruppen.", None

    def _href(self, fact: Fact) -> str:
        """Where a figure is explained; one that isn't saved has no page."""
        stored = not self.form.is_bound and fact.value is not None
        return address(self.tenant, "fact", key=fact.key) if stored else ""

    def _totals(self) -> Iterator[CellRow]:
        """What the series comes to."""
        facts, others = series_facts(self.book, self.series), self.beside
        for name, label in TOTALS.items():
            fact = facts.measure(name)
            beside = (
                Cell(exact(series_facts(self.book, series).measure(name).natural), kind="other")
                for series in others
            )
            total = Cell(exact(fact.natural), f"sum-summa-{name}", href=self._href(fact))
            yield CellRow(label, (total, *beside))
