"""Doing tasks: each in a child of its own that is held to its limits, again when it fails, and for those who have died.

django-tasks-db takes the next task from the queue, runs it and notes how it went. What it doesn't do is here.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import tempfile
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError, connections, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from finsam.core.logs import visits
from finsam.core.logs.visits import Visit
from finsam.core.tasks import counters, models
from finsam.core.tasks.limits import Stopped, TimeLimit, cause, keep_within, own_folder
from finsam.core.tasks.queue import ASKED_BY
from finsam.core.tasks.schedule import Clock

BEAT = 2  # seconds between signs of life
FIRST_PAUSE = 5  # seconds before the second try; before each later one it is four times as long
KEPT = timedelta(days=14)  # how long it can be seen that a task failed
# As it is: the worker has one thread, and what it has read and imported need not be read again.
_COPY = multiprocessing.get_context("fork")
# Would end in the same way.
HOPELESS = {f"{error.__module__}.{error.__qualname__}" for error in (TimeLimit, MemoryError)}
log = logging.getLogger(__name__)


class Worker(db_worker.Worker):
    """Takes tasks from the queue until told to stop."""

    def __init__(self, name: str, *, interval: float = 0.5, until_empty: bool = False):
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=True,  # `super().run()` comes back when the queue is empty
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
        )
        self.until_empty = until_empty
        self._next_beat = 0.0
        self._clock = Clock()

    def run(self) -> None:
        """Work, give signs of life, and take over from those who have died; a database that is away is waited for."""
        try:
            while self.running:
                try:
                    self._keep_house()
                    super().run()
                except (DatabaseError, InterfaceError) as error:
                    log.warning("The queue could not be read: %s", type(error).__name__)
                    connections.close_all()
                    time.sleep(FIRST_PAUSE)
                if self.until_empty:
                    break
                if self.running:
                    time.sleep(self.interval)
        finally:
            with suppress(DatabaseError, InterfaceError):
                models.Worker.objects.filter(name=self.worker_id).delete()

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Have a task done by a child, and see to how it went."""
        self._keep_house()
        connections.close_all()  # a connection has one process
        self.running_task = True
        with own_folder() as folder:
            child = _COPY.Process(target=self._do, args=(db_task_result, folder), daemon=True)
            try:
                child.start()
                while child.is_alive():
                    child.join(BEAT)
                    with suppress(DatabaseError, InterfaceError):
                        models.Worker.beat(self.worker_id)
                with visits.during(_visit_of(db_task_result)):
                    settle(db_task_result, self.worker_id, cause(child.exitcode))
            finally:
                child.kill()
                self.running_task = False

    def _do(self, db_task_result: DBTaskResult, folder: str) -> None:
        """In the child: the task within its limits. Who stops the worker lets it be done first."""
        tempfile.tempdir = folder or None
        self.reset_signals()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with suppress(ImportError, SuspiciousOperation):  # said when it is run
            keep_within(db_task_result.task.seconds, db_task_result.task.megabytes)
        began = time.perf_counter()
        with visits.during(_visit_of(db_task_result)) as visit:
            super().run_task(db_task_result)
            counters.write(visit.counted)
            milliseconds = round((time.perf_counter() - began) * 1000)
            told = {
                "status": str(db_task_result.status),
                "duration_ms": milliseconds,
                "queries": visit.queries,
            }
            log.info("Task ended", extra={"told": told})
        connections.close_all()

    def _keep_house(self) -> None:
        """Every other second: a sign of life, the tasks of those who give none, and what has been kept long enough."""
        if time.monotonic() < self._next_beat:
            return
        self._next_beat = time.monotonic() + BEAT
        models.Worker.beat(self.worker_id)
        living = set(models.Worker.living().values_list("name", flat=True))
        for result in DBTaskResult.objects.running():
            if result.worker_ids[-1] not in living:
                settle(result, result.worker_ids[-1], Stopped("The worker died."))
        long_ago = timezone.now() - KEPT
        DBTaskResult.objects.finished().filter(finished_at__lt=long_ago).delete()
        models.Worker.objects.filter(seen_at__lt=long_ago).delete()
        self._clock.look()


@transaction.atomic
def settle(result: DBTaskResult, worker: str, died: Stopped) -> None:
    """What becomes of a task that a worker has left: done it is forgotten, else tried again or given up.

    One that is still running has died, as `died` tells. Whoever has taken it over since is left in peace.
    """
    row: Any = DBTaskResult.objects.select_for_update().filter(pk=result.pk).first()
    if row is None or row.worker_ids[-1] != worker or row.status == TaskResultStatus.READY:
        return
    if row.status == TaskResultStatus.SUCCESSFUL:
        row.delete()
        return
    if row.status == TaskResultStatus.RUNNING:
        row.set_failed(died)
    failed = row.exception_class_path.rpartition(".")[2]
    if len(row.worker_ids) < _limit(row, "tries", 1) and row.exception_class_path not in HOPELESS:
        pause = FIRST_PAUSE * 4 ** (len(row.worker_ids) - 1)
        row.status, row.finished_at = TaskResultStatus.READY, None
        row.run_after = timezone.now() + timedelta(seconds=pause)
        log.warning("Task %s (%s) will be tried again: %s", row.pk, row.task_name, failed)
    else:
        if not _limit(row, "by_hand", False):  # may be a letter
            row.args_kwargs |= {"args": [], "kwargs": {}}
        log.error("Task %s (%s) was given up: %s", row.pk, row.task_name, failed)
    row.save()


def _limit(row: DBTaskResult, name: str, without: Any) -> Any:
    """What a task says of itself; something else where the code no longer has it."""
    try:
        return getattr(row.task, name)
    except (ImportError, SuspiciousOperation):
        return without


def _visit_of(row: DBTaskResult) -> Visit:
    """A task as the log tells of it, with the number of the visit that queued it."""
    return Visit(row.args_kwargs.get(ASKED_BY) or str(row.pk), task=row.task_name)
