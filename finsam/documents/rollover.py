"""A year's document from last year's: the cover, the outline, the prose and the settings; nothing decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet

from finsam.core.crud.last_year import found_by
from finsam.core.rollover import YEAR, Kind, Rollover, carries
from finsam.core.values.periods import in_year
from finsam.documents import registry
from finsam.documents.models import SETTLED, Document, DocumentStatus, Section

T = TypeVar("T", bound=Model)
UNDECIDED = {
    "status": DocumentStatus.DRAFT,
    "dnr": "",
    "decided_on": None,
    "paragraph": "",
    "meeting": "",
    "revision": 0,
    "stored_at": None,
}


@carries(YEAR)
def plan(rollover: Rollover) -> None:
    """The verksamhetsplan, as a draft."""
    document(rollover, registry.plan_kind())


def document(rollover: Rollover, kind: registry.Kind) -> None:
    """Carry a document of a kind that a year has one of. In one that is begun, sections without text get last year's."""
    told = rollover.kind(f"Avsnitt i {kind.label.lower()}")
    rows = Document._base_manager.filter(fiscal_year=rollover.old, kind=kind.key).order_by("revision", "pk")
    first, before = rows.first(), rows.last()  # a revision says it last, under the first one's name
    if first is None or before is None:
        told.told.append(f"{rollover.old} har ingen {kind.label.lower()} att börja från.")
        return
    sections = list(before.sections.order_by("order", "pk"))
    begun = rollover.standing(Document).get(first.key)
    if begun is not None:
        if begun.status in SETTLED:
            told.told.append(f"{begun} är {begun.get_status_display().lower()} och ändras inte.")
            return
        rollover.of_old[Document, before.pk] = begun
        _fill(rollover, sections, list(begun.sections.all()), told)
        return
    name = {
        "key": first.key,
        "title": rollover.ahead(first.title),
        "subtitle": rollover.ahead(before.subtitle),
    }
    copy = rollover.copied(before, told, until=None, **name, **UNDECIDED)
    rollover.add(before, copy)
    for section in sections:
        rollover.add(section, rollover.copied(section, told, done=False), told)


@found_by(Document)
def _documents(rows: Sequence[Document], last: QuerySet[Document]) -> list[Document | None]:
    """The one of the same kind up to the same day; where it has been revised, as it was revised last."""
    return [_upto(last.filter(kind=row.kind), row, "").order_by("revision", "pk").last() for row in rows]


@found_by(Section)
def _sections(rows: Sequence[Section], last: QuerySet[Section]) -> list[Section | None]:
    """The one with the same key in that document."""
    document = rows[0].document
    same = last.filter(document__kind=document.kind, key__in=[row.key for row in rows])
    ordered = _upto(same, document, "document__").order_by("document__revision", "document_id")
    stood = {section.key: section for section in ordered}
    return [stood.get(row.key) for row in rows]


def _upto(rows: QuerySet[T], document: Document, way: str) -> QuerySet[T]:
    """Those of a document up to the same day of its year."""
    until = document.until and in_year(document.until, document.until.year - 1)
    return rows.filter(**{f"{way}until": until})


def _fill(rollover: Rollover, before: list[Section], standing: list[Section], told: Kind) -> None:
    told.there = len(standing)
    by_key = {section.key: section for section in before}
    for section in standing:
        source = by_key.get(section.key)
        if source is None or section.prose or section.after or not (source.prose or source.after):
            continue
        copy = rollover.copied(source, told)
        section.prose, section.after = copy.prose, copy.after
        rollover.rows.append((section, {}))
        told.count += 1
