"""`manage.py erase_from_history FORBUND`: take personal data out of the log by law; the chain still holds."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from finsam.core import audit
from finsam.core.audit.erasure import erase
from finsam.core.models import Forbund


class Command(BaseCommand):
    """Erases who did what, or what a row said."""

    help = "Radera personuppgifter ur ändringsloggen. Kedjan håller, och en rad berättar vad som raderades och varför."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("forbund", help="förbundets nyckel")
        parser.add_argument("--email", default="", help="vems namn och adress som raderas, i alla rader")
        parser.add_argument(
            "--entry", type=int, nargs="*", default=[], metavar="N", help="rader vars innehåll raderas"
        )
        parser.add_argument("--reason", required=True, help="varför, utan att nämna det som raderas")

    def handle(self, *args: Any, **options: Any) -> None:
        forbund = Forbund.objects.filter(key=options["forbund"]).first()
        if forbund is None:
            raise CommandError(f"Det finns inget förbund med nyckeln {options['forbund']}.", returncode=2)
        try:
            who, what = erase(
                forbund=forbund,
                by=audit.SYSTEM,
                reason=options["reason"],
                email=options["email"],
                entries=tuple(options["entry"]),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Vem är raderat i {who} rader, och vad i {what}.")
