"""Making and ending tokens."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from finsam.api.models import DAYS, ApiToken
from finsam.api.queries import digest
from finsam.api.scopes import Scope
from finsam.core import services
from finsam.core.models import Access, Forbund, User
from finsam.core.tenancy.permissions import Permission

MARK = "finsam_"  # what every token begins with, so that it is known for what it is where it has come astray
_SHOWN = len(MARK) + 6  # of a token, to tell it from others
BYTES = 32


@transaction.atomic
def make(
    *, forbund: Forbund, name: str, scopes: Iterable[str], expires: date, by: User
) -> tuple[ApiToken, str]:
    """Let a program read a förbund. Returns the row and the token, which nobody can be shown again.

    Raises ValidationError: without a scope, for a day that has been or is more than DAYS away, and for small counts
    where whoever makes it doesn't see them herself.
    """
    services.turn(forbund.pk)
    chosen = set(scopes)
    today = timezone.localdate()
    if not chosen or not chosen <= set(Scope.values):
        raise ValidationError({"scopes": "Välj något som nyckeln får läsa."})
    if not today <= expires <= today + timedelta(days=DAYS):
        raise ValidationError({"expires": "Välj en dag från i dag till och med ett år framåt."})
    if Scope.COUNTS in chosen and not _sees_counts(forbund, by, today):
        raise ValidationError(
            {"scopes": "Små antal kan bara den som själv får se dem låta ett program läsa."}
        )
    if chosen == {Scope.COUNTS}:
        raise ValidationError({"scopes": "Välj också vad nyckeln får läsa de små antalen i."})
    token = MARK + secrets.token_urlsafe(BYTES)
    row = ApiToken(
        forbund=forbund,
        name=name,
        scopes=" ".join(scope for scope in Scope.values if scope in chosen),
        expires=expires,
        prefix=token[:_SHOWN],
        secret=digest(token),
        made_by=(by.name or by.email)[:80],
    )
    return services.save(row, by=by), token


@transaction.atomic
def end(*, token: ApiToken, by: User, version: int | None = None) -> None:
    """Let nobody in by a token any more, from the next call on. Raises StaleSave and Gone."""
    services.delete(token, by=by, version=version, verb="avslutade")


def _sees_counts(forbund: Forbund, user: User, today: date) -> bool:
    accesses = Access.objects.filter(forbund=forbund, user=user)
    return any(Permission.READ_COUNTS in access.permissions for access in accesses if access.valid_on(today))
