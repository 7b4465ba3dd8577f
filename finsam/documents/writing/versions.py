"""The texts of sections as they have been saved: what is kept, and which of them a page wrote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from finsam.core.text.merging import holds
from finsam.documents.models import Section, SectionVersion, Written

TEXTS = ("prose", "after")
SITTING = timedelta(minutes=30)  # so long after a save the next one is still of the same sitting


def of_section(document_id: int, section: str) -> QuerySet[SectionVersion]:
    """The versions of a section's text, newest first; also of one that is gone."""
    return SectionVersion.objects.filter(document_id=document_id, section=section)


def texts(obj: Section | SectionVersion) -> dict[str, str]:
    """What a section or a version of it says, by field."""
    return {name: getattr(obj, name) for name in TEXTS}


def _newest(section: Section) -> SectionVersion | None:
    return of_section(section.document_id, section.key).first()


def keep_standing(section: Section) -> SectionVersion | None:
    """Keep what a section says if nobody has; its newest version, or None of one that has never said anything."""
    newest = _newest(section)
    if any(texts(section).values()) and (newest is None or texts(newest) != texts(section)):
        newest = _new(section, at=timezone.now(), written=Written.STANDING)
    return newest


def keep(section: Section, before: Section | None, *, by: Any) -> None:
    """Keep what a section has come to say, and what it said before if nobody has kept that.

    While somebody writes and only adds, the version grows with the text; when something goes, what was is left as a
    version of its own. So a sitting is a few rows, and every word that was acknowledged is in one of them.
    """
    newest = keep_standing(before) if before is not None else _newest(section)
    now, pen = timezone.now(), section.pen
    if newest is None and not any(texts(section).values()):
        return
    goes_on = (
        newest is not None
        and pen.writer != ""
        and (newest.writer, newest.by_email, newest.written) == (pen.writer, by.email, pen.written)
        and pen.written == Written.WRITTEN
        and now - newest.at < SITTING
        and all(holds(text, getattr(newest, name)) for name, text in texts(section).items())
    )
    if newest is not None and goes_on:
        for name, text in texts(section).items():
            setattr(newest, name, text)
        newest.title, newest.at, newest.turn = section.title, now, pen.turn
        newest.save()
        return
    _new(
        section, at=now, begun=now, written=pen.written, writer=pen.writer, turn=pen.turn, by_email=by.email,
        by_name=(by.name or by.email)[:80],
    )  # fmt: skip


def _new(section: Section, **fields: Any) -> SectionVersion:
    version = SectionVersion(
        forbund_id=section.forbund_id, document_id=section.document_id, section=section.key, title=section.title,
        **texts(section), **fields,
    )  # fmt: skip
    version.save()
    return version
