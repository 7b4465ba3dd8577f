"""What is printed, on a page: where its figures lead, and a block among other things."""

from __future__ import annotations

from django.http import Http404

from finsam.core.tenancy.access import TenantContext, address
from finsam.disclosure.reader import reader_of
from finsam.documents import queries
from finsam.documents.books import open_book
from finsam.documents.models import Document
from finsam.documents.registry import BLOCKS
from finsam.documents.resolve import resolve_block
from finsam.facts.book import Book
from finsam.rendering.html import context_of


def screen_addresses(tenant: TenantContext) -> dict[str, str]:
    """Where figures and pictures on the screen lead: addresses that end where the key goes."""
    return {
        "fact_url": address(tenant, "facts"),
        "picture_url": address(tenant, "pictures"),
    }


def book_of(tenant: TenantContext) -> Book:
    """A fresh book of the visit's förbund and year."""
    return open_book(tenant.forbund, tenant.here.year)


def document_of(tenant: TenantContext, key: str) -> Document:
    """A document through the door, with its sections."""
    for document in queries.documents(tenant.forbund, tenant.here.year):
        if document.key == key:
            return document
    raise Http404("Dokumentet finns inte.")


def on_screen(tenant: TenantContext, book: Book, block: str, options: dict | None = None) -> dict:
    """What a template needs to show a block's pieces: `pieces`, each with its template, and `fact_url`."""
    resolved = reader_of(tenant, book).resolved(resolve_block(BLOCKS[block], book, options or {}))
    context = context_of(resolved, **screen_addresses(tenant))
    return {"pieces": context["parts"][0]["pieces"], "fact_url": context["fact_url"]}
