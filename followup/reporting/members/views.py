"""The page Er organisation, and the member's sheet as a file."""

from __future__ import annotations

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from finsam.core.tenancy.access import address, require_permission
from finsam.documents.books import open_book
from finsam.documents.models import Document
from finsam.documents.registry import KINDS, Nature
from finsam.rendering.drafts import Order
from finsam.rendering.files import PUBLISHED
from finsam.web.screen import on_screen
from finsam.web.views.files import ASKED, Asked, pdf_answer
from followup.reporting.members.queries import members_of, own_members
from followup.reporting.members.sheet import MEMBER

# A sheet is drawn of a document of its year: of what came of it, else of what was meant.
ORDER = (Nature.REPORT, Nature.PLAN, Nature.INTERIM)


def _document(tenant) -> Document | None:
    """The document of the year that a sheet is drawn of."""
    documents = [row for row in tenant.all(Document) if row.kind in KINDS]
    return min(documents, key=lambda row: ORDER.index(KINDS[row.kind].nature), default=None)


@require_permission()
def own_organisation(request):
    """What the visitor's own member pays, what it finances and what came of it; others' stand beside."""
    tenant = request.tenant
    book = open_book(tenant.forbund, tenant.here.year)
    members, own = members_of(book), own_members(tenant)
    wanted = request.GET.get("medlem", "")
    known = {member.key: member for member in members}
    first = next((member for member in own if member.key in known), next(iter(members), None))
    member = known.get(wanted) if wanted else first
    if wanted and member is None:
        raise Http404("Medlemmen finns inte det här året.")
    document = _document(tenant)
    context = {
        "section": "contributions",
        "members": members,
        "member": member,
        "own": own,
        "is_own": member in own,
        "sheet": address(tenant, "member-sheet", key=document.key) if document and member else "",
        **(
            on_screen(tenant, book, MEMBER, {"member": member.key})
            if member
            else {"pieces": (), "fact_url": ""}
        ),
    }
    return render(request, "followup/own_organisation.html", context)


@require_permission(kept=False)
def member_sheet(request, key):
    """The member's sheet as PDF, drawn as the document's own is; without a member, the page to choose one on."""
    tenant = request.tenant
    document = tenant.get(Document, key=key)
    document.forbund, document.fiscal_year = tenant.forbund, tenant.here
    known = {member.key for member in members_of(open_book(tenant.forbund, tenant.here.year))}
    member = request.GET.get("medlem", "")
    if member not in known:
        return HttpResponseRedirect(address(tenant, "own-organisation"))
    return pdf_answer(request, document, Order(document, PUBLISHED, (MEMBER, member)), _asked(request.GET))


@require_permission()
def member_sheet_read(request, key):
    """Where the same is read on the screen."""
    tenant = request.tenant
    tenant.get(Document, key=key)
    member = request.GET.get("medlem", "")
    known = {each.key for each in members_of(open_book(tenant.forbund, tenant.here.year))}
    query = f"?medlem={member}" if member in known else ""
    return HttpResponseRedirect(f"{address(tenant, 'own-organisation')}{query}")


def _asked(query) -> Asked:
    """The sheet of the member that an address names."""
    member = query.get("medlem", "")
    return Asked(
        "member-sheet",
        "Medlemsbladet",
        "Medlemsblad, {}",
        "member-sheet-read",
        f"-{member}",
        {"medlem": member},
    )


ASKED.add("medlem", _asked)

urlpatterns = [
    path("er-organisation/", own_organisation, name="own-organisation"),
    path("dokument/<slug:key>/medlemsblad/", member_sheet, name="member-sheet"),
    path("dokument/<slug:key>/medlemsblad/las/", member_sheet_read, name="member-sheet-read"),
]
