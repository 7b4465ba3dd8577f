"""Medlemsbladet: a member's sheet as one page of A4, drawn as documents are, with small counts hidden as in what is published."""

from __future__ import annotations

from functools import partial

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from finsam.disclosure.reader import Reader
from finsam.documents.books import open_book
from finsam.documents.models import Document
from finsam.documents.registry import BLOCKS
from finsam.documents.resolve import resolve_block
from finsam.organisation import queries
from finsam.rendering.drafts import SOURCES
from finsam.rendering.files import Source
from finsam.rendering.html import assets_of, context_of
from finsam.rendering.pdf.one_page import to_one_page
from finsam.rendering.pdf.pdf import RenderError, page_style, print_assets

MEMBER = "medlemsblad"  # what the drawing is called


def source_of_sheet(document: Document, audience: str, member: str) -> Source:
    """The sheet of a member by its key, in a document's year. It is handed on, so that nobody's shows small counts.

    Raises RenderError where there is no such member.
    """
    book = open_book(document.forbund, document.fiscal_year.year)
    named = {each.key: each.name for each in book.read(queries.members)}
    if member not in named:
        raise RenderError("Medlemmen finns inte.")
    resolved = Reader(book).resolved(resolve_block(BLOCKS[MEMBER], book, {"member": member}))
    forbund, title = document.forbund, f"{named[member]} {book.year}"
    style = page_style(f"{forbund.name} · {title}", accent=forbund.accent)
    pages = [
        render_to_string(
            "followup/member_sheet.html",
            {
                **context_of(resolved),
                "forbund": forbund,
                "title": title,
                "tight": tight,
                "style": mark_safe(style),
            },
        )
        for tight in (False, True)
    ]
    # Fitted to one page, whatever the förbund's theme.
    assets = {**assets_of(resolved), **print_assets()}
    return Source(pages[0], assets, partial(to_one_page, less=pages[1:]))


SOURCES.add(MEMBER, source_of_sheet)
