"""Reading a whole database as it was at one moment, and files that are whole or aren't there."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.db import connections, transaction

PARTS = ("", "-wal", "-shm", "-journal")  # what SQLite keeps beside a file


@contextmanager
def one_moment(using: str = "default", *, near: Path | None = None) -> Iterator[None]:
    """All that is read within it is of one moment, and nobody is held up meanwhile.

    PostgreSQL gives a transaction one snapshot. SQLite copies the file, in the folder `near`, and the copy is read. Within a
    transaction it is the transaction's own view.
    """
    connection = connections[using]
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(using=using):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with tempfile.TemporaryDirectory(dir=near, prefix=".kopia-") as folder:
            copy = Path(folder) / "kopia.sqlite3"
            copy.touch(0o600)
            connection.ensure_connection()
            target = sqlite3.connect(copy)
            try:
                connection.connection.backup(target)
            finally:
                target.close()
            with standing_in(copy, using):
                yield


@contextmanager
def standing_in(path: Path, using: str = "default") -> Iterator[Any]:
    """Within it a SQLite file is the database that everything reads and writes."""
    own = connections[using]
    other = type(own)({**deepcopy(own.settings_dict), "NAME": str(path)}, using)
    connections[using] = other
    try:
        yield other
    finally:
        other.close()
        connections[using] = own


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """A place to write a file at, which gets its name when it is whole and on the disk, and is gone if it never is.

    It ends as `path` does, and only its owner may read it.
    """
    making = path.with_name(f".skrivs-{os.getpid()}-{path.name}")
    making.unlink(missing_ok=True)
    os.close(os.open(making, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield making
        with making.open("rb") as file:
            os.fsync(file.fileno())
        making.replace(path)
        on_disk(path.parent)
    finally:
        making.unlink(missing_ok=True)


def on_disk(folder: Path) -> None:
    """Wait until what has been named and renamed in a folder would survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
