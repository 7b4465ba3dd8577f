"""What a förbund still has to tell of itself: its details, its members, and who sits on its board."""

from __future__ import annotations

from collections.abc import Iterator

from finsam.core.tenancy.permissions import Permission
from finsam.facts.book import Book
from finsam.organisation import queries
from finsam.organisation.models import BodyKind, MemberKind
from finsam.web.missing import BEGINNING, MissingItem, address, finds_missing

DETAILS, MEMBERS, BOARD = "Förbundets uppgifter", "Medlemmar och andelar", "Styrelse och andra personer"


@finds_missing(Permission.EDIT_FORBUND)
def organisation(book: Book) -> Iterator[MissingItem]:
    """What documents print of the förbund itself."""
    lacking = _details(book)
    why = f"Det saknas {' och '.join(lacking)}." if lacking else ""
    yield MissingItem("Skriv in förbundets uppgifter", address(book, "forbund"), why, done=not lacking)
    parties = _parties(book)
    why = f"{', '.join(parties)} finns inte bland medlemmarna." if parties else ""
    yield MissingItem(
        "Skriv in medlemmarna", address(book, "members-several"), why, done=not parties, begun=True
    )
    board = _board(book)
    why = "" if board else "Ingen sitter i styrelsen, och antalet ledamöter är inte angivet."
    yield MissingItem("Skriv in styrelsen", address(book, "seats-several"), why, done=board)


@finds_missing(Permission.EDIT_FORBUND, BEGINNING)
def begin_organisation(book: Book) -> Iterator[MissingItem]:
    """The same, as a new förbund begins: shares too."""
    lacking, parties, board = _details(book), _parties(book), _board(book)
    why = "Säte, kontaktvägar, färg och logotyp." if lacking else ""
    yield MissingItem(DETAILS, address(book, "forbund"), why, done=not lacking)
    members = [member for member in book.read(queries.members) if member.is_in(book.year)]
    without = [member for member in members if member.owner_share is None]
    why = f"{len(members) - len(without)} av {len(members)} har andel." if without else ""
    done = not parties and not without
    yield MissingItem(MEMBERS, address(book, "members-several"), why, done=done, begun=True)
    why = "" if board else "De som ska stå i planen och skriva under den."
    yield MissingItem(BOARD, address(book, "seats-several"), why, done=board)


def _details(book: Book) -> list[str]:
    """What isn't told of the förbund."""
    forbund = book.forbund
    told = {"säte": forbund.seat, "någon kontaktväg": forbund.web or forbund.email or forbund.phone}
    return [name for name, value in told.items() if not value]


def _parties(book: Book) -> list[str]:
    """The kinds of members that the law asks for and that aren't there (1 § lagen (2003:1210))."""
    kinds = {member.kind for member in book.read(queries.members) if member.is_in(book.year)}
    return [str(kind.label) for kind in MemberKind if kind not in kinds]


def _board(book: Book) -> bool:
    """Whether somebody sits on the board, or it is told how many do."""
    bodies = [body for body in book.read(queries.bodies).values() if body.kind == BodyKind.BOARD]
    seated = {seat.body_id for seat in book.read(queries.seats)}
    return any(body.pk in seated or body.regular_count for body in bodies)
