"""Whose a token is, and what there is to say of a förbund's tokens."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.utils import timezone

from finsam.api.models import ApiToken
from finsam.core.models import Forbund
from finsam.core.tasks.models import Counter


def digest(token: str) -> str:
    """What is stored of a token. It is 256 random bits, so that no salt or slow hash is called for."""
    return sha256(token.encode()).hexdigest()


def of_token(token: str) -> ApiToken | None:
    """The row of a token that holds today; None for one that is none, has ended or has run out."""
    rows = ApiToken._base_manager.select_related("forbund")
    row: ApiToken | None = rows.filter(secret=digest(token)).first()
    return row if row is not None and row.holds_on(timezone.localdate()) else None


def tokens(forbund: Forbund) -> list[tuple[ApiToken, datetime | None]]:
    """A förbund's tokens, the newest first, and when each was last used, to within some minutes."""
    rows = list(ApiToken.objects.filter(forbund=forbund))
    counters = Counter.objects.filter(name__in=[row.counter for row in rows])
    used = dict(counters.values_list("name", "last_at"))
    return [(row, used.get(row.counter)) for row in rows]
