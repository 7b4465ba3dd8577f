"""The year's reports: begun or not, how much each lacks, and by when the law wants it (24 § lagen (2003:1210))."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.timezone import localdate

from finsam.core.tenancy.permissions import Permission
from finsam.core.values.periods import REPORT_DEADLINE
from finsam.documents import queries, registry
from finsam.facts.book import Book
from finsam.web.missing import MissingItem, address, finds_missing, missing_of_year

ANNUAL = "arsredovisning"
REPORTS = ("delarsrapport", ANNUAL)


@finds_missing(Permission.EDIT_PLAN)
def reports(book: Book) -> Iterator[MissingItem]:
    """Every report that is begun with what its year lacks; the årsredovisning also when the year is over."""
    documents = queries.documents(book.forbund, book.year)
    for key in REPORTS:
        mine = [document for document in documents if document.kind == key]
        for document in mine:
            left = len(missing_of_year(book, key, document.until))
            why = {0: "", 1: "En uppgift saknas."}.get(left, f"{left} uppgifter saknas.")
            href = address(book, "document-missing", key=document.key)
            due = REPORT_DEADLINE.on(book.year + 1) if key == ANNUAL else None
            yield MissingItem(
                f"Samla uppgifterna till {document}", href, why, done=not left, begun=True, due=due
            )
        begun = bool(mine) or key != ANNUAL or localdate().year <= book.year
        if not begun and missing_of_year(book, key):
            title = registry.kinds()[key].title.lower()
            due = REPORT_DEADLINE.on(book.year + 1)
            yield MissingItem(f"Börja på {title} {book.year}", address(book, "documents"), due=due)
