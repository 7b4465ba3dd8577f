"""Writes to questions: ask, answer, ask on, close, and open again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from auditors.questions import letters, queries
from auditors.questions.models import Question, QuestionStatus, Reply, ReplyFile, ReplyKind
from auditors.questions.states import WAY
from finsam.core import services
from finsam.core.services import Child
from finsam.core.states import WrongState
from finsam.core.text.prose import not_a_reason

KINDS = {"svara": ReplyKind.ANSWER, "fraga": ReplyKind.FOLLOW_UP, "oppna": ReplyKind.REOPENING}


@transaction.atomic
def ask(*, question: Question, by: Any) -> Question:
    """Ask or request something: a new question, pinned to what it is about. Raises ValidationError."""
    services.turn(question.forbund_id)
    question.by_name, question.by_email, question.at = by.name or by.email, by.email, timezone.now()
    letters.was_asked(question, question.at)
    return services.save(question, by=by, verb="frågade")


@transaction.atomic
def say(
    *,
    question: Question,
    step: str,
    text: str,
    by: Any,
    files: Iterable[tuple[str, bytes]] = (),
    inside: bool = False,
    version: int | None = None,
) -> Question:
    """Answer a question, ask on, or open it again with a reason. `inside` is whether the person sees small counts.

    Raises ValidationError where the step can't be taken or the words may not be stored; StaleSave for another `version`
    than the one that was seen; Gone.
    """
    stored = _moved(question, step, version)
    if step == "oppna" and (sentence := not_a_reason(text, "Skriv varför frågan öppnas igen")):
        raise ValidationError({"text": sentence})
    now = timezone.now()
    reply = Reply(
        forbund=question.forbund,
        question=question,
        kind=KINDS[step],
        text=text,
        by_name=by.name or by.email,
        by_email=by.email,
        inside=inside,
        at=now,
    )
    sent = [
        ReplyFile(forbund=question.forbund, reply=reply, file_name=name, content=raw) for name, raw in files
    ]
    if step == "svara":
        question.answered_at = now
        letters.was_answered(stored, now, by=by)
    else:
        question.closed_by, question.closed_at = "", None
        letters.was_asked(stored, now)
    children = [Child(reply), *map(Child, sent)]
    return services.save(question, by=by, children=children, version=version, verb=WAY.steps[step].verb)


@transaction.atomic
def close(*, question: Question, by: Any, version: int | None = None) -> Question:
    """Close a question, which its asker does, or another auditor when she is one no more.

    Raises ValidationError, StaleSave and Gone as `say`.
    """
    stored = _moved(question, "avsluta", version)
    if reason := not_closed_by(stored, by.email):
        raise ValidationError(reason)
    question.closed_by, question.closed_at = by.name or by.email, timezone.now()
    return services.save(question, by=by, version=version, verb=WAY.steps["avsluta"].verb)


def not_closed_by(question: Question, email: str) -> str:
    """Why whoever has an address can't close a question, or ""."""
    if question.by_email.lower() == email.lower():
        return ""
    if not queries.may_audit(question.forbund, question.by_email, timezone.localdate()):
        return ""
    return f"Frågan avslutas av {question.by_name}, som ställde den."


def _moved(question: Question, step: str, version: int | None) -> Question:
    """The question as it is stored, when the step can be taken; the question itself has the status after it."""
    stored: Question = services.fresh(question, version)
    try:
        question.status = QuestionStatus(WAY.move(stored.status, step))
    except WrongState as error:
        raise ValidationError(f"{error} Läs in sidan igen och se hur långt den har kommit.") from error
    return stored
