"""What a year's ansvarsfrihet still lacks when its day has gone."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.timezone import localdate

from auditors.discharge import queries
from finsam.core.models import FiscalYear
from finsam.core.tenancy.permissions import Permission
from finsam.facts.book import Book
from finsam.web.missing import MissingItem, address, finds_missing


@finds_missing(Permission.CONVENE)
def steps(book: Book) -> Iterator[MissingItem]:
    """Each step that should have been taken by now, of a year whose årsredovisning is decided."""
    year = FiscalYear.objects.filter(forbund=book.forbund, year=book.year).first()
    if year is None:
        return
    year.forbund = book.forbund
    for anchor, sentence, due in queries.discharge(year).missing():
        if due < localdate():
            yield MissingItem(
                f"Ansvarsfrihet: {WORDS[anchor]}", f"{address(book, 'discharge')}#{anchor}", sentence, due=due
            )


WORDS = {
    "papper": "bifoga det som saknas",
    "utskick": "skicka revisionsberättelsen och anteckna det",
    "beslut": "anteckna medlemmarnas beslut",
}
