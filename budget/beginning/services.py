"""Writes that begin a budget: a ready-made set of lines with its table, and a budget that has been pasted."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from budget.beginning import pasted
from budget.beginning.starters import INDIVID, PAYERS, STRUKTUR, Post, Starter
from budget.models import Amount, Layout, LayoutColumn, LayoutRow, Line, RowKind, Series, SeriesKind, Side
from budget.models.layouts import Dress
from budget.services import DEEPEST
from finsam.core import services
from finsam.core.models import FiscalYear
from finsam.core.services import Child
from finsam.organisation.models import Payer
from plans.models.insatser import Insats, InsatsYear

AHEAD = 2  # years that the plan covers beyond its own (KL 11:6)


@transaction.atomic
def begin_budget(*, fiscal_year: FiscalYear, starter: Starter, by) -> Layout:
    """Give a förbund without lines those of a starter, the year's budget, the two years after it, and their table.

    Raises ValidationError where there are lines already; they are never doubled.
    """
    forbund = fiscal_year.forbund
    services.turn(forbund.pk)
    if Line.objects.filter(forbund=forbund).exists():
        raise ValidationError(
            "Förbundet har redan budgetrader. Lägg till dem som fattas bland budgetraderna."
        )
    return _Building(fiscal_year).build(starter, by=by)


@transaction.atomic
def save_pasted(
    *, fiscal_year: FiscalYear, read: pasted.Pasted, columns: list[tuple[str, int] | None], by
) -> list[Series]:
    """Store a pasted budget: its lines where the förbund has none by the name, and a series for each chosen column.

    `columns` says of each what kind of series it is and which year it is about; None leaves it out. A year with no
    table gets one that prints the lines as they were pasted. Raises ValidationError; then nothing is saved.
    """
    forbund = fiscal_year.forbund
    services.turn(forbund.pk)
    chosen = [column for column in columns if column is not None]
    if read.faults or not read.lines:
        raise ValidationError("Tabellen kan inte läsas än. Rätta det som står på sidan och läs den igen.")
    if not chosen:
        raise ValidationError("Välj minst en kolumn att spara.")
    if len(set(chosen)) < len(chosen):
        raise ValidationError("Två kolumner har samma innehåll. Välj vad var och en visar.")
    building = _Building(fiscal_year)
    years, series = building.series_of(columns)
    table = Layout.objects.filter(fiscal_year=fiscal_year).first()
    building.take(read, series)
    new = [Child(each) for each in [*years, *filter(None, series)] if each.pk is None]
    children = [*building.lines, *new, *building.amounts]
    if table is None:
        table = building.table([each for each in series if each is not None])
        children += [child for child in building.printed if all(child.obj is not each.obj for each in new)]
        services.save(table, by=by, children=children, verb="läste in")
    else:
        services.save(fiscal_year, by=by, children=children, verb="läste in")
    return [each for each in series if each is not None]


def own_series(fiscal_year: FiscalYear) -> list[Series]:
    """The year's budget and the two years after it: those that are there, and new ones, each opened by the one before."""
    made: list[Series] = []
    for ahead in range(AHEAD + 1):
        kind, about = (SeriesKind.PLAN if ahead else SeriesKind.BUDGET), fiscal_year.year + ahead
        there = Series.objects.filter(fiscal_year=fiscal_year, kind=kind, about=about).first()
        name = f"{'Plan' if ahead else 'Budget'} {about}"
        made.append(
            there
            or Series(
                forbund=fiscal_year.forbund,
                fiscal_year=fiscal_year,
                name=name,
                kind=kind,
                about=about,
                order=ahead + 1,
                opening_from=made[-1] if ahead else None,
            )
        )
    return made


class _Building:
    """A starter as it becomes a förbund's own: lines first, then series, columns and rows."""

    def __init__(self, fiscal_year: FiscalYear):
        self.fiscal_year, self.forbund = fiscal_year, fiscal_year.forbund
        self.lines: list[Child] = []
        self.amounts: list[Child] = []
        self.printed: list[Child] = []
        self.rows: list[LayoutRow] = []

    def build(self, starter: Starter, *, by) -> Layout:
        layout = Layout(
            forbund=self.forbund,
            fiscal_year=self.fiscal_year,
            name=f"Budget {self.fiscal_year}",
            sign=starter.sign,
            show_account=starter.accounts,
            order=1,
        )
        series = own_series(self.fiscal_year)
        columns = self._columns(layout, series)
        self._head("Intäkter")
        for post in starter.income:
            self._add(post, Side.INCOME, None, 0)
        if starter.opens:
            self._measure("ingaende", starter.opens, "")
        self._measure("resurser" if starter.opens else "intakter", starter.income_total)
        self._head("Kostnader")
        for post in starter.costs:
            self._add(post, Side.COST, None, 0)
        self._measure("kostnader", "Summa kostnader")
        for measure, label in starter.ends:
            self._measure(measure, label)
        for order, row in enumerate(self.rows, 1):
            row.forbund, row.layout, row.order = self.forbund, layout, order
        new = [each for each in series if each.pk is None]
        children = [*self.lines, *map(Child, new), *map(Child, columns), *map(Child, self.rows)]
        return services.save(layout, by=by, children=children)

    def _columns(self, layout: Layout, series: list[Series]) -> list[LayoutColumn]:
        """A column for each series, headed by its name: the years of headings follow when a year is copied to the next."""
        return [
            LayoutColumn(forbund=self.forbund, layout=layout, label=str(each)[:60], series=each, order=order)
            for order, each in enumerate(series, 1)
        ]

    def _head(self, label: str, level: int = 0) -> None:
        self.rows.append(LayoutRow(kind=RowKind.HEADING, label=label, level=level))

    def _measure(self, measure: str, label: str, dress: str = Dress.STRONG) -> None:
        self.rows.append(LayoutRow(kind=RowKind.MEASURE, measure=measure, label=label, dress=dress))

    def _add(self, post: Post, side: str, parent: Line | None, level: int) -> None:
        if post.fills:
            for line in self._own(post.fills):
                self._line(line, side, parent, level)
            return
        line = Line(
            name=post.name,
            account=post.account,
            category=post.category,
            cost_type=post.cost_type,
            rr_row=post.rr_row,
        )
        self._keep(line, side, parent)
        deeper = min(level + 1, DEEPEST)
        if post.below:
            self._head(post.name, level)
            for child in post.below:
                self._add(child, side, line, deeper)
        label, dress = (post.total, Dress.STRONG) if post.below else ("", "")
        self.rows.append(LayoutRow(kind=RowKind.LINE, line=line, label=label, level=level, dress=dress))

    def _line(self, line: Line, side: str, parent: Line | None, level: int) -> None:
        self._keep(line, side, parent)
        self.rows.append(LayoutRow(kind=RowKind.LINE, line=line, level=level))

    def _keep(self, line: Line, side: str, parent: Line | None) -> None:
        line.forbund, line.side, line.parent, line.order = self.forbund, side, parent, len(self.lines) + 1
        self.lines.append(Child(line))

    def _own(self, fills: str) -> list[Line]:
        if fills == PAYERS:
            payers = Payer.objects.filter(forbund=self.forbund)
            return [Line(name=f"Medlemsbidrag {payer}", payer=payer) for payer in payers]
        insatser = InsatsYear.objects.filter(fiscal_year=self.fiscal_year).select_related("insats")
        if fills in (INDIVID, STRUKTUR):
            insatser = insatser.filter(shares__kind__national=fills).distinct()
        return [Line(name=str(insats), insats=insats.insats, cost_type="bidrag") for insats in insatser]

    def series_of(
        self, columns: list[tuple[str, int] | None]
    ) -> tuple[list[FiscalYear], list[Series | None]]:
        """The series of each column, and the years that they are the first of. Raises ValidationError for one in use."""
        years = {year.year: year for year in FiscalYear.objects.filter(forbund=self.forbund)}
        made: list[Series | None] = []
        new: list[FiscalYear] = []
        for order, column in enumerate(columns, 1):
            if column is None:
                made.append(None)
                continue
            kind, about = column
            home = self.fiscal_year.year if kind == SeriesKind.PLAN else about
            if home not in years:
                years[home] = FiscalYear(forbund=self.forbund, year=home, key=str(home), decided_before=True)
                new.append(years[home])
            series = self._series(years[home], kind, about)
            series.order = series.order or order
            made.append(series)
        return new, made

    def _series(self, home: FiscalYear, kind: str, about: int) -> Series:
        there = home.pk and Series.objects.filter(fiscal_year=home, kind=kind, about=about).first()
        if there:
            if Amount.objects.filter(series=there).exists():
                raise ValidationError(
                    f"{there} har redan belopp, och de skrivs inte över. Välj en annan kolumn, eller ta bort beloppen först."
                )
            return there
        name = f"{SeriesKind(kind).label} {about}"
        return Series(forbund=self.forbund, fiscal_year=home, name=name, kind=kind, about=about)

    def take(self, read: pasted.Pasted, series: list[Series | None]) -> None:
        """The pasted lines as the förbund's own, with an amount for each leaf and chosen column."""
        self.known = {
            (line.side, line.name.casefold()): line for line in Line.objects.filter(forbund=self.forbund)
        }
        self.payers = list(Payer.objects.filter(forbund=self.forbund))
        self.insatser = list(Insats.objects.filter(forbund=self.forbund))
        for side, title, measure in (
            (Side.INCOME, "Intäkter", "intakter"),
            (Side.COST, "Kostnader", "kostnader"),
        ):
            self._head(title)
            for post in read.lines:
                if post.side == side:
                    self._take(post, None, 0, series)
            self._measure(measure, f"Summa {title.lower()}")
        self._measure("resultat", "Resultat")

    def _take(self, post: pasted.Post, parent: Line | None, level: int, series: list[Series | None]) -> None:
        line = self._line_of(post, parent)
        if post.below:
            self._head(post.label, level)
        for child in post.below:
            self._take(child, line, min(level + 1, DEEPEST), series)
        label, dress = (
            (f"Summa {post.label[:1].lower()}{post.label[1:]}", Dress.STRONG) if post.below else ("", "")
        )
        self.rows.append(LayoutRow(kind=RowKind.LINE, line=line, label=label, level=level, dress=dress))
        for each, value in zip(series, post.signed, strict=True):
            if each is not None and value is not None and not post.below:
                self._amount(each, line, value)

    def _line_of(self, post: pasted.Post, parent: Line | None) -> Line:
        """The förbund's line by that name, or a new one: of the payer or the insats that it names."""
        place = (post.side, post.label.casefold())
        while place in self.known and self.known[place].pk is None:  # two rows of one table are two lines
            place = (*place, "igen")
        if place not in self.known:
            named = post.label.casefold()
            payer = [
                payer for payer in self.payers if post.side == Side.INCOME and payer.name.casefold() in named
            ]
            insats = [
                insats
                for insats in self.insatser
                if post.side == Side.COST and insats.name.casefold() in named
            ]
            line = self.known[place] = Line(
                name=post.label,
                account=post.account,
                payer=payer[0] if len(payer) == 1 and not post.below else None,
                insats=insats[0] if len(insats) == 1 and not post.below else None,
            )
            self._keep(line, post.side, parent)
        return self.known[place]

    def _amount(self, series: Series, line: Line, value: Decimal) -> None:
        self.amounts.append(Child(Amount(forbund=self.forbund, series=series, line=line, amount=value)))

    def table(self, first: list[Series]) -> Layout:
        """A table of the lines: the year before, then the year's own budget and plan."""
        layout = Layout(
            forbund=self.forbund, fiscal_year=self.fiscal_year, name=f"Budget {self.fiscal_year}", order=1
        )
        own = {(each.kind, each.about): each for each in first}
        before = [each for each in first if each.about < self.fiscal_year.year]
        ahead = []
        for each in own_series(self.fiscal_year):
            kept = own.get((each.kind, each.about), each)
            if kept is each and each.opening_from_id is None and each.pk is None and ahead:
                each.opening_from = ahead[-1]
            ahead.append(kept)
        self.printed = [Child(each) for each in ahead if each.pk is None]
        self.printed += map(Child, self._columns(layout, [*before, *ahead]))
        for order, row in enumerate(self.rows, 1):
            row.forbund, row.layout, row.order = self.forbund, layout, order
            self.printed.append(Child(row))
        return layout
