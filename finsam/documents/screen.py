"""A block among other things on a page."""

from __future__ import annotations

from finsam.documents.facts import Book
from finsam.documents.html import context_of
from finsam.documents.reader import reader_of
from finsam.documents.registry import find_block
from finsam.documents.resolve import resolve_block
from finsam.documents.views.documents import screen_addresses
from finsam.doors import Visit


def on_screen(visit: Visit, book: Book, block: str, options: dict | None = None) -> dict:
    """What a template needs to show a block's pieces: `pieces`, each with its template, and `fact_url`."""
    resolved = reader_of(visit, book).resolved(resolve_block(find_block(block), book, options or {}))
    context = context_of(resolved, **screen_addresses(visit))
    return {"pieces": context["parts"][0]["pieces"], "fact_url": context["fact_url"]}
