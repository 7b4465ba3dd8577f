"""What has changed on one page for the board: what doesn't fit is counted, and said where to find."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from finsam.disclosure.reader import EVERYTHING, Reader
from finsam.documents.books import open_book
from finsam.documents.models import Document
from finsam.editions.comparison import Changes, told
from finsam.editions.serialized import Unreadable
from finsam.editions.versions import Version, changes_between, chosen, versions_of
from finsam.rendering.drafts import SOURCES
from finsam.rendering.files import PUBLISHED, Source
from finsam.rendering.pdf.one_page import to_one_page
from finsam.rendering.pdf.pdf import RenderError, page_style, print_assets

CHANGES = "changes"  # what the drawing is called
SINCE_PROPOSAL, SINCE_DECISION, SINCE = "Ändringar sedan förslaget", "Ändringar sedan beslutet", "Ändringar"
FOLLOWING = 6  # totals that the amounts have moved
# How many amounts and lines are tried, until they fit.
TRIED = (60, 44, 34, 26, 20, 15, 11, 8, 5, 3, 1)


def source_of_changes(document: Document, audience: str, old: str, new: str) -> Source:
    """The page on two versions of a document, by their names, as an audience may have it in a file. Raises RenderError."""
    book = open_book(document.forbund, document.fiscal_year.year)
    reader = Reader.of(book, EVERYTHING if audience == PUBLISHED else audience)
    pair = chosen(versions_of(document, reader, file=True), old, new)
    if pair is None:
        raise RenderError("Det finns inget att jämföra med än.")
    try:
        pages = list(pages_of(document, *pair, changes_between(document, *pair, audience)))
    except Unreadable as error:
        raise RenderError(str(error)) from error
    return Source(pages[0], print_assets(), partial(to_one_page, less=pages[1:]))


SOURCES.add(CHANGES, source_of_changes)


def pages_of(document: Document, old: Version, new: Version, changes: Changes) -> Iterator[str]:
    """The page as HTML, with all that has changed and then with less and less."""
    amounts, lines = told.entered(changes), told.lines(changes)
    following = [amount for amount in told.following(changes) if amount.figure.fact.unit == "kr"]
    title = SINCE_PROPOSAL if old.proposed else SINCE
    if old.revised:
        title = SINCE_DECISION
    head = f"{document.forbund.name} · {document} · {title}"
    context: dict[str, Any] = {
        "document": document,
        "forbund": document.forbund,
        "title": title,
        "name": f"{title}: {document}",
        "old": old,
        "new": new,
        "changes": changes,
        "summary": told.summary(changes),
        "style": mark_safe(page_style(head, accent=document.forbund.accent)),
    }
    before = None
    for most in (len(amounts) + len(lines), *TRIED):
        shown = _shared(len(amounts), len(lines), most)
        if shown != before:
            more = {
                "amounts": amounts[: shown[0]],
                "following": following[: min(FOLLOWING, shown[0])],
                "lines": lines[: shown[1]],
                "more_amounts": len(amounts) - shown[0],
                "more_lines": len(lines) - shown[1],
            }
            yield render_to_string("web/changes_print.html", context | more)
        before = shown


def _shared(amounts: int, lines: int, most: int) -> tuple[int, int]:
    """How many amounts and how many lines are shown of at most so many together: half of each, if both fill it."""
    half = (most + 1) // 2
    of_amounts = min(amounts, max(half, most - lines))
    return of_amounts, min(lines, most - of_amounts)
