"""`manage.py verify_edition FILE …`: which edition a file is, byte for byte. Ends with 1 where one isn't any.

`--all` tries every stored file against its SHA-256; `--checksums` lists them as `sha256sum --check` reads them, for
whoever wants to try files without this program.
"""

from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from finsam.editions.models import EditionFile
from finsam.editions.public.reading import of_edition
from finsam.editions.public.told import checksums, described, standing


class Command(BaseCommand):
    """Says which edition a file is."""

    help = "Säg vilken handling en fil är. Avslutas med 1 om den inte är någon."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="*", type=Path, help="filer att pröva")
        parser.add_argument("--all", action="store_true", help="pröva allt som är lagrat mot dess SHA-256")
        parser.add_argument(
            "--checksums",
            action="store_true",
            help="lista alla filers SHA-256 så som sha256sum --check läser dem",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["file"] or options["all"] or options["checksums"]):
            raise CommandError("Ange en fil, --all eller --checksums.", returncode=2)
        strange = sum(not self.verified(path) for path in options["file"])
        if options["all"]:
            strange += self.all_stored()
        if options["checksums"]:
            self.stdout.write(checksums(self.files().defer("content")), ending="")
        if strange:
            raise CommandError(
                "En fil är inte den handling som lagrades."
                if strange == 1
                else f"{strange} filer är inte de handlingar som lagrades."
            )

    def files(self) -> Any:
        """Every stored file with its edition, whosever it is."""
        return EditionFile.unscoped.select_related("edition").order_by("pk")

    def verified(self, path: Path) -> bool:
        """Say which edition a file is."""
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} går inte att läsa: {error.strerror}.", returncode=2) from error
        digest = sha256(content).hexdigest()
        known = [file for file in self.files().filter(sha256=digest) if bytes(file.content) == content]
        for file in known:
            self.stdout.write(f"{path}: {described(file, by=True)}. {standing(of_edition(file.edition))}")
        if not known:
            self.stdout.write(f"{path}: ingen handling som är lagrad här (SHA-256 {digest})")
        return bool(known)

    def all_stored(self) -> int:
        """Try what is stored. Returns how many files aren't what they were."""
        changed = count = 0
        for file in self.files().iterator(chunk_size=20):
            count += 1
            if not file.whole:
                changed += 1
                self.stdout.write(f"ÄNDRAD: {described(file, by=True)}")
        self.stdout.write(f"{count} lagrade filer, varav {changed} inte är som de lagrades")
        return changed
