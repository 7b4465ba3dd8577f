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
from finsam.web.views.documents import book_of

SHOWN = 40  # choices in the picker
_AMOUNT = re.compile(r"[-−+]?(\d+(?:,\d+)?)(?:kr|%|st)?")


def _printed(resolved: Resolved, fact: Fact) -> list[dict]:
    """Where in a document a fact is printed: the section, and the table or the text."""

    def said(texts: Iterable[str]) -> bool:
        return any(key == fact.key for html in texts for key, _ in references(html))

    places = []
    for part in resolved.parts:
        found = ["i texten"] if said((part.prose, part.after)) else []
        for piece in part.pieces:
            drawn = any(one.key == fact.key for one in piece.facts())
            if drawn and isinstance(piece, Chart):
                found.append(f"i diagrammet ”{piece.table.title}”")
            elif drawn:
                found.append(f"i tabellen ”{piece.title}”")
            elif said(piece.texts()):
                found.append(f"i ”{piece.title}”" if isinstance(piece, Table) else "i texten")
        places += [{"part": part, "where": where} for where in dict.fromkeys(found)]
    return places


def _rests_on(book: Book, fact: Fact) -> list[Fact]:
    """The facts of the year that are made directly of this one."""
    return [one for one in book.all().values() if any(part.key == fact.key for _, part in one.parts)]


OPERATIONS = {
    "sum": "Summan av delarna nedan.",
    "ratio": "Den första delen delad med den andra.",
    "product": "Delarna multiplicerade med varandra.",
}


@require_permission()
def fact(request, key):
    """A fact's page."""
    tenant = request.tenant
    book = book_of(tenant)
    reader = reader_of(tenant, book)
    found = _find(book, key)
    printed = []
    for document in queries.documents(tenant.forbund, tenant.fiscal_year.year):
        resolved = resolve(document, book)
        printed += [{"document": document, **place} for place in _printed(resolved, found or Fact("", ""))]
        found = found or resolved.facts.get(key)
    if found is None:
        raise Http404(f"Uppgiften ”{key}” finns inte.")
    parts = [{"factor": factor, "fact": part, "text": reader.text(part)} for factor, part in found.parts]
    history = []
    if tenant.may[Permission.READ_LOG]:
        rows = queries.history(found)
        history = [{"entry": row, "sentences": logbook.sentences(reader.entry(row))} for row in rows]
    context = {
        "fact": found,
        "where": where(found),
        "text": reader.text(found),
        "hidden": reader.hides(found),
        "how": OPERATIONS.get(found.op, ""),
        "parts": parts,
        "above": [{"fact": one, "text": reader.text(one)} for one in _rests_on(book, found)],
        "printed": printed,
        "history": history,
        "sources": [
            {"fact": one, "where": where(one), "text": reader.text(one)}
            for one in found.walk()
            if one.op == "given" and one.href
        ],
    }
    return render(request, "documents/pages/fact.html", context)


def _find(book: Book, key: str) -> Fact | None:
    """A fact by key, also one that only exists as part of another."""
    try:
        found = book.get(key)
    except FactError:
        return None
    if found is not None:
        return found
    for one in book.all().values():
        for part in one.walk():
            if part.key == key:
                return part
    return None


@require_permission()
def facts(request):
    """All facts of the year, to search among by words or by amount."""
    tenant = request.tenant
    query = request.GET.get("q", "").strip()
    reader = reader_of(tenant, book_of(tenant))
    found = _matching(reader, query)
    rows = [{"fact": one, "where": where(one), "text": text} for one, text in found]
    return render(request, "documents/pages/facts.html", {"rows": rows, "query": query})


@require_permission()
def fact_choices(request):
    """Facts whose label or key holds the words, or whose amount it is, as JSON for the picker in the editor.

    With `key` (and `format`) the one figure as the document prints it, for the editor's chip.
    """
    tenant = request.tenant
    reader = reader_of(tenant, book_of(tenant))
    if "key" in request.GET:
        found = _as_printed(reader, request.GET["key"], request.GET.get("format", ""))
        return JsonResponse(found, safe=False)
    year = reader.book.year
    found = _matching(reader, request.GET.get("q", "").strip(), years=(0, -1, 1))[:SHOWN]
    choices = [
        {"key": _relative(one, year), "label": one.label, "where": where(one), "text": text, "unit": one.unit}
        for one, text in found
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
    return [{"key": key, "label": fact.label, "where": where(fact), "text": text, "unit": fact.unit}]


def _relative(fact: Fact, year: int) -> str:
    """`budget.intakter@2024` seen from 2024 is `budget.intakter@0`: next year's text moves by itself."""
    name, _, when = fact.key.partition("@")
    return f"{name}@{int(when) - year}"


def _matching(reader: Reader, query: str, years=(0,)) -> list[tuple[Fact, str]]:
    """The facts that a search finds, each with what is shown of it: nobody finds a figure that they don't see."""
    book, words, amount = reader.book, query.lower().split(), _digits(query)
    found = []
    for offset in years:
        for one in book.all(book.year + offset).values():
            named = f"{one.label} {one.key} {where(one)}".lower()
            if one.value is None or not (amount or all(word in named for word in words)):
                continue
            text = reader.text(one)
            if all(word in named for word in words) or (amount and _digits(text) == amount):
                found.append((one, text))
    return found


def _digits(text: str) -> str:
    """The number that a text is, as it would be written without spaces, sign or unit; "" for what isn't one."""
    found = _AMOUNT.fullmatch(re.sub(r"\s", "", text).lower())
    return found[1] if found else ""
