"""The texts of sections as they have been saved: what is kept, and which of them a page wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
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


@dataclass(frozen=True, slots=True)
class Sitting:
    """Versions that one person left one after the other, newest first, and the one that stood before her."""

    versions: tuple[SectionVersion, ...]
    before: SectionVersion | None

    @property
    def newest(self) -> SectionVersion:
        """What the text came to say."""
        return self.versions[0]

    @property
    def begun(self) -> datetime | None:
        """When the first of them was begun; None of a text that stood before anybody was asked."""
        return self.versions[-1].begun


def sittings(rows: Sequence[SectionVersion]) -> list[Sitting]:
    """The versions of a section, which come newest first, by who wrote them and when."""
    groups: list[list[SectionVersion]] = []
    for row in rows:
        if groups and _same_sitting(row, groups[-1][-1]):
            groups[-1].append(row)
        else:
            groups.append([row])
    return [
        Sitting(tuple(group), earlier[0] if earlier else None)
        for group, earlier in zip_longest(groups, groups[1:])
    ]


def _same_sitting(row: SectionVersion, later: SectionVersion) -> bool:
    """Whether the person that left a version had left the one before it shortly before she went on.

    An earlier text that is taken back is no writing, and stands for itself.
    """
    written = {row.written, later.written} <= {Written.WRITTEN, Written.MERGED}
    return written and row.by_email == later.by_email and (later.begun or later.at) - row.at < SITTING


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
