"""Work that is done at certain times. An app declares it in a module that its `declares` names:

    @scheduled("paminnelser", label="Påminnelser om resultat", at=Weekly(MONDAY, 7))
    def remind() -> str: ...

The workers look at the clock. Whoever sees first that something is due writes a row for that time and queues it, in one
transaction; the row is unique, so that it is queued once however many workers there are. What was due while no worker was alive
is done once when one is, for the latest time only. It is not tried again by itself, since a half-sent round of letters
would be sent twice: the next time comes, and whoever looks after the installation can have it done at once.

A function answers a Swedish sentence about what it did. It may be done twice, and opens the scopes that it needs itself.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import IntegrityError, transaction
from django.utils import timezone

from finsam.core.registry import Registry
from finsam.core.tasks import queue
from finsam.core.tasks.models import ScheduledRun

MONDAY = 0
LOOK = 20  # seconds between two looks at the clock
KEPT = timedelta(days=90)  # how long it can be seen how it went
log = logging.getLogger(__name__)


class When(Protocol):
    """The times at which something is due."""

    def latest(self, now: datetime) -> datetime:
        """The latest time, at or before now."""

    def said(self) -> str:
        """The times in Swedish."""


@dataclass(frozen=True)
class Daily:
    """Every day at a time of the clock on the wall, in the settings' time zone."""

    hour: int
    minute: int = 0

    def latest(self, now: datetime) -> datetime:
        local = timezone.localtime(now)
        due = local.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0, fold=0)
        return due if due <= local else _day_before(due, 1)

    def said(self) -> str:
        return f"varje dag kl. {self.hour:02}.{self.minute:02}"


@dataclass(frozen=True)
class Weekly:
    """Once a week, on a day (Monday is 0), at a time of the clock on the wall."""

    weekday: int
    hour: int
    minute: int = 0

    def latest(self, now: datetime) -> datetime:
        due = Daily(self.hour, self.minute).latest(now)
        return _day_before(due, (due.weekday() - self.weekday) % 7)

    def said(self) -> str:
        day = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")[self.weekday]
        return f"varje {day} kl. {self.hour:02}.{self.minute:02}"


def _day_before(due: datetime, days: int) -> datetime:
    """The same time of the clock some days before, also over the change to summer time."""
    return due - timedelta(days=days)  # of an aware time this moves the clock on the wall


@dataclass(frozen=True)
class Scheduled:
    """Work with its times and its name to people."""

    name: str
    label: str
    at: When
    work: Callable[[], str]


SCHEDULE: Registry[str, Scheduled] = Registry("scheduled work")


def scheduled(name: str, *, label: str, at: When) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Declare a function as work that is done at certain times."""

    def declare(work: Callable[[], str]) -> Callable[[], str]:
        SCHEDULE.add(name, Scheduled(name, label, at, work))
        return work

    return declare


class Clock:
    """A worker's: looks now and then at what is due, and asks the database only when something may be."""

    def __init__(self) -> None:
        self._next_look = 0.0
        self._seen: dict[str, datetime] = {}

    def look(self) -> None:
        """Queue what is due, unless somebody has."""
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + LOOK
        now = timezone.now()
        for entry in SCHEDULE.values():
            due = entry.at.latest(now)
            if self._seen.get(entry.name) != due:
                queue_if_due(entry, due)
                self._seen[entry.name] = due


def queue_if_due(entry: Scheduled, due: datetime) -> bool:
    """Queue work for a time unless that is done, or it has only just been put in the schedule. Whether it was queued."""
    if ScheduledRun.objects.filter(name=entry.name, due_at__gte=due).exists():
        return False
    is_new = not ScheduledRun.objects.filter(name=entry.name).exists()
    try:
        with transaction.atomic():
            run = ScheduledRun.objects.create(name=entry.name, due_at=due)
            if is_new:  # it hasn't missed a time at which it wasn't there
                return False
            run.task = queue.enqueue(perform, run.pk)
            run.save(update_fields=["task"])
    except IntegrityError:  # another worker was first
        return False
    return True


def queue_now(name: str) -> ScheduledRun:
    """Have work done at once, beside its times. Raises KeyError where none has that name."""
    entry = SCHEDULE[name]
    with transaction.atomic():
        run = ScheduledRun.objects.create(name=entry.name, due_at=timezone.now())
        run.task = queue.enqueue(perform, run.pk, priority=queue.SOMEBODY_WAITS)
        run.save(update_fields=["task"])
    return run


@queue.task(tries=1, seconds=1800, megabytes=1500)
def perform(number: int) -> None:
    """Do the work that a row is for, and write in it how it went."""
    run = ScheduledRun.objects.filter(pk=number, begun_at=None).first()
    if run is not None:
        do(run)


def do(run: ScheduledRun) -> str:
    """Do work, and write in its row how it went. Returns its sentence, and raises what it raises."""
    run.begun_at = timezone.now()
    run.save(update_fields=["begun_at"])
    try:
        run.said = SCHEDULE[run.name].work()[:200]
    except Exception as error:
        run.fault = type(error).__name__  # its words may tell of somebody
        raise
    finally:
        run.finished_at = timezone.now()
        run.save(update_fields=["said", "fault", "finished_at"])
    log.info("Scheduled work was done", extra={"told": {"work": run.name}})
    return run.said


@dataclass(frozen=True)
class Standing:
    """Work in the schedule, with how it went last."""

    entry: Scheduled
    last: ScheduledRun | None
    next_at: datetime

    @property
    def state(self) -> str:
        """How it went, as a sentence."""
        run = self.last
        if run is None:
            return "Har inte gjorts än."
        if run.fault or (run.finished_at is None and queue.failure(run.task)):
            return "Gick inte att göra. Orsaken står i arbetarens logg."
        if run.finished_at:
            return run.said or "Klart."
        return "Pågår." if run.begun_at else "Väntar i kön."

    @property
    def is_faulty(self) -> bool:
        """Whether somebody has to look at it."""
        return self.state.startswith("Gick inte")


def standing() -> list[Standing]:
    """All that is in the schedule, by name to people."""
    now = timezone.now()
    newest: dict[str, ScheduledRun] = {}
    for run in ScheduledRun.objects.exclude(task="", begun_at=None).order_by("due_at"):
        newest[run.name] = run
    return [
        Standing(entry, newest.get(entry.name), _next(entry.at, now))
        for entry in sorted(SCHEDULE.values(), key=lambda entry: entry.label)
    ]


def _next(at: When, now: datetime) -> datetime:
    """The first time after now: the times are days apart, so eight days from now one has been."""
    latest = at.latest(now)
    return next(due for days in range(1, 9) if (due := at.latest(now + timedelta(days=days))) > latest)
