"""The page that a document is written on: its sections at the side and in place, each changed without leaving the page.

Every change is a service; what asks for it with htmx gets back the part of the page that is another now, and a browser
without script is led back to the page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from finsam.comments.queries import number_on
from finsam.core import services
from finsam.core.crud import last_year
from finsam.core.crud.editor import Removal, version_in
from finsam.core.crud.forms import sent
from finsam.core.crud.widgets import ProseWidget
from finsam.core.states import lock_of
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.text import headings
from finsam.core.text.replacing import Change
from finsam.disclosure import publishing
from finsam.disclosure.reader import reader_of
from finsam.documents import registry
from finsam.documents.forms import (
    BlockForm,
    ReplaceForm,
    SettingsForm,
    TextForm,
    options_form,
    stored_options,
)
from finsam.documents.models import SETTLED, Document, DocumentStatus, Section
from finsam.documents.resolve import resolve
from finsam.editions.queries import of_document as editions_of
from finsam.web import sections
from finsam.web.editing import hits_of, progress_of, rows_of
from finsam.web.missing import missing_of
from finsam.web.screen import book_of, document_of
from finsam.web.views.editions import steps_for

NEW = "Nytt avsnitt"


@require_permission()
def document(request, key):
    """A document: its status and files, and its sections to read and write."""
    return document_page(request, document_of(request.tenant, key))


def document_page(request, document: Document) -> HttpResponse:
    """The page of a document."""
    tenant, book = request.tenant, book_of(request.tenant)
    whole = resolve(document, book)
    context = {
        **_context(tenant, document),
        "missing": len(missing_of(document, whole, book)),
        "hides": bool(publishing.plan_of(document, whole).hidden),
        "publications": publishing.publications(document),
        "steps": steps_for(tenant, document),
        "editions": editions_of(document),
        "comments": number_on(document),
        "settled": document.status in SETTLED,
        "locked": lock_of(document),
        "said_by_decision": (DocumentStatus.DECIDED, DocumentStatus.SIGNED),
        "media": ProseWidget().media,
    }
    return render(request, "web/document.html", context)


def _context(tenant: TenantContext, document: Document, drawn: str = "") -> dict[str, Any]:
    """What the sections of a document are shown from; with `drawn`, the content of that section alone."""
    book = book_of(tenant)
    resolved = reader_of(tenant, book).document(document, resolve(document, book))
    rows, context = rows_of(tenant, document, resolved, drawn=drawn)
    return {
        **context,
        "document": document,
        "rows": rows,
        "row": next((row for row in rows if row.section.key == drawn), None),
        "progress": progress_of(rows),
        "resolved": resolved,
        "refusal": tenant.refusal(Permission.EDIT_PLAN) or lock_of(document),
    }


def _answer(request, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A part of the page, with what there is to say."""
    for sentence in request.tenant.told:
        messages.warning(request, sentence)
    return render(request, f"web/editor/{template}.html", context, status=status)


def _changed(request, key: str, section: str = "", *, opened: str = "", closes: bool = False) -> HttpResponse:
    """After a change: all the sections as they are now, or without script the way back to the page."""
    tenant = request.tenant
    if not request.htmx:
        return HttpResponseRedirect(
            f"{address(tenant, 'document', key=key)}{f'#rad-{section}' if section else ''}"
        )
    context = _context(tenant, document_of(tenant, key))
    response = _answer(request, "changed", context | {"live": True, "closes": closes})
    if opened:
        response["HX-Trigger-After-Settle"] = f'{{"section:added": "{opened}"}}'
    return response


def _carried_out(request, action: Callable, **kwargs) -> Any:
    """What an action gives; None where it was refused, which is said on the page."""
    try:
        return action(by=request.user, **kwargs)
    except services.StaleSave as error:
        messages.warning(
            request,
            f"”{error.current}” har ändrats eller flyttats av någon annan. Så här är det nu. Försök igen.",
        )
    except services.Gone:
        messages.info(request, "Avsnittet har tagits bort av någon annan.")
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return None


def _section_of(request, key: str, section: str) -> Section:
    tenant = request.tenant
    return tenant.get(Section, document=document_of(tenant, key), key=section)


# ---- The order of the sections ----


@require_POST
@require_permission(write=Permission.EDIT_PLAN)
def section_add(request, key):
    """A new section where somebody points, to be written at once."""
    tenant = request.tenant
    document, after = document_of(tenant, key), request.POST.get("efter", "")
    section = _carried_out(request, sections.add_section, document=document, after=after, title=NEW)
    if section is not None and not request.htmx:
        return HttpResponseRedirect(address(tenant, "section-edit", key=key, section=section.key))
    return _changed(request, key, opened=section.key if section else "")


@require_POST
@require_permission(write=Permission.EDIT_PLAN)
def section_move(request, key, section):
    """Move a section a step up or down or a level in or out, or to right before another (`fore`; last when blank)."""
    moving, way = _section_of(request, key, section), request.POST.get("riktning", "")
    at = {"section": moving, "version": version_in(request.POST.get("version", ""))}
    if way in ("in", "ut"):
        moved = _carried_out(request, sections.indent_section, deeper=way == "in", **at)
        where = "flyttat en nivå " + way
    elif "fore" in request.POST:
        moved = _carried_out(request, sections.place_section, before=request.POST["fore"], **at)
        where = "flyttat"
    else:
        moved = _carried_out(request, sections.move_section, up=way == "upp", **at)
        where = "flyttat"
    _tell_moved(request, moving, moved, where)
    return _changed(request, key, section)


def _tell_moved(request, moving: Section, moved: list[Section] | None, where: str) -> None:
    below = len(moved or ()) - 1
    if below > 0:
        what = "sitt underavsnitt" if below == 1 else f"sina {below} underavsnitt"
        messages.success(request, f"”{moving}” är {where} med {what}.")
    elif moved and request.htmx:
        messages.success(request, f"”{moving}” är {where}.")
    elif moved is not None and not moved:
        messages.info(request, f"”{moving}” kan inte flyttas längre åt det hållet.")


@require_permission(Permission.EDIT_PLAN, Permission.EDIT_PLAN)
def section_delete(request, key, section):
    """Say what will go, then remove the section."""
    tenant = request.tenant
    document = document_of(tenant, key)
    place = address(tenant, "document", key=key)
    removal = Removal(request, tenant.get(Section, document=document, key=section))
    if removal.done:
        response = _changed(request, key, closes=True)
        response["HX-Retarget"], response["HX-Reswap"] = "#editor", "innerHTML show:none"
        return response
    context = {"document": document, "obj": removal.obj, "removal": removal, "document_url": place}
    if request.htmx:
        return _answer(request, "removal", context, removal.status)
    return render(request, "web/section_delete.html", context, status=removal.status)


# ---- What is written ----


@require_permission(Permission.EDIT_PLAN, Permission.EDIT_PLAN)
def section_text(request, key, section):
    """A section's heading and texts, written where they stand; with `visa` as they are read."""
    tenant, obj = request.tenant, _section_of(request, key, section)
    if request.method != "POST" and not request.htmx:
        return HttpResponseRedirect(address(tenant, "section-edit", key=key, section=section))
    parted, under = _parted(request.POST) if request.method == "POST" else (None, [])
    form = TextForm(parted, instance=obj, tenant=tenant, book=book_of(tenant), auto_id=f"id_{section}_%s")
    form.fields["prose"].widget.attrs["data-headings"] = True
    if request.method == "POST" and form.is_valid():
        version, save = form.cleaned_data["version"], sections.write_with_headings
        if form.carry_out(save, obj, under=under, by=request.user, version=version):
            if under:
                what = "Rubriken har blivit ett eget avsnitt."
                many = f"Rubrikerna har blivit {len(under)} egna avsnitt."
                messages.success(request, what if len(under) == 1 else many)
            if under or not request.htmx:
                messages.success(request, f"Avsnittet ”{obj}” är sparat.")
                response = _changed(request, key, section)
                response["HX-Retarget"], response["HX-Reswap"] = "#editor", "innerHTML show:none"
                return response
            return _answer(
                request, "saved", _context(tenant, document_of(tenant, key), section) | {"live": True}
            )
    if under:  # it wasn't saved, so all that was written is there again
        form.data = form.data.copy()
        form.data["prose"] += request.POST["prose"][len(parted["prose"]) :]
    last_year.show(form)
    context = _context(tenant, document_of(tenant, key), section)
    if request.htmx:
        template = "section" if "visa" in request.GET else "text"
        status = 422 if request.method == "POST" else 200
        return _answer(request, template, context | {"form": form, "stale": form.stale}, status)
    context |= {"form": form, "stale": form.stale, "title": obj}
    return render(request, "web/edit.html", context, status=422)


def _parted(data) -> tuple[Any, list[headings.Headed]]:
    """What a form has sent with the text up to its first heading, and what stands under each heading."""
    data, prose = data.copy(), data.get("prose", "")
    if "prose" not in data or len(prose) > headings.LONGEST_PASTED:
        return data, []  # it is refused as it is
    data["prose"], under = headings.parted(prose)
    return data, under


@require_POST
@require_permission(write=Permission.READ)
def pasted(request):
    """What an editor asks when something is pasted: the same as a text can hold it, and what was left out. Writes nothing."""
    html, said = headings.pasted(
        request.POST.get("html", ""), headings="headings" in request.POST, section="section" in request.POST
    )
    return JsonResponse({"html": html, "said": said})


@require_POST
@require_permission(write=Permission.EDIT_PLAN)
def section_done(request, key, section):
    """Note that a section is done, or that it isn't after all."""
    obj = _section_of(request, key, section)
    obj.done = request.POST.get("klart") == "1"
    _carried_out(request, lambda **kwargs: services.save(obj, **kwargs))
    if not request.htmx:
        return _changed(request, key, section)
    return _answer(
        request, "saved", _context(request.tenant, document_of(request.tenant, key), section) | {"live": True}
    )


# ---- How it is printed ----


@require_permission(Permission.EDIT_PLAN, Permission.EDIT_PLAN)
def section_settings(request, key, section):
    """How a section is printed, and the settings of what stands in it of the system's content."""
    tenant, obj = request.tenant, _section_of(request, key, section)
    if request.method != "POST" and not request.htmx:
        return HttpResponseRedirect(address(tenant, "section-edit", key=key, section=section))
    form = SettingsForm(sent(request), instance=obj, tenant=tenant, auto_id="id_settings_%s")
    block, options = registry.find_block(obj.block), None
    if block and request.method == "POST":
        options = options_form(block, book_of(tenant), request.POST)
    if request.method == "POST" and form.is_valid() and (options is None or options.is_valid()):
        if options is not None:
            obj.options = stored_options(options)
        if form.carry_out(services.save, obj, by=request.user, version=form.cleaned_data["version"]):
            return _settings_saved(request, obj, f"Inställningarna för ”{obj}” är sparade.")
    refused = request.method == "POST"
    context = _context(tenant, document_of(tenant, key), section)
    context |= _settings(tenant, obj) | {"form": form, "stale": form.stale}
    context |= {"options": options} if options is not None else {}
    if request.htmx:
        return _answer(request, "settings", context, 422 if refused else 200)
    return render(request, "web/edit.html", context | {"title": obj}, status=422)


def _settings(tenant: TenantContext, obj: Section) -> dict[str, Any]:
    """What the panel of a section's settings shows."""
    block = registry.find_block(obj.block)
    options = block and options_form(block, book_of(tenant), initial={**block.defaults(), **obj.options})
    form = SettingsForm(instance=obj, tenant=tenant, auto_id="id_settings_%s")
    return {"obj": obj, "form": form, "stale": None, "options": options, "chosen": block, "saved": False}


def _settings_saved(request, obj: Section, said: str) -> HttpResponse:
    """All the sections as they are now, with the settings still beside; without script the way back to the page."""
    messages.success(request, said)
    if not request.htmx:
        return _changed(request, obj.document.key, obj.key)
    context = _context(request.tenant, document_of(request.tenant, obj.document.key))
    return _answer(
        request, "settings", context | _settings(request.tenant, obj) | {"saved": True, "live": True}
    )


@require_permission(Permission.EDIT_PLAN, Permission.EDIT_PLAN)
def section_block(request, key, section):
    """Choose what of the system's content stands in a section. Another kind begins with its usual settings."""
    tenant, obj = request.tenant, _section_of(request, key, section)
    if request.method != "POST" and not request.htmx:
        return HttpResponseRedirect(address(tenant, "section-edit", key=key, section=section))
    was = obj.block
    form = BlockForm(sent(request), instance=obj, tenant=tenant)
    if request.method == "POST" and form.is_valid():
        obj.options = obj.options if obj.block == was else {}
        if form.carry_out(services.save, obj, by=request.user, version=form.cleaned_data["version"]):
            block = registry.find_block(obj.block)
            said = f"”{block.label}” står nu i ”{obj}”." if block else f"Innehållet är borttaget ur ”{obj}”."
            return _settings_saved(request, obj, said)
    context = {"document": obj.document, "obj": obj, "form": form, "stale": form.stale, "was": was}
    context |= {"groups": registry.grouped_blocks(), "title": obj, "refusal": ""}
    status = 422 if request.method == "POST" else 200
    if request.htmx:
        return _answer(request, "blocks", context, status)
    return render(request, "web/edit.html", context, status=status)


# ---- All texts at once ----


@require_permission(Permission.EDIT_PLAN, Permission.EDIT_PLAN)
def document_replace(request, key):
    """Find words in the whole document; a post replaces them in the sections that are chosen, as they were seen."""
    tenant = request.tenant
    document = document_of(tenant, key)
    form = ReplaceForm(request.GET or sent(request))
    change, hits = None, []
    if form.is_valid():
        change = Change(form.cleaned_data["words"], form.cleaned_data["by"], exact=form.cleaned_data["exact"])
        if request.method == "POST":
            seen = {name.removeprefix("seen-"): version_in(version) for name, version in request.POST.items()}
            versions = {name: seen.get(name) or 0 for name in request.POST.getlist("avsnitt")}
            changed = _carried_out(
                request, sections.replace_words, document=document, change=change, versions=versions
            )
            if changed is not None:
                where = "1 avsnitt" if len(changed) == 1 else f"{len(changed)} avsnitt"
                messages.success(request, f"”{change.words}” är ersatt i {where}.")
                if not request.htmx:
                    return _changed(request, key)
            document = document_of(tenant, key)
        hits = hits_of(document, change)
    replaced = request.method == "POST" and request.htmx
    context = _context(tenant, document) if replaced else {"document": document, "refusal": ""}
    context |= {"form": form, "change": change, "hits": hits, "count": sum(len(hit.places) for hit in hits)}
    if request.htmx:
        return _answer(request, "replace", context | {"live": replaced, "replaced": replaced})
    return render(request, "web/replace.html", context, status=422 if request.method == "POST" else 200)
