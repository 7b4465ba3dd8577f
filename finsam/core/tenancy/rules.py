"""May this person do this? Each question is answered with nothing (yes) or a Swedish sentence (no)."""

from datetime import date

from finsam.core.models import Access
from finsam.core.tenancy.permissions import PERMISSION_WORDS, ROLES, Permission, Role
from finsam.core.text.prose import listed

ACTING_ELSEWHERE = "Ett uppdrag som tillförordnad förlängs och avslutas på sidan Tillförordnad förbundschef."


def refusal(permissions: frozenset[Permission], wanted: Permission) -> str | None:
    """Why the permissions don't allow what is wanted, and who could; None when they do."""
    if wanted in permissions:
        return None
    able = [
        str(Role(role).label).lower()
        for role, info in ROLES.items()
        if wanted in info.permissions and role != Role.ACTING  # she may as the one whose work she does
    ]
    return f"Din roll får inte {PERMISSION_WORDS[wanted]}. Det får {listed(able)}."


def removing_access(access: Access, *, today: date) -> str | None:
    """The last förbundschef can't be removed: nobody would be left to let people in. An acting one is ended elsewhere."""
    if access.role == Role.ACTING:
        return ACTING_ELSEWHERE
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
