"""Writes to documents: start one from its outline, move a section, explain a deviation."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from finsam.checks.reconciliation import Finding
from finsam.core import audit, services
from finsam.disclosure.publishing import noted, same_note
from finsam.documents.models import Document, Explanation, Publication, Section
from finsam.documents.registry import Kind
from finsam.documents.resolved import Resolved


@transaction.atomic
def start_document(*, fiscal_year, kind: Kind, by) -> Document:
    """A new document with the sections of its kind's outline.

    Raises ValidationError when there is one of a kind that a year has one of.
    """
    forbund = fiscal_year.forbund
    services.turn(forbund.pk)
    document = Document(
        forbund=forbund, fiscal_year=fiscal_year, kind=kind.key, key=kind.key, title=kind.title
    )
    if kind.several:
        document.key = document.free_key()
    services.validate(document)
    document.save()
    for order, item in enumerate(kind.outline, 1):
        section = Section(
            forbund=forbund,
            document=document,
            key=item.key,
            order=order,
            level=item.level,
            title=item.title,
            block=item.block,
            options=dict(item.options),
            page_break=item.page_break,
        )
        section.full_clean()
        section.save()
    after = {"kind": kind.label, "sections": len(kind.outline)}
    audit.record(by=by, verb="skapade", obj=document, before={}, after=after)
    return document


@transaction.atomic
def move_section(*, section: Section, up: bool, by) -> list[Section]:
    """Move a section with its subsections past its neighbour with its own, or past the heading it stands under.

    Returns those that moved; at either end nothing does. Every section whose place changes counts a version.
    """
    services.turn(section.forbund_id)
    sections = list(Section.objects.select_for_update(of=("self",)).filter(document=section.document_id))
    place = next((index for index, other in enumerate(sections) if other.pk == section.pk), None)
    if place is None:
        raise services.Gone(section)
    levels = [other.level for other in sections]
    first, last, to = _turned(levels, place, up=up)
    if to == first:
        return []
    moved = sections[first:last]
    rest = sections[:first] + sections[last:]
    at = to if up else to - len(moved)
    before = {"order": sections[place].order}
    for order, other in enumerate([*rest[:at], *moved, *rest[at:]], 1):
        if other.order != order:
            other.order, other.version = order, other.version + 1
            other.save(update_fields=["order", "version"])
    after = {"order": sections[place].order}
    audit.record(by=by, verb="flyttade", obj=section, before=before, after=after)
    return moved


def _end(levels: list[int], place: int) -> int:
    """Where the section after a section and its subsections stands."""
    return next(
        (later for later in range(place + 1, len(levels)) if levels[later] <= levels[place]), len(levels)
    )


def _turned(levels: list[int], place: int, *, up: bool) -> tuple[int, int, int]:
    """What moves, from and to, and before which place it lands; where it can't move it lands where it is.

    Past a neighbour of the same level goes past all of it. The first of a chapter goes up to be the last of the
    chapter before; the last goes down to be the first of the chapter after.
    """
    level, end = levels[place], _end(levels, place)
    if up:
        above = next((earlier for earlier in reversed(range(place)) if levels[earlier] <= level), None)
        out_of_the_first = above is not None and levels[above] < level and above == 0
        return place, end, place if above is None or out_of_the_first else above
    if end == len(levels):
        return place, end, place
    return place, end, _end(levels, end) if levels[end] == level else end + 1


@transaction.atomic
def explain(*, fiscal_year, finding: Finding, reason: str, by) -> Explanation:
    """Accept a deviation with a reason; an earlier reason for the same is replaced. Raises ValidationError."""
    if finding.rule == "R23":
        raise ValidationError(
            "En uppgift eller hänvisning som saknas kan inte förklaras bort. Rätta den i avsnittet."
        )
    services.turn(fiscal_year.forbund_id)
    earlier = Explanation.objects.filter(
        fiscal_year=fiscal_year, rule=finding.rule, subject=finding.subject
    ).first()
    explanation = earlier or Explanation(
        forbund=fiscal_year.forbund, fiscal_year=fiscal_year, rule=finding.rule, subject=finding.subject
    )
    explanation.figures, explanation.reason, explanation.by_name = finding.basis, reason, by.name or by.email
    return services.save(explanation, by=by, verb="förklarade")


@transaction.atomic
def publish(*, document: Document, resolved: Resolved, by) -> Publication:
    """Note that the published rendition is handed out today, as it stands. Raises ValidationError.

    What the same person has already noted today of the same rendition is noted once, however many times she clicks.
    """
    services.turn(document.forbund_id)
    publication = noted(document, resolved, day=localdate(), by_name=by.name or by.email)
    already = same_note(publication)
    if already is not None:
        return already
    return services.save(publication, by=by, verb="publicerade")
