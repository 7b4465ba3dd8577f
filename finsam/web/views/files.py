"""The files that documents come out as, and the page that is shown while one is drawn."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django_htmx.http import HttpResponseClientRedirect

from finsam.core.tasks.queue import somebody_works
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission
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
        return _pdf(request, document, drafts.Order(document, files.audience_of(reader, inside=inside)))
    return _file(document, form, files.render(document, form, inside=inside, reader=reader), inside=inside)


def _file(document: Document, form: str, content: bytes, *, inside: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=files.CONTENT_TYPES[form])
    disposition = "inline" if form == "pdf" else "attachment"
    response["Content-Disposition"] = (
        f'{disposition}; filename="{files.file_name(document, form, inside=inside)}"'
    )
    return response


def _pdf(request, document: Document, order: drafts.Order) -> HttpResponse:
    """The PDF; to somebody who reads pages, the page that says how far it has come while a worker draws it."""
    if "igen" in request.GET:
        drafts.try_again(order)
        return HttpResponseRedirect(_address(request, document))
    content = order.draft().drawn
    if content is None and somebody_works() and _reads_pages(request):
        draft = drafts.leave_to_worker(order)
        content = draft.drawn
        if content is None:
            context = _progress(request, document, draft) | {"fault": drafts.fault(draft)}
            return render(request, "web/drawing.html", context, status=503 if context["fault"] else 202)
    try:
        content = content or drafts.pdf(order)
    except RenderError as error:
        messages.error(request, f"{error.sentence} Dokumentet finns att läsa på skärmen så länge.")
        return HttpResponseRedirect(address(request.tenant, "document-preview", key=document.key))
    response = _file(document, "pdf", content, inside=order.audience == files.INSIDE)
    response["ETag"] = f'"{sha256(content).hexdigest()}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _reads_pages(request: HttpRequest) -> bool:
    """Whether a browser has been led here; a program asks for anything, and waits."""
    return any(f"{kind.main_type}/{kind.sub_type}" == "text/html" for kind in request.accepted_types)


@require_permission(kept=False)
def drawing(request, key):
    """How far a drawing has come, for the page that shows it. It goes on to the file when that is there or nobody draws it."""
    document = request.tenant.get(Document, key=key)
    done = _address(request, document)
    if not request.htmx:
        return HttpResponseRedirect(done)
    drawn = Draft.objects.filter(forbund_key=request.tenant.forbund.key, key=request.GET.get("utkast", ""))
    draft = drawn.defer("pdf").first()
    if draft is None or draft.drawn is not None or not drafts.is_under_way(draft) or not somebody_works():
        return HttpResponseClientRedirect(done)
    return render(request, "web/drawing_progress.html", _progress(request, document, draft))


def _address(request, document: Document, name: str = "document-pdf", **query: str) -> str:
    """A page about the PDF, in the rendition that was asked for."""
    if request.GET.get("utgava") == INNER:
        query["utgava"] = INNER
    return address(request.tenant, name, key=document.key) + (f"?{urlencode(query)}" if query else "")


def _progress(request: HttpRequest, document: Document, draft: Draft) -> dict[str, object]:
    at = list(Step).index(Step(draft.step))  # the first is to wait
    return {
        "document": document,
        "draft": draft,
        "steps": [(step.label, (place > at) - (place < at)) for place, step in enumerate(Step) if place],
        "number": at,
        "says_step": request.GET.get("steg") != draft.step,
        "pdf_url": _address(request, document),
        "again_url": _address(request, document, igen="1"),
        "progress_url": _address(request, document, "document-drawing", utkast=draft.key),
    }
