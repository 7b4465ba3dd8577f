"""Writes of the year's books that are more than one object saved as it is."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from finsam.core import services
from finsam.core.models import FiscalYear
from finsam.core.services import Child
from followup.accounts.models import BalanceItem, BalanceRule


@transaction.atomic
def place_balances(
    *, fiscal_year: FiscalYear, wanted: Iterable[tuple[str, BalanceItem]], by
) -> list[BalanceRule]:
    """Let accounts belong to balance items, a rule each. Raises ValidationError for none, and for a rule that is there."""
    services.turn(fiscal_year.forbund_id)
    standing = BalanceRule.objects.filter(fiscal_year=fiscal_year).count()
    rules = [
        BalanceRule(
            forbund=fiscal_year.forbund, fiscal_year=fiscal_year, accounts=accounts, item=item, order=order
        )
        for order, (accounts, item) in enumerate(wanted, standing + 1)
    ]
    if not rules:
        raise ValidationError("Det finns inga förslag att lägga till.")
    services.save(fiscal_year, by=by, children=[Child(rule) for rule in rules], verb="kopplade")
    return rules
