"""What documents put on the start page."""

from __future__ import annotations

from collections.abc import Iterator

from finsam.core.tenancy.access import TenantContext, address
from finsam.core.tenancy.permissions import Permission
from finsam.documents import queries
from finsam.documents.models import Status
from finsam.facts.book import Book
from finsam.web.dashboard import DONE, NOT_STARTED, STARTED, Panel, Task, panel, tasks


@panel(30)
def documents(tenant: TenantContext, book: Book) -> Panel:
    """The year's documents and the ways to read them."""
    found = queries.documents(tenant.forbund, tenant.fiscal_year.year)
    return Panel("Dokument", "documents/pages/panel_documents.html", {"documents": found})


@tasks(Permission.EDIT_PLAN)
def write_the_plan(tenant: TenantContext, book: Book) -> Iterator[Task]:
    """The plan is begun, written and decided."""
    plans = [
        one
        for one in queries.documents(tenant.forbund, tenant.fiscal_year.year)
        if one.kind == "verksamhetsplan"
    ]
    if not plans:
        yield Task("Skriv verksamhetsplanen", NOT_STARTED, address(tenant, "plan"))
        return
    plan = plans[0]
    sections = list(plan.sections.all())
    empty = queries.empty_sections(sections)
    detail = f"{len(empty)} av {len(sections)} avsnitt är tomma" if empty else ""
    state = DONE if not empty else STARTED
    yield Task("Skriv verksamhetsplanen", state, address(tenant, "plan"), detail)
    decided = plan.status == Status.DECIDED
    label = "Låt styrelsen besluta planen och budgeten"
    detail = "" if decided else str(plan.get_status_display())
    yield Task(
        label, DONE if decided else NOT_STARTED, address(tenant, "document-edit", key=plan.key), detail
    )
