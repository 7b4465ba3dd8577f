"""The way of what is reported: draft → submitted → approved, as a table of transitions and one function."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices

from finsam.core.tenancy.permissions import Permission


class State(TextChoices):
    """How far a report has come."""

    DRAFT = "utkast", "Utkast"
    SUBMITTED = "inlamnad", "Inlämnad"
    APPROVED = "godkand", "Godkänd"


COUNTED = (State.SUBMITTED, State.APPROVED)  # what documents tell of


@dataclass(frozen=True, slots=True)
class Transition:
    """A way from some states to another: who may, and the verb that the log tells."""

    sources: tuple[State, ...]
    target: State
    permission: Permission
    verb: str


STEPS: dict[str, Transition] = {
    "lamna-in": Transition((State.DRAFT,), State.SUBMITTED, Permission.REPORT, "lämnade in"),
    "ta-tillbaka": Transition((State.SUBMITTED,), State.DRAFT, Permission.REPORT, "tog tillbaka"),
    "skicka-tillbaka": Transition(
        (State.SUBMITTED,), State.DRAFT, Permission.EDIT_FOLLOWUP, "skickade tillbaka"
    ),
    "godkann": Transition((State.SUBMITTED,), State.APPROVED, Permission.EDIT_FOLLOWUP, "godkände"),
    "oppna": Transition((State.APPROVED,), State.DRAFT, Permission.EDIT_FOLLOWUP, "öppnade igen"),
}


class WrongState(ValueError):
    """The step can't be taken from here; the message is a Swedish sentence."""


def move(state: str, step: str) -> State:
    """The state after a step. Raises WrongState where the step can't be taken, KeyError for one that doesn't exist."""
    change = STEPS[step]
    if state not in change.sources:
        needed = " eller ".join(str(source.label).lower() for source in change.sources)
        raise WrongState(f"Rapporten är {State(state).label.lower()} och behöver vara {needed}.")
    return change.target


def steps_from(state: str, permissions: frozenset[Permission]) -> list[str]:
    """The steps that somebody with these permissions can take, in the table's order."""
    return [name for name, step in STEPS.items() if state in step.sources and step.permission in permissions]
