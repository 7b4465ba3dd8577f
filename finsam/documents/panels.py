"""What documents put on the start page."""

from __future__ import annotations

from collections.abc import Iterator

from finsam.documents import queries
from finsam.documents.facts import Book
from finsam.documents.models import Status
from finsam.documents.overview import DONE, NOT_STARTED, STARTED, Panel, Task, panel, tasks
from finsam.doors import Visit, address
from finsam.roles import Permission


@panel(30)
def documents(visit: Visit, book: Book) -> Panel:
    """The year's documents and the ways to read them."""
    found = queries.documents(visit.forbund, visit.fiscal_year.year)
    return Panel("Dokument", "documents/pages/panel_documents.html", {"documents": found})


@tasks(Permission.EDIT_PLAN)
def write_the_plan(visit: Visit, book: Book) -> Iterator[Task]:
    """The plan is begun, written and decided."""
    plans = [
        one
        for one in queries.documents(visit.forbund, visit.fiscal_year.year)
        if one.kind == "verksamhetsplan"
    ]
    if not plans:
        yield Task("Skriv verksamhetsplanen", NOT_STARTED, address(visit, "plan"))
        return
    plan = plans[0]
    sections = list(plan.sections.all())
    empty = queries.empty_sections(sections)
    detail = f"{len(empty)} av {len(sections)} avsnitt är tomma" if empty else ""
    state = DONE if not empty else STARTED
    yield Task("Skriv verksamhetsplanen", state, address(visit, "plan"), detail)
    decided = plan.status == Status.DECIDED
    label = "Låt styrelsen besluta planen och budgeten"
    detail = "" if decided else str(plan.get_status_display())
    yield Task(label, DONE if decided else NOT_STARTED, address(visit, "document-edit", key=plan.key), detail)
