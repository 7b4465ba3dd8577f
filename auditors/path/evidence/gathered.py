"""All evidence by the question that it answers, in the order that it is read."""

from __future__ import annotations

from auditors.path.evidence import accounts, activity, control, economy, goals
from auditors.path.evidence.piece import Look, Make, Piece

BY_QUESTION: dict[str, tuple[Make, ...]] = {
    "andamalsenligt": activity.PIECES,
    "ekonomi": economy.PIECES,
    "rakenskaper": accounts.PIECES,
    "kontroll": control.PIECES,
    "mal": goals.PIECES,
}


def evidence(look: Look, question: str) -> list[Piece]:
    """What there is to answer a question by."""
    return [piece for make in BY_QUESTION[question] for piece in make(look)]
