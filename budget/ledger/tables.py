"""Lists of rules and of the books that have been read in."""

from __future__ import annotations

import django_tables2 as tables

from budget.models import AccountRule
from finsam.core.crud.tables import KeyLinkColumn, OwnedTable
from finsam.core.values.money import exact


class RuleTable(OwnedTable):
    """The year's rules with what they place."""

    intro = "Reglerna säger vilken budgetrad som pengarna på ett konto hör till. Den mest preciserade regeln gäller: ett objekt går före alla objekt, ett konto före ett intervall."
    example = "Konto 4010 och objekt 100 hör till Coachingteamet. Konto 5010 delas: 70 % på kansliet och 30 % på en insats."
    prefetch_related = ("shares__line",)

    accounts = KeyLinkColumn("account-rules")
    goes_to = tables.Column(accessor="pk", verbose_name="hör till", orderable=False)

    Meta = OwnedTable.of(AccountRule, "accounts", "objects_in", "goes_to", "confirmed")

    def render_goes_to(self, record):
        shares = record.shares.all()
        if len(shares) == 1:
            return str(shares[0])
        return ", ".join(f"{share}: {exact(share.percent)} %" for share in shares)
