"""The start page's panels, which the apps declare, and the one of the engine's own. What is left to do is `missing`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from finsam.comments.models import CommentStatus
from finsam.comments.queries import counted
from finsam.core.registry import Registry
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import BOARD, Role
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


class Audience(StrEnum):
    """Who reads the start page, and so what it tells of first."""

    BOARD = "styrelsen"
    AUDITORS = "revisorerna"
    OFFICE = "kansliet"
    INSATS = "insatserna"


_READS: dict[str, Audience] = {
    **dict.fromkeys((*BOARD, Role.BEREDNING), Audience.BOARD),
    Role.REVISOR: Audience.AUDITORS,
    Role.INSATSANSVARIG: Audience.INSATS,
}
_Make = Callable[[TenantContext, Book], Panel | None]
PANELS: Registry[int, tuple[tuple[Audience, ...], _Make]] = Registry("panel")


def audiences_of(tenant: TenantContext) -> frozenset[Audience]:
    """Whom the visitor reads as, by her roles; who has none of those that are named is of the kansli."""
    return frozenset(_READS.get(role, Audience.OFFICE) for role in tenant.roles)


def only_reads(tenant: TenantContext) -> bool:
    """Whether the visitor comes to read and decide, and not to write."""
    return audiences_of(tenant) <= {Audience.BOARD, Audience.AUDITORS}


def panel(order: int, *readers: Audience) -> Callable[[_Make], _Make]:
    """Declare a function that makes a panel, for everybody or for those who are named; the lowest order stands first."""

    def declare(function: _Make) -> _Make:
        PANELS.add(order, (readers, function))
        return function

    return declare


def all_panels(tenant: TenantContext, book: Book) -> list[Panel]:
    """Every panel for the visitor that has something to show."""
    mine = audiences_of(tenant)
    made = [
        function(tenant, book)
        for _, (readers, function) in sorted(PANELS.items())
        if not readers or mine.intersection(readers)
    ]
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


@panel(9, Audience.AUDITORS)
def trace(tenant: TenantContext, book: Book) -> Panel:
    """Where an auditor types an amount from paper."""
    return Panel("Följ en siffra", "web/tracing/panel_trace.html", {})
