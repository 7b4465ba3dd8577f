"""Sending a meeting's papers out: they are stored byte for byte, and what changes afterwards is told of on the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from finsam.core import audit, services
from finsam.core.caching import revisions
from finsam.core.caching.computed import code_version, computed
from finsam.disclosure.publishing import same_note
from finsam.documents.models import Publication
from finsam.editions.comparison import Changes, compare
from finsam.editions.models import DISPATCHED, PACK, Edition, EditionFile, FileForm, new_code
from finsam.editions.queries import file_of
from finsam.editions.serialized import dump, load
from finsam.editions.services import BUSY, TRIES, Moved
from finsam.rendering.drafts import SOURCES, SUBJECTS, in_child_of_its_own
from finsam.rendering.files import Source, pdf_of
from finsam.rendering.html import to_page
from finsam.rendering.pdf.pdf import RenderError
from plans.meetings import letters, queries
from plans.meetings.pack import pack_of, title_of
from plans.models.year import Meeting

DRAWING = "handlingar"  # what the drawing is called


def _meeting(number: int) -> Meeting:
    """A meeting with what its cover needs."""
    rows = Meeting.objects.select_related("forbund__logo", "fiscal_year", "body")
    return rows.get(pk=number)


def source_of_pack(meeting: Meeting, audience: str) -> Source:
    """The papers as they are now, as a draft: the same for everybody, since they are handed out."""
    return Source.of(pack_of(meeting).resolved)


SOURCES.add(DRAWING, source_of_pack)
SUBJECTS.add(DRAWING, _meeting)


@dataclass(frozen=True)
class _Prepared:
    revision: int
    meeting: Meeting
    files: tuple[EditionFile, ...]
    notes: tuple[Publication, ...]


def lacking(meeting: Meeting) -> list[str]:
    """What keeps the papers from being sent out, in sentences."""
    return [] if queries.agenda(meeting) else ["Dagordningen är tom. Lägg in ärendena först."]


def dispatch(
    *, meeting: Meeting, by: Any, version: int | None = None, draw: Callable[..., bytes] = in_child_of_its_own
) -> Edition:
    """Store the papers as they are now and let those who are called know. Returns the edition.

    The files are made before the förbund's turn is waited for; has somebody written meanwhile, they are made again.
    Raises ValidationError, Gone, and StaleSave for another `version` than the one that was seen.
    """
    for _ in range(TRIES):
        with revisions.read_once({}):
            prepared = _prepare(meeting, by=by, version=version, draw=draw)
            try:
                return _carry_out(prepared, by=by)
            except Moved:
                continue
    raise ValidationError(BUSY)


def _prepare(meeting: Meeting, *, by: Any, version: int | None, draw: Callable[..., bytes]) -> _Prepared:
    revision, today = revisions.of(meeting.forbund_id), timezone.localdate()
    stored = Meeting.objects.filter(pk=meeting.pk).first() and _meeting(meeting.pk)
    if stored is None:
        raise services.Gone(meeting)
    if version is not None and stored.version != version:
        raise services.StaleSave(stored)
    problems = lacking(stored)
    if problems:
        raise ValidationError(problems)
    pack = pack_of(stored, sent_on=today, by_name=by.name or by.email)
    try:
        drawn = pdf_of(stored, Source.of(pack.resolved), draw=draw)
    except RenderError as error:
        raise ValidationError(error.sentence) from error
    files = (
        EditionFile.of(FileForm.PDF, drawn),
        EditionFile.of(FileForm.HTML, to_page(pack.resolved).encode()),
        EditionFile.of(FileForm.DATA, dump(pack.resolved).encode()),
    )
    return _Prepared(revision, stored, files, pack.notes)


@transaction.atomic
def _carry_out(prepared: _Prepared, *, by: Any) -> Edition:
    """Store what was prepared, if the förbund is as it was then. Raises Moved."""
    meeting = prepared.meeting
    services.turn(meeting.forbund_id)
    if revisions.stored([meeting.forbund_id])[meeting.forbund_id] != prepared.revision:
        raise Moved
    earlier = queries.packs(meeting)
    edition = Edition(
        forbund_key=meeting.forbund.key,
        forbund_name=meeting.forbund.name,
        year=meeting.fiscal_year.year,
        document=queries.pack_name(meeting),
        kind=PACK,
        title=title_of(meeting),
        number=1 + (earlier[0].number if earlier else 0),
        code=new_code(),
        status=DISPATCHED,
        by_name=by.name or by.email,
        by_email=by.email,
        code_version=code_version(),
    )
    edition.full_clean()
    edition.save()
    for file in prepared.files:
        file.edition = edition
        file.save()
    for note in prepared.notes:
        if same_note(note) is None:
            services.validate(note)
            note.save()
    audit.record(by=by, verb="skickade ut", obj=meeting, before={}, after={"handling": edition.code})
    letters.papers_were_sent(meeting, edition, by=by)
    return edition


def changes_since(meeting: Meeting, edition: Edition) -> Changes:
    """What differs in the papers from what was sent out, item by item. Raises Unreadable."""

    def made() -> Changes:
        file = file_of(edition, FileForm.DATA)
        sent = load(bytes(file.content).decode())
        now = pack_of(meeting, sent_on=timezone.localtime(edition.at).date()).resolved
        return compare(sent, now)

    return computed(meeting.forbund, ("changed papers", meeting.pk, edition.code), made)
