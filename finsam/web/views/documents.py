"""The year at a glance, and its documents. The page that one is written on stands in `editor`."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render

from finsam.core import rollover, services
from finsam.core.addresses import year_address
from finsam.core.audit import places
from finsam.core.crud import last_year
from finsam.core.crud.forms import OwnedForm, sent
from finsam.core.states import lock_of
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.views.log import last_visit
from finsam.disclosure.hiding import inner
from finsam.disclosure.knowledge import plan as plan_of_figures
from finsam.disclosure.reader import reader_of
from finsam.documents import queries, registry
from finsam.documents.forms import DocumentForm, SectionForm, options_form, stored_options
from finsam.documents.models import Document, Section
from finsam.documents.options import BlockOptions
from finsam.documents.resolve import resolve, resolve_block
from finsam.documents.resolved import Resolved
from finsam.editions.serialized import Unreadable
from finsam.editions.versions import stored_document
from finsam.rendering.answers import workbook_answer
from finsam.rendering.html import context_of
from finsam.web.dashboard import all_panels, only_reads
from finsam.web.missing import missing_of, needs_of_year, steps_of_beginning
from finsam.web.news import SINCE
from finsam.web.screen import book_of, document_of, screen_addresses
from finsam.web.services import start_document
from finsam.web.views.comments import beside
from finsam.web.views.editor import document_page


@places.page_for(Document)
def _document_place(tenant: TenantContext, document: Document) -> str:
    return places.address_of(tenant, document, "document", key=document.key)


@places.page_for(Section)
def _section_place(tenant: TenantContext, section: Section) -> str:
    return places.address_of(tenant, section, "section-edit", key=section.document.key, section=section.key)


@places.facts_for
def _fact_pages(tenant: TenantContext, references: set[str]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """The year's facts that were entered in some of the objects the log tells of."""
    pages: dict = {}
    for fact in book_of(tenant).all().values():
        if fact.trace[0] in references:
            pages.setdefault(fact.trace, []).append((fact.label, address(tenant, "fact", key=fact.key)))
    return pages


@require_permission(by_visit=True)
def start(request):
    """Översikt: to those who read, money, goals and decisions; to those who write, first what is left to do."""
    tenant = request.tenant
    tenant.kept[SINCE] = last_visit(request)
    book = book_of(tenant)
    needs = needs_of_year(tenant, book)
    steps = steps_of_beginning(book, tenant.permissions)
    context = {
        "steps": steps,
        "next_step": next((item for item in steps if not (item.done or item.optional)), None),
        "left": [item for item in needs if not item.done],
        "done": [item for item in needs if item.done],
        "panels": all_panels(tenant, book),
        "only_reads": only_reads(tenant),
    }
    return render(request, "web/start.html", context)


@require_permission(write=Permission.EDIT_PLAN)
def plan(request):
    """The year's plan with its sections; a post starts one from the outline."""
    tenant, kind, newest = request.tenant, registry.plan_kind(), None
    for document in queries.documents(tenant.forbund, tenant.fiscal_year.year):
        if document.kind == kind.key:
            newest = document
    if newest is not None:
        return document_page(request, newest)
    if request.method == "POST":
        try:
            document = start_document(fiscal_year=tenant.fiscal_year, kind=kind, by=request.user)
        except ValidationError as error:
            messages.info(request, " ".join(error.messages))
            return HttpResponseRedirect(address(tenant, "documents"))
        messages.success(
            request, f"{document} är påbörjad. Skriv avsnitt för avsnitt; siffrorna hämtas åt dig."
        )
        return HttpResponseRedirect(address(tenant, "document", key=document.key))
    before = tenant.fiscal_year.year - 1
    copies = tenant.years.filter(year=before).exists()
    context = {
        "kind": kind,
        "refusal": tenant.refusal(Permission.EDIT_PLAN),
        "before": before,
        "copy_url": year_address(tenant.forbund, before, "next-year") if copies else "",
    }
    return render(request, "web/no_plan.html", context)


@require_permission(write=Permission.EDIT_PLAN)
def documents(request):
    """The year's documents, and those that can be started."""
    tenant = request.tenant
    documents = queries.documents(tenant.forbund, tenant.fiscal_year.year)
    if request.method == "POST":
        kind = registry.kinds().get(request.POST.get("kind", ""))
        if kind is None:
            raise Http404("Det finns inget sådant dokument.")
        before = tenant.years.filter(year=tenant.fiscal_year.year - 1).first()
        try:
            if before is not None and request.POST.get("from") == str(before):
                rollover.begin(old=before, occasion=kind.key, by=request.user)
                return HttpResponseRedirect(address(tenant, "document", key=kind.key))
            document = start_document(fiscal_year=tenant.fiscal_year, kind=kind, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(address(tenant, "documents"))
        return HttpResponseRedirect(address(tenant, "document", key=document.key))
    present = {document.kind for document in documents}
    startable = [kind for kind in registry.kinds().values() if kind.several or kind.key not in present]
    context = {
        "documents": documents,
        "startable": startable,
        "present": present,
        "before": tenant.fiscal_year.year - 1,
        "copied": _copied(tenant),
        "refusal": tenant.refusal(Permission.EDIT_PLAN),
    }
    context["blocks"] = registry.blocks().values()
    return render(request, "web/documents.html", context)


def _copied(tenant: TenantContext) -> set[str]:
    """The kinds of document that can be begun from last year's."""
    last = queries.documents(tenant.forbund, tenant.fiscal_year.year - 1)
    return {document.kind for document in last} & (rollover.occasions() - {rollover.YEAR})


def _save(form: OwnedForm, *, by) -> bool:
    """Whether a valid form's object could be saved."""
    return form.carry_out(services.save, form.instance, by=by, version=form.cleaned_data["version"])


@require_permission()
def missing(request, key):
    """Vad saknas: what is left before the document is whole, where it is entered and who does it."""
    tenant = request.tenant
    document, book = document_of(tenant, key), book_of(tenant)
    items = missing_of(document, resolve(document, book), book)
    groups = [(name, list(rows)) for name, rows in groupby(items, key=lambda item: item.group)]
    context = {"document": document, "groups": groups, "count": len(items)}
    return render(request, "web/missing.html", context)


@require_permission(write=Permission.EDIT_PLAN)
def document_edit(request, key):
    """Cover, contents and decision."""
    tenant = request.tenant
    document = document_of(tenant, key)
    form = DocumentForm(sent(request), instance=document, tenant=tenant)
    if request.method == "POST" and form.is_valid() and _save(form, by=request.user):
        messages.success(request, f"{document} är sparad.")
        return HttpResponseRedirect(address(tenant, "document", key=key))
    return _edit_page(request, document, form, title="Omslag och beslut")


def _edit_page(request, document: Document, form: OwnedForm, **context):
    """The form of a document or of one of its sections."""
    tenant = request.tenant
    # What was written in an old form stays on the page, with the reason beside it.
    refusal = tenant.refusal(Permission.EDIT_PLAN) or (request.method == "GET" and lock_of(document))
    if not refusal:
        last_year.show(form)
    context |= {"document": document, "form": form, "stale": form.stale, "refusal": refusal}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/edit.html", context, status=status)


@require_permission(write=Permission.EDIT_PLAN)
def section_edit(request, key, section=None):
    """A section: heading, prose, block and the block's settings."""
    tenant = request.tenant
    document = document_of(tenant, key)
    if section is None:
        tenant.require(Permission.EDIT_PLAN)
        obj = Section(forbund=tenant.forbund, document=document, order=queries.next_order(document))
    else:
        obj = tenant.get(Section, document=document, key=section)
    book = book_of(tenant)
    form = SectionForm(sent(request), instance=obj, tenant=tenant, book=book)
    was = obj.block
    block = registry.find_block(request.POST.get("block", was))
    asked = request.method == "POST" and block is not None and block.key == was
    options = None
    if block:
        arrived = request.POST if asked else None
        options = options_form(block, book, arrived, initial={**block.defaults(), **obj.options})
    if request.method == "POST" and form.is_valid() and (not asked or options.is_valid()):
        if asked:
            obj.options = stored_options(options)
        elif obj.block != was:
            obj.options = {}
        if _save(form, by=request.user):
            messages.success(request, f"Avsnittet ”{obj}” är sparat.")
            if block is not None and not asked and block.options.base_fields:
                return HttpResponseRedirect(address(tenant, "section-edit", key=key, section=obj.key))
            return HttpResponseRedirect(f"{address(tenant, 'document', key=key)}#rad-{obj.key}")
    kind = registry.kinds().get(document.kind)
    return _edit_page(
        request,
        document,
        form,
        title=obj if section else "Nytt avsnitt",
        options=options,
        chosen=block,
        guidance=kind.guidance(obj.key) if kind and obj.key else "",
        delete_url=address(tenant, "section-delete", key=key, section=section) if section else "",
        written=section or "",
    )


@require_permission()
def preview(request, key):
    """The whole document on the screen, as it is stored where it is settled; every figure leads to its source."""
    tenant = request.tenant
    document, book = document_of(tenant, key), book_of(tenant)
    reader = reader_of(tenant, book)
    try:
        stored = stored_document(document, reader)
    except Unreadable as error:
        stored = None
        messages.warning(
            request, f"{error} Här visas dokumentet med dagens uppgifter; PDF:en är den lagrade."
        )
    resolved = stored or reader.document(document, resolve(document, book))
    context = {
        **context_of(resolved, **screen_addresses(tenant)),
        "document_key": key,
        "settled": document if stored else None,
        "edition_code": resolved.cover.code,
    }
    context |= beside(tenant, document, reader, context["parts"])
    return render(request, "web/preview.html", context)


def _block(tenant: TenantContext, key: str, query) -> tuple[registry.Block, BlockOptions, Resolved]:
    """A block, its settings from the address and what it shows; wrong settings fall back to the usual."""
    block = registry.find_block(key)
    if block is None:
        raise Http404("Innehållet finns inte.")
    book = book_of(tenant)
    form = options_form(block, book, query or None)
    options = stored_options(form) if form.is_bound and form.is_valid() else {}
    return block, form, reader_of(tenant, book).resolved(resolve_block(block, book, options))


@require_permission()
def block_page(request, block):
    """A block on a page of its own, with its settings in the address."""
    tenant = request.tenant
    block_shown, form, resolved = _block(tenant, block, request.GET)
    context = {
        **context_of(resolved, **screen_addresses(tenant)),
        "chosen": block_shown,
        "options": form,
        "query": request.GET.urlencode(),
        "has_tables": any(True for _ in resolved.tables()),
    }
    return render(request, "web/block.html", context)


@require_permission()
def block_xlsx(request, block):
    """The block's tables in Excel, with live formulas; where they show small counts of people they say so."""
    tenant = request.tenant
    block_shown, _, resolved = _block(tenant, block, request.GET)
    if reader_of(tenant).everything:
        resolved = inner(resolved, plan_of_figures(resolved, tenant.forbund.suppression_threshold))
    return workbook_answer(
        resolved.tables(),
        name=f"{tenant.forbund.key}-{block_shown.key}-{tenant.fiscal_year.year}",
        title=block_shown.label,
        forbund=tenant.forbund.name,
        rendition=resolved.rendition,
    )
