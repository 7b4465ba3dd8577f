"""Writes to comments: make one, and answer, close or open it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from finsam.comments import letters
from finsam.comments.models import Comment, CommentStatus
from finsam.comments.states import WAY
from finsam.core import services
from finsam.core.states import WrongState
from finsam.documents.models import Document
from finsam.editions.queries import last_proposed


@dataclass(frozen=True, slots=True)
class Spot:
    """What a comment is about: a section, and perhaps a figure in it, each with what it is called now."""

    section: str
    heading: str
    figure: str = ""
    figure_label: str = ""


@transaction.atomic
def comment(
    *, document: Document, spot: Spot, text: str, by: Any, role: str = "", inside: bool = False
) -> Comment:
    """Say something of a place in a förslag. `role` is what the person is there, `inside` whether she sees small counts.

    Raises ValidationError where the document isn't proposed, or the text may not be stored.
    """
    services.turn(document.forbund_id)
    edition = last_proposed(document)
    made = Comment(
        forbund=document.forbund,
        document=document,
        edition=edition.code if edition else "",
        section=spot.section,
        heading=spot.heading,
        figure=spot.figure,
        figure_label=spot.figure_label,
        text=text,
        by_name=by.name or by.email,
        by_email=by.email,
        role=role,
        inside=inside,
        at=timezone.now(),
    )
    letters.a_comment_was_made(document, made.at)
    services.save(made, by=by)
    return made


@transaction.atomic
def take_step(
    *, comment: Comment, step: str, by: Any, answer: str = "", version: int | None = None
) -> Comment:
    """Answer a comment, close it with an answer, or open it again.

    Raises ValidationError where the step can't be taken, an answer is wanted, or the document is decided; StaleSave for
    another `version` than the one that was seen; Gone.
    """
    stored = services.fresh(comment, version)
    try:
        status = WAY.move(stored.status, step)
    except WrongState as error:
        raise ValidationError(f"{error} Läs in sidan igen och se hur långt den har kommit.") from error
    now, name = timezone.now(), by.name or by.email
    comment.status = CommentStatus(status)
    if status == CommentStatus.OPEN:
        comment.answer, comment.closed_by, comment.closed_at = stored.answer, "", None
    elif answer != stored.answer or not stored.answered_at:
        comment.answer, comment.answered_by, comment.answered_at = answer, name, now
        letters.a_comment_was_answered(stored, now, by=by)
    if status == CommentStatus.CLOSED:
        comment.closed_by, comment.closed_at = name, now
    services.save(comment, by=by, version=version, verb=WAY.steps[step].verb)
    return comment
