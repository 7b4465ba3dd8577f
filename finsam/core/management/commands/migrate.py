"""`manage.py migrate`: Django's own, one at a time. Who comes second waits, and then finds nothing left to do."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

LOCK = 7_203_020_031_210  # of PostgreSQL's advisory locks, ours
WAITING = "En annan process uppgraderar databasen. Väntar tills den är klar."


class Command(migrate.Command):
    """Waits for its turn, and then reads what there is to do."""

    def handle(self, *args: Any, **options: Any) -> None:
        with one_at_a_time(connections[options["database"]], tell=lambda: self.stdout.write(WAITING)):
            super().handle(*args, **options)


@contextmanager
def one_at_a_time(connection: BaseDatabaseWrapper, *, tell: Callable[[], Any]) -> Iterator[None]:
    """Hold the turn to change a database's tables; `tell` is called when somebody else has it.

    Whoever dies gives it back: on PostgreSQL it belongs to the connection, on SQLite to the process, as a lock of the file
    `….migrate` beside the database.
    """
    if connection.vendor == "postgresql":
        with _on_postgres(connection, tell):
            yield
    elif connection.vendor == "sqlite" and not connection.is_in_memory_db():
        with _beside(Path(str(connection.settings_dict["NAME"]) + ".migrate"), tell):
            yield
    else:
        yield


@contextmanager
def _on_postgres(connection: BaseDatabaseWrapper, tell: Callable[[], Any]) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            tell()
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@contextmanager
def _beside(path: Path, tell: Callable[[], Any]) -> Iterator[None]:
    with path.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell()
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
