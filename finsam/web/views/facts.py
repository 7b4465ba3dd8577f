"""Behind every printed figure: what it is, what it was made of, where it stands, who changed it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.http import Http404, JsonResponse
from django.shortcuts import render

from finsam.core.audit import logbook
from finsam.core.tenancy.access import require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.disclosure.reader import Reader, reader_of
from finsam.documents import queries
from finsam.documents.resolve import resolve
from finsam.documents.resolved import Resolved
from finsam.facts.book import Book, Fact, FactError, where
from finsam.facts.figures import FormatError, references
from finsam.facts.tables import Chart, Table
from finsam.web.screen import book_of

SHOWN = 40  # choices in the picker
NEAR = (0, -1, 1)  # the years whose figures a text may want, seen from its own
_AMOUNT = re.compile(r"[-−+]?(\d+(?:,\d+)?)(?:kr|%|st)?")


def _printed(resolved: Resolved, fact: Fact) -> list[dict]:
    """Where in a document a fact is printed: the section, and the table or the text."""

    def said(texts: Iterable[str]) -> bool:
        return any(key == fact.key for html in texts for key, _ in references(html))

    places = []
    for part in resolved.parts:
        places_of_part = ["i texten"] if said((part.prose, part.after)) else []
        for piece in part.pieces:
            drawn = any(printed.key == fact.key for printed in piece.facts())
            if drawn and isinstance(piece, Chart):
                places_of_part.append(f"i diagrammet ”{piece.table.title}”")
            elif drawn and isinstance(piece, Table):
                places_of_part.append(f"i tabellen ”{piece.title}”")
            elif said(piece.texts()):
                places_of_part.append(f"i ”{piece.title}”" if isinstance(piece, Table) else "i texten")
        places += [{"part": part, "where": where} for where in dict.fromkeys(places_of_part)]
    return places


def _rests_on(book: Book, fact: Fact) -> list[Fact]:
    """The facts of the year that are made directly of this one."""
    return [other for other in book.all().values() if any(part.key == fact.key for _, part in other.parts)]


OPERATIONS = {
    "sum": "Summan av delarna nedan.",
    "ratio": "Den första delen delad med den andra.",
    "product": "Delarna multiplicerade med varandra.",
    "portion": "Delarna multiplicerade med varandra, avrundat till hela ören.",
}


@require_permission()
def fact(request, key):
    """A fact's page."""
    tenant = request.tenant
    book = book_of(tenant)
    reader = reader_of(tenant, book)
    shown = _find(book, key)
    printed = []
    for document in queries.documents(tenant.forbund, tenant.fiscal_year.year):
        resolved = resolve(document, book)
        printed += [{"document": document, **place} for place in _printed(resolved, shown or Fact("", ""))]
        shown = shown or resolved.facts.get(key)
    if shown is None:
        raise Http404(f"Uppgiften ”{key}” finns inte.")
    parts = [{"factor": factor, "fact": part, "text": reader.text(part)} for factor, part in shown.parts]
    history = []
    if tenant.may[Permission.READ_LOG]:
        rows = queries.history(shown)
        history = [{"entry": row, "sentences": logbook.sentences(reader.entry(row))} for row in rows]
    context = {
        "fact": shown,
        "where": where(shown),
        "text": reader.text(shown),
        "hidden": reader.hides(shown),
        "how": OPERATIONS.get(shown.op, ""),
        "parts": parts,
        "above": [{"fact": other, "text": reader.text(other)} for other in _rests_on(book, shown)],
        "printed": printed,
        "history": history,
        "sources": [
            {"fact": source, "where": where(source), "text": reader.text(source)}
            for source in shown.walk()
            if source.op == "given" and source.href
        ],
    }
    return render(request, "web/fact.html", context)


def _find(book: Book, key: str) -> Fact | None:
    """A fact by key, also one that only exists as part of another."""
    try:
        fact = book.get(key)
    except FactError:
        return None
    if fact is not None:
        return fact
    for whole in book.all().values():
        for part in whole.walk():
            if part.key == key:
                return part
    return None


@require_permission()
def facts(request):
    """All facts of the year, to search among by words or by amount."""
    tenant = request.tenant
    query = request.GET.get("q", "").strip()
    reader = reader_of(tenant, book_of(tenant))
    matching = _matching(reader, query)
    rows = [{"fact": fact, "where": where(fact), "text": text} for fact, text in matching]
    return render(request, "web/facts.html", {"rows": rows, "query": query})


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
        known = (_told(fact)["series"] for offset in NEAR for fact in reader.book.all(year + offset).values())
        return JsonResponse(sorted({*known} - {""}, key=str.casefold), safe=False)
    years = [offset for offset in NEAR if request.GET.get("ar", "") in ("", str(offset))]
    matching = _matching(reader, request.GET.get("q", "").strip(), years=years)
    series = request.GET.get("serie", "")
    matching = [pair for pair in matching if not series or _told(pair[0])["series"] == series][:SHOWN]
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
    series = where(fact).removesuffix(year).strip()
    return {"where": where(fact), "series": series, "year": year, "definition": fact.definition}


def relative(fact: Fact, year: int) -> str:
    """`budget.intakter@2024` seen from 2024 is `budget.intakter@0`: next year's text moves by itself."""
    name, _, when = fact.key.partition("@")
    return f"{name}@{int(when) - year}"


def _matching(reader: Reader, query: str, years=(0,)) -> list[tuple[Fact, str]]:
    """The facts that a search finds, each with what is shown of it: nobody finds a figure that they don't see."""
    book, words, amount = reader.book, query.lower().split(), _digits(query)
    matching = []
    for offset in years:
        for fact in book.all(book.year + offset).values():
            named = f"{fact.label} {fact.key} {where(fact)}".lower()
            if fact.value is None or not (amount or all(word in named for word in words)):
                continue
            text = reader.text(fact)
            if all(word in named for word in words) or (amount and _digits(text) == amount):
                matching.append((fact, text))
    return matching


def _digits(text: str) -> str:
    """The number that a text is, as it would be written without spaces, sign or unit; "" for what isn't one."""
    match = _AMOUNT.fullmatch(re.sub(r"\s", "", text).lower())
    return match[1] if match else ""
