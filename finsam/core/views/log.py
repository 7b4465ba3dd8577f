"""Ändringsloggen: who changed what, when, and what it said before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone

from finsam.core import audit
from finsam.core.audit import logbook, telling
from finsam.core.models import AuditEntry
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.views.csvfile import csv_answer
from finsam.core.views.forms import LogFilter

PER_PAGE = 50
HEADS = ("Tid", "Vem", "E-post", "Vad", "Slag", "Namn", "År", "Ändring", "Före", "Efter")


def last_visit(request) -> datetime | None:
    """When the visitor signed in the time before this one, when that is known."""
    text = request.session.get("last_visit", "")
    return datetime.fromisoformat(text) if text else None


def _narrowed(request) -> tuple[LogFilter, list | object]:
    tenant = request.tenant
    entries = telling.visible(tenant, AuditEntry.objects.filter(forbund_key=tenant.forbund.key))
    form = LogFilter(request.GET, entries=entries, last_visit=last_visit(request))
    return form, form.narrow(entries)


@require_permission(Permission.READ_LOG, kept=False)  # it knows when the visitor was here last
def log(request):
    """The förbund's changes, newest first, filtered and by day."""
    tenant = request.tenant
    form, changed = _narrowed(request)
    page = Paginator(changed, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": telling.rows(tenant, page),
        "query": query.urlencode(),
        "csv_url": f"{address(tenant, 'log-csv')}?{query.urlencode()}",
        "filtered": any(form.data.get(name) for name in form.fields),
    }
    return render(request, "core/log.html", context)


@require_permission(Permission.READ_LOG)
def log_csv(request):
    """What the filter lets through, a row for each change, as Excel in Sweden reads it."""
    _, entries = _narrowed(request)
    name = f"andringslogg-{request.tenant.forbund.key}-{timezone.localdate()}.csv"
    return csv_answer(name, HEADS, _rows(request.tenant, entries))


def _rows(tenant: TenantContext, entries) -> Iterator[tuple]:
    """A row for each change, with what its entry is about."""
    for entry in entries.iterator():
        about = (
            f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M}",
            entry.by_name,
            entry.by_email,
            audit.VERBS.get(entry.verb, entry.verb),
            logbook.kind_name(entry.kind),
            entry.label,
            entry.year or "",
        )
        for change in logbook.changes(telling.seen(tenant, entry)) or [logbook.Change("")]:
            yield (*about, f"{change.what} {change.said}".strip(), change.before, change.after)
