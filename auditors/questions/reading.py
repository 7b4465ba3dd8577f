"""Questions as a visitor may read them: nothing of a small count is told to those who don't see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from auditors.questions.models import Question, Reply, ReplyFile, Target
from finsam.comments.reading import tells
from finsam.disclosure.reader import WITHHELD, Reader


@dataclass(frozen=True, slots=True)
class Said:
    """A reply with its words and files, or what stands in their place."""

    reply: Reply
    text: str
    files: list[ReplyFile] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shown:
    """A question with its words and what it was asked about, or what stands in their place."""

    question: Question
    text: str
    value: str
    held: bool
    late: bool


def held(question: Question, reader: Reader) -> bool:
    """Whether a question is kept from this visitor: an auditor sees small counts, and may ask about one."""
    figure = question.place if question.target == Target.FIGURE else ""
    return tells(figure, f"{question.text} · {question.value}", reader)


def shown(questions: Iterable[Question], reader: Reader, today: date) -> list[Shown]:
    """Questions as the visitor reads them."""
    return [_shown(question, reader, today) for question in questions]


def _shown(question: Question, reader: Reader, today: date) -> Shown:
    kept = held(question, reader)
    text, value = (WITHHELD, "") if kept else (question.text, question.value)
    return Shown(question, text, value, kept, question.late(today))


def sees_reply(question: Question, reply: Reply, reader: Reader, email: str) -> bool:
    """Whether a visitor may read a reply. Whoever doesn't see small counts can't have told of them."""
    if reader.everything or reply.by_email.lower() == email.lower():
        return True
    figure = question.place if question.target == Target.FIGURE else ""
    return not (held(question, reader) or (reply.inside and tells(figure, reply.text, reader)))


def sees_files(reply: Reply, reader: Reader, email: str) -> bool:
    """Whether a visitor may have a reply's files, whose words nobody has read: those of who sees as little, or the own."""
    return reader.everything or not reply.inside or reply.by_email.lower() == email.lower()


def said(question: Question, replies: Iterable[Reply], reader: Reader, email: str) -> list[Said]:
    """What has been said of a question, as the visitor reads it."""
    rows = []
    for reply in replies:
        seen = sees_reply(question, reply, reader, email)
        files = reply.sent if seen and sees_files(reply, reader, email) else []
        rows.append(Said(reply, reply.text if seen else WITHHELD, files))
    return rows
