"""`manage.py verify_history [FORBUND]`: whether a förbund's log is what was written. Ends with 1 where it isn't.

Without a förbund every one is tried, and what belongs to none (users). `--head` takes a checksum printed in a decided
document or mailed to the auditors, which also finds what has been cut off or made anew.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from finsam.core.audit import history
from finsam.core.models import Forbund
from finsam.core.models.audit import ChainHead


class Command(BaseCommand):
    """Verifies histories."""

    help = "Pröva om ändringsloggen är det som skrevs. Avslutas med 1 om något är ändrat, borttaget, tillagt eller flyttat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("forbund", nargs="?", default="", help="förbundets nyckel; utan den prövas alla")
        parser.add_argument(
            "--head", default="", metavar="HEX", help="en kontrollsumma ur en handling eller ett brev"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted, head = options["forbund"], options["head"]
        if head and not wanted:
            raise CommandError("En kontrollsumma hör till ett förbund: ange vilket.", returncode=2)
        try:
            head = history.read_head(head) if head else ""
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from error
        wrong = sum(not self.tried(key, head) for key in self.keys(wanted))
        if wrong:
            raise CommandError("Historiken är inte det som skrevs.")

    def keys(self, wanted: str) -> list[str]:
        """Whose histories are tried."""
        known = list(Forbund.objects.order_by("key").values_list("key", flat=True))
        if wanted:
            if wanted not in known and not ChainHead._base_manager.filter(forbund_key=wanted).exists():
                raise CommandError(f"Det finns inget förbund med nyckeln {wanted}.", returncode=2)
            return [wanted]
        gone = set(ChainHead._base_manager.values_list("forbund_key", flat=True)) - {*known, ""}
        return [*known, *sorted(gone), ""]

    def tried(self, key: str, head: str) -> bool:
        """Tell what was verdict of one förbund's history."""
        verdict = history.verify(key, head=head)
        self.stdout.write(f"{key or 'Gemensamt för alla förbund'}: {'hel' if verdict.whole else 'INTE HEL'}")
        for fault in verdict.faults:
            self.stdout.write(f"  FEL: {fault}")
        for sentence in verdict.sentences():
            self.stdout.write(f"  {sentence}")
        return verdict.whole
