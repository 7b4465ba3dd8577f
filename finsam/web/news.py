"""What is new since the visitor was here last: what was stored, and what others have changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import resolve
from django.utils import timezone

from finsam.core.addresses import year_address
from finsam.core.audit import places, telling
from finsam.core.models import AuditEntry
from finsam.core.tenancy.access import TenantContext
from finsam.editions.models import Edition
from finsam.facts.book import Book
from finsam.web.dashboard import Audience, Panel, panel

SINCE = "since"  # of a visit: when the visitor signed in the time before this one
USUAL = timedelta(days=14)  # for whoever comes for the first time
READ, SHOWN = 200, 5
FROM_FILE = {
    "verb": "läste in",
    "reference__startswith": "core.forbund:",
}  # a whole förbund, which is no news


@dataclass
class Changed:
    """Something that has been changed: how many times, when last, and where it is."""

    label: str
    href: str
    last: datetime
    times: int = 1


@panel(22, Audience.BOARD, Audience.AUDITORS, Audience.OFFICE)
def news(tenant: TenantContext, book: Book) -> Panel:
    """What was sent out, proposed or decided, and what others have changed, newest first."""
    known = tenant.kept.get(SINCE)
    since = known or timezone.now() - USUAL
    stored = Edition.objects.filter(forbund_key=tenant.forbund.key, at__gt=since).order_by("-at", "-pk")
    editions = [
        (edition, year_address(tenant.forbund, edition.year, "edition", code=edition.code))
        for edition in stored[:SHOWN]
    ]
    changed = _changed(tenant, since)
    context = {
        "since": since if known else None,
        "editions": editions,
        "changed": changed[:SHOWN],
        "more": max(len(changed) - SHOWN, 0),
    }
    return Panel("Nytt sedan sist", "web/panel_news.html", context)


def _changed(tenant: TenantContext, since: datetime) -> list[Changed]:
    """What others have changed that the visitor has a page of, each thing once."""
    rows = AuditEntry.objects.filter(forbund_key=tenant.forbund.key, at__gt=since)
    rows = telling.visible(tenant, rows)
    rows = rows.exclude(by_email=tenant.user.email).exclude(**FROM_FILE).order_by("-at", "-pk")[:READ]
    entries = list(rows.defer("before", "after"))
    addresses = places.pages(tenant, entries)
    things: dict[str, Changed] = {}
    for entry in entries:
        href = addresses.get(entry.pk, "")
        if entry.reference in things:
            things[entry.reference].times += 1
        elif href and _may_read(tenant, href):
            things[entry.reference] = Changed(_label(entry), href, entry.at)
    return list(things.values())


def _label(entry: AuditEntry) -> str:
    """What has been changed, as it is called on its own; a year is only a number to itself."""
    return f"Året {entry.label}" if entry.reference.startswith("core.fiscalyear:") else entry.label


def _may_read(tenant: TenantContext, href: str) -> bool:
    view: Any = resolve(href).func
    return view.required_permissions[0] in tenant.permissions
