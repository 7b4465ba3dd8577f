"""Writing in a section: saved as one writes, its earlier texts, and the way back to one of them or to what was removed."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from finsam.core import services
from finsam.core.models import Picture
from finsam.core.states import lock_of
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.text import prose
from finsam.core.text.prose import shortened
from finsam.core.values import periods
from finsam.disclosure.reader import Reader, reader_of
from finsam.documents.models import Section, SectionVersion, Written
from finsam.documents.writing import removed, versions
from finsam.documents.writing.services import Clashing, Sent, restore, take_picture, write
from finsam.documents.writing.versions import Sitting
from finsam.web import comparing, sections
from finsam.web.screen import book_of, document_of

NAMELESS = "Avsnitt utan rubrik"
BEGINNING = 200  # signs of a removed text, to know it by


def _number(text: str) -> int:
    """A count that a page has sent; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _sent(data: Any) -> Sent:
    fields = [name for name in versions.TEXTS if name in data]
    return Sent(
        texts={name: data[name] for name in fields},
        base={name: data.get(f"{name}_base", "") for name in fields},
        writer=data.get("writer", "")[:36],
        turn=_number(data.get("turn", "")),
        known=_number(data.get("known", "")),
    )


@require_permission(Permission.EDIT_PLAN, Permission.EDIT_PLAN)
def text_pictures(request):
    """The förbund's pictures, for a text to choose among, as JSON; a post keeps a file that is to stand in one.

    422 says in sentences why it can't be taken.
    """
    tenant = request.tenant
    if request.method != "POST":
        return JsonResponse({"pictures": [_chosen(picture) for picture in tenant.all(Picture).defer("data")]})
    file = request.FILES.get("file")
    raw, name = (file.read(Picture.MAX_BYTES + 1), file.name) if file else (b"", "")
    try:
        picture = take_picture(forbund=tenant.forbund, raw=raw, name=name, by=request.user)
    except ValidationError as refused:
        return JsonResponse({"said": refused.messages}, status=422)
    return JsonResponse(_chosen(picture))


def _chosen(picture: Picture) -> dict[str, str]:
    return {"key": picture.key, "name": picture.name, "alt": picture.alt}


@require_POST
@require_permission(write=Permission.EDIT_PLAN)
def autosave(request, key, section):
    """Save a section's text while it is being written, and answer with how it stands, as JSON.

    409 has both wordings of what two have changed, 410 and 422 say in a sentence why it can't be saved.
    """
    tenant = request.tenant
    document = document_of(tenant, key)
    stored = next((row for row in document.sections.all() if row.key == section), None)
    if stored is None and versions.of_section(document.pk, section).exists():
        said = "Avsnittet har tagits bort av någon annan. Texten är kvar här: kopiera den om du behöver den."
        return JsonResponse({"said": [said]}, status=410)
    if request.POST.get("user", str(request.user.pk)) != str(request.user.pk):
        said = "Någon annan har loggat in i den här webbläsaren. Texten är kvar här men sparas inte. Logga in som dig själv."
        return JsonResponse({"said": [said]}, status=403)
    stored = stored or tenant.get(Section, document=document, key=section)
    try:
        received = write(section=stored, sent=_sent(request.POST), by=request.user)
    except Clashing as clash:
        return _clash(clash, reader_of(tenant, book_of(tenant)))
    except services.Gone as gone:
        return JsonResponse({"said": gone.messages}, status=410)
    except ValidationError as refused:
        return JsonResponse({"said": refused.messages}, status=422)
    now = timezone.localtime()
    answer = {
        "at": periods.clock(now.time()),
        "merged": received.merged,
        "version": received.section.version,
        "texts": versions.texts(received.section),
        "said": list(received.losses),
    }
    return JsonResponse(answer)


def _clash(clash: Clashing, reader: Reader) -> JsonResponse:
    """Both wordings, side by side to be read, and the text as it is with either or both."""
    current = clash.current
    pairs = [
        {
            "words": comparing.words(
                comparing.filled(piece.theirs, reader), comparing.filled(piece.mine, reader)
            ),
            "mine": piece.mine,
            "theirs": piece.theirs,
        }
        for result in clash.merged.values()
        for piece in result.clashes
    ]
    newest = versions.of_section(current.document_id, current.key).first()
    who = newest.by_name if newest and newest.by_name else "Någon annan"
    choices = {
        name: {field: getattr(result, name) for field, result in clash.merged.items()}
        for name in ("mine", "theirs", "both")
    }
    html = render_to_string("web/clash.html", {"pairs": pairs, "who": who, "many": len(pairs) > 1})
    answer = {"html": html, "choices": choices, "saved": versions.texts(current), "version": current.version}
    return JsonResponse(answer, status=409)


def _version(tenant: TenantContext, document: Any, section: str, key: str) -> SectionVersion:
    return cast(SectionVersion, tenant.get(SectionVersion, document=document, section=section, key=key))


def _by_day(rows: list[SectionVersion]) -> list[dict]:
    """The sittings in which a text was written, newest first, by day."""
    days = groupby(versions.sittings(rows), key=lambda sitting: timezone.localtime(sitting.newest.at).date())
    return [{"day": day, "sittings": [_told(sitting) for sitting in group]} for day, group in days]


def _told(sitting: Sitting) -> dict:
    """A sitting as it is told of: by what the text came to say, and with the versions on the way there."""
    row = sitting.newest
    on_the_way = [_told(Sitting((version,), None)) for version in sitting.versions[1:]]
    begun, at = (timezone.localtime(when) if when else None for when in (sitting.begun, row.at))
    return {
        "version": row,
        "before": sitting.before,
        "time": _span(begun, at),
        "how": row.get_written_display() if row.written != Written.WRITTEN else "",
        "on_the_way": on_the_way,
    }


def _span(begun: datetime | None, at: datetime | None) -> str:
    """`14.02–14.32`, or the one time when that says it all."""
    if at is None:
        return ""
    start, end = periods.clock(begun.time()) if begun else "", periods.clock(at.time())
    return f"{start}–{end}" if begun and begun.date() == at.date() and start != end else end


@require_permission()
def section_versions(request, key, section):
    """The earlier texts of a section, newest first; also of one that is gone."""
    tenant = request.tenant
    document = document_of(tenant, key)
    present = next((row for row in document.sections.all() if row.key == section), None)
    rows = list(versions.of_section(document.pk, section))
    gone = None
    if present is None:
        gone = next((row for row in removed.of_document(document) if row.key == section), None)
    if present is None and gone is None and not rows:
        tenant.get(Section, document=document, key=section)  # 404 with its sentence
    context = {
        "document": document,
        "present": present,
        "key": section,
        "title": present or (gone.title if gone else rows[0].title) or NAMELESS,
        "gone": gone,
        "days": _by_day(rows),
        "refusal": tenant.refusal(Permission.EDIT_PLAN) or lock_of(document),
    }
    return render(request, "web/versions.html", context)


@require_permission()
def section_version(request, key, section, version):
    """One earlier text, compared word by word with the one before it or with the text as it is now."""
    tenant = request.tenant
    document = document_of(tenant, key)
    chosen = _version(tenant, document, section, version)
    present = next((row for row in document.sections.all() if row.key == section), None)
    rows = list(versions.of_section(document.pk, section))
    sitting = _sitting_of(chosen, rows)
    before = sitting.before
    against_now = request.GET.get("mot") != "fore" or before is None
    reader = reader_of(tenant, book_of(tenant))
    old, new = (chosen, present) if against_now else (before, chosen)
    parts = [
        {"label": label, "rows": comparing.compared(*(_filled(reader, side, name) for side in (old, new)))}
        for name, label in (("prose", "Text"), ("after", "Text under"))
    ]
    context = {
        "document": document,
        "present": present,
        "key": section,
        "title": chosen.title or NAMELESS,
        "told": _told(sitting),
        "before": before,
        "against_now": against_now,
        "parts": [part for part in parts if part["rows"]],
        "same": present is not None and versions.texts(present) == versions.texts(chosen),
        "refusal": tenant.refusal(Permission.EDIT_PLAN) or lock_of(document),
    }
    return render(request, "web/version.html", context)


def _sitting_of(chosen: SectionVersion, rows: list[SectionVersion]) -> Sitting:
    """The sitting that ended with a version; one on the way there is compared with the one before it."""
    for sitting in versions.sittings(rows):
        if sitting.newest == chosen:
            return sitting
    return Sitting((chosen,), rows[rows.index(chosen) + 1])


def _filled(reader: Reader, side: Section | SectionVersion | None, name: str) -> str:
    """A text with its bound figures as the visitor sees them now."""
    return comparing.filled(getattr(side, name), reader) if side is not None else ""


@require_POST
@require_permission(write=Permission.EDIT_PLAN)
def section_restore(request, key, section, version):
    """Let a section say what it said in an earlier version."""
    tenant = request.tenant
    document = document_of(tenant, key)
    chosen = _version(tenant, document, section, version)
    present = tenant.get(Section, document=document, key=section)
    try:
        restore(section=present, version=chosen, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(address(tenant, "section-versions", key=key, section=section))
    messages.success(request, "Texten är återställd. Den som fanns före ligger kvar bland de tidigare.")
    return HttpResponseRedirect(address(tenant, "section-versions", key=key, section=section))


@require_permission()
def removed_sections(request, key):
    """The sections that have been removed from a document, the last one first, each with the way back."""
    tenant = request.tenant
    document, reader = document_of(tenant, key), reader_of(tenant, book_of(tenant))
    standing = {section.key for section in document.sections.all()}
    rows = [
        {
            "gone": gone,
            "title": gone.title or NAMELESS,
            "begins": shortened(prose.plain(comparing.filled(gone.text, reader)), BEGINNING),
            "taken": gone.key in standing,
        }
        for gone in removed.of_document(document)
    ]
    refusal = tenant.refusal(Permission.EDIT_PLAN) or lock_of(document)
    return render(request, "web/removed.html", {"document": document, "rows": rows, "refusal": refusal})


@require_POST
@require_permission(write=Permission.EDIT_PLAN)
def section_put_back(request, key, section):
    """Put a removed section back where it stood: the one in a row of the log (`rad`), or the last by its key."""
    tenant = request.tenant
    document, row = document_of(tenant, key), _number(request.POST.get("rad", "")) or None
    if all(gone.key != section for gone in removed.of_document(document)):
        tenant.get(
            Section, document=document, key=section
        )  # 404 for what never was; what is back is said below
    try:
        back = sections.put_back(document=document, key=section, row=row, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(address(tenant, "document-removed", key=key))
    messages.success(request, f"”{back}” är tillbaka där det stod.")
    return HttpResponseRedirect(f"{address(tenant, 'document', key=key)}#s-{back.key}")
