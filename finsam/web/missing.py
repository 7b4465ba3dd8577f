"""The one list of what is missing: in a year, or in a document about it. Each app's `missing` declares what finds it.

The start page, *Vad saknas*, the page of results to report and the reminders by mail are views of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date

from django.utils.timezone import localdate

from finsam.comments.models import CommentStatus
from finsam.comments.queries import unanswered
from finsam.core.addresses import year_address
from finsam.core.caching.computed import computed
from finsam.core.models import FiscalYear, Forbund, User
from finsam.core.registry import Registry
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.periods import long_date
from finsam.documents import queries, registry
from finsam.documents.models import SETTLED, Document
from finsam.documents.resolved import Resolved
from finsam.facts.book import Book

CHIEF, CHIEF_OR_EKONOM = "Förbundschefen", "Förbundschefen eller ekonomen"
UNSECTIONED, COMMENTS = "Avsnitt", "Kommentarer"
BEGINNING = "kom-igang"  # what a new förbund does first, declared as of a kind of document


@dataclass(frozen=True, slots=True)
class MissingItem:
    """Something that a year or a document needs: what, where it is entered, by whom and when, and how far it has come."""

    what: str
    href: str
    why: str = ""
    _: KW_ONLY
    done: bool = False
    begun: bool = False
    optional: bool = False  # a help that nothing waits for
    due: date | None = None  # the last day, when there is one
    people: tuple[User, ...] = ()  # whose it is; nobody is everyone who has the permission
    permission: Permission | None = None  # what it takes to do it; the finder's, where none is said
    group: str = ""  # the heading it stands under among what a document lacks
    where: str = ""  # the page it is entered on, in words
    subject: str = ""  # what Avstämning calls it

    @property
    def state(self) -> str:
        """`Klar`, `Påbörjad`, `Frivilligt` or `Inte börjad`."""
        if self.done:
            return "Klar"
        if self.optional:
            return "Frivilligt"
        return "Påbörjad" if self.begun else "Inte börjad"

    @property
    def late(self) -> bool:
        """Whether its day has passed and it isn't done."""
        return not self.done and self.due is not None and self.due < localdate()

    @property
    def who(self) -> str:
        """`Nora Nyberg`, or whose it is where nobody is named."""
        names = ", ".join(map(str, self.people))
        return names or (CHIEF_OR_EKONOM if self.permission == Permission.EDIT_BUDGET else CHIEF)

    @property
    def who_and_when(self) -> str:
        """`Nora Nyberg, senast 31 januari 2024.`"""
        return f"{self.who}, senast {long_date(self.due)}." if self.due else f"{self.who}."

    @property
    def where_and_who(self) -> str:
        """`Att rapportera: Helår. Nora Nyberg, senast 31 januari 2024.`"""
        return f"{self.where}. {self.who_and_when}"

    def concerns(self, tenant: TenantContext) -> bool:
        """Whether the visitor may do it: what is somebody's is hers, and the förbundschef's."""
        theirs = (
            not self.people or tenant.user in self.people or Permission.EDIT_FOLLOWUP in tenant.permissions
        )
        return theirs and self.permission in tenant.permissions


Finder = Callable[..., Iterable[MissingItem]]
FINDERS: Registry[str, tuple[Permission, tuple[str, ...], Finder]] = Registry("finder of what is missing")


def finds_missing(permission: Permission, *kinds: str) -> Callable[[Finder], Finder]:
    """Declare a function of a book that says what its year needs of those who have the permission.

    With kinds of documents it says what they lack instead, and is also told the kind and the document's last day.
    """

    def register(function: Finder) -> Finder:
        FINDERS.add(f"{function.__module__}.{function.__qualname__}", (permission, kinds or ("",), function))
        return function

    return register


def address(book: Book, name: str, **arguments) -> str:
    """The address of a page in the book's year."""
    return year_address(book.forbund, book.year, name, **arguments)


def _items(
    book: Book, kind: str, *asked, permissions: Iterable[Permission] = Permission
) -> list[MissingItem]:
    """What the finders of a kind say, in the apps' order; once for a revision."""
    allowed = frozenset(permissions)
    what = ("missing", book.year, kind, *map(str, asked), *sorted(allowed))
    return computed(book.forbund, what, lambda: _made(book, kind, *asked, permissions=allowed))


def _made(book: Book, kind: str, *asked, permissions: frozenset[Permission]) -> list[MissingItem]:
    return [
        replace(item, permission=item.permission or permission)
        for permission, kinds, find in FINDERS.values()
        if kind in kinds and permission in permissions
        for item in find(book, *asked)
    ]


def needs_by(book: Book, permissions: frozenset[Permission]) -> list[MissingItem]:
    """Everything the year needs of those who have the permissions, in the apps' order."""
    return _items(book, "", permissions=permissions)


def steps_of_beginning(book: Book, permissions: frozenset[Permission]) -> list[MissingItem]:
    """What a förbund does first that these permissions allow, in order; nothing after its first year, or once all is done."""
    if not book.read(_begins, book.year):
        return []
    items = [
        item for item in _items(book, BEGINNING, permissions=permissions) if item.permission in permissions
    ]
    return [] if all(item.done or item.optional for item in items) else items


def _begins(forbund: Forbund, year: int) -> bool:
    """Whether the year is the first that the förbund plans here, and its plan isn't decided."""
    years = FiscalYear.objects.filter(forbund=forbund, decided_before=False).order_by("year")
    if years.values_list("year", flat=True).first() != year:
        return False
    plan = registry.plan_kind().key
    documents = queries.documents(forbund, year)
    return not any(each.kind == plan and each.status in SETTLED for each in documents)


def needs_of_year(tenant: TenantContext, book: Book) -> list[MissingItem]:
    """Everything the year needs of this visitor: what is late first, what is done last."""
    items = [item for item in needs_by(book, tenant.permissions) if item.concerns(tenant)]
    return sorted(items, key=lambda item: (item.done, not item.late))


def missing_of_year(book: Book, kind: str, until: date | None = None) -> list[MissingItem]:
    """What the year lacks for a kind of document that tells until a day, in the apps' order."""
    return [item for item in _items(book, kind, kind, until) if not item.done]


def missing_of(document: Document, resolved: Resolved, book: Book) -> list[MissingItem]:
    """Everything the document lacks: of the year's figures, of its own sections, and answers to those who commented."""
    return [
        *missing_of_year(book, document.kind, document.until),
        *_sections(document, resolved, book),
        *_comments(document, book),
    ]


def _comments(document: Document, book: Book) -> Iterator[MissingItem]:
    """That comments wait for an answer, which nobody can give once the document is decided."""
    count = 0 if document.status in SETTLED else unanswered(document)
    if count:
        what = "En kommentar är inte besvarad" if count == 1 else f"{count} kommentarer är inte besvarade"
        href = f"{address(book, 'document-comments', key=document.key)}?status={CommentStatus.OPEN}"
        where = "Svara innan styrelsen beslutar"
        yield MissingItem(f"{what}.", href, group=COMMENTS, where=where)


def _sections(document: Document, resolved: Resolved, book: Book) -> Iterator[MissingItem]:
    kind = registry.kinds().get(document.kind)
    for section in queries.empty_sections(list(document.sections.all())):
        guidance = kind.guidance(section.key, section.title, section.block) if kind else ""
        what = f"Avsnittet är tomt. {guidance}".strip()
        href = address(book, "section-edit", key=document.key, section=section.key)
        yield MissingItem(what, href, group=UNSECTIONED, where=str(section))
    for unresolved in resolved.missing:
        yield MissingItem(
            unresolved.reason, unresolved.href, group=UNSECTIONED, where=unresolved.section or str(document)
        )
    for picture in resolved.undescribed():
        yield MissingItem(picture.sentence, picture.href, group=UNSECTIONED, where=picture.section)
