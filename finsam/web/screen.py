"""A block among other things on a page."""

from __future__ import annotations

from finsam.core.tenancy.access import TenantContext
from finsam.disclosure.reader import reader_of
from finsam.documents.registry import BLOCKS
from finsam.documents.resolve import resolve_block
from finsam.facts.book import Book
from finsam.rendering.html import context_of
from finsam.web.views.documents import screen_addresses


def on_screen(tenant: TenantContext, book: Book, block: str, options: dict | None = None) -> dict:
    """What a template needs to show a block's pieces: `pieces`, each with its template, and `fact_url`."""
    resolved = reader_of(tenant, book).resolved(resolve_block(BLOCKS[block], book, options or {}))
    context = context_of(resolved, **screen_addresses(tenant))
    return {"pieces": context["parts"][0]["pieces"], "fact_url": context["fact_url"]}
