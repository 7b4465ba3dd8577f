"""What the plan puts on the start page: the next meeting."""

from __future__ import annotations

from django.utils.timezone import localdate

from finsam.core.tenancy.access import TenantContext
from finsam.facts.book import Book
from finsam.web.dashboard import Panel, panel
from plans import queries


@panel(10)
def next_meeting(tenant: TenantContext, book: Book) -> Panel:
    """The next meeting and the one after; when the year is over, that it is."""
    meetings = book.read(queries.meetings, book.year)
    coming = [meeting for meeting in meetings if meeting.date >= localdate()]
    context = {"meetings": coming[:2], "any": bool(meetings)}
    return Panel("Nästa möte", "plans/panel_meeting.html", context)
