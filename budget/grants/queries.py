"""What is read of the insatser's money, each in a constant number of questions."""

from __future__ import annotations

from budget.models import GeneralDeduction, GrantYear, Requisition
from finsam.core.values.grouping import grouped


def granted(forbund) -> dict[int, list[GrantYear]]:
    """What is granted, by year, with decision and insats."""
    rows = GrantYear.objects.filter(forbund=forbund).select_related("grant__insats", "grant__decision")
    return grouped(rows, by=lambda row: row.year)


def requisitions(forbund) -> dict[int, list[Requisition]]:
    """What has been asked to be paid, by year, with insats."""
    rows = Requisition.objects.filter(forbund=forbund).select_related("insats", "fiscal_year")
    return grouped(rows, by=lambda row: row.fiscal_year.year)


def deductions(forbund) -> dict[int, GeneralDeduction]:
    """The general deduction of each year that has one."""
    rows = GeneralDeduction.objects.filter(forbund=forbund).select_related("fiscal_year")
    return {row.fiscal_year.year: row for row in rows}
