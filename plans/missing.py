"""What a report still lacks of the plan's own records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from finsam.facts.book import Book
from finsam.web.missing import MissingItem, finds_missing
from plans import queries


@finds_missing("arsredovisning")
def consultations(book: Book, kind: str, until: date | None = None) -> Iterator[MissingItem]:
    """The members are consulted every year, and a member's view that isn't written is asked for (23 § lagen (2003:1210))."""
    group, place = "Medlemssamråd", f"/{book.forbund.key}/{book.year}/medlemssamrad/"
    found = book.read(queries.consultations, book.year)
    if not found:
        yield MissingItem(group, "Inget medlemssamråd är inlagt.", group, f"{place}ny/")
