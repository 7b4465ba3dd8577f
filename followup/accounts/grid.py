"""The grid of the balance: every item at one of the year's closings, with the closings beside it."""

from __future__ import annotations

from datetime import date

from django.http import Http404

from finsam.checks.reconciliation import Case
from finsam.core import services
from finsam.core.crud.fields import SidedFormField
from finsam.core.crud.grid import Cell, CellGrid, CellRow, CellTable, RowGroup, Slot
from finsam.core.tenancy.access import TenantContext, address
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.money import exact
from finsam.core.values.periods import long_date
from finsam.documents import queries
from finsam.documents.books import open_book
from followup.accounts import checks
from followup.accounts.facts.statement_builder import StatementBuilder
from followup.accounts.models import BalanceAmount, BalanceItem
from followup.accounts.queries import year_end
from followup.accounts.schemes import choices, posts_of, scheme


def _day(text: str, year: int) -> date:
    """`2024-08-31` as a day within the year; its last has an address of its own. Raises Http404."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or str(day) != text or day.year != year or day == year_end(year):
        raise Http404("Året har ingen balans per den dagen.")
    return day


class BalanceGrid(CellGrid):
    """What each item is worth on a day; one that doesn't balance is saved, and said to be so. An address is an item."""

    write = Permission.EDIT_BUDGET
    section = "books"
    template = "followup/balance.html"
    one_column = True
    lead = read_lead = (
        "Kronor, med det tecken som balansräkningen har: tillgångar och skulder skrivs utan minus. "
        "Tomt fält: beloppet är inte känt. Eget kapital räknas ut."
    )
    counted = "belopp"
    save_words = "Spara balansen"
    back, back_label, back_words = "books", "Bokslut", "Tillbaka till bokslutet"

    def __init__(self, tenant: TenantContext, day: str = ""):
        """`day` is empty for the year's end."""
        super().__init__(tenant, tenant.fiscal_year)
        year = tenant.fiscal_year.year
        self.builder = StatementBuilder(open_book(tenant.forbund, year), year)
        self.records = self.builder.records
        self.end = _day(day, year) if day else year_end(year)
        # What was written of one day isn't kept for another.
        self.prefix = f"{self.end:%m%d}-" if day else "ar-"
        self.days = self._days()
        within = [self.end] if day else self.days
        self.shown = [*within, year_end(year - 1), year_end(year - 2)]

    def _days(self) -> list[date]:
        """The days of the year that a balance is or is to be entered for, and this one; the year's end is last."""
        year = self.builder.year
        told = self.records.texts.get(year)
        reports = [report.until for report in queries.documents(self.tenant.forbund, year) if report.until]
        interim = [told.interim_end] if told and told.interim_end else []
        days = {*self.builder.closings.values(), *reports, *interim, self.end}
        return [*sorted(days - {year_end(year)}), year_end(year)]

    @property
    def heading(self):
        return f"Balans {long_date(self.end)}"

    @property
    def settings(self):
        return address(self.tenant, "balance-items"), "Balansposter"

    def context(self):
        last, tenant = self.days[-1], self.tenant
        places = {day: address(tenant, "balance-day", day=str(day)) for day in self.days}
        return {
            "days": [*(places | {last: address(tenant, "balance")}).items()],
            "findings": list(checks.balances(Case(self.builder.book, tenant.fiscal_year, []))),
        }

    def slots(self):
        assets = posts_of("br", "tillgangar", self.end.year)
        for item in self.records.items:
            if self.records.accounts_of(item, self.end) is not None:
                continue  # what is booked is not written
            field = SidedFormField(label=f"{item}, {long_date(self.end)}", required=False)
            side = "tillgang" if item.row in assets else "skuld"
            yield Slot(item, item.key, field, self.records.amount(item, self.end), side)

    def save(self, values, **how):
        children = []
        for item, value in values.items():
            amount = self.records.amounts.get((item.pk, self.end)) or BalanceAmount(
                forbund=self.tenant.forbund, fiscal_year=self.owner, item=item, end=self.end
            )
            if value is not None:
                amount.amount = value
            children.append(services.Child(amount, remove=value is None))
        services.save(self.owner, children=children, verb="skrev in belopp", **how)
        return []

    def saved_words(self, values):
        return f"Balansen per {long_date(self.end)} har sparats."

    def tables(self):
        rows = {
            label: tuple(self._row(item) for item in self.records.items_in(key))
            for key, label in choices("br")
        }
        groups = [RowGroup(prefix, label) for label, prefix in rows.items() if prefix]
        columns = ("Balanspost", *map(long_date, self.shown))
        totals = RowGroup(tuple(self._sums()), totals=True)
        return [CellTable("Balansposter, kronor", columns, (*groups, totals))] if groups else []

    def _row(self, item: BalanceItem) -> CellRow:
        fed = self.records.accounts_of(item, self.end) is not None
        amounts = {day: exact(self.records.amount(item, day)) for day in self.shown}
        own = Cell(amounts[self.end]) if fed else self.cell(item)
        cells = (own if day == self.end else Cell(text, kind="other") for day, text in amounts.items())
        why = f"Hämtas från bokföringen. {self._written_before(item)}".strip() if fed else ""
        link = (address(self.tenant, "balance-rules"), "Till kontoreglerna") if fed else None
        return CellRow(str(item), tuple(cells), id=item.key, why=why, link=link)

    def _written_before(self, item: BalanceItem) -> str:
        """What was written of an item before the books gave it, where that is something else."""
        entry, booked = self.records.amounts.get((item.pk, self.end)), self.records.amount(item, self.end)
        if entry is None or entry.amount == booked:
            return ""
        return f"Inskrivet förut: {exact(entry.amount, 'kr')}, skillnad {exact(booked - entry.amount, 'kr')}."

    def _sums(self):
        """Equity and the two sides of the balance, at each closing shown."""
        closings = [
            ("" if day == year_end(day.year) else self.builder.prefix_of(day), day.year) for day in self.shown
        ]
        for key in ("tillgangar", "eget-kapital", "avsattningar", "skulder", "passiva"):
            facts = [self.builder.book.get(f"bokslut.{prefix}{key}@{year}") for prefix, year in closings]
            if any(fact is not None and fact.value is not None for fact in facts):
                label = scheme("br", self.builder.year).row(key).label
                yield CellRow(label, tuple(Cell(exact(fact and fact.value)) for fact in facts))
