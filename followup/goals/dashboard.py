"""Results on the start page: how the goals stand, and what is left to report, where and by whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from django.utils.timezone import localdate

from finsam.core.tenancy.access import TenantContext, address
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.periods import long_date
from finsam.facts.book import Book
from finsam.web.dashboard import DONE, NOT_STARTED, STARTED, Panel, Task, panel, tasks
from followup.goals import queries
from followup.goals.duties import NOT_BEGUN, Duty, duties
from followup.goals.judging import wording
from followup.goals.judging.judging import all_verdicts
from followup.goals.judging.verdicts import Status
from followup.goals.states import State
from followup.responsibility.queries import own_insatser, year_end

AHEAD = timedelta(days=30)  # how long before a period's end its results are spoken of


def _due(tenant: TenantContext, book: Book) -> list[Duty]:
    """What is to be reported now: of periods that are over or soon will be."""
    soon = localdate() + AHEAD
    return [one for one in duties(book, own_insatser(tenant)) if one.occasion.end <= soon]


@panel(40)
def verdicts(tenant: TenantContext, book: Book) -> Panel | None:
    """How many goals are reached, nearly, partly and not; nothing until something is handed in."""
    if not book.read(queries.reports, book.year).found:
        return None
    counts = Counter(one.status for one in all_verdicts(book, year_end(book.year)))
    rows = [(wording.status_html(status), counts[status]) for status in Status if counts[status]]
    return Panel(
        "Måluppfyllelse", "followup/panel_verdicts.html", {"rows": rows, "url": address(tenant, "resultat")}
    )


@tasks(Permission.REPORT)
def report_results(tenant: TenantContext, book: Book) -> Iterator[Task]:
    """For each insats and period: how many goals lack a result, who has them, and until when."""
    href = address(tenant, "att-rapportera")
    grouped = groupby(
        sorted(
            _due(tenant, book), key=lambda one: (one.occasion.end, one.insats.order if one.insats else -1)
        ),
        key=lambda one: (one.occasion, one.insats),
    )
    for (occasion, insats), rows in grouped:
        found = list(rows)
        left = [one for one in found if not one.done]
        label = f"Rapportera resultat för {insats or 'förbundets egna mål'}, {occasion.name.lower()}"
        if not left:
            yield Task(label, DONE, href)
            continue
        begun = len(left) < len(found) or any(one.state != NOT_BEGUN for one in left)
        detail = f"{len(left)} av {len(found)} mål är kvar. {left[0].who}, senast {long_date(occasion.due)}."
        yield Task(label, STARTED if begun else NOT_STARTED, href, detail, occasion.due)


@tasks(Permission.EDIT_FOLLOWUP)
def approve_results(tenant: TenantContext, book: Book) -> Iterator[Task]:
    """What waits for the förbundschef."""
    waiting = [one for one in duties(book) if one.report is not None and one.report.state == State.SUBMITTED]
    if waiting:
        detail = f"{len(waiting)} väntar på dig."
        yield Task("Godkänn inlämnade resultat", STARTED, address(tenant, "att-rapportera"), detail)
