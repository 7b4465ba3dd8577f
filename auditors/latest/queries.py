"""What is new since a moment, counted by area, and how the books have changed since, month by month."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from auditors.latest.areas import AREAS, BY_KEY, OTHER, Area
from auditors.latest.models import SeenMark
from budget.ledger.queries import closed_months
from budget.ledger.snapshot import ZERO, Snapshot, changes
from budget.models import LedgerImport, Standing
from finsam.core.audit import telling
from finsam.core.models import AuditEntry, FiscalYear
from finsam.core.tenancy.access import TenantContext
from finsam.core.values.grouping import grouped
from finsam.core.values.periods import MONTHS
from finsam.documents.models import SETTLED
from finsam.editions.models import Edition

# That somebody has looked, or keeps notes of her own, is no news to others.
PRIVATE = ("auditors.seenmark", "auditors.privatekey", "auditors.privatenote")
FIRST = 5  # entries of an area that its fold shows
MOST_EDITIONS = 8


def mark_of(tenant: TenantContext) -> SeenMark | None:
    """The visitor's own mark."""
    return SeenMark.objects.filter(forbund=tenant.forbund, user=tenant.user).first()


def entries_since(tenant: TenantContext, since: datetime | None) -> QuerySet[AuditEntry]:
    """What was done since then to the year or to what belongs to no year, newest first; private things aside."""
    rows = AuditEntry.objects.filter(forbund_key=tenant.forbund.key)
    rows = rows.filter(Q(year=tenant.here.year) | Q(year=None)).exclude(kind__in=PRIVATE)
    rows = rows.filter(at__gt=since) if since else rows
    return telling.visible(tenant, rows).order_by("-at", "-pk")


def of_area(rows: QuerySet[AuditEntry], area: Area) -> QuerySet[AuditEntry]:
    """Those of an area."""
    if area.key == OTHER:
        return rows.exclude(kind__in=[kind for each in AREAS for kind in each.kinds])
    return rows.filter(kind__in=area.kinds)


@dataclass
class News:
    """An area with how much is new in it, and the newest of it."""

    area: Area
    count: int
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many aren't among the newest that are shown."""
        return self.count - len(self.rows)


def by_area(tenant: TenantContext, since: datetime | None) -> list[News]:
    """Every area with how much is new in it: two questions, and those that links to pages and facts take."""
    rows = entries_since(tenant, since)
    counts = {row["kind"]: row["times"] for row in rows.order_by().values("kind").annotate(times=Count("pk"))}
    of_kind = {kind: area.key for area in AREAS for kind in area.kinds}
    totals: dict[str, int] = {}
    for kind, times in counts.items():
        key = of_kind.get(kind, OTHER)
        totals[key] = totals.get(key, 0) + times
    places = [When(kind__in=area.kinds, then=Value(area.key)) for area in AREAS]
    ranked = rows.annotate(area=Case(*places, default=Value(OTHER), output_field=CharField())).annotate(
        rank=Window(RowNumber(), partition_by=F("area"), order_by=[F("at").desc(), F("pk").desc()])
    )
    newest = list(ranked.filter(rank__lte=FIRST)) if totals else []
    told = grouped(telling.rows(tenant, newest, dated=True), by=lambda row: row["entry"].area)
    return [
        News(area, totals[area.key], told.get(area.key, [])) for area in BY_KEY.values() if area.key in totals
    ]


def elsewhere(tenant: TenantContext, since: datetime | None) -> int:
    """How much is new in the förbund's other years."""
    rows = AuditEntry.objects.filter(forbund_key=tenant.forbund.key).exclude(year=tenant.here.year)
    rows = rows.exclude(year=None)
    count: int = telling.visible(tenant, rows.filter(at__gt=since) if since else rows).count()
    return count


def decided(tenant: TenantContext) -> list[Edition]:
    """The stored decided documents of the year, the newest first, from which an auditor may want to see what is new."""
    rows = Edition.objects.filter(forbund_key=tenant.forbund.key, year=tenant.here.year, status__in=SETTLED)
    return list(rows.order_by("-at")[:MOST_EDITIONS])


@dataclass(frozen=True)
class MonthMoved:
    """How a month's result differs from what it was, kr, and how many amounts of accounts and objects do."""

    month: int
    was: Decimal
    now: Decimal
    changed: int
    closed: bool

    @property
    def name(self) -> str:
        """`mars`."""
        return MONTHS[self.month - 1] if self.month else "hela året"

    @property
    def difference(self) -> Decimal:
        """What it is more."""
        return self.now - self.was


@dataclass(frozen=True)
class BooksMoved:
    """The books in force then and now, and the months that differ."""

    was: LedgerImport | None
    now: LedgerImport
    months: list[MonthMoved]


def books_since(fiscal_year: FiscalYear, since: datetime | None) -> BooksMoved | None:
    """How the books differ from those that were in force then; None where they are the same, or there are none."""
    rows = LedgerImport.objects.filter(
        fiscal_year=fiscal_year, standing__in=(Standing.CURRENT, Standing.FORMER)
    )
    listed = list(rows.defer("content").order_by("read_at", "pk"))
    now = next((row for row in listed if row.standing == Standing.CURRENT), None)
    if now is None:
        return None
    accepted = _accepted(fiscal_year)
    before = [row for row in listed if since and accepted.get(row.reference(), row.read_at) <= since]
    was = max(before, key=lambda row: accepted.get(row.reference(), row.read_at), default=None)
    if was is not None and was.pk == now.pk:
        return None
    whole = {row.pk: row for row in rows.filter(pk__in=[row.pk for row in (was, now) if row is not None])}
    old = whole[was.pk].snapshot if was is not None else Snapshot()
    new = whole[now.pk].snapshot
    closed = closed_months(fiscal_year.forbund, fiscal_year.year)
    by_month = grouped(changes(old, new), by=lambda each: each.month)
    then, today = old.by_month(), new.by_month()
    months = [
        MonthMoved(
            month,
            -then.get(month, ZERO),
            -today.get(month, ZERO),
            len(by_month[month]),
            (month or 1) in closed,
        )
        for month in sorted(by_month)
    ]
    return BooksMoved(was, now, months)


def _accepted(fiscal_year: FiscalYear) -> dict[str, datetime]:
    """When books that touched a closed month came in force, by their reference."""
    entries = AuditEntry.objects.filter(
        forbund_key=fiscal_year.forbund.key,
        kind="budget.ledgerimport",
        verb="godkände",
        year=fiscal_year.year,
    )
    return dict(entries.values_list("reference", "at"))
