"""May this person do this? Each question is answered with nothing (yes) or a Swedish sentence (no)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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


@dataclass(frozen=True, slots=True)
class Level:
    """A recommended highest equity: from which year, at which contributions (kr), what share and at most how much."""

    valid_from: int
    total_from: Decimal
    percent: Decimal
    cap: Decimal | None
    source: str


# Nationella rådet's recommendation of 2 October 2013 has steps by the size of the contributions, which are not
# published. 20 % is what förbund with up to about 5,6 mnkr say of it in their own plans and reports (2023–2024).
GUIDE = (
    Level(
        2013,
        Decimal(0),
        Decimal(20),
        None,
        "Nationella rådet den 2 oktober 2013, så som förbund återger det 2024. Riktvärde, stegen är inte bekräftad.",
    ),
)


def equity_level(levels, *, year: int, contributions: Decimal):
    """The level that applies to a year's contributions, or None: the newest, and of those the highest reached.

    `levels` are a förbund's own EquityLevel rows; without any, GUIDE applies.
    """
    found = [one for one in levels or GUIDE if one.valid_from <= year]
    newest = max((one.valid_from for one in found), default=None)
    reached = [one for one in found if one.valid_from == newest and contributions >= one.total_from]
    return max(reached, key=lambda one: one.total_from, default=None)


def equity_ceiling(level, contributions: Decimal) -> Decimal:
    """The highest equity (kr) that a level allows."""
    ceiling = contributions * level.percent / 100
    return min(ceiling, level.cap) if level.cap is not None else ceiling
