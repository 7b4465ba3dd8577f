"""Noting that a document has been published, and taking a note back that was wrong."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from finsam.core.crud.editor import remove
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.disclosure import publishing
from finsam.documents.models import Publication
from finsam.documents.resolve import resolve
from finsam.web.screen import book_of, document_of
from finsam.web.services import publish as note


@require_permission(write=Permission.EDIT_PLAN)
def publish(request, key):
    """Say what the published rendition hides; a post notes that it is handed out today."""
    tenant = request.tenant
    document = document_of(tenant, key)
    resolved = resolve(document, book_of(tenant))
    if request.method == "POST":
        try:
            note(document=document, resolved=resolved, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"{document} är markerad som publicerad.")
        return HttpResponseRedirect(address(tenant, "document", key=key))
    chosen = publishing.plan_of(document, resolved)
    context = {
        "document": document,
        "hidden": chosen.printed_hidden(resolved),
        "exposed": [
            chosen.facts[key_exposed]
            for key_exposed in sorted(chosen.choice.exposed)
            if key_exposed in chosen.facts
        ],
        "missing": len(resolved.missing),
        "publications": publishing.publications(document),
        "refusal": tenant.refusal(Permission.EDIT_PLAN),
    }
    return render(request, "web/publish.html", context)


@require_POST
@require_permission(write=Permission.EDIT_PLAN)
def unpublish(request, key, publication):
    """Take a note back: what it told is no longer counted as known."""
    tenant = request.tenant
    document = document_of(tenant, key)
    note_of_it = tenant.get(Publication, document=document, key=publication)
    remove(request, note_of_it, "Markeringen är borttagen. Utgåvan räknas inte längre som publicerad.")
    return HttpResponseRedirect(address(tenant, "document-publish", key=key))
