"""Which rows of the log a visitor sees, and each as a page tells it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from finsam.core import audit
from finsam.core.audit import logbook, places
from finsam.core.declaring import declared_models
from finsam.core.models import AuditEntry
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import Permission
from finsam.core.values import periods

MOST_FACTS = 3  # links to facts that an entry shows


def auditors_own() -> frozenset[str]:
    """The kinds (`app.model`) that are the auditors' own work, which those they audit don't see in the log."""
    return declared_models("auditors_own")


def visible(tenant: TenantContext, entries: Any) -> Any:
    """The rows of a query that a visitor may know of."""
    if tenant.may[Permission.AUDIT] or not auditors_own():
        return entries
    return entries.exclude(kind__in=auditors_own())


def seen(tenant: TenantContext, entry: AuditEntry) -> AuditEntry:
    """The entry as this visitor may see it."""
    return entry if tenant.may[Permission.READ_COUNTS] else audit.without_counts(entry)


def _when(entry: AuditEntry, *, dated: bool) -> str:
    at = timezone.localtime(entry.at)
    time = periods.clock(at.time())
    return f"{periods.long_date(at.date())} {time}" if dated else time


def rows(
    tenant: TenantContext, entries: Iterable[AuditEntry], *, dated: bool = False
) -> list[dict[str, Any]]:
    """Entries as `core/log_row.html` shows them, with where they stand and the facts that they tell of.

    `dated` are those that stand under no day.
    """
    entries = [seen(tenant, entry) for entry in entries]
    pages, facts = places.pages(tenant, entries), places.facts(tenant, entries)
    return [
        {
            "entry": entry,
            "day": timezone.localdate(entry.at),
            "when": _when(entry, dated=dated),
            "verb": audit.VERBS.get(entry.verb, entry.verb),
            "kind": logbook.kind_name(entry.kind),
            "changes": logbook.changes(entry),
            "page": pages.get(entry.pk, ""),
            "facts": facts.get(entry.pk, [])[:MOST_FACTS],
            "more_facts": len(facts.get(entry.pk, [])[MOST_FACTS:]),
        }
        for entry in entries
    ]
