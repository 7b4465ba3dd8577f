"""Results that aren't handed in, or wait for approval."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from finsam.documents.facts import Book
from finsam.documents.wanting import CHIEF, Want, wanted
from followup.duties import Duty, duties
from followup.results import report_dates, year_end
from followup.states import State

GROUP = "Måluppfyllelse"


@wanted("arsredovisning", "delarsrapport")
def results(book: Book, kind: str, until: date | None = None) -> Iterator[Want]:
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
            yield Want(
                GROUP, _lacking(duty), f"Att rapportera: {duty.occasion}", duty.href, duty.who, duty.occasion.due,
                begun=duty.report is not None,
            )  # fmt: skip
        elif duty.report.state == State.SUBMITTED:
            yield Want(
                GROUP, f"Resultatet för ”{duty.goal}” är inlämnat men inte godkänt.", str(duty.goal), duty.href, CHIEF,
                begun=True,
            )  # fmt: skip


def _lacking(duty: Duty) -> str:
    if not duty.missing:
        return f"Resultatet för ”{duty.goal}” är inte inlämnat."
    parts = ", ".join(duty.missing)
    return f"Resultatet för ”{duty.goal}” saknar uppgift om {parts}."
