"""The way of what is reported: draft → submitted → approved, as a table of transitions."""

from __future__ import annotations

from django.db.models import TextChoices

from finsam.core.states import StateTable, Transition
from finsam.core.tenancy.permissions import Permission


class State(TextChoices):
    """How far a report has come."""

    DRAFT = "utkast", "Utkast"
    SUBMITTED = "inlamnad", "Inlämnad"
    APPROVED = "godkand", "Godkänd"


COUNTED = (State.SUBMITTED, State.APPROVED)  # what documents tell of
REPORTS = StateTable(
    State,
    "Rapporten",
    {
        "lamna-in": Transition((State.DRAFT,), State.SUBMITTED, Permission.REPORT, "lämnade in"),
        "ta-tillbaka": Transition((State.SUBMITTED,), State.DRAFT, Permission.REPORT, "tog tillbaka"),
        "skicka-tillbaka": Transition(
            (State.SUBMITTED,), State.DRAFT, Permission.EDIT_FOLLOWUP, "skickade tillbaka"
        ),
        "godkann": Transition((State.SUBMITTED,), State.APPROVED, Permission.EDIT_FOLLOWUP, "godkände"),
        "oppna": Transition((State.APPROVED,), State.DRAFT, Permission.EDIT_FOLLOWUP, "öppnade igen"),
    },
)
