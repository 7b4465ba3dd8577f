"""A public edition to read as web pages: its contents with a search, and a page for each chapter."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import conditional_page

from finsam.core.tenancy.everybody import for_everybody
from finsam.editions.models import FileForm
from finsam.editions.public import reading
from finsam.editions.public.told import standing
from finsam.web.chapters.pages import web_edition
from finsam.web.views.public import public_edition

LONGEST = 100  # characters of a search


@for_everybody
@conditional_page
def contents(request, code):
    """What the edition is, its chapters, and where in it a word stands."""
    return _answer(request, code, None)


@for_everybody
@conditional_page
def chapter(request, code, chapter):
    """A chapter, with the one before and the one after."""
    return _answer(request, code, chapter)


def _answer(request, code: str, key: str | None):
    public = public_edition(code)
    context = {"public": public, "edition": public.edition, "standing": standing(public)}
    if public.withdrawn:
        return render(request, "web/public/withdrawn.html", context, status=HTTPStatus.GONE)
    pages = web_edition(public)
    if pages is None:
        raise Http404(
            "Handlingen är lagrad utan innehåll att visa som webbsidor. Läs den som PDF på dess sida."
        )
    files = {file.form for file in reading.files_of(public)}
    context |= {"pages": pages, "later": reading.replaced_by(public), "has_pdf": FileForm.PDF in files}
    if key is None:
        asked = " ".join(request.GET.get("q", "").split())[:LONGEST]
        context |= {"asked": asked, "found": pages.find(asked) if asked else []}
        context["traced"] = reading.traced(public)
        return render(request, "web/public/contents.html", context)
    at = pages.place(key)
    if at is None:
        raise Http404("Handlingen har inget sådant kapitel.")
    context["chapter"] = pages.chapters[at]
    context["before"] = pages.chapters[at - 1] if at else None
    context["after"] = pages.chapters[at + 1] if at + 1 < len(pages.chapters) else None
    return render(request, "web/public/chapter.html", context)
