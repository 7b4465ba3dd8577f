"""How far something has come, as a table of transitions and one function; and what of it is locked by then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Model, TextChoices

from finsam.core.registry import Registry
from finsam.core.tenancy.permissions import Permission


class WrongState(ValueError):
    """The step can't be taken from here; the message is a Swedish sentence."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A way from some states to another: who may, the verb that the log tells, and the words on its button."""

    sources: tuple[str, ...]
    target: str
    permission: Permission
    verb: str
    label: str = ""


@dataclass(frozen=True)
class StateTable:
    """The states of a kind of thing, what it is called in a sentence, and the steps between them by their names."""

    labels: type[TextChoices]
    subject: str
    steps: Mapping[str, Transition]

    def move(self, state: str, step: str) -> str:
        """The state after a step. Raises WrongState where it can't be taken, KeyError for one that doesn't exist."""
        transition = self.steps[step]
        if state not in transition.sources:
            needed = " eller ".join(str(self.labels(source).label).lower() for source in transition.sources)
            label = str(self.labels(state).label).lower()
            raise WrongState(f"{self.subject} är {label} och behöver vara {needed}.")
        return self.labels(transition.target)

    def steps_from(self, state: str, permissions: frozenset[Permission]) -> list[str]:
        """The steps that somebody with these permissions can take, in the table's order."""
        return [
            name
            for name, step in self.steps.items()
            if state in step.sources and step.permission in permissions
        ]


# By model (`app.model`): why an object may be neither changed, added nor removed as things stand, or "".
LOCKS: Registry[str, Callable[..., str]] = Registry("lock")


def locks(model: str) -> Callable[[Callable[..., str]], Callable[..., str]]:
    """Declare what locks the objects of a model: a function that gives a sentence with the reason and the way, or ""."""

    def declare(function: Callable[..., str]) -> Callable[..., str]:
        return LOCKS.add(model, function)

    return declare


def lock_of(obj: Model) -> str:
    """Why an object is locked, or ""."""
    reason = LOCKS.get(obj._meta.label_lower)
    return reason(obj) if reason else ""


def refuse_locked(obj: Model) -> None:
    """Raise ValidationError for what is locked. Services ask it of each object as it is stored, before they write."""
    reason = lock_of(obj)
    if reason:
        raise ValidationError(reason)
