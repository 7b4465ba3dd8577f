"""A document as a file: PDF, HTML or Excel. Drafts are cached by the content they are made of."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

from finsam.disclosure.hiding import apply, inner
from finsam.disclosure.publishing import plan_of
from finsam.disclosure.reader import Reader
from finsam.documents.books import open_book
from finsam.documents.models import Document
from finsam.documents.resolve import resolve
from finsam.documents.resolved import Resolved
from finsam.facts.book import Fact
from finsam.rendering.html import assets_of, to_html
from finsam.rendering.pdf.pdf import to_pdf

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KEPT_SECONDS = 24 * 60 * 60
logger = logging.getLogger(__name__)


def resolved_document(document: Document) -> Resolved:
    """The document resolved with a book of its own."""
    return resolve(document, open_book(document.forbund, document.fiscal_year.year))


def pdf_of(resolved: Resolved, made: datetime | None = None) -> bytes:
    """The PDF, drawn once for the same content: it is a pure function of HTML, pictures and the time it was made.

    Without `made` that is the time when the content was first drawn; with it, the same bytes come out each time.
    """
    html, assets = to_html(resolved), assets_of(resolved)
    digest = hashlib.sha256(html.encode())
    for name in sorted(assets):  # pictures, and the print style that may change between versions
        digest.update(hashlib.sha256(assets[name]).digest())
    if made is not None:
        digest.update(made.isoformat().encode())
    key = f"pdf:{digest.hexdigest()}"
    pdf = _kept(key)
    if pdf is None:
        pdf = to_pdf(html, assets, made or timezone.localtime())
        _keep(key, pdf)
    return pdf


def _kept(key: str) -> bytes | None:
    """A PDF from the cache; one that can't be read isn't there."""
    try:
        kept = cache.get(key)
    except Exception:  # whatever the cache is made of, and however it fails
        logger.exception("The cache could not be read.")
        return None
    return kept if isinstance(kept, bytes) and kept.startswith(b"%PDF") else None


def _keep(key: str, pdf: bytes) -> None:
    """Put a PDF in the cache; where it is full or can't be written, the next reader waits for it again."""
    try:
        cache.set(key, pdf, KEPT_SECONDS)
    except Exception:  # as above: the drawn PDF is never lost
        logger.exception("The cache could not be written.")


def edition_of(document: Document, *, inside: bool = False) -> Resolved:
    """The document resolved as it may be published, or with `inside` as it is, with a word that says so."""
    resolved = resolved_document(document)
    hiding = plan_of(document, resolved)
    if inside:
        return inner(resolved, hiding)
    return apply(resolved, hiding, document.forbund.suppression_threshold)


def render(
    document: Document,
    form: str,
    *,
    inside: bool = False,
    reader: Reader | None = None,
    made: datetime | None = None,
) -> bytes:
    """The document's bytes in a form: pdf, html or xlsx, as they may be published. Raises KeyError for another.

    With `inside`, small counts of people are shown, and every page says so. For a reader who doesn't see all counts
    it is the document as that reader may have it. `made` is the time that stands in the file, for an edition that is
    to come out the same again; without it, now.
    """
    from finsam.rendering.xlsx.xlsx import tables_to_xlsx

    if reader is None or reader.everything:
        resolved = edition_of(document, inside=inside)
    else:
        resolved = reader.document(document, resolve(document, reader.book), file=True)
    return {
        "pdf": lambda: pdf_of(resolved, made),
        "html": lambda: to_html(resolved).encode(),
        "xlsx": lambda: tables_to_xlsx(
            resolved.tables(),
            title=resolved.name,
            forbund=resolved.cover.forbund,
            edition=resolved.edition,
            made=made,
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
