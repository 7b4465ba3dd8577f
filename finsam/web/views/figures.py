"""What is said of a text while it is written: figures that could be bound or have moved, and what points somebody out."""

from __future__ import annotations

import re

from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from finsam.checks.reading.names import Field
from finsam.checks.reading.sources import PROSE, Passage, Place
from finsam.checks.reading.text import blocks
from finsam.checks.wording.figures import loose
from finsam.core.tenancy.access import require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.text import prose
from finsam.core.values.cautions import cautions
from finsam.disclosure.reader import Reader, reader_of
from finsam.facts.book import Fact, where
from finsam.facts.figures import FormatError, fill
from finsam.web.moved import moved
from finsam.web.screen import book_of, document_of
from finsam.web.views.facts import relative

# How a typed figure may be written, the likeliest first.
_FORMS = (
    "kr",
    "tkr",
    "mnkr.1",
    "mnkr.2",
    "mnkr",
    "tkr~100",
    "%",
    "%.1",
    "%.2",
    "%.0",
    "st",
    "kr utan enhet",
    "tal",
)
_BEFORE = 25  # characters that tell one typed figure from another just like it
MOST = 40  # figures that are told of one text, and texts that are told of at once


@require_POST
@require_permission(write=Permission.READ)
def loose_figures(request):
    """The figures of a text that are typed by hand and could be bound, as JSON. Nothing is written."""
    tenant = request.tenant
    html = request.POST.get("text", "")
    if len(html) > prose.LONGEST_SENT:
        return JsonResponse([], safe=False)
    reader = reader_of(tenant, book_of(tenant))
    book = reader.book
    place = Place("text", "texten", "", PROSE, book.year, headings=tuple(request.POST.getlist("heading")[:4]))
    passage = Passage(place, blocks(fill(prose.clean(html, section=True), book).html))
    told = [
        _offer(field, fact, form, reader)
        for field, fact in loose(passage, book)
        if not reader.hides(fact) and (form := _form(field, fact, reader)) is not None
    ]
    return JsonResponse(told[:MOST], safe=False)


@require_POST
@require_permission(write=Permission.READ)
def text_cautions(request):
    """What whoever writes the texts (`text`, each as it stands in a field) should know of each, as JSON. Nothing is written."""
    limit = request.tenant.forbund.suppression_threshold
    return JsonResponse([cautions([text], limit) for text in request.POST.getlist("text")[:MOST]], safe=False)


def _offer(field: Field, fact: Fact, form: str, reader: Reader) -> dict:
    token, block = field.token, field.sentence.block
    start = max([token.start - _BEFORE, 0, *(mark.end for mark in block.marks if mark.end <= token.start)])
    return {
        "text": token.text,
        "before": block.text[start : token.start],
        "key": relative(fact, reader.book.year),
        "format": form,
        "label": fact.label,
        "where": where(fact),
        "printed": reader.printed(fact, form),
    }


def _form(field: Field, fact: Fact, reader: Reader) -> str | None:
    """The format that prints the fact as it was typed; the nearest when none does exactly; None when nothing is printed."""
    typed = _plain(field.token.text)
    forms = []
    for form in _FORMS:
        try:
            text = _plain(reader.printed(fact, form))
        except FormatError:
            continue
        if text == typed:
            return form
        if text:
            forms.append((text.split(" ")[-1] != typed.split(" ")[-1], form))
    return min(forms)[1] if forms else None


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("−", "-")).strip()


@require_permission()
def moved_figures(request, key):
    """Var en ändrad siffra flyttade text: the figures that say something else than when the text was written."""
    tenant = request.tenant
    document = document_of(tenant, key)
    figures = moved(document, reader_of(tenant, book_of(tenant)))
    return render(request, "web/moved.html", {"document": document, "figures": figures})
