"""Counts of what has happened, in the database so that sites and workers add to the same: documents drawn, letters that failed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import F
from django.utils import timezone

from finsam.core.logs.visits import current

DRAWN, NOT_SENT = "documents.drawn", "letters.failed"


def count(name: str, seconds: float = 0) -> None:
    """One more, which took so many seconds.

    It is written when the visit or task is over: what happens in a transaction that is taken back has happened all the same.
    """
    visit = current()
    if visit is None:
        write([(name, seconds)])
    else:
        visit.counted.append((name, seconds))


def write(counted: Iterable[tuple[str, float]]) -> None:
    """Add what was counted. A count that can't be written is lost, and stops nobody."""
    from finsam.core.tasks.models import Counter

    for name, seconds in counted:
        with suppress(DatabaseError, InterfaceError), transaction.atomic():
            Counter.objects.get_or_create(name=name)
            Counter.objects.filter(name=name).update(
                count=F("count") + 1, seconds=F("seconds") + seconds, last_at=timezone.now()
            )
