"""`manage.py restore FILE`: a backup back into an empty database, all of it or nothing.

    manage.py restore finsam-20261130T020000Z.tar.age --identity nyckel.txt

Every checksum is tried before anything is touched. A database that holds something is refused unless `--replace` says its name.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from finsam.operations.backup import Refused
from finsam.operations.backup.restoring import restore


class Command(BaseCommand):
    """Restores a backup."""

    help = "Läs tillbaka en säkerhetskopia i en tom databas: allt eller ingenting."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="säkerhetskopian")
        parser.add_argument("--identity", type=Path, help="den hemliga nyckelns fil")
        parser.add_argument(
            "--replace", default="", metavar="NAMN", help="databasens namn, om allt i den får gå förlorat"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = restore(options["file"], identity=options["identity"], replace=options["replace"])
        except Refused as error:
            raise CommandError(str(error)) from error
        made = timezone.localtime(result.made_at)
        self.stdout.write(f"Återläst: {result.rows} rader, som det var {made:%Y-%m-%d %H:%M}.")
        if result.steps:
            self.stdout.write(f"Uppgraderad i {result.steps} steg.")
        for key in result.broken:
            self.stderr.write(f"Historiken var inte hel när kopian togs: {key}. Se manage.py verify_history.")
