"""What has been published, so that nothing published later lets a small count be worked out from it.

A publication is noted by hand when a document is handed out. It keeps what the published rendition told, not the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from finsam.core.caching.computed import computed
from finsam.core.models import Forbund
from finsam.disclosure.knowledge import Plan, PublishedKnowledge, plan, told_by
from finsam.disclosure.problem import Relation
from finsam.documents.models import Document, Publication
from finsam.documents.resolved import Resolved


def earlier(document: Document) -> list[PublishedKnowledge]:
    """What the förbund has published before, in any document of any year."""
    return told(document.forbund)


def told(forbund: Forbund) -> list[PublishedKnowledge]:
    """What a förbund has published, in the order that it was."""
    rows = Publication.objects.filter(forbund=forbund).order_by("published_on", "pk")
    return [_told(row.data) for row in rows]


def plan_of(document: Document, resolved: Resolved) -> Plan:
    """What the document's published rendition hides; `resolved` is the document as it is stored."""
    return computed(
        document.forbund,
        ("published", document.pk),
        lambda: plan(resolved, document.forbund.suppression_threshold, earlier(document)),
    )


def publications(document: Document) -> list[Publication]:
    """When the document has been published, newest first."""
    rows = Publication.objects.filter(forbund=document.forbund_id, document=document)
    return list(rows.order_by("-published_on", "-pk"))


def noted(document: Document, resolved: Resolved, *, day: date, by_name: str) -> Publication:
    """What is to be remembered of the published rendition as it stands now; not saved."""
    told = told_by(resolved, plan_of(document, resolved), document.forbund.suppression_threshold)
    return Publication(
        forbund=document.forbund, document=document, published_on=day, by_name=by_name, data=_data(told)
    )


def noted_together(
    documents: Iterable[tuple[Document, Resolved]], *, day: date, by_name: str
) -> list[tuple[Document, Resolved, Plan, Publication]]:
    """What is hidden in each of several documents that are handed out together, and what is to be remembered; not saved.

    Each is hidden with the ones before it known, so that they tell nothing together that one of them hides.
    """
    made = []
    known: list[PublishedKnowledge] | None = None
    for document, resolved in documents:
        known = earlier(document) if known is None else known
        threshold = document.forbund.suppression_threshold
        hiding = plan(resolved, threshold, known)
        told = told_by(resolved, hiding, threshold)
        known = [*known, told]
        note = Publication(
            forbund=document.forbund, document=document, published_on=day, by_name=by_name, data=_data(told)
        )
        made.append((document, resolved, hiding, note))
    return made


def same_note(publication: Publication) -> Publication | None:
    """A note by the same person, of the same day, that a rendition was handed out which told the same."""
    rows = Publication.objects.filter(
        forbund=publication.forbund_id,
        document=publication.document_id,
        published_on=publication.published_on,
        by_name=publication.by_name,
    )
    told = _told(publication.data)
    return next((row for row in rows if _same(_told(row.data), told)), None)


def _same(knowledge: PublishedKnowledge, other: PublishedKnowledge) -> bool:
    return (knowledge.values, knowledge.shown) == (other.values, other.shown)


def _data(told: PublishedKnowledge) -> dict[str, Any]:
    return {
        "values": told.values,
        "shown": sorted(told.shown),
        "ties": _plain(told.identities),
        "known": _plain(told.known),
    }


def _plain(relations: Iterable[Relation]) -> list[Any]:
    return [[list(map(list, relation.terms)), relation.low, relation.high] for relation in relations]


def _told(data: dict[str, Any]) -> PublishedKnowledge:
    return PublishedKnowledge(
        data["values"], frozenset(data["shown"]), _relations(data["ties"]), _relations(data["known"])
    )


def _relations(plain: list[Any]) -> tuple[Relation, ...]:
    return tuple(
        Relation(tuple((factor, name) for factor, name in terms), low, high) for terms, low, high in plain
    )
