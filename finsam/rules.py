"""May this person do this? Each question is answered with nothing (yes) or a Swedish sentence (no)."""

from datetime import date

from finsam.models import Access
from finsam.prose import listed
from finsam.roles import PERMISSION_WORDS, ROLES, Permission, Role


def refusal(permissions: frozenset[Permission], wanted: Permission) -> str | None:
    """Why the permissions don't allow what is wanted, and who could; None when they do."""
    if wanted in permissions:
        return None
    able = [str(Role(role).label).lower() for role, info in ROLES.items() if wanted in info.permissions]
    return f"Din roll får inte {PERMISSION_WORDS[wanted]}. Det får {listed(able)}."


def removing_access(access: Access, *, today: date) -> str | None:
    """The last förbundschef can't be removed: nobody would be left to let people in."""
    if access.role != Role.FORBUNDSCHEF:
        return None
    others = [
        other
        for other in Access.objects.filter(forbund=access.forbund, role=Role.FORBUNDSCHEF).exclude(
            pk=access.pk
        )
        if other.valid_on(today)
    ]
    return None if others else "Förbundet måste ha minst en förbundschef. Bjud in efterträdaren först."


def equity_ceiling(steps, *, year: int, contributions):
    """The recommended highest equity (kr) for a year's contributions, or None when no step applies.

    Nationella rådet's recommendation of 2 October 2013; `steps` are EquityStep rows.
    """
    for step in steps:
        if step.valid_from <= year and contributions >= step.total_from:
            ceiling = contributions * step.percent / 100
            return min(ceiling, step.cap) if step.cap is not None else ceiling
    return None
