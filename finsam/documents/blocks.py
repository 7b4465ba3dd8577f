"""The blocks that a document has of itself: a picture, and its decision."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.utils.html import escape

from finsam.core.queries import pictures
from finsam.core.values import periods
from finsam.documents.models import SETTLED, Document
from finsam.documents.options import BlockOptions, KeyField, Settings
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import Html, Picture, Piece


class PictureOptions(BlockOptions):
    """Which picture, and the words under it."""

    picture = KeyField(label="Bild", help_text="Välj bland förbundets bilder.")
    caption = forms.CharField(label="Bildtext", required=False, initial="")

    offered = {
        "picture": lambda book: [(picture.key, picture.name) for picture in book.read(pictures).values()]
    }


@block(
    "bild",
    label="Bild",
    group=Group.PICTURES,
    options=PictureOptions,
    help="En uppladdad bild med beskrivning.",
    edit_url="pictures",
)
def picture(book: Book, options: Settings, _: Document | None) -> Iterator[Piece]:
    """An uploaded picture with its description."""
    chosen = book.read(pictures).get(options["picture"])
    if chosen is None:
        yield Html("tom", "<p>Bilden visas när den har laddats upp.</p>")
    else:
        yield Picture(chosen.key, chosen.key, chosen.alt or chosen.name, options["caption"])


class DecisionOptions(BlockOptions):
    """Which sentence."""

    form = forms.ChoiceField(
        label="Mening",
        choices=[("beslutad", "Planen är beslutad"), ("faststalls", "Planen fastställs")],
        initial="beslutad",
    )


# By the sentence that is asked for, and whether it is decided
VERBS = {
    ("faststalls", True): "fastställdes",
    ("faststalls", False): "fastställs",
    ("beslutad", True): "är beslutad",
    ("beslutad", False): "behandlas",
}


@block(
    "beslut",
    label="Beslutsmening",
    group=Group.YEAR,
    options=DecisionOptions,
    help="När och av vem dokumentet beslutas.",
)
def decision(book: Book, options: Settings, document: Document | None) -> Iterator[Piece]:
    """The sentence that says when and by whom the document is decided."""
    if document is None or document.decided_on is None:
        yield Html("beslut", "<p>Beslutsdagen är inte bestämd.</p>")
        return
    day = periods.long_date(document.decided_on)
    paragraph = f", §\u00a0{document.paragraph.lstrip('§ ')}" if document.paragraph else ""
    verb = VERBS[options["form"], document.status in SETTLED]
    sentence = f"{document} {verb} av {document.decided_by} den {day}{paragraph}."
    yield Html("beslut", f"<p>{escape(sentence)}</p>")
