"""What the register's pages, facts and blocks read, each in a constant number of queries."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from finsam.core.models import Forbund
from plans.register.models import Control, Decision, SteeringDocument


def of_interest(rows: QuerySet[Decision], year: int) -> QuerySet[Decision]:
    """The decisions of a year, and the earlier ones that weren't closed when it began."""
    closed_before = Q(date__year__lt=year, closed_on__year__lt=year)
    return rows.filter(date__year__lte=year).exclude(closed_before)


def decisions(forbund: Forbund, year: int) -> list[Decision]:
    """What is of interest in a year, the oldest first, with meeting, person and notes."""
    rows = of_interest(Decision.objects.filter(forbund=forbund), year)
    return list(rows.select_related("meeting__body", "person").prefetch_related("notes", "members"))


def steering_documents(forbund: Forbund, year: int) -> list[SteeringDocument]:
    """The styrdokument that hold in a year, in their order."""
    rows = SteeringDocument.objects.filter(forbund=forbund).select_related("person")
    return [document for document in rows if document.holds_in(year)]


def controls(forbund: Forbund, year: int) -> list[Control]:
    """The controls of the year's plan, in their order."""
    rows = Control.objects.filter(forbund=forbund, fiscal_year__year=year)
    return list(rows.select_related("person"))


def earlier_controls(forbund: Forbund, year: int) -> list[Control]:
    """Those of earlier years without a result, or with a measure that wasn't taken when the year began."""
    not_taken = Q(measure_done_on__isnull=True) | Q(measure_done_on__year__gte=year)
    rows = Control.objects.filter(
        Q(outcome="") | (not_taken & ~Q(measure="")), forbund=forbund, fiscal_year__year__lt=year
    )
    return list(rows.select_related("person", "fiscal_year").order_by("fiscal_year__year", "order", "pk"))
