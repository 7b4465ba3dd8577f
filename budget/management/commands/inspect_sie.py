"""`manage.py inspect_sie FILE`: what a SIE file is good for, before anything is read in. Ends with 1 where it is refused."""

from typing import Any

from django.core.management.base import CommandError

from budget.ledger.sie.decoding import LARGEST
from budget.ledger.sie.judging import judge
from budget.ledger.sie.told import as_json
from budget.management.inspecting import InspectCommand


class Command(InspectCommand):
    """Says what was understood of a file, and stores nothing."""

    help = "Säg vad en SIE-fil innehåller och om den går att läsa in. Avslutas med 1 om den inte gör det."

    largest = LARGEST

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = judge(self.read(options["file"]))
        self.tell(as_json(verdict), as_json=options["json"])
        if not verdict.accepted:
            raise CommandError("" if options["json"] else "Filen går inte att läsa in.", returncode=1)

    def say(self, told: dict[str, Any]) -> None:
        """The same in lines that a person reads."""
        year = " till ".join(told["year"] or ["okänt"])
        for label, value in (
            ("Bokföring för", f"{told['name'] or 'okänd'} ({told['organisation'] or 'inget organisationsnummer'})"),
            ("Program", told["program"]), ("Gjord", told["generated"]), ("Räkenskapsår", year),
            ("Hela månader till och med", told["to_month"]), ("Teckenkodning", told["encoding"]),
            ("Dimensioner", ", ".join(f"{number} {each['name']}" for number, each in told["dimensions"].items())),
            ("Resultatkonton", len(told["accounts"])),
        ):  # fmt: skip
            self.stdout.write(f"{label}: {value or '–'}")
        for reason in told["reasons"]:
            self.stdout.write(f"NEJ: {reason}")
        for remark in told["remarks"]:
            self.stdout.write(f"Rad {remark['row']}: {remark['text']}" if remark["row"] else remark["text"])
