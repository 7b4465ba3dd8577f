"""Who has to sign in in two steps, and from when: a code from an app or a passkey, besides the password.

Roles that only read and comment aren't asked. Each förbund says whether it asks those who write, and how many days they have
from the sign-in when they were first asked; after that they read, and write nothing until the second step is there. Losing it,
or taking it away, begins no new time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from finsam.core.models import Access, Forbund, User
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.periods import long_date

READING = frozenset(
    {
        Permission.READ,
        Permission.COMMENT,
        Permission.READ_LOG,
        Permission.READ_COUNTS,
        Permission.READ_HANDOVER,
    }
)
TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # codes for when they are lost aren't one
LOOKS_AFTER = "core.add_forbund"  # Django's own right, of whoever looks after the installation
DAYS = 14  # that she has, where no förbund says
IN_SESSION = "signed_in_in_two_steps"  # somebody else has seen to it: a provider of OpenID Connect


@dataclass(frozen=True, slots=True)
class Missing:
    """That a person has to set up a second step: the last day that she may write without."""

    last_day: date
    overdue: bool

    def __str__(self):
        if self.overdue:
            return (
                f"Du kan läsa, men inte ändra något förrän du har slagit på tvåstegsverifiering. Tiden för det gick ut "
                f"{long_date(self.last_day)}."
            )
        return (
            f"Slå på tvåstegsverifiering senast {long_date(self.last_day)}. Efter den dagen kan du läsa, men inte ändra något, "
            "förrän det är gjort."
        )


def writes(permissions: frozenset[Permission]) -> bool:
    """Whether the permissions are more than to read and comment."""
    return not permissions <= READING


def held_by(user: OuterRef) -> Exists:
    """For a query: whether a user has a second step."""
    return Exists(Authenticator.objects.filter(user=user, type__in=TYPES))


def has_one(user: User) -> bool:
    """Whether she has a second step, with which she is always asked for it."""
    return Authenticator.objects.filter(user=user, type__in=TYPES).exists()


def missing(user: User, forbund: Forbund, permissions: frozenset[Permission]) -> Missing | None:
    """What a person without a second step is told in a förbund; None where nothing is asked of her."""
    if not forbund.second_step_required or not writes(permissions):
        return None
    return _from(user.second_step_asked, forbund.second_step_days)


def missing_for_installation(user: User) -> Missing | None:
    """As `missing`, for whoever looks after the installation: always asked, outside of a demo."""
    if settings.DEBUG or has_one(user):
        return None
    return _from(user.second_step_asked, DAYS)


def _from(asked: datetime | None, days: int) -> Missing:
    """The time runs from when she was first asked; for who hasn't signed in since, from now."""
    today = timezone.localdate()
    last_day = (timezone.localdate(asked) if asked else today) + timedelta(days=days)
    return Missing(last_day, today > last_day)


def is_overdue(user: User) -> bool:
    """Whether there is a förbund where she may not write any more for want of a second step."""
    if user.second_step_asked is None or has_one(user):
        return False
    return any(
        told.overdue
        for access in _asking(user)
        if (told := missing(user, access.forbund, access.permissions)) is not None
    )


def signed_in(user: User) -> None:
    """At sign-in: note when she was first asked for a second step, or that she is no longer asked."""
    asked = user.is_staff or user.has_perm(LOOKS_AFTER) or bool(_asking(user))
    if asked != (user.second_step_asked is not None):
        user.second_step_asked = timezone.now() if asked else None
        User.objects.filter(pk=user.pk).update(second_step_asked=user.second_step_asked)


def _asking(user: User) -> list[Access]:
    """The accesses for which she has to have a second step."""
    today = timezone.localdate()
    theirs = Access.objects.with_scopes_disabled().filter(user=user, forbund__second_step_required=True)
    return [
        access
        for access in theirs.select_related("forbund")
        if access.valid_on(today) and writes(access.permissions)
    ]
