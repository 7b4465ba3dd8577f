"""Writes of the rules that place the books' money: several at once, one row in the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from budget.models import AccountRule, Line, RuleShare
from finsam.core import services
from finsam.core.models import FiscalYear
from finsam.core.services import Child
from finsam.core.values.money import HUNDRED


@dataclass(frozen=True)
class Wanted:
    """A rule that somebody wants: accounts, objects, and lines with their per cent."""

    accounts: str
    objects: str
    shares: tuple[tuple[Line, Decimal], ...]


@transaction.atomic
def place_accounts(*, fiscal_year: FiscalYear, wanted: Iterable[Wanted], by) -> list[AccountRule]:
    """Add rules to a year. Raises ValidationError for sets that can't be read and shares that aren't 100 % together."""
    forbund = fiscal_year.forbund
    services.turn(forbund.pk)
    last = AccountRule.objects.filter(fiscal_year=fiscal_year).aggregate(last=Max("order"))["last"] or 0
    rules, children = [], []
    for number, each in enumerate(wanted, last + 1):
        if sum((percent for _, percent in each.shares), Decimal(0)) != HUNDRED:
            raise ValidationError(f"Andelarna för konto {each.accounts} blir inte 100 % tillsammans.")
        rule = AccountRule(
            forbund=forbund,
            fiscal_year=fiscal_year,
            accounts=each.accounts,
            objects_in=each.objects,
            order=number,
        )
        shares = [
            RuleShare(forbund=forbund, rule=rule, line=line, percent=percent, order=order)
            for order, (line, percent) in enumerate(each.shares, 1)
        ]
        rules.append(rule)
        children += [Child(rule), *map(Child, shares)]
    if not rules:
        raise ValidationError("Välj minst ett konto att koppla.")
    services.save(fiscal_year, by=by, children=children, verb="kopplade")
    return rules


@transaction.atomic
def confirm_rules(*, fiscal_year: FiscalYear, by) -> int:
    """Say that rules which came with from last year hold this year too. Returns how many there were."""
    services.turn(fiscal_year.forbund_id)
    rows = list(AccountRule.objects.filter(fiscal_year=fiscal_year, confirmed=False))
    for row in rows:
        row.confirmed = True
    services.save(fiscal_year, by=by, children=[Child(row) for row in rows], verb="bekräftade")
    return len(rows)
