"""A document as a file: PDF, HTML or Excel. Drafts are cached by the content they are made of."""

from __future__ import annotations

import hashlib

from django.core.cache import cache

from finsam.documents.facts import Book, Fact
from finsam.documents.html import assets_of, to_html
from finsam.documents.models import Document
from finsam.documents.pdf import to_pdf
from finsam.documents.publishing import plan_of
from finsam.documents.resolve import Resolved, resolve
from finsam.documents.suppress import apply, inner
from finsam.documents.xlsx import tables_to_xlsx

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KEPT_SECONDS = 24 * 60 * 60


def resolved_document(document: Document) -> Resolved:
    """The document resolved with a book of its own."""
    return resolve(document, Book(document.forbund, document.fiscal_year.year))


def pdf_of(resolved: Resolved) -> bytes:
    """The PDF, drawn once for the same content: it is a pure function of HTML and pictures."""
    html, assets = to_html(resolved), assets_of(resolved)
    digest = hashlib.sha256(html.encode())
    for name in sorted(assets):  # pictures, and the print style that may change between versions
        digest.update(hashlib.sha256(assets[name]).digest())
    key = f"pdf:{digest.hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = to_pdf(html, assets)
        cache.set(key, found, KEPT_SECONDS)
    return found


def edition_of(document: Document, *, inside: bool = False) -> Resolved:
    """The document resolved as it may be published, or with `inside` as it is, with a word that says so."""
    resolved = resolved_document(document)
    hiding = plan_of(document, resolved)
    if inside:
        return inner(resolved, hiding)
    return apply(resolved, hiding, document.forbund.suppression_threshold)


def render(document: Document, form: str, *, inside: bool = False) -> bytes:
    """The document's bytes in a form: pdf, html or xlsx, as they may be published. Raises KeyError for another.

    With `inside`, small counts of people are shown, and every page says so.
    """
    resolved = edition_of(document, inside=inside)
    return {
        "pdf": lambda: pdf_of(resolved),
        "html": lambda: to_html(resolved).encode(),
        "xlsx": lambda: tables_to_xlsx(
            resolved.tables(),
            title=resolved.name,
            forbund=resolved.cover.forbund,
            edition=resolved.edition,
        ),
    }[form]()


def hidden_in(document: Document) -> list[Fact]:
    """The figures that the document prints and its published edition doesn't."""
    resolved = resolved_document(document)
    return plan_of(document, resolved).printed_hidden(resolved)


def file_name(document: Document, form: str, *, inside: bool = False) -> str:
    """`kramfors-verksamhetsplan-2024.pdf`, or `…-2024-inre.pdf`."""
    ending = "-inre" if inside else ""
    return f"{document.forbund.key}-{document.kind}-{document.fiscal_year.year}{ending}.{form}"
