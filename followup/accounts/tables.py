"""Lists of balance items, notes, investments and adjustments."""

from __future__ import annotations

import django_tables2 as tables

from finsam.core.crud.tables import AmountColumn, KeyLinkColumn, OwnedTable
from finsam.core.values.money import number
from followup.accounts.models import EXPLAINABLE, AdjustmentAmount, BalanceItem, BalanceRule, Investment, Note
from followup.accounts.queries import records, year_end

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class BalanceItemTable(OwnedTable):
    """The items with what they are at three year-ends."""

    intro = "Balansposterna specificerar raderna i balansräkningen. De är desamma år efter år."
    example = "Kundfordringar, som hör till raden Fordringar."

    name = KeyLinkColumn("balance-items")
    now = AmountColumn(accessor="pk", orderable=False)
    before = AmountColumn(accessor="pk", orderable=False)
    earlier = AmountColumn(accessor="pk", orderable=False)

    Meta = OwnedTable.of(BalanceItem, "name", "row", "now", "before", "earlier")

    def __init__(self, *args, tenant, **kwargs):
        self.year = tenant.fiscal_year.year
        self.books = records(tenant.forbund)
        super().__init__(*args, tenant=tenant, **kwargs)
        for back, name in enumerate(("now", "before", "earlier")):
            self.columns[name].column.verbose_name = f"31 december {self.year - back}"

    def _amount(self, record, back: int):
        amount = self.books.amount(record, year_end(self.year - back))
        return "–" if amount is None else number(amount)

    def render_now(self, record):
        return self._amount(record, 0)

    def render_before(self, record):
        return self._amount(record, 1)

    def render_earlier(self, record):
        return self._amount(record, 2)


class BalanceRuleTable(OwnedTable):
    """The rules that make balance items of the books' accounts."""

    intro = "Reglerna säger vilken balanspost som ett konto i bokföringen hör till. En post som har en regel hämtar sitt belopp därifrån och skrivs inte in."
    example = "Konto 19*, som hör till Kassa och bank."
    select_related = ("item",)

    accounts = KeyLinkColumn("balance-rules")

    Meta = OwnedTable.of(BalanceRule, "accounts", "item", "confirmed")


class NoteTable(OwnedTable):
    """The year's notes in their order."""

    intro = "Noterna numreras i sin ordning. En not som förklarar en rad får sina belopp från samma uppgifter som raden."
    example = "Fordringar, som visar balansposterna under raden Fordringar."

    number = tables.Column(verbose_name="not", empty_values=(), orderable=False, attrs=NUMBER)
    name = KeyLinkColumn("notes", orderable=False)
    explains = tables.Column(orderable=False)

    class Meta(OwnedTable.Meta):
        model = Note
        fields = ("number", "name", "form", "explains")
        orderable = False

    def __init__(self, *args, **kwargs):
        self.count = 0
        super().__init__(*args, **kwargs)

    def render_number(self):
        self.count += 1
        return self.count

    def render_explains(self, value):
        names = dict(EXPLAINABLE)
        return ", ".join(names[row] for row in value)


class InvestmentTable(OwnedTable):
    """What was bought and sold."""

    intro = "Det som förbundet har köpt eller sålt för att användas i flera år. Har inget köpts sägs det i bokslutets texter."
    example = "Inventarier till kansliet, 55 000 kr."

    name = KeyLinkColumn("investments")
    amount = AmountColumn(verbose_name="belopp, kr")
    budget = AmountColumn(verbose_name="budget, kr")

    Meta = OwnedTable.of(Investment, "name", "kind", "row", "amount", "budget")


class AdjustmentTable(OwnedTable):
    """The adjustments of the year's result."""

    intro = "Justeringar av årets resultat i balanskravsutredningen. De flesta förbund har inga."
    example = "Samtliga realisationsvinster, −12 000 kr."

    row = KeyLinkColumn("adjustments")
    amount = AmountColumn(verbose_name="belopp, kr")

    Meta = OwnedTable.of(AdjustmentAmount, "row", "amount")
