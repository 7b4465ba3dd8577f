"""The figures of an edition: a page for each, fed from what was stored, and searching among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.everybody import for_everybody
from finsam.editions.models import Edition
from finsam.editions.public import reading
from finsam.editions.public.told import standing
from finsam.editions.trail.paper import TrailRow, exactly, row_of
from finsam.editions.trail.trail import GIVEN, WITHHELD, TracedFigure, Trail, UnreadableTrail
from finsam.facts.asked import LONGEST, Asked
from finsam.web.tracing.panels import SeenFigure, panels_of
from finsam.web.tracing.places import trail_of
from finsam.web.tracing.searching import found_in_trail
from finsam.web.tracing.words import OPERATIONS
from finsam.web.views.editions import edition_of

ON_A_PAGE = 100
UNKNOWN = "Här finns ingen sådan handling, eller så har du inte tillgång till förbundet som den hör till."
NO_TRAIL = "Handlingen lagrades utan spårbilaga, så siffrorna går inte att följa som de var då."


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a figure: the sign before it, the figure, and its value."""

    sign: str
    figure: TracedFigure
    value: str


def shown_figure(trail: Trail, figure: TracedFigure) -> dict[str, Any]:
    """What the page of a figure shows, for the förbund and for everybody."""
    row = row_of(figure)
    sources = (
        [row_of(source) for source in trail.sources(figure)] if figure.op not in (GIVEN, WITHHELD) else []
    )
    return {
        "figure": figure,
        "row": row,
        "entered_at": _place(row),
        "how": OPERATIONS.get(figure.op, ""),
        "parts": [
            PartRow(sign, trail.figures[number], exactly(trail.figures[number]))
            for sign, number in row.signed
        ],
        "sources": [(source, _place(source)) for source in sources],
        "wholes": [(whole, exactly(whole)) for whole in trail.wholes.get(figure.id, [])],
    }


def _place(row: TrailRow) -> str:
    """The address where a figure is entered, within the site."""
    return row.place if row.place.startswith("/") else str(row.figure.entered.get("address", ""))


def shown_search(request, trail: Trail) -> dict[str, Any]:
    """What a search among an edition's figures finds, a page at a time; all of them where nothing is asked for."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    figures = found_in_trail(trail, Asked.read(query)) if query else list(trail.figures.values())
    page = Paginator(figures, ON_A_PAGE).get_page(request.GET.get("sida"))
    return {
        "query": query,
        "page": page,
        "rows": [row_of(figure) for figure in page],
        "more": urlencode({"q": query}) if query else "",
    }


@require_permission()
def edition_facts(request, code):
    """The figures of an edition, to search among by amount, number or words."""
    edition = edition_of(request.tenant, code)
    trail = _trail(request, edition)
    context = {"edition": edition, "no_trail": NO_TRAIL}
    if trail is None:
        return render(request, "web/tracing/edition_facts.html", context)
    context |= shown_search(request, trail) | {"trail": trail}
    return render(request, "web/tracing/edition_facts.html", context)


def _trail(request, edition) -> Trail | None:
    try:
        return trail_of(request.tenant, edition)
    except UnreadableTrail as error:
        raise Http404(str(error)) from error


@require_permission()
def edition_fact(request, code, number):
    """A figure as it was in an edition: its value, what it was made of, and where that was entered."""
    tenant = request.tenant
    edition = edition_of(tenant, code)
    trail = _trail(request, edition)
    figure = trail.figures.get(number) if trail else None
    if trail is None or figure is None:
        raise Http404(NO_TRAIL if trail is None else f"Handlingen har ingen uppgift med nummer {number}.")
    seen = SeenFigure(figure.key, figure.label, exactly(figure), edition.code, number)
    context = {"edition": edition, "panels": panels_of(tenant, seen), **shown_figure(trail, figure)}
    return render(request, "web/tracing/edition_fact.html", context)


@for_everybody
def public_facts(request, code):
    """The figures of a public edition, as its published rendition tells them."""
    public, trail = _public(code)
    if trail is None:
        return HttpResponseRedirect(_signed_in(code))
    context = {"public": public, "edition": public.edition, **shown_search(request, trail)}
    return render(request, "web/tracing/public_facts.html", context)


@for_everybody
def public_fact(request, code, number):
    """A figure of a public edition. What isn't public is for those who sign in, whether it is there or not."""
    public, trail = _public(code)
    if trail is None:
        return HttpResponseRedirect(_signed_in(code, number))
    figure = trail.figures.get(number)
    if figure is None:
        raise Http404(f"Handlingen har ingen uppgift med nummer {number}.")
    context = {
        "public": public, "edition": public.edition, "standing": standing(public), **shown_figure(trail, figure)
    }  # fmt: skip
    return render(request, "web/tracing/public_fact.html", context)


def _public(code: str) -> tuple[reading.PublicEdition | None, Trail | None]:
    """A public edition with its trail; nothing of one that isn't public, is withdrawn, or has none."""
    public = reading.by_code(code.lower())
    if public is None or public.withdrawn:
        return None, None
    try:
        return public, reading.trail_of(public)
    except UnreadableTrail:
        return None, None


def _signed_in(code: str, number: int = 0) -> str:
    """Where who may come into the förbund is led on to the same figure."""
    return reverse("traced", kwargs={"code": code, "number": number})


def traced(request, code, number):
    """Lead somebody who has signed in from an edition's public address to the förbund's own page of a figure (0: of all)."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    edition = Edition.unscoped.filter(code=code.lower()).first()
    if edition is None:
        raise Http404(UNKNOWN)
    try:
        tenant = TenantContext.of(request.user, edition.forbund_key, edition.year)
    except Http404 as error:
        raise Http404(UNKNOWN) from error
    if number:
        return HttpResponseRedirect(address(tenant, "edition-fact", code=edition.code, number=number))
    return HttpResponseRedirect(address(tenant, "edition-facts", code=edition.code))
