"""How the installation is: its queue, its letters, its last backup and its versions. Nothing of what a förbund holds."""

from __future__ import annotations

import platform
import tomllib
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

import django
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from finsam.core.tasks.limits import TimeLimit
from finsam.operations.backup import last_backup

# What a failed task was for, to people, and what follows of it
WORDS = {
    "deliver": "Ett brev kunde inte skickas",
    "deliver_link": "En länk till en huvudman kunde inte skickas",
    "draw": "Ett dokument kunde inte ritas",
    "pack": "Ett årspaket kunde inte tas fram",
    "warm": "Det som nästa läsare behöver kunde inte räknas fram i förväg",
    "perform": "Något i schemat kunde inte göras",
    "tell_auditors": "Brevet till revisorerna om ett beslut kunde inte skickas",
    "remind": "En påminnelse om ett möte kunde inte skickas",
}
CAUSES = {
    "finsam.core.mail.NotSent": "e-postservern tog inte emot det",
    f"{TimeLimit.__module__}.{TimeLimit.__qualname__}": "det tog för lång tid",
    "builtins.MemoryError": "minnet räckte inte",
    "finsam.core.tasks.limits.Stopped": "arbetaren avbröts",
}


@dataclass(frozen=True)
class Queue:
    """How many tasks wait and are due, are being done, and have failed; and how long the oldest has waited, in seconds."""

    waiting: int
    later: int
    running: int
    failed: int
    oldest_seconds: float


def queue_now() -> Queue:
    """The queue as it is."""
    now, rows = timezone.now(), DBTaskResult.objects
    due = rows.ready()
    oldest = due.order_by("run_after").values_list("run_after", "enqueued_at").first()
    since = None
    if oldest:
        since = oldest[1] if oldest[0].year == 9999 else max(oldest)
    waiting = due.count()
    return Queue(
        waiting=waiting,
        later=rows.filter(status="READY").count() - waiting,
        running=rows.running().count(),
        failed=rows.failed().count(),
        oldest_seconds=max(0.0, (now - since).total_seconds()) if since else 0.0,
    )


@dataclass(frozen=True)
class Failed:
    """A task that nobody will try again by itself."""

    number: str
    at: datetime
    sentence: str
    again: bool  # whether it can be tried again by hand


def failed_tasks(most: int = 50) -> list[Failed]:
    """The newest first."""
    rows = DBTaskResult.objects.failed().order_by("-finished_at")[:most]
    return [Failed(str(row.pk), row.finished_at, _sentence(row), _is_kept(row)) for row in rows]


def _sentence(row: DBTaskResult) -> str:
    what = WORDS.get(
        row.task_name,
        "Ett brev kunde inte skickas" if "letters" in row.task_path else "Ett arbete kunde inte göras",
    )
    cause = CAUSES.get(row.exception_class_path, "orsaken står i arbetarens logg")
    lost = "" if _is_kept(row) else " Det sparas inte: gör om det på sidan där det gjordes."
    return f"{what}: {cause}.{lost}"


def _is_kept(row: DBTaskResult) -> bool:
    """Whether what it was given is still there."""
    return bool(row.args_kwargs.get("args"))


def try_again(number: str) -> bool:
    """Put a failed task in the queue again, to be tried as often as a new one. Whether there was such a task."""
    with transaction.atomic():
        row: Any = DBTaskResult.objects.select_for_update().filter(pk=number, status="FAILED").first()
        if row is None or not _is_kept(row):
            return False
        row.status, row.finished_at, row.worker_ids, row.run_after = "READY", None, [], timezone.now()
        row.exception_class_path = row.traceback = ""
        row.save()
    return True


def seconds_since_backup() -> float | None:
    """Its age; None where none was made."""
    made = last_backup()
    return (timezone.now() - made.at).total_seconds() if made else None


def versions() -> list[tuple[str, str]]:
    """What the installation is made of, by name."""
    program = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]
    applied = MigrationRecorder(connection).applied_migrations()
    newest = max(applied.values(), key=lambda row: row.applied)
    return [
        ("Finsam", str(program)),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        ("Databas", f"{connection.display_name} {'.'.join(map(str, connection.get_database_version()))}"),
        ("WeasyPrint", version("weasyprint")),
        ("Migreringar", f"{len(applied)} gjorda, senast {newest.app}.{newest.name}"),
    ]
