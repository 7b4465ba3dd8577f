"""Events: what happened during the year, and what was essential of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from finsam.facts.book import Book
from finsam.web.missing import MissingItem, finds_missing
from followup.events import queries as events_queries

GROUP, WHERE = "Händelser", "Händelser"


@finds_missing("arsredovisning")
def events(book: Book, kind: str, until: date | None = None) -> Iterator[MissingItem]:
    """The law asks for the essential ones (11 kap. 3 § lagen (2018:597))."""
    found = book.read(events_queries.events, book.year)
    place = f"/{book.forbund.key}/{book.year}/handelser/"
    if not found:
        yield MissingItem(GROUP, "Inga händelser är inlagda.", WHERE, f"{place}ny/")
    elif not any(one.essential for one in found):
        what = "Ingen händelse är märkt som väsentlig (11 kap. 3 § lagen (2018:597))."
        yield MissingItem(GROUP, what, WHERE, place, begun=True)
