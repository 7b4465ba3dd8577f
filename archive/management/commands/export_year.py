"""`manage.py export_year kramfors 2024 --output X.zip [--published]`: a year of a förbund as a package for an archive.

The package holds everything, also counts of few people; with `--published`, all but them.
"""

from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.packing.contents import PARTS, Unsettled, package
from finsam.core.models import FiscalYear, Forbund
from finsam.core.tenancy.scope import inside


class Command(BaseCommand):
    """Writes a package to a file."""

    help = "Skriv ett års handlingar, uppgifter, bokföring och logg till ett årspaket."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("forbund")
        parser.add_argument("year", type=int)
        parser.add_argument("--output", type=Path, required=True)
        parser.add_argument(
            "--published",
            action="store_true",
            help="utan antal som gäller få personer; går inte att läsa in igen",
        )

    def handle(self, *args: Any, forbund: str, year: int, output: Path, **options: Any) -> None:
        owner = Forbund.objects.filter(key=forbund).first()
        if owner is None:
            known = ", ".join(Forbund.objects.values_list("key", flat=True)) or "inga"
            raise CommandError(f"Förbundet ”{forbund}” finns inte. Förbund som finns: {known}.")
        with inside(owner):
            years = FiscalYear.objects.filter(forbund=owner).values_list("year", flat=True)
            if year not in years:
                known = ", ".join(str(each) for each in sorted(years)) or "inga"
                raise CommandError(f"{owner} har inget år {year}. År som finns: {known}.")
            try:
                content = package(owner, year, inside=not options["published"], tell=self.tell)
            except Unsettled as error:
                raise CommandError(str(error)) from error
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output} går inte att skriva: {error.strerror}.") from error
        self.stdout.write(f"{output}, {len(content)} byte, SHA-256 {sha256(content).hexdigest()}")

    def tell(self, number: int) -> None:
        """How far it has come."""
        self.stderr.write(f"{number}/{len(PARTS)} {PARTS[number - 1]}")
