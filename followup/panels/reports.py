"""The year's reports on the start page: begun or not, and how much is left."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.timezone import localdate

from finsam.documents import queries, registry
from finsam.documents.facts import Book
from finsam.documents.overview import DONE, NOT_STARTED, STARTED, Task, tasks
from finsam.documents.wanting import wants_of_year
from finsam.doors import Visit, address
from finsam.roles import Permission

REPORTS = ("delarsrapport", "arsredovisning")


@tasks(Permission.EDIT_PLAN)
def reports(visit: Visit, book: Book) -> Iterator[Task]:
    """Every report that is begun with what its year lacks; the årsredovisning also when the year is over."""
    found = {one.kind: one for one in queries.documents(visit.forbund, book.year)}
    for key in REPORTS:
        kind, document = registry.kinds()[key], found.get(key)
        if document is not None:
            left = len(wants_of_year(book, key))
            detail = "" if not left else "En uppgift saknas." if left == 1 else f"{left} uppgifter saknas."
            href = address(visit, "document-missing", key=document.key)
            yield Task(f"Samla uppgifterna till {document}", STARTED if left else DONE, href, detail)
        elif key == "arsredovisning" and localdate().year > book.year and wants_of_year(book, key):
            yield Task(f"Börja på {kind.title.lower()} {book.year}", NOT_STARTED, address(visit, "documents"))
