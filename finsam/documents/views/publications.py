"""Noting that a document has been published, and taking a note back that was wrong."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from finsam.documents import publishing
from finsam.documents.actions import publish as note
from finsam.documents.models import Publication
from finsam.documents.resolve import resolve
from finsam.documents.views.documents import book_of, document_of
from finsam.doors import address, door
from finsam.editing import remove
from finsam.roles import Permission


@door(write=Permission.EDIT_PLAN)
def publish(request, key):
    """Say what the published edition hides; a post notes that it is handed out today."""
    visit = request.visit
    found = document_of(visit, key)
    resolved = resolve(found, book_of(visit))
    if request.method == "POST":
        try:
            note(document=found, resolved=resolved, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"{found} är antecknad som publicerad.")
        return HttpResponseRedirect(address(visit, "document", key=key))
    chosen = publishing.plan_of(found, resolved)
    context = {
        "document": found,
        "hidden": chosen.printed_hidden(resolved),
        "exposed": [chosen.facts[one] for one in sorted(chosen.choice.exposed) if one in chosen.facts],
        "missing": len(resolved.missing),
        "publications": publishing.publications(found),
        "refusal": visit.refusal(Permission.EDIT_PLAN),
    }
    return render(request, "documents/pages/publish.html", context)


@require_POST
@door(write=Permission.EDIT_PLAN)
def unpublish(request, key, publication):
    """Take a note back: what it told is no longer counted as known."""
    visit = request.visit
    found = document_of(visit, key)
    note_of_it = visit.get(Publication, document=found, key=publication)
    remove(request, note_of_it, "Anteckningen är borttagen. Utgåvan räknas inte längre som publicerad.")
    return HttpResponseRedirect(address(visit, "document-publish", key=key))
