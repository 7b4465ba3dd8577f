"""What huvudmän haven't answered in time, and what they have handed in that nobody has approved."""

from __future__ import annotations

from collections.abc import Iterator

from finsam.core.tenancy.permissions import Permission
from finsam.facts.book import Book
from finsam.web.missing import MissingItem, address, finds_missing
from followup.goals.states import State
from followup.requests import queries


@finds_missing(Permission.EDIT_FOLLOWUP)
def numbers(book: Book) -> Iterator[MissingItem]:
    """For each period: which huvudmän are late, and which answers wait."""
    href = address(book, "insats-reports")
    for period, rows in book.read(queries.standings, book.year):
        late = [row for row in rows if row.late]
        if late:
            names = ", ".join(str(row.contact.insats) for row in late)
            what = f"Uppgifter från huvudmannen saknas, {period.name.lower()}: {names}"
            why = "Skicka länken igen, eller ring."
            yield MissingItem(
                what, href, why, due=max(row.report.due if row.report else period.due for row in late)
            )
        waiting = [row for row in rows if row.report is not None and row.report.state == State.SUBMITTED]
        if waiting:
            names = ", ".join(str(row.contact.insats) for row in waiting)
            yield MissingItem(
                f"Godkänn huvudmännens uppgifter, {period.name.lower()}: {names}",
                href,
                f"{len(waiting)} väntar på dig.",
                begun=True,
            )
