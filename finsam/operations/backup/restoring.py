"""Reading a backup back: all of it or nothing, into an empty database, of this version's tables or older ones."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.apps import apps as installed
from django.core.cache import caches
from django.core.management.color import no_style
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from finsam.core import audit
from finsam.core.audit import history
from finsam.core.declaring import declared_models
from finsam.core.management.moment import standing_in
from finsam.core.models import Forbund
from finsam.core.models.audit import ChainHead
from finsam.core.tenancy.scope import scopes_disabled
from finsam.core.values import periods
from finsam.operations import roles
from finsam.operations.backup import Refused, locked, parts, rows
from finsam.operations.backup.parts import Contents

# Tables that hold something in an installation that nobody has used.
_ALWAYS = {
    "django_migrations", "django_content_type", "auth_permission", "django_session", "usersessions_usersession", "finsam_cache", "operations_backuprun",
    "django_tasks_database_dbtaskresult",
}  # fmt: skip


@dataclass(slots=True)
class Restored:
    """What came of it: when the backup was made, how many rows it has, and the histories that aren't whole."""

    made_at: datetime
    rows: int = 0
    steps: int = 0  # how many migrations were run on it
    broken: list[str] = field(default_factory=list)


def database_name() -> str:
    """What the database is called, where somebody has to say it: a name in PostgreSQL, the file's in SQLite."""
    return Path(str(connection.settings_dict["NAME"])).name


def verified(path: Path, identity: Path | None = None) -> Contents:
    """Try a file from its first byte to its last. Raises Refused, naming what isn't as it was written."""
    with _file(path) as file, locked.opened(file, identity) as stream:
        return parts.verified(stream)


def restore(path: Path, *, identity: Path | None = None, replace: str = "") -> Restored:
    """Read a backup into the database, and migrate it forward where it is of an older version.

    Every sum is tried before anything is touched, and again as it is read. `replace` is the name of a database that holds
    something which may be lost. Raises Refused, and then the database is as it was.
    """
    with _file(path) as file, scopes_disabled():
        with locked.opened(file, identity) as stream:
            contents = parts.verified(stream)
        _refuse_newer(contents)
        if connection.vendor == "postgresql" and not roles.runs_as_owner() and _tables():
            raise Refused("Kör återläsningen med den DATABASE_URL som äger tabellerna.")
        empty = not filled()
        if not empty and replace != database_name():
            raise Refused(
                f"Databasen är inte tom: det finns rader i {', '.join(filled()[:3])}. Återläs i en tom, eller ange "
                f"--replace {database_name()} om allt som finns i den får gå förlorat."
            )
        try:
            with _all_or_nothing(empty):
                result = _fill(contents, file, identity, empty)
        except DatabaseError as error:
            raise Refused(
                f"Databasen tog inte emot det: {str(error).splitlines()[0]}. Ingenting är återläst."
            ) from error
        for cache in caches.all(initialized_only=False):
            cache.clear()  # pages of what came after the backup have numbers that come again
        result.broken = _broken()
        return result


@contextmanager
def _file(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise Refused(f"{path} går inte att läsa: {error.strerror}.") from error
    with file:
        yield file


def _refuse_newer(contents: Contents) -> None:
    """A backup may be older than the program, and never newer."""
    known = set(MigrationExecutor(connection).loader.disk_migrations)
    unknown = sorted({(app, name) for app, name in contents.about["migrations"]} - known)
    if unknown:
        app, name = unknown[0]
        raise Refused(
            f"Säkerhetskopian är av en nyare version av Finsam än den här: den har {app}.{name}. Uppgradera och försök igen."
        )


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def filled() -> list[str]:
    """The tables that hold what somebody has written."""
    emptied = {installed.get_model(label)._meta.db_table for label in declared_models("emptied")}
    there = [table for table in _tables() if table not in _ALWAYS | emptied]
    holding = []
    with connection.cursor() as cursor:
        for table in there:
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})")  # noqa: S608 - introspected
            if cursor.fetchone()[0]:
                holding.append(table)
    return holding


@contextmanager
def _all_or_nothing(empty: bool) -> Iterator[None]:
    """PostgreSQL takes tables and rows in one transaction. SQLite gets a file beside, which is copied in when it is whole."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            yield
        return
    connection.ensure_connection()
    own = connection.connection
    place = Path(str(connection.settings_dict["NAME"])).parent
    with tempfile.TemporaryDirectory(dir=place if place.is_dir() else None, prefix=".aterlas-") as folder:
        beside = Path(folder) / "databas.sqlite3"
        beside.touch(0o600)
        copy = sqlite3.connect(beside)
        if empty:
            own.backup(copy)
        copy.close()
        with standing_in(beside):
            yield
        whole = sqlite3.connect(beside)
        try:
            whole.backup(own)
        finally:
            whole.close()


def _fill(contents: Contents, file: BinaryIO, identity: Path | None, empty: bool) -> Restored:
    wanted = {(app, name) for app, name in contents.about["migrations"]}
    executor = MigrationExecutor(connection)
    if empty and set(executor.loader.applied_migrations) == wanted:
        _empty_tables()
    else:
        _make_tables(wanted)
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(leaves)
    apps = executor.loader.project_state(sorted(wanted)).apps if plan else installed
    result = Restored(datetime.fromisoformat(contents.about["made_at"]), steps=len(plan))
    with transaction.atomic():
        result.rows = _read_rows(contents, file, identity, apps)
    if plan:
        emit_pre_migrate_signal(0, False, connection.alias, plan=plan)
        executor.migrate(leaves, plan)
    emit_post_migrate_signal(0, False, connection.alias, plan=plan)
    with transaction.atomic():
        _tell(result.made_at)
    return result


def _empty_tables() -> None:
    """What `migrate` has made in an empty database is made way for."""
    models = [model._meta.db_table for model in rows.tables(installed)]
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), models, allow_cascade=True):
            cursor.execute(statement)


def _make_tables(wanted: set[tuple[str, str]]) -> None:
    """The tables of the version that made the backup, and no others."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in _tables():
                cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")
            # What waits to be tried keeps a table from being altered
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            for (table,) in cursor.fetchall():
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)}")
            cursor.execute("PRAGMA foreign_keys = ON")
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    ends = [
        node
        for node in sorted(wanted)
        if not any(child.key in wanted for child in graph.node_map[node].children)
    ]
    executor.migrate(ends, executor.migration_plan(ends))


def _read_rows(contents: Contents, file: BinaryIO, identity: Path | None, apps: Any) -> int:
    """Read every part into its table, and count what is there then."""
    told, sums = contents.manifest["rows"], contents.manifest["parts"]
    models = {model._meta.db_table: model for model in rows.tables(apps)}
    lacking = sorted(table for table, count in told.items() if count and table not in models)
    if lacking:
        raise Refused(f"Säkerhetskopian har rader i {lacking[0]}, som den versionens tabeller inte har.")
    with ExitStack() as stack:
        cursor = stack.enter_context(connection.cursor())
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        else:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        for model in models.values():  # of what a migration has written in the new tables
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - names of models
        stream = stack.enter_context(locked.opened(file, identity))
        for name, data in parts.parts(stream):
            if not name.startswith("data/"):
                continue
            if parts.sha256(data).hexdigest() != sums[name]["sha256"]:
                raise Refused(f"{name} har ändrats medan den lästes. Ingenting är återläst.")
            rows.read_in(models[name.split("/")[1]], data, connection)
        total = 0
        for table in sorted(models):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of models
            count = cursor.fetchone()[0]
            if count != told.get(table, 0):
                raise Refused(
                    f"{table} fick {count} rader och skulle ha {told.get(table, 0)}. Ingenting är återläst."
                )
            total += count
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        else:
            connection.check_constraints()
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models.values())):
            cursor.execute(statement)
    return total


def _tell(made_at: datetime) -> None:
    """A row in each log: that what came after the backup isn't there, and why."""
    local = timezone.localtime(made_at)
    said = {"säkerhetskopia": f"{periods.long_date(local.date())} kl. {local:%H.%M}"}
    for forbund in Forbund.objects.order_by("pk"):
        audit.record(by=audit.SYSTEM, verb="återläste", obj=forbund, before={}, after=said)


def _broken() -> list[str]:
    """The histories that aren't whole: so they were when the backup was made."""
    keys = sorted(ChainHead._base_manager.values_list("forbund_key", flat=True))
    return [key or "gemensamt" for key in keys if not history.verify(key).whole]
