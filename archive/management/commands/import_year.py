"""`manage.py import_year X.zip`: a package back into an installation that doesn't have the förbund: all of it, or nothing."""

from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.reading.opened import Refused, opened
from archive.reading.services import restore
from finsam.core import audit

SHOWN = 10  # figures that come out otherwise


class Command(BaseCommand):
    """Reads a package in."""

    help = "Läs in ett årspaket i en installation där förbundet inte finns."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("package", type=Path)

    def handle(self, *args: Any, package: Path, **options: Any) -> None:
        try:
            whole = opened(package)
            restored = restore(whole, by=audit.SYSTEM, digest=sha256(package.read_bytes()).hexdigest())
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{restored.forbund} {restored.year}: {restored.rows} rader och {restored.editions} handlingar är inlästa."
        )
        same = restored.figures - len(restored.other)
        self.stdout.write(f"{same} av {restored.figures} uppgifter blir desamma som i paketet.")
        for key in restored.other[:SHOWN]:
            self.stdout.write(f"Blir något annat: {key}")
        self.stdout.write(
            "Ändringsloggen ligger kvar i paketet, och inga användare är inlästa: bjud in dem i installationen."
        )
