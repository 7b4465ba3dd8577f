"""Results that aren't handed in, or wait for approval."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from finsam.facts.book import Book
from finsam.web.missing import CHIEF, MissingItem, finds_missing
from followup.goals.duties import Duty, duties
from followup.goals.states import State
from followup.responsibility.queries import report_dates, year_end

GROUP = "Måluppfyllelse"


@finds_missing("arsredovisning", "delarsrapport")
def results(book: Book, kind: str, until: date | None = None) -> Iterator[MissingItem]:
    """Each goal without a result at the report's day: its own, else the year's last occasion or the last before it."""
    ends = [one.end for one in book.read(report_dates, book.year)]
    whole = [end for end in ends if end == year_end(book.year)] or ends[-1:]
    wanted_end = whole if kind == "arsredovisning" else [end for end in ends if end not in whole][-1:]
    if until is not None:
        wanted_end = [until]
    for duty in duties(book):
        if duty.occasion.end not in wanted_end:
            continue
        if not duty.done:
            yield MissingItem(
                GROUP, _lacking(duty), f"Att rapportera: {duty.occasion}", duty.href, duty.who, duty.occasion.due,
                begun=duty.report is not None,
            )  # fmt: skip
        elif duty.report.state == State.SUBMITTED:
            yield MissingItem(
                GROUP, f"Resultatet för ”{duty.goal}” är inlämnat men inte godkänt.", str(duty.goal), duty.href, CHIEF,
                begun=True,
            )  # fmt: skip


def _lacking(duty: Duty) -> str:
    if not duty.missing:
        return f"Resultatet för ”{duty.goal}” är inte inlämnat."
    parts = ", ".join(duty.missing)
    return f"Resultatet för ”{duty.goal}” saknar uppgift om {parts}."
