"""Writes to the text of a section: as somebody writes, pictures that are put in it, and back to how it was."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from finsam.core import audit, services
from finsam.core.models import Forbund, Picture
from finsam.core.text import prose
from finsam.core.text.merging import Merged, merge
from finsam.core.uploads import apart
from finsam.documents.models import Pen, Section, SectionVersion, Written
from finsam.documents.writing import versions


class Clashing(Exception):
    """Somebody else has changed the same paragraph meanwhile. Nothing is saved; `merged` has both, by field."""

    def __init__(self, current: Section, merged: dict[str, Merged]) -> None:
        super().__init__("Någon annan har ändrat samma stycke under tiden.")
        self.current, self.merged = current, merged


@dataclass(frozen=True)
class Sent:
    """What a page sends while somebody writes.

    `texts` is what stands in its fields, `base` what stood there when the page last knew that it was saved; both as HTML
    by field. `writer` names the page, `turn` counts what it sends, and `known` is the last of them that it had an answer to.
    """

    texts: dict[str, str]
    base: dict[str, str]
    writer: str = ""
    turn: int = 0
    known: int = 0


@dataclass(frozen=True)
class Received:
    """The section as it is saved now.

    `late` says that the page has sent something since, so that this was passed over; `merged` that others' text has been
    put together with it; `losses` what of it couldn't be kept, as Swedish sentences.
    """

    section: Section
    late: bool = False
    merged: bool = False
    losses: tuple[str, ...] = ()


@transaction.atomic
def write(*, section: Section, sent: Sent, by: Any) -> Received:
    """Save a section's text as it is being written, together with what others have written meanwhile.

    Raises Clashing where both changed the same paragraph, Gone when the section is removed, ValidationError with what
    can't be taken.
    """
    services.turn(section.forbund_id)
    stored = services.lock(section)
    texts, losses = _judged(sent.texts)
    base = {name: prose.clean(text, section=True) for name, text in sent.base.items()}
    own = (
        versions.of_section(stored.document_id, stored.key)
        .filter(writer=sent.writer)
        .order_by("-turn")
        .first()
    )
    if sent.writer and own is not None:
        if own.turn >= sent.turn:
            return Received(stored, late=True)
        if own.turn > sent.known and own.written == Written.WRITTEN:
            base = versions.texts(own)  # it was saved, and the answer was lost
    merged = {
        name: merge(base.get(name, getattr(stored, name)), text, getattr(stored, name))
        for name, text in texts.items()
    }
    if any(result.clashes for result in merged.values()):
        raise Clashing(stored, merged)
    for name, result in merged.items():
        setattr(stored, name, result.both)
    alone = all(result.both == texts[name] for name, result in merged.items())
    stored.pen = Pen(sent.writer, sent.turn, Written.WRITTEN if alone else Written.MERGED)
    record = partial(audit.resume, since=timezone.now() - versions.SITTING)
    services.save(stored, by=by, verb="skrev i", record=record)
    return Received(stored, merged=not alone, losses=tuple(losses))


def _judged(sent: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """The texts as they can be kept, and what of them can't. Raises ValidationError."""
    kept, refused, lost = {}, {}, []
    for name, text in sent.items():
        kept[name], refusals, losses = prose.judged(text, section=True)
        lost += losses
        if refusals:
            refused[name] = refusals
    if refused:
        raise ValidationError(refused)
    return kept, lost


@transaction.atomic
def restore(*, section: Section, version: SectionVersion, by: Any) -> Section:
    """Let a section say what it said in an earlier version. What it says now is a version of its own. Raises Gone."""
    services.turn(section.forbund_id)
    stored = services.lock(section)
    for name, text in versions.texts(version).items():
        setattr(stored, name, text)
    stored.pen = Pen(written=Written.RESTORED)
    restored: Section = services.save(stored, by=by, verb="återställde")
    return restored


def take_picture(*, forbund: Forbund, raw: bytes, name: str, by: Any) -> Picture:
    """Keep a picture that somebody puts in a text, called as its file; the very same again is the one that is there.

    What it shows is said in the text. Raises ValidationError for what can't be taken.
    """
    data, content_type = apart.read(Picture.read, raw)  # before anybody has to wait
    called = " ".join(PurePath(name).stem.replace("_", " ").split())[:80] or "Bild"
    with transaction.atomic():
        services.turn(forbund.pk)
        kept: Picture | None = Picture.objects.filter(forbund=forbund, data=data).first()
        if kept is not None:
            return kept
        picture = Picture(forbund=forbund, name=called, data=data, content_type=content_type)
        picture.refuse_crowding()
        saved: Picture = services.save(picture, by=by)
        return saved
