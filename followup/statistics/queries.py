"""What statistics and events read of a year, each in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable

from finsam.organisation.models import Member, MemberKind
from followup.statistics.models import BinSet, StatTable
from plans.models.insatser import InsatsYear


def tables(forbund, year: int) -> list[StatTable]:
    """The year's tables in order, with their measure, insats, bins and values."""
    rows = StatTable.objects.filter(forbund=forbund, fiscal_year__year=year)
    return list(
        rows.select_related(
            "forbund", "fiscal_year", "insats", "measure", "bin_set__replaces"
        ).prefetch_related("bin_set__bins", "values__bin", "values__kommun")
    )


def bin_sets(forbund) -> list[BinSet]:
    """All divisions with their bins."""
    return list(
        BinSet.objects.filter(forbund=forbund).select_related("replaces").prefetch_related("bins__maps_to")
    )


def kommuner(forbund) -> list[Member]:
    """The member kommuner, in order."""
    return list(Member.objects.filter(forbund=forbund, kind=MemberKind.KOMMUN))


def kommuner_of(table: StatTable, held: Iterable[str] = ()) -> list[Member]:
    """The kommuner that a table is divided by: those of its insats in the year, else all that are members then.

    One that already holds a figure (its key is in `held`) stays, so that nothing is counted unseen.
    """
    year = table.fiscal_year
    planned = InsatsYear.objects.filter(fiscal_year=year, insats=table.insats_id) if table.insats_id else None
    chosen = {kommun.pk for each in (planned or ()) for kommun in each.kommuner.all()}
    return [
        member
        for member in kommuner(table.forbund)
        if member.key in held or (member.is_in(year.year) and (not chosen or member.pk in chosen))
    ]
