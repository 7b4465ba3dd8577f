"""What is to be decided and read, on the start page: the agendas' decisions that nobody has taken yet."""

from __future__ import annotations

from finsam.core.tenancy.access import TenantContext
from finsam.core.values.grouping import grouped
from finsam.facts.book import Book
from finsam.web.dashboard import Panel, panel
from plans.meetings import queries
from plans.meetings.models import ItemKind

SHOWN = 4


@panel(8)
def to_decide(tenant: TenantContext, book: Book) -> Panel | None:
    """The nearest meeting that has decisions to take, and which they are; nothing where no agenda has any."""
    waiting = [
        item for item in book.read(queries.decisions_to_take, book.year) if item.kind == ItemKind.DECISION
    ]
    meetings = grouped(waiting, by=lambda item: item.meeting)
    if not meetings:
        return None
    meeting, items = next(iter(meetings.items()))
    context = {
        "meeting": meeting,
        "items": items[:SHOWN],
        "more": max(len(items) - SHOWN, 0),
        "others": len(meetings) - 1,
        "pack": book.read(queries.last_packs, book.year).get(queries.pack_name(meeting)),
    }
    return Panel("Att besluta", "plans/panel_to_decide.html", context)
