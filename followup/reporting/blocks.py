"""Block `underskrifter`: the page that the board signs on paper."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.html import escape

from finsam.core.values import periods
from finsam.documents.models import Document
from finsam.documents.options import CaptionOptions, KeyField
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import SIGNATURE, Cell, Column, Html, Row, Table
from finsam.organisation import queries
from finsam.organisation.blocks import bodies_offered, body_meant
from finsam.organisation.models import BodyKind, Seat, SeatRole
from followup.accounts.blocks.statements import missing, texts_of

SIGNING = (SeatRole.CHAIR, SeatRole.VICE_CHAIR, SeatRole.REGULAR)
BLANK = '<span class="blank"></span>'  # a line to write on


class SignaturesOptions(CaptionOptions):
    """Whose signatures, and on which day."""

    body = KeyField(label="Organ", help_text="Lämna tomt för styrelsen.")
    on = forms.DateField(
        label="Undertecknas den", required=False, help_text="Lämna tomt för dagen i bokslutets texter."
    )

    offered = {"body": bodies_offered}
    meant = {"body": body_meant}


@block(
    "underskrifter",
    label="Underskrifter",
    group=Group.YEAR,
    options=SignaturesOptions,
    help="De som sitter i styrelsen den dag årsredovisningen undertecknas: namn, funktion och en rad att skriva på.",
    edit_url="people",
)
def signatures(book: Book, options: dict, document: Document | None):
    """Place and date, and a line for each who sits that day: name and function, never for which member.

    Nationella rådet: a ledamot signs in the own function; for one who has left, the one sitting signs.
    """
    texts = texts_of(book)
    on = options["on"]
    day = date.fromisoformat(on) if isinstance(on, str) and on else on
    day = day or (texts.signed_on if texts else None) or (document and document.decided_on)
    if not day:
        yield missing("Underskrifterna visas när det är bestämt vilken dag årsredovisningen undertecknas.")
        return
    place = escape(texts.signed_at) if texts and texts.signed_at else BLANK
    yield Html("ort-och-dag", f'<p class="signed">{place} den {periods.long_date(day)}</p>')
    seats = signing(book, day, options["body"])
    if not seats:
        yield missing("Ingen är inskriven som ledamot den dagen.")
        return
    columns = (Column("funktion", "Funktion", kind="text"), Column("underskrift", "Underskrift", kind="text"))
    rows = tuple(
        Row(
            seat.key,
            seat.person.name,
            {"funktion": Cell(text=str(seat.get_role_display()))},
            dress=SIGNATURE,
        )
        for seat in seats
    )
    title = "Styrelsens underskrifter"
    yield Table("underskrifter", title, columns, rows, row_label="Namn", shape="list")


def signing(book: Book, day: date, body: str = "") -> list[Seat]:
    """Who signs on a day, the chair first: those seated in the body by that key, else in the board."""
    seats = [
        seat
        for seat in book.read(queries.seats)
        if seat.sits_on(day)
        and seat.role in SIGNING
        and (seat.body.key == body if body else seat.body.kind == BodyKind.BOARD)
    ]
    return sorted(seats, key=lambda seat: SIGNING.index(seat.role))
