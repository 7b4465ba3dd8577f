"""The year's reports: begun or not, and how much each lacks."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.timezone import localdate

from finsam.core.tenancy.permissions import Permission
from finsam.documents import queries, registry
from finsam.facts.book import Book
from finsam.web.missing import MissingItem, address, finds_missing, missing_of_year

REPORTS = ("delarsrapport", "arsredovisning")


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
            yield MissingItem(f"Samla uppgifterna till {document}", href, why, done=not left, begun=True)
        begun = bool(mine) or key != "arsredovisning" or localdate().year <= book.year
        if not begun and missing_of_year(book, key):
            title = registry.kinds()[key].title.lower()
            yield MissingItem(f"Börja på {title} {book.year}", address(book, "documents"))
