"""The year's editions: every stored file byte for byte, and what is told of each; and what has no edition.

What the auditors and the kansli have put beside an edition (revisionsberättelse, signed copy) lies in a folder in its own.
"""

from __future__ import annotations

from typing import Any

from archive.state.written import canonical, plain
from auditors.discharge.models import Attachment
from finsam.core.models import Forbund
from finsam.documents.models import Document
from finsam.editions.models import Edition, EditionFile

FOLDER = "handlingar"
LIST = f"{FOLDER}/handlingar.json"


def editions_of(forbund: Forbund, year: int) -> list[Edition]:
    """The year's editions in the order they were stored, with their acts of making public."""
    rows = Edition.objects.filter(forbund_key=forbund.key, year=year)
    return list(rows.prefetch_related("releases").order_by("pk"))


def place_of(file: EditionFile) -> str:
    """Where in the package a file lies."""
    return f"{FOLDER}/{file.edition.document}-{file.edition.number}/{file.name}"


def place_beside(attachment: Attachment, number: int) -> str:
    """Where in the package what was put beside an edition lies; two may have the same name."""
    edition = attachment.edition
    return f"{FOLDER}/{edition.document}-{edition.number}/bilagor/{number}-{attachment.file_name}"


def fields_of(row: Any, *, but: tuple[str, ...] = ()) -> dict[str, Any]:
    """A stored row's own values, as JSON can hold them."""
    names = [field.name for field in row._meta.concrete_fields if field.name not in ("id", "edition", *but)]
    return {name: plain(getattr(row, name), {}) for name in names}


def editions(forbund: Forbund, year: int, *, inside: bool) -> dict[str, bytes]:
    """The files of the year's editions and the list of them; those that show small counts only in an inner package."""
    told: list[dict[str, Any]] = []
    files: dict[str, bytes] = {}
    for edition in editions_of(forbund, year):
        stored = EditionFile.objects.filter(edition=edition).select_related("edition").order_by("pk")
        shown = [file for file in stored if inside or not file.inside]
        files |= {place_of(file): bytes(file.content) for file in shown}
        beside = Attachment.objects.filter(edition=edition).select_related("edition").order_by("pk")
        places = {place_beside(each, number): each for number, each in enumerate(beside, 1)}
        files |= {place: bytes(each.content) for place, each in places.items()}
        told.append(
            {
                **fields_of(edition),
                "files": [{**fields_of(file, but=("content",)), "place": place_of(file)} for file in shown],
                "attachments": [
                    {**fields_of(each, but=("content",)), "place": place} for place, each in places.items()
                ],
                "releases": [fields_of(release) for release in edition.releases.all()],
            }
        )
    return {LIST: canonical({"editions": told, "lacking": lacking(forbund, year)}), **files}


def lacking(forbund: Forbund, year: int) -> list[dict[str, str]]:
    """The year's documents that nothing is stored of, and so aren't in the package: nothing is made up in their place."""
    known = {edition.document for edition in editions_of(forbund, year)}
    documents = Document.objects.filter(forbund=forbund, fiscal_year__year=year).order_by("pk")
    return [
        {"document": each.key, "title": str(each), "status": each.get_status_display()}
        for each in documents
        if each.key not in known
    ]
