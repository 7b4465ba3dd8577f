"""Letters about the auditors' questions: to the kansli that there are new ones, to the asker that there is an answer.

Each gathers what has come within an hour, and says where to read it; no words of a question or an answer stand in it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from auditors.questions.models import WAITING, Question, Reply, ReplyKind
from finsam.core import mail
from finsam.core.addresses import year_address
from finsam.core.models import Access, Forbund, User
from finsam.core.tasks import queue
from finsam.core.tenancy.permissions import Permission
from finsam.core.tenancy.scope import inside

WISH = "wants_question_letters"


def was_asked(question: Question, at: datetime) -> None:
    """Let the kansli know, with what else comes soon. Called within the action, before its row in the log."""
    mail.later(tell_kansli, at, question.forbund.key, question.fiscal_year.year)


def was_answered(question: Question, at: datetime, *, by: Any) -> None:
    """Let the asker know, unless she has answered herself. Called as above."""
    if question.by_email.lower() not in ("", by.email.lower()):
        user = User.objects.filter(email__iexact=question.by_email).values_list("pk", flat=True).first()
        if user is not None:
            mail.later(tell_asker, at, question.forbund.key, question.fiscal_year.year, user)


@queue.task(seconds=60, by_hand=True)
@transaction.atomic
def tell_kansli(forbund: str, year: int, since: str) -> None:
    """A letter to each who answers questions, of what the auditors have asked about a year since a moment."""
    owner, moment = Forbund.objects.get(key=forbund), datetime.fromisoformat(since)
    with inside(owner):
        questions = Question.objects.filter(forbund=owner, fiscal_year__year=year)
        more = Reply.objects.filter(question__in=questions, at__gte=moment).exclude(kind=ReplyKind.ANSWER)
        new = questions.filter(at__gte=moment).count() + more.count()
        waiting = questions.filter(status__in=WAITING).count()
        if not new or not waiting:
            return
        told = set()
        for access in Access.objects.filter(forbund=owner).select_related("user"):
            if Permission.EXPLAIN in access.permissions and mail.reaches(access, WISH):
                told.add(access.user)
        for user in sorted(told, key=lambda user: user.pk):
            _send(user, owner, year, "asked", new=new, waiting=waiting)


@queue.task(seconds=60, by_hand=True)
@transaction.atomic
def tell_asker(forbund: str, year: int, user: int, since: str) -> None:
    """A letter to an auditor, of the answers to her questions since a moment."""
    owner, asker = Forbund.objects.get(key=forbund), User.objects.get(pk=user)
    with inside(owner):
        answered = Question.objects.filter(
            forbund=owner,
            fiscal_year__year=year,
            by_email__iexact=asker.email,
            answered_at__gte=datetime.fromisoformat(since),
        ).count()
        accesses = Access.objects.filter(forbund=owner, user=asker).select_related("user")
        here = any(
            Permission.AUDIT in access.permissions and mail.reaches(access, WISH) for access in accesses
        )
        if answered and here:
            _send(asker, owner, year, "answered", answered=answered)


def _send(user: User, owner: Forbund, year: int, letter: str, **counts: int) -> None:
    place = year_address(owner, year, "questions")
    mail.write(user, f"auditors/letter_{letter}.txt", place, forbund=owner, year=year, **counts)
