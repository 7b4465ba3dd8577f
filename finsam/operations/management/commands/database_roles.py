"""`manage.py database_roles [--check]`: make the application's lower role in PostgreSQL, or verify it.

Run as the role that owns the tables. FINSAM_DATABASE_ROLE names the lower one, and FINSAM_DATABASE_ROLE_PASSWORD gives it a
password. `--check` changes nothing, may be run as either, and ends with 1 where the role can do more or less than it should.
"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection, transaction

from finsam.operations import roles


class Command(BaseCommand):
    """Sets up and verifies the roles."""

    help = "Skapa eller pröva den roll i databasen som webb och arbetare loggar in som."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="pröva bara; avslutas med 1 om något är fel")

    def handle(self, *args: Any, **options: Any) -> None:
        role = roles.role_name()
        if connection.vendor != "postgresql":
            raise CommandError(
                "SQLite har inga roller: den som kan skriva i filen kan göra allt. Använd PostgreSQL.",
                returncode=2,
            )
        if not role:
            raise CommandError("Ange rollens namn i FINSAM_DATABASE_ROLE.", returncode=2)
        if not options["check"]:
            self.set_up(role)
        if wrong := roles.faults(role):
            raise CommandError("\n".join(wrong))
        self.stdout.write(f"Rollen {role} kan det den ska, och inget mer.")

    def set_up(self, role: str) -> None:
        """Make the role and its rights: all of it, or nothing."""
        if not roles.runs_as_owner():
            raise CommandError("Kör kommandot med den DATABASE_URL som äger tabellerna.", returncode=2)
        try:
            with transaction.atomic():
                made = roles.create(role, settings.DATABASE_ROLE_PASSWORD)
                roles.grant(role)
        except ProgrammingError as error:
            raise CommandError(f"Databasen tillåter det inte: {str(error).splitlines()[0]}") from error
        if made:
            self.stdout.write(f"Rollen {role} är skapad.")
