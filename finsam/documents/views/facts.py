"""Behind every printed figure: what it is, what it was made of, where it stands, who changed it."""

from __future__ import annotations

from django.http import Http404, JsonResponse
from django.shortcuts import render

from finsam import logbook
from finsam.documents import queries
from finsam.documents.facts import Book, Fact, FactError
from finsam.documents.figures import Format, FormatError
from finsam.documents.resolve import Resolved, resolve
from finsam.documents.tables import Chart, Table
from finsam.documents.views.documents import book_of
from finsam.doors import door
from finsam.roles import Permission

SHOWN = 40  # choices in the picker


def text_of(fact: Fact) -> str:
    """A fact's value in its own unit, as people speak of it."""
    decimals = fact.decimals
    if fact.unit == "kr" and fact.natural is not None and fact.natural % 1:
        decimals = 2
    return "tomt" if fact.natural is None else fact.printed(fact.natural, fact.unit, decimals)


def _printed(resolved: Resolved, fact: Fact) -> list[dict]:
    """Where in a document a fact is printed: the section, and the table or the text."""
    places = []
    for part in resolved.parts:
        found = []
        if f'value="{fact.key}"' in part.prose or f'value="{fact.key}"' in part.after:
            found.append("i texten")
        for piece in part.pieces:
            table = piece.table if isinstance(piece, Chart) else piece
            if isinstance(table, Table):
                if any(one.key == fact.key for one in table.facts()):
                    found.append(
                        f"i {'diagrammet' if isinstance(piece, Chart) else 'tabellen'} ”{table.title}”"
                    )
                elif any(
                    f'value="{fact.key}"' in cell.html for row in table.rows for cell in row.cells.values()
                ):
                    found.append(f"i ”{table.title}”")
            elif f'value="{fact.key}"' in getattr(piece, "html", ""):
                found.append("i texten")
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


@door()
def fact(request, key):
    """A fact's page."""
    visit = request.visit
    book = book_of(visit)
    found = _find(book, key)
    printed = []
    for document in queries.documents(visit.forbund, visit.fiscal_year.year):
        resolved = resolve(document, book)
        printed += [{"document": document, **place} for place in _printed(resolved, found or Fact("", ""))]
        found = found or resolved.facts.get(key)
    if found is None:
        raise Http404(f"Uppgiften ”{key}” finns inte.")
    parts = [{"factor": factor, "fact": part, "text": text_of(part)} for factor, part in found.parts]
    history = []
    if visit.may[Permission.READ_LOG]:
        history = [{"entry": row, "sentences": logbook.sentences(row)} for row in queries.history(found)]
    context = {
        "fact": found,
        "text": text_of(found),
        "how": OPERATIONS.get(found.op, ""),
        "parts": parts,
        "above": [{"fact": one, "text": text_of(one)} for one in _rests_on(book, found)],
        "printed": printed,
        "history": history,
        "sources": [one for one in found.walk() if one.op == "given" and one.href][:SHOWN],
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


@door()
def facts(request):
    """All facts of the year, to search among."""
    query = request.GET.get("q", "").strip()
    rows = [{"fact": one, "text": text_of(one)} for one in _matching(book_of(request.visit), query)]
    return render(request, "documents/pages/facts.html", {"rows": rows, "query": query})


@door()
def fact_choices(request):
    """Facts whose label or key holds the words, as JSON for the picker in the editor.

    With `key` (and `format`) the one figure as the document prints it, for the editor's chip.
    """
    book = book_of(request.visit)
    if "key" in request.GET:
        return JsonResponse(_as_printed(book, request.GET["key"], request.GET.get("format", "")), safe=False)
    found = _matching(book, request.GET.get("q", "").strip(), years=(0, -1, 1))[:SHOWN]
    choices = [
        {"key": _relative(one, book.year), "label": one.label, "text": text_of(one), "unit": one.unit}
        for one in found
    ]
    return JsonResponse(choices, safe=False)


def _as_printed(book: Book, key: str, wanted: str) -> list[dict]:
    """The figure in its format; nothing when the reference or the format finds nothing."""
    try:
        fact = book[key]
        text = Format.read(wanted).text(fact)
    except (FactError, FormatError):
        return []
    return [{"key": key, "label": fact.label, "text": text, "unit": fact.unit}] if text else []


def _relative(fact: Fact, year: int) -> str:
    """`budget.intakter@2024` seen from 2024 is `budget.intakter@0`: next year's text moves by itself."""
    name, _, when = fact.key.partition("@")
    return f"{name}@{int(when) - year}"


def _matching(book: Book, query: str, years=(0,)) -> list[Fact]:
    words = query.lower().split()
    found = [one for offset in years for one in book.all(book.year + offset).values()]
    return [
        one
        for one in found
        if one.value is not None and all(word in f"{one.label} {one.key}".lower() for word in words)
    ]
