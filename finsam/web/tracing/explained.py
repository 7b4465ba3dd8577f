"""What Avstämning says of a figure, with who explained it and why: today, and as it was when an edition was stored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from finsam.checks.reconciliation import reconcile
from finsam.core.caching.computed import computed
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import Permission
from finsam.disclosure.reader import WITHHELD, reader_of
from finsam.editions.models import Edition, FileForm
from finsam.editions.queries import file_of
from finsam.web.dashboard import Panel
from finsam.web.tracing.panels import SeenFigure, fact_panel

Findings = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class StoredReason:
    """Who explained something, when and how, as it was."""

    reason: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """What Avstämning said when an edition was stored."""

    message: str
    explanation: StoredReason | None = None


@fact_panel(10)
def explanations(tenant: TenantContext, seen: SeenFigure) -> Panel | None:
    """The findings that the figure is one side of: today's on today's page, and on an edition's those that it was stored with."""
    return _stored(tenant, seen) if seen.edition else _of_today(tenant, seen)


def _of_today(tenant: TenantContext, seen: SeenFigure) -> Panel | None:
    reader = reader_of(tenant)
    outcome = reconcile(tenant.here)
    findings = [
        reader.finding(finding)
        for finding in outcome.findings
        if any(figure.key.partition("#")[0] == seen.key for figure in finding.figures)
    ]
    return (
        Panel("Vad Avstämning säger", "web/tracing/explained.html", {"findings": findings})
        if findings
        else None
    )


def _stored(tenant: TenantContext, seen: SeenFigure) -> Panel | None:
    recorded = computed(
        tenant.forbund, ("findings", "edition", seen.edition), lambda: findings_of_edition(seen.edition)
    )
    everything = Permission.READ_COUNTS in tenant.permissions
    about = [_told(each, everything=everything) for each in recorded if seen.key in each.get("keys", ())]
    # Before the keys were stored nobody can tell which figure an explanation is about.
    unknown = [each for each in recorded if "keys" not in each and "explanation" in each]
    if not about and not unknown:
        return None
    context = {
        "findings": about,
        "edition": seen.edition,
        "unknown": len(unknown),
        "may_read_record": everything,
    }
    return Panel("Vad Avstämning sade", "web/tracing/explained.html", context)


def findings_of_edition(code: str) -> Findings:
    """The findings in the record of an edition, as they were stored."""
    file = file_of(Edition.objects.get(code=code), FileForm.RECORD, inside=True)
    return tuple(json.loads(bytes(file.content))["findings"]) if file else ()


def _told(finding: Mapping[str, Any], *, everything: bool) -> StoredFinding:
    """A stored finding, for who sees all counts or not."""
    withheld = not everything and finding["few"]
    given = finding.get("explanation")
    reason = given and StoredReason(
        WITHHELD if withheld else given["reason"],
        given["by"],
        localtime(datetime.fromisoformat(given["at"])),
    )
    return StoredFinding(WITHHELD if withheld else finding["message"], reason)
