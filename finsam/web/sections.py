"""Writes to the sections of a document: add one, put a removed one back, move it with its subsections, change its level, say that it is done,
and replace words in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy

from django.core.exceptions import ValidationError
from django.db import transaction

from finsam.core import audit, services
from finsam.core.ordering import move, put
from finsam.core.states import refuse_locked
from finsam.core.text import prose, replacing
from finsam.core.text.headings import Headed
from finsam.documents.models import Document, Pen, Section, Written
from finsam.documents.writing import removed, versions

LEVELS = range(1, 5)  # as deep as headings go
TEXTS = ("title", *versions.TEXTS)  # what people write of a section


@transaction.atomic
def add_section(*, document: Document, after: str, title: str, by) -> Section:
    """A new section where somebody points: right after the section by that key, or first where there is none.

    It is on the level of what stands around it, so that no section comes to stand under another heading.
    Raises ValidationError when what it was to follow is gone.
    """
    services.turn(document.forbund_id)
    sections = standing(document.pk)
    place = _place_of(sections, after) + 1 if after else 0
    around = [section.level for section in sections[max(place - 1, 0) : place + 1]]
    section = Section(
        forbund=document.forbund,
        document=document,
        title=title,
        level=max(around, default=1),
    )
    _insert(section, sections, place)
    audit.record(by=by, verb="skapade", obj=section, before={}, after=audit.snapshot(section))
    return section


@transaction.atomic
def put_back(*, document: Document, key: str, by, row: int | None = None) -> Section:
    """The section that was removed last by a key, or in a row of the log, as it was and where it stood.

    It has its key again, or a free one where another section has come to have it. Raises ValidationError when it isn't gone.
    """
    services.turn(document.forbund_id)
    sections = standing(document.pk)
    gone = (
        section
        for section in removed.of_document(document)
        if section.key == key and row in (None, section.entry.pk)
    )
    chosen = next(gone, None)
    if chosen is None:
        raise ValidationError(
            "Avsnittet är inte borttaget längre: någon har redan lagt tillbaka det. Se hur dokumentet ser ut nu."
        )
    section = chosen.section(document)
    if any(other.key == key for other in sections):
        section.key = ""  # it gets a free one
    section.pen = Pen(written=Written.RESTORED)
    _insert(section, sections, sum(other.order < section.order for other in sections))
    section.saved(None, by=by)
    after = audit.snapshot(section) | {removed.ANSWERS: chosen.moment}
    audit.record(by=by, verb=removed.PUT_BACK, obj=section, before={}, after=after)
    return section


def _insert(section: Section, sections: list[Section], place: int) -> None:
    """Save a new section at a place among those that stand. Raises ValidationError where it can't be taken."""
    section.order = place + 1
    section.refuse_crowding()
    services.validate(section)
    for order, other in enumerate(sections, 1):
        put(other, order if order <= place else order + 1)
    section.save()


def standing(document: int) -> list[Section]:
    """A document's sections in order, held until the transaction ends. Raises ValidationError for a settled document's."""
    refuse_locked(Document._base_manager.select_related("fiscal_year").get(pk=document))
    return list(Section.objects.select_for_update(of=("self",)).filter(document=document))


def _place_of(sections: list[Section], key: str) -> int:
    """Where the section by a key stands. Raises ValidationError when it is gone."""
    place = next((place for place, section in enumerate(sections) if section.key == key), None)
    if place is None:
        raise ValidationError(
            "Avsnittet intill har tagits bort av någon annan. Se hur dokumentet ser ut nu, och försök igen."
        )
    return place


def _taken(section: Section, version: int | None) -> tuple[list[Section], int]:
    """On one's turn: the sections as they stand, and the place of this one. Raises Gone, and StaleSave for another version."""
    services.turn(section.forbund_id)
    sections = standing(section.document_id)
    place = next((place for place, other in enumerate(sections) if other.pk == section.pk), None)
    if place is None:
        raise services.Gone(section)
    if version is not None and sections[place].version != version:
        raise services.StaleSave(sections[place])
    return sections, place


@transaction.atomic
def move_section(*, section: Section, up: bool, by, version: int | None = None) -> list[Section]:
    """Move a section with its subsections past its neighbour with its own, or past the heading it stands under.

    Returns those that moved; at either end nothing does. Every section whose place changes counts a version.
    Raises Gone, and StaleSave when it isn't as it was at `version`.
    """
    sections, place = _taken(section, version)
    last, to = _turned([other.level for other in sections], place, up=up)
    before, moved = {"order": sections[place].order}, move(sections, place, last, to)
    if moved:
        audit.record(by=by, verb="flyttade", obj=moved[0], before=before, after={"order": moved[0].order})
    return moved


@transaction.atomic
def place_section(*, section: Section, before: str, by, version: int | None = None) -> list[Section]:
    """Move a section with its subsections to stand right before the section by a key, or last where there is none.

    Returns those that moved: none where it stands there already. Raises Gone, StaleSave when it isn't as it was at
    `version`, and ValidationError when what it was to stand before is gone.
    """
    sections, place = _taken(section, version)
    to = _place_of(sections, before) if before else len(sections)
    last = _end([other.level for other in sections], place)
    was = {"order": sections[place].order}
    moved = move(sections, place, last, place if place <= to <= last else to)
    if moved:
        audit.record(by=by, verb="flyttade", obj=moved[0], before=was, after={"order": moved[0].order})
    return moved


@transaction.atomic
def indent_section(*, section: Section, deeper: bool, by, version: int | None = None) -> list[Section]:
    """Move a section with its subsections a level in or out. Returns them.

    Raises ValidationError where no level is left, Gone, and StaleSave when it isn't as it was at `version`.
    """
    sections, place = _taken(section, version)
    last, step = _end([other.level for other in sections], place), 1 if deeper else -1
    moved = sections[place:last]
    if deeper and (place == 0 or sections[place - 1].level < section.level):
        raise ValidationError(
            f"”{section}” står redan direkt under sin rubrik och kan inte flyttas längre in."
        )
    if not all(other.level + step in LEVELS for other in moved):
        raise ValidationError(
            f"”{section}” kan inte flyttas längre {'in' if deeper else 'ut'}: rubriker har fyra nivåer."
        )
    before = {"level": moved[0].level}
    for other in moved:
        other.level, other.version = other.level + step, other.version + 1
        other.save(update_fields=["level", "version"])
    audit.record(by=by, verb="flyttade", obj=moved[0], before=before, after={"level": moved[0].level})
    return moved


def _end(levels: list[int], place: int) -> int:
    """Where the section after a section and its subsections stands."""
    return next(
        (later for later in range(place + 1, len(levels)) if levels[later] <= levels[place]), len(levels)
    )


def _turned(levels: list[int], place: int, *, up: bool) -> tuple[int, int]:
    """Before which place what moves ends, and before which it lands; where it can't move it lands where it is.

    Past a neighbour of the same level goes past all of it. The first of a chapter goes up to be the last of the
    chapter before; the last goes down to be the first of the chapter after.
    """
    level, end = levels[place], _end(levels, place)
    if up:
        above = next((earlier for earlier in reversed(range(place)) if levels[earlier] <= level), None)
        out_of_the_first = above is not None and levels[above] < level and above == 0
        return end, place if above is None or out_of_the_first else above
    if end == len(levels):
        return end, place
    return end, _end(levels, end) if levels[end] == level else end + 1


@transaction.atomic
def replace_words(
    *, document: Document, change: replacing.Change, versions: Mapping[str, int], by
) -> list[Section]:
    """Replace words in every text of a document's sections whose keys are in `versions`, with one row in the log.

    `versions` are those that the person saw. Returns the sections that changed. Raises StaleSave, and nothing is
    replaced, when somebody has changed one of them since; ValidationError where a text would not be kept.
    """
    services.turn(document.forbund_id)
    changed, before, after = [], {}, {}
    for section in standing(document.pk):
        if section.key not in versions:
            continue
        if section.version != versions[section.key]:
            raise services.StaleSave(section)
        stored, was = copy(section), audit.snapshot(section)
        section.title = change.in_words(section.title)
        section.prose, section.after = change.in_html(section.prose), change.in_html(section.after)
        old, new = audit.difference(was, audit.snapshot(section))
        if not old:
            continue
        services.validate(section)
        section.version += 1
        section.save(update_fields=[*TEXTS, "version"])
        section.saved(stored, by=by)
        name = f"{section._meta.label_lower}:{section}"
        name += f" ({section.key})" if name in before else ""
        before[name], after[name] = old, new
        changed.append(section)
    if changed:
        audit.record(by=by, verb="ersatte ord i", obj=document, before=before, after=after)
    return changed


@transaction.atomic
def write_with_headings(section: Section, *, under: list[Headed], by, version: int | None = None) -> Section:
    """Save a section, and what stands under each heading in its text as a section of its own, as one change.

    The first level of headings is the section's own, the next is below it. Those of its own level or above come after its
    subsections. Raises as `services.save`, and ValidationError when a text or all of them are too much.
    """
    if not under:
        return services.save(section, by=by, version=version)
    stored = services.fresh(section, version)
    there = standing(stored.document_id)
    if len(there) + len(under) > Section.most:
        raise ValidationError(
            f"Dokumentet kan inte få {len(under)} avsnitt till: högst {Section.most} får plats."
        )
    place = next(place for place, other in enumerate(there) if other.pk == section.pk)
    levels = [min(stored.level + headed.level - 1, LEVELS[-1]) for headed in under]
    at = _end([other.level for other in there], place) if stored.level in levels else place + 1
    new = []
    for order, (headed, level) in enumerate(zip(under, levels, strict=True), at + 1):
        html, refusals, _ = prose.judged(headed.html, section=True)
        if refusals:
            raise ValidationError([f"”{headed.title}”: {refusal}" for refusal in refusals])
        new.append(
            Section(
                forbund=section.forbund,
                document=section.document,
                title=headed.title,
                level=level,
                order=order,
                prose=html,
            )
        )
    for order, other in enumerate(there[at:], at + len(new) + 1):
        put(other, order)
    return services.save(section, by=by, children=[services.Child(each) for each in new])
