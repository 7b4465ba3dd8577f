"""What the site leans on."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache as once
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from finsam.core.tasks.models import Worker
from finsam.operations.health.registry import Unwell, tried

LEAST_BYTES = 500 * 1024 * 1024  # a package or a backup of a year has room
AWAY = (DatabaseError, InterfaceError)


@tried("databas")
def database() -> str:
    """It answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except AWAY:
        connection.close()
        raise Unwell(
            "Databasen svarar inte. Se efter att den är i gång och att DATABASE_URL stämmer."
        ) from None
    return "Databasen svarar."


@tried("migreringar")
def migrations() -> str:
    """Its tables are those of the program."""
    try:
        missing = _missing()
    except AWAY:
        raise Unwell("Databasen svarar inte.") from None
    if missing:
        raise Unwell(f"{missing} migreringar är inte gjorda. Kör manage.py migrate.")
    return "Alla migreringar är gjorda."


def _missing() -> int:
    """How many steps are left. Once there are none, there are none until another version starts."""
    if _whole:
        return 0
    executor = MigrationExecutor(connection)
    left = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not left:
        _whole.append(True)
    return left


_whole: list[bool] = []


@tried("typsnitt")
def fonts() -> str:
    """Documents can be drawn in their own letters."""
    if not _fonts(settings.FONTS_DIR):
        raise Unwell("Typsnittet Open Sans saknas. Installera det, eller säg med FINSAM_FONTS var det finns.")
    return "Typsnitten finns."


@once
def _fonts(folder: Path) -> bool:
    return any(folder.glob("OpenSans*.ttf")) or any(folder.glob("**/OpenSans*.ttf"))


@tried("arbetare")
def worker() -> str:
    """Somebody draws, sends letters and does what is in the schedule."""
    try:
        living = Worker.living().count()
    except AWAY:
        raise Unwell("Databasen svarar inte.") from None
    if not living:
        raise Unwell(
            "Ingen arbetare har hörts av. Starta manage.py worker: annars väntar brev och nattens arbete."
        )
    return "En arbetare är i gång." if living == 1 else f"{living} arbetare är i gång."


@tried("disk")
def disk() -> str:
    """There is room where files are made for a while."""
    places = [
        settings.VAR_DIR if settings.VAR_DIR.is_dir() else settings.BASE_DIR,
        Path(tempfile.gettempdir()),
    ]
    free = min(shutil.disk_usage(place).free for place in places)
    megabytes = free // (1024 * 1024)
    if free < LEAST_BYTES:
        raise Unwell(f"Bara {megabytes} MB är lediga på disken. Frigör minst 500 MB.")
    return (
        f"{megabytes // 1024} GB är lediga på disken."
        if megabytes >= 1024
        else f"{megabytes} MB är lediga på disken."
    )


@tried("cache")
def shared() -> str:
    """What is put in the cache is there."""
    key = f"health:{uuid4().hex}"
    try:
        cache.set(key, "well", timeout=30)
        kept = cache.get(key)
        cache.delete(key)
    except Exception:  # whatever the cache is made of
        kept = None
    if kept != "well":
        raise Unwell("Cachen tar inte emot något. Finsam går långsamt tills den gör det.")
    return "Cachen svarar."
