"""The grid of a forecast: what was proposed, what is written instead, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django import forms

from budget.facts import series_facts
from budget.forecasting.services import set_forecast
from budget.grid import TOTALS, AmountGrid
from budget.models import ForecastNote, Line, Series
from budget.services import reads_elsewhere, signed
from budget.variance.standing import Standing, standing
from finsam.core.crud.fields import SidedFormField
from finsam.core.crud.grid import Cell, CellRow, CellTable, RowGroup, Slot
from finsam.core.tenancy.access import TenantContext, address
from finsam.core.values.money import exact, number, places
from finsam.core.values.periods import MONTHS, NBSP

REASON = "skal"


class ForecastGrid(AmountGrid):
    """A forecast's amounts. An address is a line, or a line and REASON for why its amount isn't the proposed one."""

    check = "budget-forecast-sums"
    one_column = False
    lead = "Kronor. Kostnader skrivs utan minus. Varje rad börjar från sitt förslag. Skriver du ett annat belopp skriver du också varför; båda sparas."
    save_words = "Spara prognosen"
    back, back_label, back_words = "budget-forecasts", "Prognoser", "Tillbaka till prognoserna"

    def __init__(self, tenant: TenantContext, series: Series):
        super().__init__(tenant, series)
        rows = ForecastNote.objects.filter(series=series, forbund=tenant.forbund)
        self.notes = {self.data.lines[row.line_id]: row for row in rows}
        month = series.date.month if series.date else None
        self.here: Standing | None = standing(self.book, series.about, month)

    @property
    def title(self):
        return str(self.owner)

    @property
    def beside_it(self):
        return None

    def slots(self):
        for line, amount in self.stored.items():
            if amount is not None or not reads_elsewhere(line, self.series):
                yield Slot(line, line.key, SidedFormField(label=line.name, required=False), amount, line.side)
            if line in self.notes:
                field = forms.CharField(label=f"{line.name}: skäl", required=False, max_length=300)
                yield Slot((line, REASON), f"{line.key}__{REASON}", field, self.notes[line].reason)

    def save(self, values, **how):
        amounts = {line: signed(line, value) for line, value in values.items() if isinstance(line, Line)}
        reasons = {place[0]: text for place, text in values.items() if not isinstance(place, Line)}
        set_forecast(series=self.owner, amounts=amounts, reasons=reasons, **how)
        return []

    def saved_words(self, values):
        return f"{self.owner} har sparats."

    def imagine(self, values):
        super().imagine({line: value for line, value in values.items() if isinstance(line, Line)})

    def tables(self):
        groups = [
            RowGroup(tuple(row for line in lines for row in self._forecast_rows(line, 0)), title)
            for title, lines in self.data.parts
        ]
        until = f"Utfall t.o.m. {MONTHS[self.here.month - 1]}" if self.here else "Utfall"
        columns = ("Rad", "Förslag", "Prognos", "Skäl till annat belopp", "Budget", until)
        totals = RowGroup(tuple(self._sums()), totals=True)
        return [CellTable(f"{self.series}, kronor", columns, (*groups, totals))]

    def _forecast_rows(self, line: Line, depth: int, *, in_lump: bool = False) -> Iterator[CellRow]:
        children = [child for child in self.data.children.get(line.pk, []) if not child.common]
        fact = series_facts(self.book, self.series).line(line)
        own = self.stored[line] is not None
        cell = self.cell(
            line, shown="", locked=bool(children) and not own and (fact.value is not None or in_lump)
        )
        if cell.field is None or (children and not own):
            cell = replace(cell, text=exact(fact.natural), id=f"sum-{line.key}", href=self._href(fact))
        note = self.notes.get(line)
        proposed = Cell(exact(signed(line, note.proposed)), kind="other") if note else Cell()
        reason = self.cell((line, REASON), kind="words") if note else Cell()
        yield CellRow(
            line.name, (proposed, cell, reason, *self._known(lambda facts: facts.line(line))), id=line.key,
            is_sum=bool(children), level=depth, note=self._note(line, note),
        )  # fmt: skip
        for child in children:
            yield from self._forecast_rows(child, depth + 1, in_lump=in_lump or own)

    def _note(self, line: Line, note: ForecastNote | None) -> str:
        """By which method the line was proposed, or what it follows."""
        if note is not None:
            return str(note.get_method_display())
        if line.share_of_id and self.stored[line] is None:
            return f"{number(line.share, places(line.share))}{NBSP}% av {self.data.lines[line.share_of_id].name.lower()}"
        return ""

    def _known(self, pick) -> tuple[Cell, Cell]:
        """The year's budget and the outcome to date."""
        sets = (self.here.budget, self.here.outcome) if self.here else (None, None)
        facts = [pick(each) if each is not None else None for each in sets]
        return tuple(
            Cell(
                exact(fact.natural),
                kind="other",
                id=f"mot-{fact.key}",
                href=address(self.tenant, "fact", key=fact.key),
            )
            if fact is not None and fact.value is not None
            else Cell()
            for fact in facts
        )

    def _sums(self) -> Iterator[CellRow]:
        facts = series_facts(self.book, self.series)
        for name, label in TOTALS.items():
            fact = facts.measure(name)
            known = self._known(lambda each, name=name: each.measure(name)) if name in ("intakter", "kostnader", "resultat") else (Cell(), Cell())  # fmt: skip
            total = Cell(exact(fact.natural), f"sum-summa-{name}", href=self._href(fact))
            yield CellRow(label, (Cell(), total, Cell(), *known))
