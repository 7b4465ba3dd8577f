"""What the register puts on the start page: the decisions that wait, those that are due first before the others."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localdate

from finsam.core.tenancy.access import TenantContext
from finsam.facts.book import Book
from finsam.web.dashboard import Panel, panel
from plans.register import queries

SHOWN = 3


@panel(15)
def waiting_decisions(tenant: TenantContext, book: Book) -> Panel | None:
    """The decisions that aren't carried out; none when there are none."""
    left = [decision for decision in book.read(queries.decisions, book.year) if decision.closed_on is None]
    if not left:
        return None
    left.sort(key=lambda decision: decision.due or date.max)
    context = {"decisions": left[:SHOWN], "more": len(left) - SHOWN, "today": localdate()}
    return Panel("Beslut att genomföra", "plans/panel_decisions.html", context)
