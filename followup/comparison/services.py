"""Writes of the comparison: hand out the year's figures, withdraw, and accept another definition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from finsam.core import services
from finsam.core.models import FiscalYear, Forbund
from finsam.core.services import Child
from finsam.core.text.prose import not_a_reason
from finsam.core.values.money import rounded
from finsam.documents.books import open_book
from followup.comparison.catalogue import BY_KEY, CATALOGUE
from followup.comparison.models import AcceptedDifference, ComparisonAgreement, SharedFigure


@transaction.atomic
def share(*, fiscal_year: FiscalYear, otherwise: Mapping[str, str], by: Any) -> ComparisonAgreement:
    """Hand out the year's compared figures as they are now; what would tell of few people is handed out without a value.

    `otherwise` says by measure in what way the förbund counts it otherwise. Raises ValidationError.
    """
    forbund = fiscal_year.forbund
    services.turn(forbund.pk)
    agreement = ComparisonAgreement.objects.filter(forbund=forbund).first()
    verb = "delade siffror i" if agreement else "gick med i"
    agreement = agreement or ComparisonAgreement(
        forbund=forbund, agreed_by=by.name or by.email, agreed_on=timezone.localdate()
    )
    known = {row.measure: row for row in SharedFigure.objects.filter(fiscal_year=fiscal_year)}
    book = open_book(forbund, fiscal_year.year)
    children = []
    for compared in CATALOGUE:
        row = known.get(compared.key) or SharedFigure(
            forbund=forbund, fiscal_year=fiscal_year, measure=compared.key, agreement=agreement
        )
        worked = compared.work(book)
        hidden = worked.withheld or worked.value is None
        row.value = None if hidden else rounded(worked.value, 6)
        row.withheld, row.definition = worked.withheld, compared.version
        row.otherwise = otherwise.get(compared.key, "").strip()
        children.append(Child(row))
    return services.save(agreement, by=by, children=children, verb=verb)


@transaction.atomic
def withdraw(*, forbund: Forbund, by: Any) -> None:
    """Take all that was handed out back, at once."""
    services.turn(forbund.pk)
    agreement = ComparisonAgreement.objects.filter(forbund=forbund).first()
    if agreement is not None:
        services.delete(agreement, by=by, verb="gick ur")


@transaction.atomic
def accept(
    *, fiscal_year: FiscalYear, measure: str, whose: str, otherwise: str, reason: str, by: Any
) -> AcceptedDifference:
    """Let a figure that is counted otherwise be drawn with the others. Raises ValidationError without a reason."""
    services.turn(fiscal_year.forbund_id)
    if measure not in BY_KEY:
        raise ValidationError("Den siffran jämförs inte.")
    if sentence := not_a_reason(reason, "Skriv varför den kan jämföras ändå"):
        raise ValidationError({"reason": sentence})
    row = AcceptedDifference.objects.filter(fiscal_year=fiscal_year, measure=measure, whose=whose).first()
    row = row or AcceptedDifference(
        forbund=fiscal_year.forbund, fiscal_year=fiscal_year, measure=measure, whose=whose
    )
    row.otherwise, row.reason, row.by_name = otherwise, reason, by.name or by.email
    return services.save(row, by=by, verb="godkände")
