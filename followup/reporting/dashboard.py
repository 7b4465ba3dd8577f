"""The year's reports on the start page: begun or not, and how much is left."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.timezone import localdate

from finsam.core.tenancy.access import TenantContext, address
from finsam.core.tenancy.permissions import Permission
from finsam.documents import queries, registry
from finsam.facts.book import Book
from finsam.web.dashboard import DONE, NOT_STARTED, STARTED, Task, tasks
from finsam.web.missing import missing_of_year

REPORTS = ("delarsrapport", "arsredovisning")


@tasks(Permission.EDIT_PLAN)
def reports(tenant: TenantContext, book: Book) -> Iterator[Task]:
    """Every report that is begun with what its year lacks; the årsredovisning also when the year is over."""
    found = queries.documents(tenant.forbund, book.year)
    for key in REPORTS:
        kind, mine = registry.kinds()[key], [one for one in found if one.kind == key]
        for document in mine:
            left = len(missing_of_year(book, key, document.until))
            detail = "" if not left else "En uppgift saknas." if left == 1 else f"{left} uppgifter saknas."
            href = address(tenant, "document-missing", key=document.key)
            yield Task(f"Samla uppgifterna till {document}", STARTED if left else DONE, href, detail)
        begun = bool(mine) or key != "arsredovisning" or localdate().year <= book.year
        if not begun and missing_of_year(book, key):
            yield Task(
                f"Börja på {kind.title.lower()} {book.year}", NOT_STARTED, address(tenant, "documents")
            )
