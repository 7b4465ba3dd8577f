"""What the commands that look through a file have in common: they read it, tell a script or a person, and store nothing."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class InspectCommand(BaseCommand):
    """Looks through one file. `largest` is in bytes; a byte more than that is read, so that the reader can say so."""

    largest: int

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="filen att titta i")
        parser.add_argument("--json", action="store_true", help="skriv svaret som JSON, för program")

    def read(self, path: Path) -> bytes:
        """The file's bytes. Raises CommandError with code 2 where it can't be opened."""
        try:
            with path.open("rb") as opened:
                return opened.read(self.largest + 1)
        except OSError as error:
            raise CommandError(f"Filen går inte att öppna: {error.strerror}.", returncode=2) from error

    def tell(self, told: dict[str, Any], *, as_json: bool) -> None:
        """Write what was understood, for a script or a person."""
        if as_json:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            self.say(told)

    def say(self, told: dict[str, Any]) -> None:
        """The same in lines that a person reads."""
        raise NotImplementedError
