"""Writing contributions: many at once, one transaction, one row in the log."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from functools import partial
from typing import cast

from django.core.exceptions import ValidationError
from django.db import transaction

from finsam.core import cells, services
from finsam.core.models import FiscalYear, Owned
from finsam.organisation.models import Contribution, ContributionStatus, Payer

Address = tuple[Payer, int, str]  # payer, year, status


def contribution_name(address: Address) -> str:
    """What the audit log calls a contribution within the year that it was written from."""
    payer, year, status = address
    return f"organisation.contribution:{payer.name} {year}, {ContributionStatus(status).label.lower()}"


def field_key(address: Address) -> str:
    """What names a contribution's field in the grid: the key that it has too."""
    payer, year, status = address
    return f"{payer.key}-{year}-{status}"


def _itself(made: Contribution, address: Hashable) -> Owned:
    """A new contribution, made for its address already."""
    return made


def _told(row: Owned) -> dict:
    """What the log says of a contribution."""
    return {"amount": str(cast(Contribution, row).amount)}


@transaction.atomic
def set_contributions(
    *, fiscal_year: FiscalYear, amounts: dict[Address, Decimal | None], by, version: int | None = None
) -> FiscalYear:
    """Store contributions in kronor by payer, year and status; None takes one away, and those that aren't named stay.

    `fiscal_year` is the year that they are written from, whose version counts. Raises ValidationError with one sentence
    per address, and StaleSave when somebody else has saved since.
    """
    stored = services.fresh(fiscal_year, version)
    if any(payer.forbund_id != fiscal_year.forbund_id for payer, _, _ in amounts):
        raise ValidationError("Bidragsgivaren hör inte till det här förbundet.")
    rows = {
        (row.payer, row.year, row.status): row
        for row in Contribution.objects.filter(forbund=fiscal_year.forbund_id).select_related("payer")
    }
    before: dict = {}
    after: dict = {}
    for address, amount in amounts.items():
        payer, year, status = address
        made = Contribution(forbund=fiscal_year.forbund, payer=payer, year=year, status=status)
        try:
            was, now = cells.change(
                rows,
                {address: None if amount is None else {"amount": amount}},
                new=partial(_itself, made),
                name=contribution_name,
                told=_told,
            )
        except ValidationError as error:
            raise ValidationError({field_key(address): error.messages}) from error
        before, after = before | was, after | now
    cells.record(fiscal_year, stored, before, after, by=by, verb="skrev in belopp")
    return fiscal_year
