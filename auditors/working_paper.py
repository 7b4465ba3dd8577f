"""The auditor's working paper: what the rooms have to put in it, as one document that is a PDF and a workbook.

A room declares its part in a module `paper`, under `@working_paper(place)`: a function of a `Case` that yields the
sections. It is the auditor's own: nothing of it is stored, and nobody else is handed it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from finsam.core.models import FiscalYear, User
from finsam.core.registry import Registry
from finsam.core.tenancy.access import TenantContext
from finsam.core.values.periods import long_date
from finsam.documents.resolved import Part, Resolved
from finsam.rendering.drafts import SOURCES, SUBJECTS
from finsam.rendering.files import Source
from finsam.rendering.gathered import gathered, section

__all__ = ["Case", "section", "working_paper"]

KIND = "arbetspapper"


@dataclass(frozen=True)
class Case:
    """Whose working paper it is, of which year, and since when she wants to see what is new; None since the beginning."""

    tenant: TenantContext
    since: datetime | None

    @property
    def fiscal_year(self) -> FiscalYear:
        """The year."""
        return self.tenant.here


# What each room puts in it: (place, function).
WORKING_PAPER: Registry[str, tuple[int, Callable[[Case], Iterable[Part]]]] = Registry(
    "part of a working paper"
)


def working_paper(place: int):
    """Declare a room's part; those with a lower place come first."""

    def declare(function: Callable[[Case], Iterable[Part]]) -> Callable[[Case], Iterable[Part]]:
        WORKING_PAPER.add(f"{function.__module__}.{function.__qualname__}", (place, function))
        return function

    return declare


def resolved(case: Case) -> Resolved:
    """The whole working paper."""
    user, year = case.tenant.user, case.fiscal_year.year
    return gathered(
        [part for _, make in sorted(WORKING_PAPER.values(), key=lambda part: part[0]) for part in make(case)],
        forbund=case.tenant.forbund,
        year=year,
        kind=KIND,
        title=f"Arbetspapper för revisionen {year}",
        subtitle=f"Upprättat {long_date(timezone.localdate())} av {user.name or user.email}",
    )


def _source(fiscal_year: FiscalYear, audience: str, user: str, since: str = "") -> Source:
    """What is drawn of it: of a year, a user by number and a moment as text."""
    who = User.objects.get(pk=int(user))
    tenant = TenantContext.of(who, fiscal_year.forbund.key, fiscal_year.year)
    return Source.of(resolved(Case(tenant, datetime.fromisoformat(since) if since else None)))


def _year(number: int) -> FiscalYear:
    return FiscalYear.objects.select_related("forbund__logo").get(pk=number)


SOURCES.add(KIND, _source)
SUBJECTS.add(KIND, _year)
