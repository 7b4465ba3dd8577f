"""The way of a comment: the kansli answers it and closes it, and may open it again."""

from __future__ import annotations

from finsam.comments.models import CommentStatus
from finsam.core.states import StateTable, Transition
from finsam.core.tenancy.permissions import Permission

_NOT_CLOSED = (CommentStatus.OPEN, CommentStatus.ANSWERED)

WAY = StateTable(
    CommentStatus,
    "Kommentaren",
    {
        "svara": Transition(_NOT_CLOSED, CommentStatus.ANSWERED, Permission.EDIT_PLAN, "besvarade", "Svara"),
        "avsluta": Transition(
            _NOT_CLOSED, CommentStatus.CLOSED, Permission.EDIT_PLAN, "avslutade", "Svara och avsluta"
        ),
        "oppna": Transition(
            (CommentStatus.CLOSED,), CommentStatus.OPEN, Permission.EDIT_PLAN, "öppnade igen", "Öppna igen"
        ),
    },
)
