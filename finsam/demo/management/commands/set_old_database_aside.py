"""`manage.py set_old_database_aside`: move a demo database of an earlier version out of the way, never delete it."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader

PARTS = ("", "-wal", "-shm")  # what SQLite keeps beside the file


class Command(BaseCommand):
    """Looks at which migrations the database says it has; those that the code doesn't know are of another version."""

    help = "Lägg undan en demodatabas från en tidigare version."

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError("Databasen läggs bara undan i demon, med FINSAM_DEBUG=1.")
        unknown = unknown_migrations()
        if not unknown:
            return
        if connection.vendor != "sqlite":
            raise CommandError(
                f"Databasen är från en tidigare version av Finsam ({unknown[0]}). "
                "Ange en ny, tom databas i DATABASE_URL. Den gamla rörs inte."
            )
        path = Path(connection.settings_dict["NAME"])
        connection.close()
        aside = path.with_name(f"{path.stem}-tidigare-{datetime.now():%Y%m%d-%H%M%S}{path.suffix}")  # noqa: DTZ005 - a file's name
        for part in PARTS:
            file = path.with_name(path.name + part)
            if file.exists():
                file.rename(aside.with_name(aside.name + part))
        self.stdout.write(
            f"Databasen var från en tidigare version av Finsam och har lagts undan som {aside.name}. "
            "Demon läses in i en ny."
        )


def unknown_migrations() -> list[str]:
    """Migrations that the database has and the code doesn't, as `app.name`; none for a new database."""
    loader = MigrationLoader(connection)
    return sorted(
        f"{app}.{name}" for app, name in set(loader.applied_migrations) - set(loader.disk_migrations)
    )
