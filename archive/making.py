"""Packages that people wait for: each is packed once, however many ask, by a worker and never by a thread of the site."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from django.db import transaction
from django.utils.timezone import localdate

from archive.models import PackedYear
from archive.packing.contents import Unsettled, package
from finsam.core.caching.computed import key_of, visit
from finsam.core.models import Forbund
from finsam.core.tasks import queue
from finsam.core.tenancy.scope import inside

SECONDS, MEGABYTES = 600, 2000
FAILED = "Paketet kunde inte tas fram. Försök igen, eller be den som sköter installationen om hjälp."


@dataclass(frozen=True)
class Wanted:
    """What somebody wants: a year, whole (`whole`) or without counts of few people."""

    forbund: Forbund
    year: int
    whole: bool

    @cached_property
    def key(self) -> str:
        """The same as long as nothing has changed. Who packs reads what there is then, which may be newer and never older."""
        what = ("package", self.year, self.whole)
        return sha256(key_of(self.forbund, what, str(localdate())).encode()).hexdigest()

    def row(self) -> PackedYear:
        """How far it has come, begun if nobody has asked before."""
        return PackedYear.asked(self.forbund.key, self.key)


def fault(row: PackedYear) -> str:
    """Why it was not packed, as a sentence; "" while it may still be."""
    return row.fault or (FAILED if row.task and queue.failure(row.task) else "")


def leave_to_worker(wanted: Wanted) -> PackedYear:
    """The package, in the queue unless it is ready, has failed, or is there already."""
    row = wanted.row()
    if row.is_ready or fault(row) or (row.task and queue.is_queued(row.task)):
        return row
    with transaction.atomic():
        held = PackedYear.objects.select_for_update().get(pk=row.pk)
        if not held.is_ready and not (held.task and queue.is_queued(held.task)):
            number = queue.enqueue(
                pack, wanted.forbund.key, wanted.key, wanted.year, wanted.whole, priority=queue.SOMEBODY_WAITS
            )
            PackedYear.objects.filter(pk=row.pk).update(task=number, step=0)
            row.task = number
    return row


def try_again(wanted: Wanted) -> None:
    """Forget that it has failed."""
    PackedYear.objects.filter(forbund_key=wanted.forbund.key, key=wanted.key, content=None).update(
        fault="", task="", step=0
    )


@queue.task(tries=2, seconds=SECONDS, megabytes=MEGABYTES, by_hand=True)
def pack(forbund: str, key: str, year: int, whole: bool) -> None:
    """Pack a year in a worker, telling how far it has come."""
    owner = Forbund.objects.select_related("logo").get(key=forbund)
    with inside(owner), visit(owner):
        PackedYear.asked(forbund, key)
        row = PackedYear.objects.filter(forbund_key=forbund, key=key)
        try:
            content = package(owner, year, inside=whole, tell=lambda number: row.update(step=number))
        except Unsettled as error:
            row.update(fault=str(error))
        else:
            row.update(content=content, fault="")
