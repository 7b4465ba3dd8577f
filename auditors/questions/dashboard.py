"""The auditors' questions on the start page: what waits for the kansli, and what an auditor has had answered."""

from __future__ import annotations

from django.utils.timezone import localdate

from auditors.questions import queries
from auditors.questions.models import QuestionStatus
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import Permission
from finsam.facts.book import Book
from finsam.web.dashboard import Audience, Panel, panel

SHOWN = 4


@panel(6, Audience.OFFICE, Audience.AUDITORS)
def questions(tenant: TenantContext, book: Book) -> Panel | None:
    """What the visitor is to answer, or her own questions that aren't closed; nothing where there is none."""
    if Permission.AUDIT in tenant.permissions:
        own = [
            row
            for row in queries.of_year(tenant.here)
            if row.by_email.lower() == tenant.user.email.lower() and row.status != QuestionStatus.CLOSED
        ]
        rows = sorted(own, key=lambda row: row.status != QuestionStatus.ANSWERED)
        name = "Mina frågor"
    elif Permission.EXPLAIN in tenant.permissions:
        rows, name = queries.waiting(tenant.forbund, book.year), "Revisorernas frågor"
    else:
        return None
    if not rows:
        return None
    today = localdate()
    context = {
        "rows": [(row, row.late(today)) for row in rows[:SHOWN]],
        "more": max(len(rows) - SHOWN, 0),
    }
    return Panel(name, "auditors/panel_questions.html", context)
