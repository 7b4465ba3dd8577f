"""What is asked of the comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from finsam.comments.models import Comment, CommentStatus
from finsam.documents.models import Document


def of_document(document: Document) -> list[Comment]:
    """A document's comments, in the order they were made."""
    return list(Comment.objects.filter(document=document))


def number_on(document: Document) -> int:
    """How many comments there are on a document."""
    return Comment.objects.filter(document=document).count()


def unanswered(document: Document) -> int:
    """How many comments on a document nobody has answered."""
    return Comment.objects.filter(document=document, status=CommentStatus.OPEN).count()


def counted(documents: Iterable[Document]) -> dict[int, Counter[str]]:
    """How many comments each document has of each status, by the document's number."""
    counts: dict[int, Counter[str]] = {}
    for document, status in Comment.objects.filter(document__in=list(documents)).values_list(
        "document", "status"
    ):
        counts.setdefault(document, Counter())[status] += 1
    return counts
