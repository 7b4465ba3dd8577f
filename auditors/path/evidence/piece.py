"""A piece of evidence: what is known of one thing in the year, or that nothing is, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from finsam.checks.reconciliation import Outcome, reconcile
from finsam.comments.reading import tells
from finsam.core.tenancy.access import TenantContext, address
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.money import show
from finsam.disclosure.reader import WITHHELD, Reader, reader_of
from finsam.documents.books import open_book
from finsam.facts.book import Book, Fact, where

MOST = 6  # things that a piece lists; the rest stand where they are

# What a piece says at once, in a word beside its shape
NOTED, CLEAN, LOOK, LACKING = "", "done", "varning", "late"
WORDS = {NOTED: "Underlag", CLEAN: "Inget avviker", LOOK: "Se efter", LACKING: "Saknas"}


@dataclass(frozen=True, slots=True)
class Point:
    """One thing of several that a piece lists: its words, what is said of it, and its page."""

    label: str
    text: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is known of one thing: a name, a sentence, where it stands, what it is good for, and some of its parts."""

    key: str
    label: str
    said: str
    href: str
    help: str
    state: str = NOTED
    points: tuple[Point, ...] = ()
    more: int = 0
    opened: bool = False

    @property
    def word(self) -> str:
        """`Se efter`."""
        return WORDS[self.state]


@dataclass
class Look:
    """A visitor's look at a year."""

    tenant: TenantContext
    _pages: dict[str, str] = field(default_factory=dict)

    @cached_property
    def book(self) -> Book:
        """The year's facts."""
        return open_book(self.tenant.forbund, self.year)

    @cached_property
    def reader(self) -> Reader:
        """What the visitor sees of counts of people."""
        return reader_of(self.tenant, self.book)

    @cached_property
    def outcome(self) -> Outcome:
        """What the reconciliation found."""
        return reconcile(self.tenant.here)

    @property
    def year(self) -> int:
        """The year that is looked at."""
        return self.tenant.here.year

    @property
    def audits(self) -> bool:
        """Whether the visitor is an auditor."""
        return Permission.AUDIT in self.tenant.permissions

    def page(self, name: str, **arguments: object) -> str:
        """The address of a page of the year."""
        return address(self.tenant, name, **arguments)

    def told(self, words: str) -> str:
        """What somebody has written, or what stands in its place for those who don't see small counts."""
        return WITHHELD if tells("", words, self.reader) else words

    def figure(self, fact: Fact) -> Point:
        """A figure of the year as one of a piece's parts."""
        text = self.reader.said(fact, show(fact.value, fact.unit, fact.decimals))
        return Point(f"{where(fact)}: {fact.label}", text, self.page("fact", key=fact.key))

    def figures(self, *keys: str) -> list[Point]:
        """Those of some figures that are known."""
        facts = [self.book.get(f"{key}@{self.year}") for key in keys]
        return [self.figure(fact) for fact in facts if fact is not None and fact.value is not None]


Make = Callable[[Look], Iterator[Piece]]


def piece(
    key: str,
    label: str,
    said: str,
    href: str,
    about: str,
    *,
    state: str = NOTED,
    points: Iterable[Point] = (),
    opened: bool = False,
) -> Piece:
    """A piece with as many of its parts as it lists."""
    known = tuple(points)
    return Piece(key, label, said, href, about, state, known[:MOST], max(len(known) - MOST, 0), opened)


def lacks(key: str, label: str, said: str, href: str, about: str) -> Piece:
    """That nothing is known of it, said aloud."""
    return Piece(key, label, said, href, about, LACKING)


def counted(number: int, single: str, several: str) -> str:
    """`1 kontroll`, `3 kontroller`, `inga kontroller`."""
    if number == 1:
        return f"1 {single}"
    return f"{number or 'inga'} {several}"
