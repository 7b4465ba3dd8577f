"""Who reports what, and until when, each in a constant number of queries."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.timezone import localdate

from finsam.core.models import Forbund, User
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import Permission
from finsam.disclosure.reader import own_people
from followup.responsibility.models import InsatsResponsibility, ReportDate

DAYS_AFTER_YEAR_END = 31  # when nobody has set a day: the year's results are handed in during January


def year_end(year: int) -> date:
    """The last day of the year."""
    return date(year, 12, 31)


def report_dates(forbund: Forbund, year: int) -> list[ReportDate]:
    """The days that are reported up to; a year without any has its end, handed in during January."""
    dates = list(ReportDate.objects.filter(forbund=forbund, fiscal_year__year=year))
    if dates:
        return dates
    last = year_end(year)
    return [ReportDate(name="Helår", end=last, due=last + timedelta(days=DAYS_AFTER_YEAR_END))]


@own_people
def own_keys(tenant: TenantContext) -> list[str]:
    """The insatser whose counts a visitor reports, and so sees also when they are small."""
    if Permission.REPORT not in tenant.permissions:
        return []
    rows = InsatsResponsibility.objects.filter(forbund=tenant.forbund, access__user=tenant.user)
    today = localdate()
    return [row.insats.key for row in rows.select_related("access", "insats") if row.access.valid_on(today)]


def own_insatser(tenant: TenantContext) -> set[int] | None:
    """The insatser that the visitor reports on; None is all of them."""
    if Permission.EDIT_FOLLOWUP in tenant.permissions or Permission.REPORT not in tenant.permissions:
        return None
    rows = InsatsResponsibility.objects.filter(forbund=tenant.forbund, access__user=tenant.user)
    return set(rows.values_list("insats_id", flat=True))


def responsible(forbund, today: date | None = None) -> dict[int, tuple[User, ...]]:
    """Who reports on which insats today, by the insats's id."""
    day = today or localdate()
    people: dict[int, tuple[User, ...]] = {}
    rows = InsatsResponsibility.objects.filter(forbund=forbund).select_related("access__user")
    for row in rows.defer("access__user__password"):  # what is computed of them may be kept
        if row.access.valid_on(day):
            people[row.insats_id] = (*people.get(row.insats_id, ()), row.access.user)
    return people
