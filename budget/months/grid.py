"""The grid of months: the lines that have money in a series, and how each is spread over the year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django import forms

from budget.facts import series_facts
from budget.models import Line, Series, Side, Spread, Way
from budget.models.months import MONTH_FIELDS
from budget.months.services import set_months
from budget.months.spreading import MONTHS, by_month, last_years, spreads, summed
from budget.queries import money
from budget.services import signed
from finsam.core.crud.fields import AmountFormField
from finsam.core.crud.grid import Cell, CellGrid, CellRow, CellTable, RowGroup, Slot
from finsam.core.tenancy.access import TenantContext, address
from finsam.core.tenancy.permissions import Permission
from finsam.core.values import periods
from finsam.core.values.money import exact
from finsam.documents.books import open_book

TWELFTHS = ("", "Tolftedelar")
NUMBERS = range(1, MONTHS + 1)
Address = tuple[Line, int]  # a month, or 0 for the way of spreading
Shape = tuple[str, tuple[Decimal, ...]] | None


class MonthGrid(CellGrid):
    """How one series is spread. What isn't written is computed, and shown under its field."""

    write = Permission.EDIT_BUDGET
    section = "budget"
    check = "budget-months-sums"
    prefix = "manad-"
    lead = (
        "Kronor, utan minus. En rad där inget är skrivet delas i tolftedelar. Skriver du månader fördelas radens belopp "
        "som de förhåller sig till varandra, så att de tillsammans alltid är beloppet."
    )
    read_lead = "Kronor. Kostnader skrivs utan minus."
    counted = "belopp"
    save_words = "Spara månaderna"
    back, back_label, back_words = "budget", "Budget", "Tillbaka till budgeten"

    def __init__(self, tenant: TenantContext, series: Series):
        super().__init__(tenant, series, series=series.key)
        self.book = open_book(tenant.forbund, tenant.fiscal_year.year)
        self.data = self.book.read(money)
        self.series = self.data.series[series.pk]
        self.facts = series_facts(self.book, self.series)
        self.spreads = self.book.read(spreads)
        self.stored = {line: self._shape(line) for line in self.data.lines.values() if self._spreads(line)}

    def _spreads(self, line: Line) -> bool:
        """Whether a line has an amount of its own to spread; a group that is a sum follows its lines."""
        return self.facts.line(line).value is not None and not summed(self.facts, line)

    def _shape(self, line: Line) -> Shape:
        spread = self.spreads.get((self.series.pk, line.pk))
        return (spread.way, spread.months) if spread else None

    @property
    def title(self):
        return f"Månader i {self.owner}"

    heading = title

    @property
    def settings(self):
        return address(self.tenant, "budget-amounts", series=self.owner.key), "Årets belopp"

    def lock(self):
        """A board decides a year's amount; when in the year it is used may be written afterwards too."""
        return ""

    def slots(self):
        for line, shape in self.stored.items():
            way, months = shape or ("", ())
            choices = forms.ChoiceField(
                label=f"{line.name}: fördelning", choices=[TWELFTHS, *Way.choices], required=False
            )
            yield Slot((line, 0), line.key, choices, way)
            for number in NUMBERS:
                label = f"{line.name}, {periods.MONTHS[number - 1]}"
                value = months[number - 1] if way == Way.PROFILE else None
                field = AmountFormField(label=label, required=False)
                yield Slot((line, number), f"{line.key}__{number}", field, value or None)

    def shapes(self, values: dict[Address, object]) -> dict[Line, Shape]:
        """What was written, line by line: months make a profile, and a way that is chosen puts them away."""
        shapes: dict[Line, Shape] = {}
        for line in dict.fromkeys(line for line, _ in values):
            way, months = self.stored[line] or ("", (Decimal(0),) * MONTHS)
            written = tuple(
                values.get((line, number), months[number - 1]) or Decimal(0) for number in NUMBERS
            )
            chosen = values.get((line, 0), way)
            if written != months and chosen in (way, Way.PROFILE):
                chosen = Way.PROFILE if any(written) else ""
            if chosen != Way.PROFILE:
                written = (Decimal(0),) * MONTHS
            shapes[line] = (chosen, written) if chosen else None
        return shapes

    def save(self, values, **how):
        set_months(series=self.owner, shapes=self.shapes(values), **how)
        return []

    def saved_words(self, values):
        return f"Månaderna i {self.owner} har sparats."

    def imagine(self, values):
        for line, shape in self.shapes(values).items():
            place = (self.series.pk, line.pk)
            self.spreads.pop(place, None)
            if shape is not None and (shape[0] != Way.PROFILE or sum(shape[1])):
                months = dict(zip(MONTH_FIELDS, shape[1], strict=True))
                self.spreads[place] = Spread(series=self.series, line=line, way=shape[0], **months)

    def tables(self):
        roots = self.data.children.get(None, [])
        groups = [
            RowGroup(tuple(row for line in roots if line.side == side for row in self._rows(line, 0)), title)
            for side, title in ((Side.INCOME, "Intäkter"), (Side.COST, "Kostnader"))
        ]
        groups = [group for group in groups if group.rows]
        if not groups:
            return []
        months = tuple(name[:3] for name in periods.MONTHS)
        columns = ("Rad", "Hela året", "Fördelning", *months)
        return [CellTable(f"Månader i {self.series}, kronor", columns, (*groups, self._result()), dense=True)]

    def _rows(self, line: Line, depth: int) -> Iterator[CellRow]:
        """A line and what it is the sum of; what has no money in the series has no months either."""
        fact, below = self.facts.line(line), summed(self.facts, line)
        if fact.value is None:
            return
        months = by_month(self.book, self.series, line)
        whole = Cell(exact(fact.natural), href=address(self.tenant, "fact", key=fact.key))
        cells = [self._cell(line, number, signed(line, months[number - 1])) for number in NUMBERS]
        way = Cell() if below else self._way(line)
        why = "" if below else self._why(line)
        yield CellRow(
            line.name, (whole, way, *cells), id=line.key, is_sum=bool(below), level=depth, why=why
        )  # fmt: skip
        for child in below:
            yield from self._rows(child, depth + 1)

    def _cell(self, line: Line, number: int, month: Decimal) -> Cell:
        """A month's field, and what the month comes to unless the field says just that."""
        place = (line, number)
        known = self.as_written(place)
        text = exact(month)
        said = not self.form.is_bound and isinstance(known, Decimal) and known == month
        return self.cell(
            place, "" if said or str(known) == text else text, id=f"sum-{line.key}-{number}", shown=""
        )

    def _way(self, line: Line) -> Cell:
        """How it is spread, and what the months that are written come to where it isn't the line's amount."""
        spread = self.spreads.get((self.series.pk, line.pk))
        words = dict([TWELFTHS, *Way.choices])
        text = ""
        if spread is not None and spread.way == Way.PROFILE:
            written = sum(spread.months)
            text = "" if written == self.facts.line(line).natural else f"skrivet: {exact(written)}"
        return self.cell(
            (line, 0), text, id=f"sum-{line.key}-skrivet", shown=words[spread.way if spread else ""]
        )

    def _why(self, line: Line) -> str:
        spread = self.spreads.get((self.series.pk, line.pk))
        year = self.series.about - 1
        if spread is None or spread.way != Way.LAST_YEAR or last_years(self.book, line, year):
            return ""
        return f"Utfallet {year} har inga månader här, så beloppet delas i tolftedelar."

    def _result(self) -> RowGroup:
        """What each month adds to or takes from the equity."""
        roots = [line for line in self.data.children.get(None, []) if not line.common]
        months = [by_month(self.book, self.series, line) for line in roots]
        sums = [sum(column, Decimal(0)) for column in zip(*months, strict=True)]
        cells = (Cell(exact(each), f"sum-resultat-{n}") for n, each in enumerate(sums, 1))
        row = CellRow("Resultat", (Cell(exact(sum(sums)), "sum-resultat"), Cell(), *cells))
        return RowGroup((row,), totals=True)
