"""People's own calendar addresses: made, taken back, and asked whose they are.

The address holds the key and a signature of it that is stored nowhere: whoever reads the database can't make an address
of what stands there.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone

from finsam.core import services
from finsam.core.models import Access, Forbund, User
from plans.meetings.models import CalendarKey


def _signer() -> Signer:
    """With the key of today; it also knows the addresses that were signed with former ones."""
    return Signer(sep=".", salt="plans.calendar")


def token_of(kept: CalendarKey) -> str:
    """What stands in the address."""
    return _signer().sign(kept.key)


def of_user(forbund: Forbund, user: User) -> CalendarKey | None:
    """A person's address in a förbund, if she has one."""
    return CalendarKey.objects.filter(forbund=forbund, user=user).first()


def of_token(token: str) -> CalendarKey | None:
    """Whose an address is; None for one that is none, is taken back, or whose person doesn't come in any more."""
    try:
        key = _signer().unsign(token)
    except BadSignature:
        return None
    rows = CalendarKey._base_manager.select_related("forbund", "user")
    kept: CalendarKey | None = rows.filter(key=key).first() if "\0" not in key else None
    if kept is None or not kept.user.is_active:
        return None
    accesses = Access._base_manager.filter(forbund=kept.forbund_id, user=kept.user_id)
    today = timezone.localdate()
    return kept if any(access.valid_on(today) for access in accesses) else None


@transaction.atomic
def make(*, forbund: Forbund, by: User) -> CalendarKey:
    """An address for whoever asks. Raises ValidationError where she has one, which is to be taken back first."""
    return services.save(CalendarKey(forbund=forbund, user=by), by=by)


@transaction.atomic
def take_back(*, forbund: Forbund, by: User) -> None:
    """Let the address of whoever asks lead nowhere; nothing happens where she has none."""
    services.turn(forbund.pk)
    kept = of_user(forbund, by)
    if kept is not None:
        services.delete(kept, by=by)
