"""What is asked of the editions; without their files, which are large."""

from __future__ import annotations

from finsam.core.models import Forbund
from finsam.documents.models import SETTLED, Document
from finsam.editions.models import Edition, EditionFile, FileForm


def of_forbund(forbund: Forbund) -> list[Edition]:
    """Every edition of a förbund, newest year first and newest first in it."""
    return list(Edition.objects.filter(forbund_key=forbund.key).order_by("-year", "-at", "-pk"))


def pdf_digests(editions: list[Edition]) -> dict[int, str]:
    """The SHA-256 of each edition's published PDF."""
    rows = EditionFile.objects.filter(edition__in=editions, form=FileForm.PDF, inside=False)
    return dict(rows.values_list("edition", "sha256"))


def of_document(document: Document) -> list[Edition]:
    """A document's editions, newest first."""
    rows = Edition.objects.filter(
        forbund_key=document.forbund.key, year=document.fiscal_year.year, document=document.key
    )
    return list(rows.order_by("-number"))


def next_number(document: Document) -> int:
    """The number of the edition that a document gets next, from 1."""
    last = last_proposed(document)
    return last.number + 1 if last else 1


def last_proposed(document: Document) -> Edition | None:
    """The edition that was last proposed, decided or signed."""
    return next(iter(of_document(document)), None)


def settled(document: Document) -> Edition | None:
    """The edition that a settled document is; None for what isn't settled, or was settled before it was stored."""
    if document.status not in SETTLED or document.stored_at is None:
        return None
    return next((edition for edition in of_document(document) if edition.settled), None)


def file_of(edition: Edition, form: str, *, inside: bool = False) -> EditionFile | None:
    """One of the edition's files; the published one where there is no inner."""
    rows = EditionFile.objects.filter(edition=edition, form=form)
    return (rows if inside else rows.filter(inside=False)).order_by("-inside").first()


def files_of(edition: Edition) -> list[EditionFile]:
    """All files of an edition, without their bytes."""
    rows = EditionFile.objects.filter(edition=edition).defer("content")
    return sorted(rows, key=lambda file: (list(FileForm).index(FileForm(file.form)), file.inside))


def stored(document: Document, form: str, *, inside: bool = False) -> bytes | None:
    """The bytes that a settled document is handed out as; None for what has no edition."""
    edition = settled(document)
    file = file_of(edition, form, inside=inside) if edition else None
    return bytes(file.content) if file else None
