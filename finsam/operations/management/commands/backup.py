"""`manage.py backup FOLDER`: everything the installation holds, in one checked file, encrypted where a key is given.

    manage.py backup /var/backups/finsam --keep 14 --recipient age1…

The file is `finsam-20261130T020000Z.tar`, or `….tar.age`. Without `--recipient`, FINSAM_BACKUP_RECIPIENT is asked; without
either the file isn't encrypted, which is said. `--verify FILE` tries a file and touches nothing.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from finsam.operations.backup import Refused
from finsam.operations.backup.making import back_up
from finsam.operations.backup.restoring import verified


class Command(BaseCommand):
    """Makes backups."""

    help = "Säkerhetskopiera allt till en fil."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="mappen som filen läggs i, eller filen som prövas")
        parser.add_argument(
            "--recipient", default="", help="vem som ska kunna öppna den: age1… eller en publik SSH-nyckel"
        )
        parser.add_argument(
            "--keep", type=int, default=0, metavar="N", help="ta bort alla äldre i mappen utom de N nyaste"
        )
        parser.add_argument("--verify", action="store_true", help="pröva en fil i stället för att göra en")
        parser.add_argument("--identity", type=Path, help="den hemliga nyckelns fil, för --verify")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["verify"]:
                contents = verified(options["folder"], options["identity"])
                self.stdout.write(
                    f"Hel: {sum(contents.manifest['rows'].values())} rader, gjord {contents.about['made_at']}."
                )
                return
            if options["keep"] < 0:
                raise CommandError("--keep ska vara ett antal.", returncode=2)
            to = options["recipient"] or settings.BACKUP_RECIPIENT
            run, path = back_up(options["folder"], recipient=to, keep=options["keep"])
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path}: {run.rows} rader, {run.size} byte, SHA-256 {run.sha256}")
        if not run.encrypted:
            self.stderr.write("Filen är inte krypterad. Ange --recipient eller FINSAM_BACKUP_RECIPIENT.")
