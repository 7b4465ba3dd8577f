"""A document as a file: PDF, HTML, Excel or Word, made here and now. PDFs that people wait for are drawn by way of `drafts`."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from finsam.core.values.periods import long_date
from finsam.disclosure.hiding import apply, inner
from finsam.disclosure.publishing import plan_of
from finsam.disclosure.reader import Reader
from finsam.documents.books import open_book
from finsam.documents.models import PROPOSED, Document
from finsam.documents.resolve import resolve
from finsam.documents.resolved import Resolved
from finsam.facts.book import Fact
from finsam.rendering.html import Attached, FigureLinks, assets_of, to_html, to_page
from finsam.rendering.models import Draft
from finsam.rendering.pdf.pdf import to_pdf

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
# The audiences of those who see everything; others have their reader's.
PUBLISHED, INSIDE = "published", "inside"
logger = logging.getLogger(__name__)


def resolved_document(document: Document) -> Resolved:
    """The document resolved with a book of its own."""
    return resolve(document, open_book(document.forbund, document.fiscal_year.year))


@dataclass(frozen=True)
class Source:
    """What a PDF is made of: the page for print, its pictures, styles and fonts by their names, and what draws it if not `to_pdf`."""

    html: str
    assets: Mapping[str, bytes]
    drawn_by: Callable[..., bytes] | None = None

    @classmethod
    def of(
        cls, resolved: Resolved, leads: FigureLinks | None = None, attached: Attached | None = None
    ) -> Source:
        """That of a resolved document; what is stored has figures that lead somewhere, and a file that goes with it."""
        return cls(to_html(resolved, leads, attached), assets_of(resolved, attached))

    def digest(self, made: datetime | None = None) -> str:
        """A name of the content, and of the time that stands in the file where one is given."""
        digest = hashlib.sha256(self.html.encode())
        for name in sorted(self.assets):  # pictures, and the print style that may change between versions
            digest.update(hashlib.sha256(self.assets[name]).digest())
        if made is not None:
            digest.update(made.isoformat().encode())
        return digest.hexdigest()


def pdf_of(
    document: Any, source: Source, made: datetime | None = None, draw: Callable[..., bytes] = to_pdf
) -> bytes:
    """The PDF, drawn here unless it has been: it is a pure function of its source and of the time it was made.

    Without `made` that is the time when the content was first drawn; with it, the same bytes come out each time.
    """
    owner, content = document.forbund.key, source.digest(made)
    try:
        kept = Draft.of_content(owner, content)
    except DatabaseError:
        logger.exception("The drafts could not be read.")
        kept = None
    if kept is not None:
        return kept
    pdf = draw(source.html, source.assets, made or timezone.localtime())
    try:
        with transaction.atomic():  # a table that is full or can't be written never costs the drawn PDF
            Draft.objects.update_or_create(
                forbund_key=owner, key=content, defaults={"content": content, "pdf": pdf}
            )
    except DatabaseError:
        logger.exception("The draft could not be kept.")
    return pdf


def rendition_of(document: Document, *, inside: bool = False) -> Resolved:
    """The document resolved as it may be published, or with `inside` as it is, with a word that says so."""
    resolved = resolved_document(document)
    hiding = plan_of(document, resolved)
    if inside:
        return as_working_copy(document, inner(resolved, hiding))
    return as_working_copy(document, apply(resolved, hiding, document.forbund.suppression_threshold))


def as_working_copy(document: Document, resolved: Resolved) -> Resolved:
    """What is made of a proposal after it was stored says so on every page: it may differ from what was sent out."""
    if document.status not in PROPOSED or document.stored_at is None:
        return resolved
    day = long_date(timezone.localtime(document.stored_at).date())
    word = f"Arbetsexemplar efter förslaget {day}"
    return replace(resolved, rendition=" · ".join(filter(None, (word, resolved.rendition))))


def audience_of(reader: Reader | None, *, inside: bool = False) -> str:
    """Whom a file is made for: a word that says exactly what it may show."""
    if reader is not None and not reader.everything:
        return reader.audience
    return INSIDE if inside else PUBLISHED


def rendition_for(document: Document, audience: str) -> Resolved:
    """The document resolved as an audience may have it in a file."""
    if audience in (PUBLISHED, INSIDE):
        return rendition_of(document, inside=audience == INSIDE)
    reader = Reader.of(open_book(document.forbund, document.fiscal_year.year), audience)
    return as_working_copy(document, reader.document(document, resolve(document, reader.book), file=True))


def render(
    document: Document,
    form: str,
    *,
    inside: bool = False,
    reader: Reader | None = None,
    made: datetime | None = None,
) -> bytes:
    """The document's bytes in a form: pdf, html, xlsx or docx, as they may be published. Raises KeyError for another.

    With `inside`, small counts of people are shown, and every page says so. For a reader who doesn't see all counts
    it is the document as that reader may have it. `made` is the time that stands in the file, for a rendition that is
    to come out the same again; without it, now.
    """
    from finsam.rendering.docx.docx import to_docx

    resolved = rendition_for(document, audience_of(reader, inside=inside))
    return {
        "pdf": lambda: pdf_of(document, Source.of(resolved), made),
        "html": lambda: to_page(resolved).encode(),
        "xlsx": lambda: workbook_of(resolved, made),
        "docx": lambda: to_docx(resolved, made=made),
    }[form]()


def workbook_of(resolved: Resolved, made: datetime | None = None) -> bytes:
    """A document's tables in Excel."""
    from finsam.rendering.xlsx.xlsx import tables_to_xlsx

    return tables_to_xlsx(
        resolved.tables(),
        title=resolved.name,
        forbund=resolved.cover.forbund,
        rendition=resolved.rendition,
        made=made,
    )


def hidden_in(document: Document) -> list[Fact]:
    """The figures that the document prints and its published rendition doesn't."""
    resolved = resolved_document(document)
    return plan_of(document, resolved).printed_hidden(resolved)


def file_name(document: Document, form: str, *, inside: bool = False) -> str:
    """`kramfors-verksamhetsplan-2024.pdf`, or `…-2024-inre.pdf`."""
    ending = "-inre" if inside else ""
    name = document.key if document.revision else document.kind
    return f"{document.forbund.key}-{name}-{document.fiscal_year.year}{ending}.{form}"
