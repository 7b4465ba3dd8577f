"""What has changed in a document: between two stored editions, or from one of them until now."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.shortcuts import render

from finsam.core.tenancy.access import address, require_permission
from finsam.disclosure.reader import reader_of
from finsam.editions.board_page import CHANGES
from finsam.editions.comparison import told
from finsam.editions.versions import changes_between, chosen, versions_of
from finsam.rendering.drafts import Order
from finsam.rendering.files import audience_of
from finsam.web.screen import book_of, document_of
from finsam.web.views.files import of_changes, pdf_answer


@require_permission()
def changes(request, key):
    """Two versions of the document side by side: amounts, words, goals and sections, each change once."""
    tenant = request.tenant
    document, reader = document_of(tenant, key), reader_of(tenant, book_of(tenant))
    versions = versions_of(document, reader)
    pair = chosen(versions, request.GET.get("fran", ""), request.GET.get("till", ""))
    context = {"document": document, "versions": versions, "pair": pair}
    if pair is not None:
        context |= told.side_by_side(lambda: changes_between(document, *pair, reader.audience))
    return render(request, "web/changes.html", context)


@require_permission(kept=False)
def changes_pdf(request, key):
    """The same on one page for the board, as it may be handed on: drawn as the document's own PDF is."""
    tenant = request.tenant
    document, reader = document_of(tenant, key), reader_of(tenant, book_of(tenant))
    pair = chosen(
        versions_of(document, reader, file=True), request.GET.get("fran", ""), request.GET.get("till", "")
    )
    if pair is None:
        return HttpResponseRedirect(address(tenant, "document-changes", key=key))
    old, new = pair
    order = Order(document, audience_of(reader), (CHANGES, old.name, new.name))
    return pdf_answer(request, document, order, of_changes(old.name, new.name))
