"""What an item says, with its figures as a reader sees them."""

from __future__ import annotations

from django.utils.html import escape

from finsam.disclosure.reader import Reader
from finsam.facts.book import Fact
from finsam.facts.figures import Filled, fill


def said(html: str, reader: Reader) -> Filled:
    """Prose with its bound figures filled in; small counts that the reader doesn't see aren't."""

    def shown(fact: Fact, text: str) -> str:
        return f'<data class="fact" value="{escape(fact.key)}">{escape(reader.said(fact, text))}</data>'

    filled = fill(html, reader.book, shown)
    return Filled(filled.html, tuple(fact for fact in filled.facts if not reader.hides(fact)), filled.missing)
