"""What a decision locks of a document: the document itself, its sections, and the notes of what was handed out."""

from __future__ import annotations

from django.db.models import Q
from django.utils.timezone import localtime

from finsam.core.states import locks
from finsam.documents.models import SETTLED, Document, Publication, Section
from finsam.editions.models import PACK, Edition


@locks("documents.document")
def document(document: Document) -> str:
    """Why a settled document can't be changed, whichever way somebody comes."""
    if document.pk is None or document.status not in SETTLED:
        return ""
    return (
        f"”{document}” är {document.get_status_display().lower()} och ändras inte mer. "
        "Behöver något ändras gör du en revidering: välj Revidera på dokumentets sida."
    )


@locks("documents.section")
def section(section: Section) -> str:
    """Why the section can't be changed, added or removed: its document's reason, read anew."""
    return document(Document._base_manager.select_related("fiscal_year").get(pk=section.document_id))


@locks("documents.publication")
def publication(note: Publication) -> str:
    """A note of what an edition told stays as long as the edition does, also when it was handed out among a meeting's papers."""
    if note.pk is None:
        return ""
    of = note.document
    its_own = Q(year=of.fiscal_year.year, document=of.key)
    rows = Edition.unscoped.filter(its_own | Q(kind=PACK), forbund_key=of.forbund.key)
    if note.published_on not in {localtime(at).date() for at in rows.values_list("at", flat=True)}:
        return ""
    return (
        "Handlingen är lagrad den dagen och kan ha lämnats ut, så anteckningen står kvar. "
        "Det som den har berättat räknas som känt."
    )
