"""The comments as a part of what an edition rests on, for the archive."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from finsam.comments.models import Comment
from finsam.comments.queries import of_document
from finsam.documents.models import Document
from finsam.editions.contents import recorded


@recorded("comments")
def comments(document: Document) -> list[dict[str, Any]]:
    """Every comment on the document until now, whole, with its answer; by whom and when, but no addresses."""
    return [_told(comment) for comment in of_document(document)]


def _told(comment: Comment) -> dict[str, Any]:
    return {
        "edition": comment.edition,
        "section": comment.section,
        "heading": comment.heading,
        "figure": comment.figure,
        "figure_label": comment.figure_label,
        "text": comment.text,
        "by": comment.by_name,
        "role": comment.role,
        "at": _when(comment.at),
        "status": comment.status,
        "answer": comment.answer,
        "answered_by": comment.answered_by,
        "answered_at": _when(comment.answered_at),
        "closed_by": comment.closed_by,
        "closed_at": _when(comment.closed_at),
    }


def _when(at: datetime | None) -> str:
    return at.isoformat() if at else ""
