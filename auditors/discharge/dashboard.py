"""Ansvarsfrihet on the start page: what is still missing, for those who note it."""

from __future__ import annotations

from auditors.discharge import queries
from finsam.core.tenancy.access import TenantContext, address
from finsam.core.tenancy.permissions import Permission
from finsam.facts.book import Book
from finsam.web.dashboard import Audience, Panel, panel


@panel(14, Audience.OFFICE)
def discharge(tenant: TenantContext, book: Book) -> Panel | None:
    """What is missing of a year whose årsredovisning is decided; nothing where all is there."""
    if Permission.CONVENE not in tenant.permissions:
        return None
    missing = queries.discharge(tenant.here).missing()
    if not missing:
        return None
    page = address(tenant, "discharge")
    rows = [(f"{page}#{anchor}", sentence) for anchor, sentence, _ in missing]
    return Panel("Ansvarsfrihet", "auditors/panel_discharge.html", {"rows": rows})
