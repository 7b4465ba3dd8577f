"""Appoint an acting förbundschef, prolong the time, and end it at once. Nobody does it for herself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from finsam.core import services
from finsam.core.models import Access, Forbund
from finsam.core.tenancy.permissions import Permission, Role
from finsam.core.values.periods import spell
from finsam.organisation.acting import queries


@transaction.atomic
def appoint(*, forbund: Forbund, email: str, name: str, start: date, end: date, by: Any) -> Access:
    """Let somebody act as förbundschef between two days. Raises ValidationError.

    One at a time; not who appoints, and not an auditor, who is independent of those who keep the books (KL 12:5).
    """
    services.turn(forbund.pk)
    today = timezone.localdate()
    _refuse_own(email, by)
    if start < today:
        raise ValidationError({"start": "Uppdraget kan inte börja före i dag."})
    _refuse_meeting(forbund, today, start, end)
    user = services.user_of(email, name)
    theirs = list(Access.objects.filter(forbund=forbund, user=user))
    if any(Permission.AUDIT in access.permissions and _comes(access, start, end) for access in theirs):
        raise ValidationError(
            {"email": f"{user} är revisor i förbundet, och kan därför inte vara förbundschef."}
        )
    before = next((access for access in theirs if access.role == Role.ACTING), None)
    access = before or Access(forbund=forbund, user=user, role=Role.ACTING)
    access.start, access.end = start, end
    return services.save(access, by=by, verb="utsåg")


@transaction.atomic
def prolong(*, access: Access, end: date, by: Any, version: int | None = None) -> Access:
    """Let an appointment go on to a later day. Raises ValidationError, StaleSave for another `version`, and Gone."""
    stored = services.fresh(access, version)
    today = timezone.localdate()
    _refuse_own(access.user.email, by)
    if stored.end < today:
        raise ValidationError("Uppdraget är redan slut. Utse personen på nytt.")
    if end <= stored.end:
        raise ValidationError({"end": "Skriv en senare dag än den som gäller nu, eller avsluta uppdraget."})
    _refuse_meeting(access.forbund, today, stored.start, end, but=access)
    access.end = end
    return services.save(access, by=by, version=version, verb="förlängde")


@transaction.atomic
def end_now(*, access: Access, by: Any, version: int | None = None) -> None:
    """Shut an appointment at once: the next page that is asked for is refused. Raises StaleSave and Gone."""
    services.delete(access, by=by, version=version, verb="avslutade")


def _refuse_own(email: str, actor: Any) -> None:
    if email.lower() == actor.email.lower():
        raise ValidationError({"email": "Du kan inte utse dig själv, eller förlänga ditt eget uppdrag."})


def _refuse_meeting(forbund: Forbund, today: date, start: date, end: date, but: Access | None = None) -> None:
    """Raise ValidationError where somebody else has been appointed in some of the time."""
    for other in queries.appointments(forbund, today):
        if (but is None or other.pk != but.pk) and _comes(other, start, end):
            raise ValidationError(
                f"{other.user} är redan utsedd ({spell(other.start, other.end)}). Avsluta det uppdraget först, eller välj "
                "andra dagar."
            )


def _comes(access: Access, start: date, end: date) -> bool:
    """Whether an access holds on some day of a time."""
    return (access.start is None or access.start <= end) and (access.end is None or access.end >= start)
