"""Vad saknas: what a document still lacks, where it is entered, who does it and until when. The apps register it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from finsam.documents import queries, registry
from finsam.documents.models import Document
from finsam.documents.resolved import Resolved
from finsam.facts.book import Book

CHIEF, CHIEF_OR_EKONOM = "Förbundschefen", "Förbundschefen eller ekonomen"
UNSECTIONED = "Avsnitt"


@dataclass(frozen=True, slots=True)
class MissingItem:
    """Something that is missing, or begun but not finished."""

    group: str
    what: str
    where: str
    href: str
    who: str = CHIEF
    due: date | None = None
    begun: bool = False

    @property
    def late(self) -> bool:
        """Whether its day has passed."""
        return self.due is not None and self.due < localdate()


Finder = Callable[[Book, str, date | None], Iterable[MissingItem]]
_finders: list[tuple[frozenset[str], Finder]] = []


def finds_missing(*kinds: str) -> Callable[[Finder], Finder]:
    """Register a function that says what a year lacks for documents of these kinds; it is told the kind and its last day."""

    def register(function: Finder) -> Finder:
        _finders.append((frozenset(kinds), function))
        return function

    return register


def missing_of_year(book: Book, kind: str, until: date | None = None) -> list[MissingItem]:
    """What the year lacks for a kind of document that tells until a day, in the apps' order."""
    return [one for kinds, find in _finders if kind in kinds for one in find(book, kind, until)]


def missing_of(document: Document, resolved: Resolved, book: Book) -> list[MissingItem]:
    """Everything the document lacks: of the year's figures, and of its own sections."""
    return [*missing_of_year(book, document.kind, document.until), *_sections(document, resolved)]


def _sections(document: Document, resolved: Resolved) -> Iterator[MissingItem]:
    place = f"/{document.forbund.key}/{document.fiscal_year.year}/dokument/{document.key}/"
    kind = registry.kinds().get(document.kind)
    for one in queries.empty_sections(list(document.sections.all())):
        guidance = kind.guidance(one.key) if kind else ""
        what = f"Avsnittet är tomt. {guidance}".strip()
        yield MissingItem(UNSECTIONED, what, str(one), f"{place}avsnitt/{one.key}/")
    for one in resolved.missing:
        yield MissingItem(UNSECTIONED, one.reason, one.section or str(document), one.href)
