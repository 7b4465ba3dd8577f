"""May this person do this? Each question is answered with nothing (yes) or a Swedish sentence (no)."""

from datetime import date

from finsam.core.models import Access
from finsam.core.tenancy.permissions import PERMISSION_WORDS, ROLES, Permission, Role
from finsam.core.text.prose import listed


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
