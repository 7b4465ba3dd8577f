"""Behind every printed figure: what it is, what it was made of, where it stands, who changed it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils.http import urlencode

from finsam.core.audit import logbook
from finsam.core.tenancy.access import require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.disclosure.reader import Reader, reader_of
from finsam.documents import queries
from finsam.documents.resolve import resolve
from finsam.editions.trail.paper import row_of
from finsam.facts.asked import LONGEST, Asked
from finsam.facts.book import Book, Fact, FactError, where
from finsam.facts.figures import FormatError
from finsam.web.screen import book_of
from finsam.web.tracing.panels import SeenFigure, panels_of
from finsam.web.tracing.places import in_editions, places_in, places_of_year, trails_of_year
from finsam.web.tracing.searching import found_by_key, found_in_book, found_in_trail, without_year
from finsam.web.tracing.words import OPERATIONS

SHOWN = 40  # choices in the picker
NEAR = (0, -1, 1)  # the years whose figures a text may want, seen from its own
ON_A_PAGE = 200
SHOWN_OF_EDITION = 20  # of what a search finds in an edition; the rest is on the edition's own page


def _rests_on(book: Book, fact: Fact) -> list[Fact]:
    """The facts of the year that are made directly of this one."""
    return [other for other in book.all().values() if any(part.key == fact.key for _, part in other.parts)]


@require_permission()
def fact(request, key):
    """A fact's page."""
    tenant = request.tenant
    book = book_of(tenant)
    reader = reader_of(tenant, book)
    documents = queries.documents(tenant.forbund, tenant.fiscal_year.year)
    shown = found_by_key(book, key) or next(
        (known for document in documents if (known := resolve(document, book).facts.get(key))), None
    )
    if shown is None:
        raise Http404(f"Uppgiften ”{key}” finns inte.")
    history = []
    if tenant.may[Permission.READ_LOG]:
        rows = queries.history(shown)
        history = [{"entry": row, "sentences": logbook.sentences(reader.entry(row))} for row in rows]
    text = reader.text(shown)
    context = {
        "fact": shown,
        "where": where(shown),
        "text": text,
        "hidden": reader.hides(shown),
        "how": OPERATIONS.get(shown.op, ""),
        "parts": [{"factor": factor, **_row(reader, part)} for factor, part in shown.parts],
        "above": [_row(reader, other) for other in _rests_on(book, shown)],
        "printed": places_in(documents, book).get(shown.key, []),
        "editions": in_editions(tenant, shown.key),
        "history": history,
        "sources": [
            _row(reader, source) for source in shown.walk() if source.op == "given" and source is not shown
        ],
        "panels": panels_of(tenant, SeenFigure(shown.key, shown.label, text)),
    }
    return render(request, "web/fact.html", context)


def _row(reader: Reader, fact: Fact) -> dict:
    """A figure that another one is made of: what it is, of which year, and its value as the visitor sees it."""
    year = fact.key.rpartition("@")[2]
    return {"fact": fact, "where": where(fact), "year": year, "text": reader.text(fact)}


@require_permission()
def facts(request):
    """All facts of the year, to search among by words or by amount; with a search, also those of the year's editions."""
    tenant = request.tenant
    query = request.GET.get("q", "").strip()[:LONGEST]
    book = book_of(tenant)
    asked = Asked.read(query)
    matching = found_in_book(reader_of(tenant, book), asked)
    page = Paginator(matching, ON_A_PAGE).get_page(request.GET.get("sida"))
    places = places_of_year(tenant, book) if query else {}
    context = {
        "rows": [
            {"fact": fact, "where": where(fact), "text": text, "places": places.get(fact.key, [])}
            for fact, text in page
        ],
        "page": page,
        "more": urlencode({"q": query}) if query else "",
        "query": query,
        "editions": _in_editions(tenant, asked) if query else [],
    }
    return render(request, "web/facts.html", context)


def _in_editions(tenant, asked: Asked) -> list[dict]:
    """What a search finds in each of the year's editions, the nearest first, as far as there is room."""
    searched = ((edition, found_in_trail(trail, asked)) for edition, trail in trails_of_year(tenant))
    return [
        {
            "edition": edition,
            "rows": [row_of(figure) for figure in figures[:SHOWN_OF_EDITION]],
            "count": len(figures),
        }
        for edition, figures in searched
        if figures
    ]


@require_permission()
def fact_choices(request):
    """Facts whose label or key holds the words, or whose amount it is, as JSON for the picker in the editor.

    With `key` (and `format`) the one figure as the document prints it, for the editor's chip; with `serier` the names of
    the series that `serie` narrows to, as `ar` does to a year (0, -1, 1).
    """
    tenant = request.tenant
    reader = reader_of(tenant, book_of(tenant))
    if "key" in request.GET:
        printed = _as_printed(reader, request.GET["key"], request.GET.get("format", ""))
        return JsonResponse(printed, safe=False)
    year = reader.book.year
    if "serier" in request.GET:
        return JsonResponse(_all_series(reader.book), safe=False)
    years = [offset for offset in NEAR if request.GET.get("ar", "") in ("", str(offset))]
    asked = Asked.read(request.GET.get("q", ""))
    matching = found_in_book(reader, asked, years, request.GET.get("serie", ""))[:SHOWN]
    choices = [
        {
            "key": relative(fact, year),
            "label": fact.label,
            "text": text,
            "unit": fact.unit,
            **_told(fact),
        }
        for fact, text in matching
    ]
    return JsonResponse(choices, safe=False)


def _as_printed(reader: Reader, key: str, wanted: str) -> list[dict]:
    """The figure in its format; nothing when the reference or the format finds nothing."""
    try:
        fact = reader.book[key]
        text = reader.printed(fact, wanted)
    except (FactError, FormatError):
        return []
    if not text:
        return []
    return [{"key": key, "label": fact.label, "text": text, "unit": fact.unit, **_told(fact)}]


def _told(fact: Fact) -> dict[str, str]:
    """What tells a figure from its namesakes: what it is a figure of, the year, and what it means."""
    year = fact.key.rpartition("@")[2]
    series = without_year(where(fact), year)
    return {"where": where(fact), "series": series, "year": year, "definition": fact.definition}


def relative(fact: Fact, year: int) -> str:
    """`budget.intakter@2024` seen from 2024 is `budget.intakter@0`: next year's text moves by itself."""
    name, _, when = fact.key.partition("@")
    return f"{name}@{int(when) - year}"


def _all_series(book: Book) -> list[str]:
    """What the figures near the book's year are figures of, those too that are made only when they are asked for."""
    known = set()
    for year in (book.year + offset for offset in NEAR):
        known |= {_told(fact)["series"] for fact in book.all(year).values()}
        known |= {without_year(bundle.called, year) for bundle in book.bundles(year)}
    return sorted(known - {""}, key=str.casefold)
