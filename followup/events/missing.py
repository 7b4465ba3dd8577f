"""Events: what happened during the year, and what was essential of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from finsam.core.tenancy.permissions import Permission
from finsam.facts.book import Book
from finsam.web.missing import MissingItem, address, finds_missing
from followup.events import queries as events_queries

PLACE = {"group": "Händelser", "where": "Händelser"}


@finds_missing(Permission.EDIT_FOLLOWUP, "arsredovisning")
def events(book: Book, kind: str, until: date | None = None) -> Iterator[MissingItem]:
    """The law asks for the essential ones (11 kap. 3 § lagen (2018:597))."""
    of_year = book.read(events_queries.events, book.year)
    if not of_year:
        yield MissingItem("Inga händelser är inlagda.", address(book, "events-new"), **PLACE)
    elif not any(event.essential for event in of_year):
        what = "Ingen händelse är märkt som väsentlig (11 kap. 3 § lagen (2018:597))."
        yield MissingItem(what, address(book, "events"), begun=True, **PLACE)
