"""A förbund's revision: one number, moved by every write in the write's own transaction.

What is computed of a förbund is the same until its revision moves. The number is a time in microseconds and only grows,
so that one whose transaction was rolled back is never used again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.dispatch import Signal

from finsam.core.models import Forbund

moved = Signal()
_known: ContextVar[dict[int, int] | None] = ContextVar("revisions read", default=None)


def move(forbund_id: int | None, *, told: bool = True) -> None:
    """Say that something of a förbund has been written, last in the transaction; None is what every förbund reads.

    When one förbund's write is committed, `moved` is sent with its new revision, unless it isn't to be `told`: somebody
    who is writing saves every few seconds, and what nobody asks for in between isn't computed.
    """
    rows = Forbund.objects.order_by() if forbund_id is None else Forbund.objects.filter(pk=forbund_id)
    rows.update(revision=Greatest(F("revision") + 1, time.time_ns() // 1000))
    known = _known.get()
    if known is not None:
        known.clear()
    if forbund_id is not None and told:
        transaction.on_commit(partial(_tell, forbund_id))


def _tell(forbund_id: int) -> None:
    for revision in stored([forbund_id]).values():
        moved.send(Forbund, forbund_id=forbund_id, revision=revision)


def of(forbund_id: int) -> int:
    """The förbund's revision: within `read_once` as it was first read there, or after the last write made there."""
    known = _known.get()
    if known is not None and forbund_id in known:
        return known[forbund_id]
    revision = stored([forbund_id]).get(forbund_id, 0)
    if known is not None:
        known[forbund_id] = revision
    return revision


def stored(forbund_ids: list[int]) -> dict[int, int]:
    """The revisions as they are in the database now."""
    return dict(Forbund.objects.order_by().filter(pk__in=forbund_ids).values_list("pk", "revision"))


@contextmanager
def read_once(known: dict[int, int]) -> Iterator[None]:
    """Within it a revision is read once; `known` are those that have been read just now."""
    token = _known.set(dict(known))
    try:
        yield
    finally:
        _known.reset(token)
