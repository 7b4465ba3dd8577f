"""Letters about comments: to the kansli that there are new ones, to whoever commented that there is an answer.

Each gathers what has come within an hour, and says where to read it; the words of a comment or of the document never stand
in a letter, which may be read by others. A letter is a task that waits that long, so that a worker has to be there to send it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from finsam.comments.models import Comment, CommentStatus
from finsam.core import mail
from finsam.core.addresses import year_address
from finsam.core.models import Access, Forbund, User
from finsam.core.tasks import queue
from finsam.core.tenancy.permissions import CHIEFS
from finsam.core.tenancy.scope import inside
from finsam.documents.models import SETTLED, Document

WISH = "wants_comment_letters"


def a_comment_was_made(document: Document, at: datetime) -> None:
    """Let the kansli know, with what else comes soon. Called within the action, before its row in the log."""
    mail.later(tell_kansli, at, document.forbund.key, document.pk)


def a_comment_was_answered(comment: Comment, at: datetime, *, by: Any) -> None:
    """Let whoever made a comment know, unless she has answered it herself. Called as above."""
    if comment.by_email not in ("", by.email):
        user = User.objects.filter(email__iexact=comment.by_email).values_list("pk", flat=True).first()
        if user is not None:
            mail.later(tell_reader, at, comment.forbund.key, comment.document_id, user)


@queue.task(seconds=60, by_hand=True)
@transaction.atomic
def tell_kansli(forbund: str, document: int, since: str) -> None:
    """A letter to each förbundschef of the comments that others have made on a document since a moment."""
    owner = Forbund.objects.get(key=forbund)
    with inside(owner):
        commented = _document(document)
        if commented is None or commented.status in SETTLED:
            return
        comments = Comment.objects.filter(document=commented)
        for access in Access.objects.filter(role__in=CHIEFS).select_related("user"):
            new = comments.filter(at__gte=datetime.fromisoformat(since)).exclude(by_email=access.user.email)
            if new.exists() and mail.reaches(access, WISH):
                waiting = comments.filter(status=CommentStatus.OPEN).count()
                _send(access.user, commented, "new", new=new.count(), waiting=waiting)


@queue.task(seconds=60, by_hand=True)
@transaction.atomic
def tell_reader(forbund: str, document: int, user: int, since: str) -> None:
    """A letter to whoever has commented on a document, of the answers since a moment."""
    owner = Forbund.objects.get(key=forbund)
    with inside(owner):
        commented, reader = _document(document), User.objects.get(pk=user)
        answered = Comment.objects.filter(
            document=document, by_email__iexact=reader.email, answered_at__gte=datetime.fromisoformat(since)
        ).exclude(status=CommentStatus.OPEN)
        here = any(
            mail.reaches(access, WISH) for access in Access.objects.filter(user=reader).select_related("user")
        )
        if commented is not None and here and answered.exists():
            _send(reader, commented, "answered", answered=answered.count())


def _document(number: int) -> Document | None:
    """A document, if it is still there."""
    return Document.objects.select_related("forbund", "fiscal_year").filter(pk=number).first()


def _send(user: User, document: Document, letter: str, **counts: int) -> None:
    place = year_address(document.forbund, document.fiscal_year.year, "document-comments", key=document.key)
    mail.write(user, f"comments/{letter}.txt", place, document=document, forbund=document.forbund, **counts)
