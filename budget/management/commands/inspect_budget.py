"""`manage.py inspect_budget FILE`: what is understood of a budget in a file, before anything is stored. Ends with 1 at faults."""

from argparse import ArgumentParser
from decimal import Decimal
from typing import Any

from django.core.management.base import CommandError

from budget.beginning.files import LARGEST, FileTable, Refused, tables_in
from budget.management.inspecting import InspectCommand
from finsam.core.values.money import plain


class Command(InspectCommand):
    """Says what lines, amounts and sums a file holds, and stores nothing."""

    help = "Säg vilka rader, belopp och summor en fil med en budget innehåller. Avslutas med 1 om något inte gick att läsa."

    largest = LARGEST

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--table", type=int, default=1, help="vilken tabell, om filen har flera; den största är 1"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            tables = tables_in(self.read(options["file"]))
        except Refused as no:
            if options["json"]:
                self.tell({"reasons": [str(no)], "lines": [], "sums": []}, as_json=True)
            raise CommandError(str(no), returncode=1) from no
        if not 1 <= options["table"] <= len(tables):
            raise CommandError(f"Filen har {len(tables)} tabeller med belopp.", returncode=2)
        table = tables[options["table"] - 1]
        self.tell(as_json(table) | {"tables": [each.place for each in tables]}, as_json=options["json"])
        if table.read.faults:
            raise CommandError("Något i tabellen behöver rättas innan den kan läsas in.", returncode=1)

    def say(self, told: dict[str, Any]) -> None:
        """The same in lines that a person reads."""
        self.stdout.write(
            f"{told['place']} (av {len(told['tables'])}): {', '.join(each['label'] for each in told['columns'])}"
        )
        for line in told["lines"]:
            amounts = "  ".join(amount or "–" for amount in line["amounts"])
            self.stdout.write(f"{'  ' * line['level']}{line['label']} ({line['side']}): {amounts}")
        for each in told["sums"]:
            self.stdout.write(
                f"{'Stämmer' if each['ok'] else 'STÄMMER INTE'}: {each['label']} (rad {each['row']})"
            )
        for remark in told["remarks"]:
            self.stdout.write(remark["text"])


def as_json(table: FileTable) -> dict[str, Any]:
    """A table as plain data. Amounts are texts in kr, income + and cost −; a sum's are as the table writes them."""
    read = table.read
    return {
        "reasons": [remark.text for remark in read.faults],
        "place": table.place,
        "columns": [{"label": each.label, "year": each.year, "kind": each.kind} for each in read.columns],
        "lines": [
            {
                "row": post.row, "label": post.label, "account": post.account, "side": post.side, "level": post.level,
                "group": bool(post.below), "amounts": list(map(_amount, post.signed)),
            }
            for post in read.every_line
        ],
        "sums": [
            {
                "row": each.row, "label": each.label, "ok": each.ok, "stated": list(map(_amount, each.stated)),
                "computed": list(map(_amount, each.computed)),
            }
            for each in read.sums
        ],
        "equity": [{"label": post.label, "amounts": list(map(_amount, post.amounts))} for post in read.capital],
        "remarks": [{"row": remark.row, "text": remark.text} for remark in read.remarks],
    }  # fmt: skip


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else plain(amount)
