"""PDFs that people wait for: each is drawn once, however many ask, by a worker where one is alive.

Whoever asks finds or begins a `Draft`. A worker that is alive gets it as a task; else the process that was asked draws it,
in a child. Either way one holds the draft at a time, with a sign of life for each page, and all get the same bytes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from threading import Lock
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.timezone import localdate

from finsam.core.caching.computed import key_of, visit
from finsam.core.models import Forbund
from finsam.core.registry import Registry
from finsam.core.tasks import counters, queue
from finsam.core.tasks.limits import Stopped, in_child
from finsam.core.tenancy.scope import inside
from finsam.documents.models import Document
from finsam.rendering.files import Source, rendition_for
from finsam.rendering.models import Draft
from finsam.rendering.pdf.pdf import Progress, RenderError, Step, to_pdf

SECONDS, MEGABYTES = 120, 1500  # for a document of 200 pages; one of 40 takes ten seconds and 600 MB
STORED_SECONDS = 400  # for what is drawn once to be stored, as a spårbilaga of 70 pages; it takes four times as long as its document
HELD = timedelta(seconds=30)  # a page is laid out in a fraction of one
LOOK = 0.3  # seconds between two looks at what somebody else draws
FAILED = "PDF:en kunde inte ritas."
NOT_YET = "PDF:en är inte färdig än, för mycket annat ritas. Försök igen om en stund."
STOPPED = {
    "builtins.MemoryError": "PDF:en kunde inte ritas: dokumentet är för stort.",
    "finsam.core.tasks.limits.TimeLimit": "PDF:en kunde inte ritas: det tog för lång tid.",
}
_one_child = Lock()  # of a site where no worker is, so that many who ask don't fill the machine


# What is drawn of a document besides itself, by name: a function of document, audience and words gives the source.
SOURCES: Registry[str, Callable[..., Source]] = Registry("drawing of a document")
# Of those that are drawn of something else than a document, by the same name: what finds it by its number.
SUBJECTS: Registry[str, Callable[[int], Any]] = Registry("what is drawn")


@dataclass
class Order:
    """What is asked for: a document for an audience (`files.audience_of`), or what `of` names: one of SOURCES, and its words.

    What is named may be drawn of something else than a document, where SUBJECTS says of what.
    """

    document: Any
    audience: str
    of: tuple[str, ...] = ()

    @cached_property
    def source(self) -> Source:
        """What is drawn, worked out now. Raises RenderError."""
        if not self.of:
            return Source.of(rendition_for(self.document, self.audience))
        name, *words = self.of
        return SOURCES[name](self.document, self.audience, *words)

    @property
    def owner(self) -> str:
        """The förbund's key."""
        return str(self.document.forbund.key)

    @cached_property
    def key(self) -> str:
        """The draft's key, found without working anything out: it is the same as long as nothing has changed.

        Who draws reads what there is then, which may be newer than the revision in the key, and never older.
        """
        what = ("pdf", self.document.pk, self.audience, *self.of)
        return sha256(key_of(self.document.forbund, what, str(localdate())).encode()).hexdigest()

    def draft(self) -> Draft:
        """The draft, begun if nobody has asked before."""
        return Draft.asked(self.owner, self.key)


def fault(draft: Draft) -> str:
    """Why the draft was not drawn, as a sentence; "" while it may still be."""
    if draft.fault or not draft.task:
        return draft.fault
    ended = queue.failure(draft.task)
    return STOPPED.get(ended, FAILED) if ended else ""


def is_under_way(draft: Draft) -> bool:
    """Whether a worker has it, or will."""
    return bool(draft.task) and queue.is_queued(draft.task)


def leave_to_worker(order: Order, *, priority: int = queue.SOMEBODY_WAITS) -> Draft:
    """The draft, in the queue unless it is drawn, has failed, or is there already."""
    draft = order.draft()
    if draft.drawn is not None or fault(draft):
        return draft
    with transaction.atomic():
        undrawn = Draft.objects.select_for_update().defer("pdf").filter(pk=draft.pk, pdf=None)
        row = undrawn.first()  # read again: it may have been drawn, or have failed, since it was looked at
        if row is not None and not fault(row) and not is_under_way(row):
            what = (order.owner, order.document.pk, order.audience, order.key, *order.of)
            number = queue.enqueue(draw, *what, priority=priority)
            Draft.objects.filter(pk=row.pk).update(task=number)
    return draft


def try_again(order: Order) -> None:
    """Forget that the draft has failed."""
    failed = Draft.objects.filter(forbund_key=order.owner, key=order.key, pdf=None)
    failed.update(fault="", task="", holder="", held_until=None)


def pdf(order: Order) -> bytes:
    """The PDF, waited for while a worker draws it, or drawn by this process where none is alive. Raises RenderError."""
    deadline = time.monotonic() + SECONDS
    while queue.somebody_works():
        if time.monotonic() > deadline:
            raise RenderError(NOT_YET)
        draft = leave_to_worker(order)
        if draft.drawn is not None:
            return draft.drawn
        if fault(draft):
            raise RenderError(fault(draft))
        time.sleep(LOOK)
    return _drawn(order, holder=uuid4().hex, run=_in_child)


@queue.task(tries=3, seconds=SECONDS, megabytes=MEGABYTES, by_hand=True)
def draw(forbund: str, document: int, audience: str, key: str, *of: str) -> None:
    """Draw what is asked for of a document in a worker. What can't be drawn at all is said on the draft, and not tried again."""
    owner = Forbund.objects.select_related("logo").get(key=forbund)
    with inside(owner), visit(owner):
        order = Order(_subject(document, of), audience, of)
        number = Draft.asked(forbund, key).task
        try:
            _drawn(order, holder=number, run=_here, key=key)
        except RenderError as error:
            Draft.objects.filter(forbund_key=forbund, key=key).update(fault=error.sentence)


def _subject(number: int, of: tuple[str, ...]) -> Any:
    """What is drawn, by its number: a document unless the drawing is of something else."""
    if of and of[0] in SUBJECTS:
        return SUBJECTS[of[0]](number)
    documents = Document.objects.select_related("forbund__logo", "fiscal_year", "cover_picture")
    return documents.get(pk=number)


def in_child_of_its_own(html: str, assets: Mapping[str, bytes], made: datetime) -> bytes:
    """As `to_pdf`, in a child that is waited for."""
    return _in_child(to_pdf, html, assets, made, tell=lambda told: None, seconds=STORED_SECONDS)


def _here(draw: Callable[..., bytes], *args: Any, tell: Callable[[Progress], None]) -> bytes:
    """What draws, in this process."""
    return draw(*args, tell=tell)


def _in_child(
    draw: Callable[..., bytes], *args: Any, tell: Callable[[Progress], None], seconds: int = 0
) -> bytes:
    """What draws, in a child with the limits of a task."""
    while not _one_child.acquire(timeout=HELD.seconds / 3):
        tell((Step.WAITING, 0))
    try:
        drawn: bytes = in_child(draw, *args, seconds=seconds or SECONDS, megabytes=MEGABYTES, tell=tell)
    except (Stopped, MemoryError) as error:
        kind = type(error)
        raise RenderError(STOPPED.get(f"{kind.__module__}.{kind.__qualname__}", FAILED)) from error
    finally:
        _one_child.release()
    return drawn


def _drawn(order: Order, *, holder: str, run: Callable[..., bytes], key: str = "") -> bytes:
    """The PDF, drawn unless it is or somebody else is about it: then she is waited for. Raises RenderError."""
    while True:
        draft = Draft.asked(order.owner, key or order.key)
        if draft.drawn is not None:
            return draft.drawn
        mine = Q(holder=holder) | Q(held_until=None) | Q(held_until__lt=timezone.now())
        if Draft.objects.filter(mine, pk=draft.pk).update(holder=holder, **_held(Step.COUNTING)):
            try:
                return _draw(draft, order, run)
            finally:
                Draft.objects.filter(pk=draft.pk, holder=holder).update(held_until=None)
        time.sleep(LOOK)


def _draw(draft: Draft, order: Order, run: Callable[..., bytes]) -> bytes:
    """Draw a draft that this process holds, or take over what has been drawn of the same content."""
    content, row = order.source.digest(), Draft.objects.filter(pk=draft.pk)
    drawn = _same(draft, content)
    if drawn is None:
        told = [0.0]

        def tell(progress: Progress) -> None:
            step, page = progress
            if step != Step.LAYING_OUT or time.monotonic() > told[0] + LOOK:
                told[0] = time.monotonic()
                row.update(page=page, **_held(step))

        source, began = order.source, time.monotonic()
        drawn = run(source.drawn_by or to_pdf, source.html, source.assets, timezone.localtime(), tell=tell)
        counters.count(counters.DRAWN, time.monotonic() - began)
    what = {"content": content, "pdf": drawn}
    Draft.objects.update_or_create(forbund_key=draft.forbund_key, key=draft.key, defaults=what)
    return drawn


def _same(draft: Draft, content: str) -> bytes | None:
    """What has been drawn of the same content but was asked for as something else; one who draws it now is waited for."""
    while True:
        with transaction.atomic():  # two who hold a draft of the same content come here one after the other
            Forbund.objects.select_for_update(of=("self",)).order_by().get(key=draft.forbund_key)
            drawn = Draft.of_content(draft.forbund_key, content)
            others = Draft.objects.filter(content=content, held_until__gt=timezone.now()).exclude(pk=draft.pk)
            if drawn is not None or not others.exists():
                Draft.objects.filter(pk=draft.pk).update(content=content)
                return drawn
        Draft.objects.filter(pk=draft.pk).update(**_held(Step.WAITING))
        time.sleep(LOOK)


def _held(step: Step) -> dict[str, Any]:
    """A sign of life: the draft is held for another while, and has come to a step."""
    return {"step": step, "held_until": timezone.now() + HELD}
