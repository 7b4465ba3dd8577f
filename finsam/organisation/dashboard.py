"""What the members pay, on the start page of those who read for them."""

from __future__ import annotations

from finsam.core.tenancy.access import TenantContext
from finsam.core.values.money import show
from finsam.facts.book import Book
from finsam.organisation import queries
from finsam.web.dashboard import Audience, Panel, panel

MOST = 8  # payers that are named


@panel(35, Audience.BOARD, Audience.AUDITORS)
def what_the_members_pay(tenant: TenantContext, book: Book) -> Panel | None:
    """Each payer's contribution of the year and all of them together; nothing where none is known."""
    everything = book.get(f"bidrag.totalt@{book.year}")
    if everything is None or everything.value is None:
        return None
    facts = [(payer, book.get(f"bidrag.{payer.key}@{book.year}")) for payer in book.read(queries.payers)]
    rows = [
        {"label": payer.name, "key": fact.key, "text": show(fact.natural, "kr", 0)}
        for payer, fact in facts
        if fact is not None and fact.value is not None
    ]
    context = {
        "rows": rows[:MOST],
        "more": max(len(rows) - MOST, 0),
        "total": {"key": everything.key, "text": show(everything.natural, "kr", 0)},
    }
    return Panel(f"Vad medlemmarna betalar {book.year}", "organisation/panel_contributions.html", context)
