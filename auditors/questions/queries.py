"""What is asked of the questions."""

from __future__ import annotations

from datetime import date

from django.db.models import F

from auditors.questions.models import WAITING, Question, Reply, ReplyFile
from finsam.core.models import Access, FiscalYear, Forbund
from finsam.core.tenancy.permissions import Permission


def of_year(fiscal_year: FiscalYear) -> list[Question]:
    """A year's questions, the newest first."""
    return list(Question.objects.filter(fiscal_year=fiscal_year).order_by("-at", "-pk"))


def waiting(forbund: Forbund, year: int) -> list[Question]:
    """The questions of a year that the kansli hasn't answered, those wanted first coming first."""
    rows = Question.objects.filter(forbund=forbund, fiscal_year__year=year, status__in=WAITING)
    return list(rows.order_by(F("wanted_by").asc(nulls_last=True), "at", "pk"))


def about(fiscal_year: FiscalYear, target: str, place: str) -> list[Question]:
    """What has been asked of one thing in a year, in the order it was asked."""
    return list(Question.objects.filter(fiscal_year=fiscal_year, target=target, place=place))


def thread(question: Question) -> list[Reply]:
    """What has been said of a question, in its order, each with its `sent`: its files without their bytes."""
    replies = list(Reply.objects.filter(question=question))
    files = ReplyFile.objects.filter(reply__in=replies).defer("content")
    by_reply: dict[int, list[ReplyFile]] = {}
    for file in files:
        by_reply.setdefault(file.reply_id, []).append(file)
    for reply in replies:
        reply.sent = by_reply.get(reply.pk, [])
    return replies


def may_audit(forbund: Forbund, email: str, today: date) -> bool:
    """Whether whoever has an address is an auditor of the förbund's today."""
    rows = Access.objects.filter(forbund=forbund, user__email__iexact=email).select_related("user")
    return any(
        Permission.AUDIT in access.permissions and access.user.is_active and access.valid_on(today)
        for access in rows
    )
