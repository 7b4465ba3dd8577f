"""Making a backup: everything as it was at one moment, in a file that is whole or isn't there."""

from __future__ import annotations

import json
import os
import re
from hashlib import file_digest
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps as installed
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from finsam.core.caching.computed import code_version
from finsam.core.management.moment import one_moment, written_beside
from finsam.core.tenancy.scope import scopes_disabled
from finsam.operations.backup import Refused, locked, rows
from finsam.operations.backup.parts import ABOUT, FORMAT, Writer
from finsam.operations.models import BackupRun

OURS = re.compile(r"finsam-\d{8}T\d{6}Z\.tar(\.age)?")


def back_up(folder: Path, *, recipient: str = "", keep: int = 0) -> tuple[BackupRun, Path]:
    """Write a backup into a folder, remember it, and remove all of ours there but the newest `keep` (0: none).

    Raises Refused where it can't be done; then no file is left, and what went wrong is remembered.
    """
    run = BackupRun(at=timezone.now())
    try:
        to = locked.recipients(recipient)
        if not folder.is_dir():
            raise Refused(f"Mappen {folder} finns inte.")
        path = folder / f"finsam-{run.at:%Y%m%dT%H%M%SZ}.tar{'.age' if to else ''}"
        if path.exists():
            raise Refused(f"{path.name} finns redan. Ingenting är skrivet över.")
        with written_beside(path) as making:
            run.rows = _write(making, to)
            with making.open("rb") as file:
                run.sha256 = file_digest(file, "sha256").hexdigest()
            run.size = making.stat().st_size
    except OSError as error:
        said = f"Säkerhetskopian kunde inte skrivas: {error.strerror or error}."
        _failed(run, said)
        raise Refused(said) from error
    except Exception as error:
        _failed(run, str(error))
        raise
    run.finished_at, run.file_name, run.encrypted = timezone.now(), path.name, bool(to)
    run.save()
    if keep:
        prune(folder, keep)
    return run, path


def _failed(run: BackupRun, said: str) -> None:
    """Remember what went wrong."""
    run.finished_at, run.error = timezone.now(), said[:500] or "Okänt fel."
    run.save()


def prune(folder: Path, keep: int) -> list[str]:
    """Remove all but the newest backups of a folder; the names of those that are gone. Nothing else there is touched."""
    ours = sorted(path for path in folder.iterdir() if OURS.fullmatch(path.name))
    for path in ours[:-keep]:
        path.unlink()
    return [path.name for path in ours[:-keep]]


def _write(making: Path, to: list[Any]) -> int:
    """Write everything; how many rows it was."""
    counts: dict[str, int] = {}
    with making.open("wb") as file, scopes_disabled(), one_moment(near=making.parent):
        about, apps = _about()
        with locked.encrypting(file, to) as stream, Writer(stream) as writer:
            writer.add(ABOUT, json.dumps(about, ensure_ascii=False, indent=1).encode())
            for model in rows.tables(apps):
                table = model._meta.db_table
                counts[table] = 0
                for number, (part, count) in enumerate(rows.written(model), 1):
                    writer.add(f"data/{table}/{number:06}.jsonl.gz", part)
                    counts[table] += count
            writer.close(rows=counts)
    return sum(counts.values())


def _about() -> tuple[dict[str, Any], Any]:
    """What a backup says of where it was made, and the models as the database has them."""
    loader = MigrationLoader(connection)
    applied = set(loader.applied_migrations)
    unknown = applied - set(loader.disk_migrations)
    if unknown:
        app, name = min(unknown)
        raise Refused(
            f"Databasen är av en nyare version än programmet: den har {app}.{name}. Använd den versionen."
        )
    behind = set(loader.disk_migrations) - applied
    about = {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "program": code_version(),
        "database": f"{connection.vendor} {'.'.join(map(str, connection.get_database_version()))}",
        "migrations": sorted(applied),
        "settings": settings_that_are_set(),
        "left_out": sorted(rows.LEFT_OUT),
    }
    return about, loader.project_state(sorted(applied)).apps if behind else installed


def settings_that_are_set() -> list[str]:
    """The names of our settings that the environment has; what they are is nobody's business."""
    text = import_module("finsam.settings").__doc__ or ""
    known = set(re.findall(r"^([A-Z][A-Z_]+)", text, re.MULTILINE))
    return sorted(name for name in os.environ if name in known or name.removesuffix("_FILE") in known)
