"""The start page's panels, which the apps declare, and the one of the engine's own. What is left to do is `missing`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from finsam.comments.models import CommentStatus
from finsam.comments.queries import counted
from finsam.core.registry import Registry
from finsam.core.tenancy.access import TenantContext
from finsam.core.text.prose import listed
from finsam.documents import queries
from finsam.documents.models import PROPOSED, SETTLED
from finsam.facts.book import Book


@dataclass(frozen=True, slots=True)
class Panel:
    """Something to see at a glance: a heading, a template and what it shows."""

    title: str
    template: str
    context: dict


PANELS: Registry[int, Callable[[TenantContext, Book], Panel | None]] = Registry("panel")


def panel(order: int) -> Callable[[Callable], Callable]:
    """Declare a function that makes a panel; the lowest order stands first."""
    return lambda function: PANELS.add(order, function)


def all_panels(tenant: TenantContext, book: Book) -> list[Panel]:
    """Every panel that has something to show."""
    made = [function(tenant, book) for _, function in sorted(PANELS.items())]
    return [panel for panel in made if panel is not None]


@panel(30)
def documents(tenant: TenantContext, book: Book) -> Panel:
    """The year's documents and the ways to read them."""
    documents = queries.documents(tenant.forbund, book.year)
    return Panel("Dokument", "web/panel_documents.html", {"documents": documents})


@panel(25)
def comments(tenant: TenantContext, book: Book) -> Panel | None:
    """What is proposed, to be read and commented on, and how many comments wait for an answer."""
    documents = [
        document
        for document in queries.documents(tenant.forbund, book.year)
        if document.status not in SETTLED
    ]
    counts = counted(documents)
    rows = [
        (document, document.status in PROPOSED, _told(counts.get(document.pk, Counter())))
        for document in documents
        if document.status in PROPOSED or document.pk in counts
    ]
    return Panel("Förslag att läsa", "web/panel_comments.html", {"rows": rows}) if rows else None


def _told(counts: Counter[str]) -> str:
    """`2 väntar på svar, 1 är besvarad och 4 är avslutade`, or "" where nobody has commented."""
    words = (
        (CommentStatus.OPEN, "väntar på svar", "väntar på svar"),
        (CommentStatus.ANSWERED, "är besvarad", "är besvarade"),
        (CommentStatus.CLOSED, "är avslutad", "är avslutade"),
    )
    told = [
        f"{counts[status]} {word if counts[status] == 1 else several}"
        for status, word, several in words
        if counts[status]
    ]
    return listed(told)
