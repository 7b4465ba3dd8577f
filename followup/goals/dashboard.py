"""Results on the start page: how the goals stand."""

from __future__ import annotations

from collections import Counter

from finsam.core.tenancy.access import TenantContext, address
from finsam.facts.book import Book
from finsam.web.dashboard import Panel, only_reads, panel
from followup.goals import queries
from followup.goals.judging import wording
from followup.goals.judging.judging import all_verdicts
from followup.goals.judging.verdicts import Status
from followup.responsibility.queries import year_end


@panel(7)
def verdicts(tenant: TenantContext, book: Book) -> Panel | None:
    """How many goals are reached, nearly, partly and not; until something is handed in, that to those who only read."""
    if not book.read(queries.reports, book.year).by_day:
        if not only_reads(tenant):
            return None
        context = {"rows": [], "url": address(tenant, "goals")}
        return Panel("Måluppfyllelse", "followup/panel_verdicts.html", context)
    counts = Counter(verdict.status for verdict in all_verdicts(book, year_end(book.year)))
    rows = [(wording.status_html(status), counts[status]) for status in Status if counts[status]]
    return Panel(
        "Måluppfyllelse", "followup/panel_verdicts.html", {"rows": rows, "url": address(tenant, "results")}
    )
