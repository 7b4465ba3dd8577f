"""The way of a question: the kansli answers, whoever asked goes on asking, closes it, and may open it again."""

from __future__ import annotations

from auditors.questions.models import QuestionStatus
from finsam.core.states import StateTable, Transition
from finsam.core.tenancy.permissions import Permission

_NOT_CLOSED = (QuestionStatus.OPEN, QuestionStatus.REOPENED, QuestionStatus.ANSWERED)

WAY = StateTable(
    QuestionStatus,
    "Frågan",
    {
        "svara": Transition(_NOT_CLOSED, QuestionStatus.ANSWERED, Permission.EXPLAIN, "besvarade", "Svara"),
        "fraga": Transition(
            _NOT_CLOSED, QuestionStatus.OPEN, Permission.AUDIT, "frågade vidare", "Fråga vidare"
        ),
        "avsluta": Transition(_NOT_CLOSED, QuestionStatus.CLOSED, Permission.AUDIT, "avslutade", "Avsluta"),
        "oppna": Transition(
            (QuestionStatus.CLOSED,), QuestionStatus.REOPENED, Permission.AUDIT, "öppnade igen", "Öppna igen"
        ),
    },
)
