"""The binder as one document: a page and a PDF of the same sections, which the rooms and the floors above declare.

A section is made by a function of a `Case` under `@binder(place)`. It tells no count of people that its reader doesn't see
elsewhere. Nothing of it is stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.urls import resolve
from django.utils.html import escape, format_html

from finsam.core.addresses import year_address
from finsam.core.models import FiscalYear, User
from finsam.core.registry import Registry
from finsam.core.tenancy.access import TenantContext
from finsam.core.values.periods import long_date
from finsam.documents.books import open_book
from finsam.documents.resolved import Part, Resolved
from finsam.facts.book import Book
from finsam.facts.tables import Cell, Column, Row, Table
from finsam.rendering.drafts import SOURCES, SUBJECTS
from finsam.rendering.files import Source
from finsam.rendering.gathered import gathered, section

__all__ = ["Case", "binder", "listed", "section"]

KIND = "overlamningsparm"
DAYS = 60  # ahead


@dataclass(frozen=True)
class Case:
    """Whose binder it is, of which year, from which day; on `paper` no link leads anywhere."""

    tenant: TenantContext
    today: date
    paper: bool = False

    @property
    def until(self) -> date:
        """The last day that is looked ahead to."""
        return self.today + timedelta(days=DAYS)

    @cached_property
    def book(self) -> Book:
        """The year's figures."""
        return open_book(self.tenant.forbund, self.tenant.here.year)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The förbund's years that the days ahead touch."""
        wanted = {self.today.year, self.until.year}
        return tuple(sorted(wanted & set(self.tenant.years.values_list("year", flat=True))))

    def link(self, label: str, name: str, *, year: int = 0, **kwargs: str) -> str:
        """A link to a page as HTML; on paper only its words."""
        return self.leads(
            label, year_address(self.tenant.forbund, year or self.tenant.here.year, name, **kwargs)
        )

    def leads(self, label: str, place: str) -> str:
        """The same, to an address that is known; only words where the reader would be refused there."""
        view = resolve(re.split("[?#]", place)[0]).func
        opens = view.required_permissions[0] in self.tenant.permissions
        return escape(label) if self.paper or not opens else format_html('<a href="{}">{}</a>', place, label)


Make = Callable[[Case], Iterable[Part]]
BINDER: Registry[str, tuple[int, Make]] = Registry("part of the binder")


def binder(place: int) -> Callable[[Make], Make]:
    """Declare a part; those with a lower place come first."""

    def declare(function: Make) -> Make:
        BINDER.add(f"{function.__module__}.{function.__qualname__}", (place, function))
        return function

    return declare


def listed(
    key: str, title: str, heads: Iterable[str], rows: Iterable[Iterable[str]], note: str = ""
) -> Table:
    """A table of texts, which are HTML; the first is each row's heading, as plain text."""
    first, *others = heads
    columns = tuple(Column(f"k{number}", head, kind="text") for number, head in enumerate(others))
    lines = []
    for number, (label, *cells) in enumerate(rows):
        lines.append(
            Row(
                f"r{number}",
                label,
                {f"k{place}": Cell(html=f"<p>{cell}</p>") for place, cell in enumerate(cells)},
            )
        )
    return Table(
        key, title, columns, tuple(lines), row_label=first, shape="list", note=note, show_title=False
    )


def resolved(case: Case) -> Resolved:
    """The whole binder."""
    parts = [part for _, make in sorted(BINDER.values(), key=lambda part: part[0]) for part in make(case)]
    return gathered(
        parts,
        forbund=case.tenant.forbund,
        year=case.tenant.here.year,
        kind=KIND,
        title=f"Överlämningspärm {case.tenant.here.year}",
        subtitle=f"Så som det var {long_date(case.today)}",
    )


def _source(fiscal_year: FiscalYear, audience: str, user: str, today: str) -> Source:
    """What is drawn of it: of a year, for a user by number, on a day."""
    who = User.objects.get(pk=int(user))
    tenant = TenantContext.of(who, fiscal_year.forbund.key, fiscal_year.year)
    return Source.of(resolved(Case(tenant, date.fromisoformat(today), paper=True)))


def _year(number: int) -> FiscalYear:
    return FiscalYear.objects.select_related("forbund__logo").get(pk=number)


SOURCES.add(KIND, _source)
SUBJECTS.add(KIND, _year)
