"""The files that documents come out as, and the page that is shown while one is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect

from finsam.core.registry import Registry
from finsam.core.tasks.queue import somebody_works
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.views.files import named, unless_had
from finsam.disclosure.reader import reader_of
from finsam.documents.models import Document
from finsam.editions import queries
from finsam.rendering import drafts, files
from finsam.rendering.models import Draft
from finsam.rendering.pdf.pdf import RenderError, Step
from finsam.web.views.editions import INNER, file_answer


@require_permission(kept=False)
def document_file(request, key, form):
    """The document as PDF, HTML, Excel or Word, as it may be published; the inner rendition for those who ask for it."""
    tenant = request.tenant
    document = tenant.get(Document, key=key)  # without its sections: a PDF that is drawn needs none
    document.forbund, document.fiscal_year = tenant.forbund, tenant.fiscal_year
    inside = request.GET.get("utgava") == INNER
    if inside:
        tenant.require(Permission.READ_COUNTS)
    edition = queries.settled(document)
    stored = queries.file_of(edition, form, inside=inside) if edition else None
    if edition and stored:
        return file_answer(request, stored, files.file_name(document, form, inside=stored.inside))
    reader = reader_of(tenant)
    if form == "pdf":
        order = drafts.Order(document, files.audience_of(reader, inside=inside))
        return pdf_answer(request, document, order, _asked(request.GET))
    return _file(document, form, files.render(document, form, inside=inside, reader=reader), inside=inside)


@dataclass(frozen=True)
class Asked:
    """A PDF that is drawn of a document or of something else: its address, what it is called, and where it is read on the screen.

    `ending` is the end of the file's name, and `query` what its address chooses. `home` is the page of what is drawn,
    `drawing` the one that says how far it has come; `file` is the file's name where it is of no document.
    """

    name: str
    heading: str
    told: str
    on_screen: str
    ending: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    home: str = "document"
    of_year: bool = False  # its pages are the year's own, and have no key in their addresses
    drawing: str = "document-drawing"
    file: str = ""


ITSELF = Asked("document-pdf", "Dokumentet", "{}", "document-preview")
_CHANGES = Asked(
    "document-changes-pdf", "Ändringarna", "Vad som har ändrats i {}", "document-changes", "-andringar"
)


def of_changes(old: str, new: str) -> Asked:
    """The page on what has changed between two versions, by their names."""
    return replace(_CHANGES, query={"fran": old, "till": new})


# What apps draw of a document besides: by the word in the address that tells of it, what it is called and where it is.
ASKED: Registry[str, Callable[[Mapping[str, str]], Asked]] = Registry("what is asked for as a drawing")


def _asked(query: Mapping[str, str]) -> Asked:
    """What the address of a drawing is about."""
    for word, told in ASKED.items():
        if word in query:
            return told(query)
    if "fran" in query:
        return of_changes(query["fran"], query.get("till", ""))
    return replace(ITSELF, query={"utgava": INNER}) if query.get("utgava") == INNER else ITSELF


def _file(
    document: Document, form: str, content: bytes, *, inside: bool = False, ending: str = "", file: str = ""
) -> HttpResponse:
    response = HttpResponse(content, content_type=files.CONTENT_TYPES[form])
    name = file or files.file_name(document, form, inside=inside).replace(f".{form}", f"{ending}.{form}")
    return named(response, name, shown=form == "pdf")


def pdf_answer(request, document, order: drafts.Order, asked: Asked) -> HttpResponse:
    """The PDF; to somebody who reads pages, the page that says how far it has come while a worker draws it."""
    if "igen" in request.GET:
        drafts.try_again(order)
        return HttpResponseRedirect(_address(request, document, asked))
    content = order.draft().drawn
    if content is None and somebody_works() and _reads_pages(request):
        draft = drafts.leave_to_worker(order)
        content = draft.drawn
        if content is None:
            context = _progress(request, document, draft, asked) | {"fault": drafts.fault(draft)}
            return render(request, "web/drawing.html", context, status=503 if context["fault"] else 202)
    try:
        content = content or drafts.pdf(order)
    except RenderError as error:
        messages.error(request, f"{error.sentence} {asked.heading} finns att läsa på skärmen så länge.")
        return HttpResponseRedirect(_on_screen(request, document, asked))
    inside = order.audience == files.INSIDE
    response = _file(document, "pdf", content, inside=inside, ending=asked.ending, file=asked.file)
    return unless_had(request, response, sha256(content).hexdigest())


def _reads_pages(request: HttpRequest) -> bool:
    """Whether a browser has been led here; a program asks for anything, and waits."""
    return any(f"{kind.main_type}/{kind.sub_type}" == "text/html" for kind in request.accepted_types)


@require_permission(kept=False)
def drawing(request, key):
    """How far a drawing has come, for the page that shows it. It goes on to the file when that is there or nobody draws it."""
    return drawing_of(request, request.tenant.get(Document, key=key), _asked(request.GET))


def drawing_of(request, document, asked: Asked) -> HttpResponse:
    """How far the drawing of something has come."""
    done = _address(request, document, asked)
    if not request.htmx:
        return HttpResponseRedirect(done)
    drawn = Draft.objects.filter(forbund_key=request.tenant.forbund.key, key=request.GET.get("utkast", ""))
    draft = drawn.defer("pdf").first()
    if draft is None or draft.drawn is not None or not drafts.is_under_way(draft) or not somebody_works():
        return HttpResponseClientRedirect(done)
    return render(request, "web/drawing_progress.html", _progress(request, document, draft, asked))


def _address(request, document, asked: Asked, name: str = "", **query: str) -> str:
    """A page about the PDF, of the one that was asked for; the PDF itself where no name is given."""
    query |= asked.query
    place = address(request.tenant, name or asked.name, **_key(document, asked))
    return f"{place}?{urlencode(query)}" if query else place


def _key(document: Any, asked: Asked) -> dict[str, str]:
    """What an address calls that which is drawn."""
    return {} if asked.of_year else {"key": document.key}


def _on_screen(request, document, asked: Asked) -> str:
    """Where the same is read without any PDF."""
    return _address(request, document, asked, asked.on_screen)


def _progress(request: Any, document: Any, draft: Draft, asked: Asked) -> dict[str, object]:
    at = list(Step).index(Step(draft.step))  # the first is to wait
    return {
        "document": document,
        "home_url": address(request.tenant, asked.home, **_key(document, asked)),
        "heading": asked.heading,
        "told": asked.told.format(document),
        "screen_url": _on_screen(request, document, asked),
        "draft": draft,
        "steps": [(step.label, (place > at) - (place < at)) for place, step in enumerate(Step) if place],
        "number": at,
        "says_step": request.GET.get("steg") != draft.step,
        "pdf_url": _address(request, document, asked),
        "again_url": _address(request, document, asked, igen="1"),
        "progress_url": _address(request, document, asked, asked.drawing, utkast=draft.key),
    }
