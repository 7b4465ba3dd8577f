"""Writing an auditor's answer to a question of the law, and sharing it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from auditors.path.models import Assessment
from finsam.core import audit, services

OWN = ("verdict", "text")  # what the log doesn't tell before it is shared


@transaction.atomic
def assess(*, assessment: Assessment, by: Any, version: int | None = None, share: bool = False) -> Assessment:
    """Store an auditor's own answer; with `share` the others and the kansli may read it from now on.

    Raises ValidationError, StaleSave and Gone. Until it is shared the log tells that it was written, not what it says.
    """
    services.turn(assessment.forbund_id)
    if assessment.pk is None and not (assessment.verdict or assessment.text or share):
        return assessment  # nothing is said
    if assessment.pk is None:
        assessment.by_name, assessment.by_email = by.name or by.email, by.email
    elif assessment.by_email.lower() != by.email.lower():
        raise ValidationError("Bara den som har skrivit bedömningen kan ändra den.")
    stored = None if assessment.pk is None else services.fresh(assessment, version)
    shares = share and assessment.shared_at is None
    if shares:
        assessment.shared_at = timezone.now()
    if stored is None or shares or any(getattr(stored, name) != getattr(assessment, name) for name in OWN):
        assessment.at = timezone.now()
    record = audit.record if assessment.shared_at else _recorded_unread
    if shares:
        record = _recorded_whole
    return services.save(
        assessment, by=by, version=version, verb="delade" if shares else "skrev", record=record
    )


def _recorded_unread(*, before: dict, after: dict, **how: Any) -> Any:
    """The row of an answer that is still its writer's own."""
    return audit.record(before=_without(before), after=_without(after), **how)


def _recorded_whole(*, before: dict, after: dict, obj: Any, **how: Any) -> Any:
    """The row of an answer as it is shared: what it says, and nothing of what it said before."""
    told = {name: getattr(obj, name) for name in OWN}
    return audit.record(before=_without(before), after={**after, **told}, obj=obj, **how)


def _without(told: dict) -> dict:
    return {name: value for name, value in told.items() if name not in OWN}
