"""Declaring a task, queueing it, and asking how it went.

    @task(tries=3, seconds=60, megabytes=1000)
    def send(letter: int) -> None: ...

    enqueue(send, 17)

A task is a function at the top of a module. What it is given is keys and numbers, never objects, and it opens the scope
of its förbund itself. The queue lies in the database, so what is queued inside a transaction is seen when that is
committed, and never if it isn't. A task may be begun again after its worker has died: it must bear being done twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_tasks import base, task
from django_tasks_db.backend import DatabaseBackend

from finsam.core.logs import visits

__all__ = [
    "SOMEBODY_WAITS",
    "WARMING",
    "Backend",
    "Task",
    "enqueue",
    "failure",
    "is_queued",
    "somebody_works",
    "task",
    "waits",
]

ASKED_BY = "request_id"  # beside a task's arguments
SOMEBODY_WAITS, WARMING = 50, -50  # priorities; a letter has 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(base.Task):
    """A function with its limits: how often it is tried, for how long (seconds), and in how much memory (megabytes).

    `by_hand` is for one that is given keys and numbers only: whoever looks after the installation can have it tried again.
    """

    tries: int = 3
    seconds: int = 60
    megabytes: int = 1000
    by_hand: bool = (
        False  # what it was given may be kept when it fails, so that it can be tried again by hand
    )


class Backend(DatabaseBackend):
    """The queue in the database, of tasks with limits."""

    task_class = Task

    def _task_to_db_task(self, task: Any, args: Any, kwargs: Any) -> Any:
        """With the number of the visit that queues it, which its lines in the log then tell."""
        row = super()._task_to_db_task(task, args, kwargs)
        number = visits.number()
        if number:
            row.args_kwargs[ASKED_BY] = number
            row.save(update_fields=["args_kwargs"])
        return row


def somebody_works() -> bool:
    """Whether a worker is alive. Where none is, a page does the work itself."""
    from finsam.core.tasks.models import Worker

    return Worker.living().exists()


def enqueue(what: Any, *args: Any, priority: int = 0, after: int = 0) -> str:
    """Put a task in the queue, to be done when `after` seconds have gone; its number there."""
    later = timezone.now() + timedelta(seconds=after) if after else None
    return str(what.using(priority=priority, run_after=later).enqueue(*args).id)


def is_queued(number: str) -> bool:
    """Whether a task waits or is being done."""
    return _results(number).filter(status__in=("READY", "RUNNING")).exists()


def waits(what: Any, *args: Any) -> bool:
    """Whether a task with these arguments, and perhaps more after them, is in the queue and not begun."""
    rows = _all_results().filter(status="READY", task_path=what.module_path)
    return any(row.args_kwargs["args"][: len(args)] == list(args) for row in rows)


def failure(number: str) -> str:
    """How a task that nobody will try again ended, as the path of an exception; "" for one that hasn't failed."""
    return (
        _results(number).filter(status="FAILED").values_list("exception_class_path", flat=True).first() or ""
    )


def _results(number: str) -> Any:
    return _all_results().filter(pk=number)


def _all_results() -> Any:
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.all()
