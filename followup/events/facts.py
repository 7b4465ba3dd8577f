"""`handelse`: how many came to the year's events, what they thought of them, and all of them together.

`handelse.<key>.antal|betyg|betyg-n|belopp@Y`, `handelse.deltagare@Y` (the sum of those that count), and
`handelse.insats.<insats>.deltagare@Y` for an insats's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from finsam.core.addresses import year_address
from finsam.core.values.money import places
from finsam.facts.book import Book, Fact, provider, total
from followup.events import queries as events_queries
from followup.events.models import Event, EventTime


@dataclass(frozen=True, slots=True)
class EventFacts:
    """An event's figures; what isn't known is None."""

    event: Event
    attendance: Fact | None = None
    grade: Fact | None = None
    graders: Fact | None = None
    amount: Fact | None = None

    def facts(self) -> Iterator[Fact]:
        """The facts there are."""
        parts = (self.attendance, self.grade, self.graders, self.amount)
        return (fact for fact in parts if fact is not None)


def event_facts(event: Event) -> EventFacts:
    """The facts of one event."""
    year = event.fiscal_year.year

    def fact(ending: str, label: str, field: str, value, **more) -> Fact | None:
        if value is None:
            return None
        return Fact(
            f"handelse.{event.key}.{ending}@{year}",
            f"{event}: {label}",
            Decimal(value),
            href=year_address(event.forbund, year, "events-edit", key=event.key),
            definition=f"{event}, {year}: {label}.",
            trace=(event.reference(), field),
            **more,
        )

    few = {"unit": "st", "persons": True, "about": event.insats.key if event.insats else ""}
    return EventFacts(
        event,
        attendance=fact("antal", "antal deltagare", "attendance", event.attendance, qualifier=event.qualifier, **few),
        grade=fact(
            "betyg", "betyg", "grade", event.grade, unit="st",
            decimals=0 if event.grade is None else places(Decimal(event.grade)),
        ),
        graders=fact("betyg-n", "antal som har satt betyg", "grade_n", event.grade_n, **few),
        amount=fact("belopp", "belopp", "amount", event.amount),
    )  # fmt: skip


def together(events: list[EventFacts], key: str, label: str, definition: str) -> Fact | None:
    """All who came to the events of the year that count; None when nobody has been counted."""
    parts = [
        event.attendance
        for event in events
        if event.attendance is not None and event.event.counted and event.event.time == EventTime.DURING
    ]
    return total(key, label, parts, unit="st", persons=True, definition=definition) if parts else None


@provider("handelse", called="Händelser", people=True)
def events(book: Book, year: int) -> Iterator[Fact]:
    """The year's events and their sums."""
    of_year = [event_facts(event) for event in book.read(events_queries.events, year)]
    for facts in of_year:
        yield from facts.facts()
    definition = "Deltagarna i alla händelser under året som räknas i målet."
    everybody = together(of_year, f"handelse.deltagare@{year}", "Deltagare i händelser", definition)
    if everybody is not None:
        yield everybody
    for key in dict.fromkeys(facts.event.insats.key for facts in of_year if facts.event.insats):
        own = [facts for facts in of_year if facts.event.insats and facts.event.insats.key == key]
        name = own[0].event.insats.name
        label = f"{name}: deltagare i händelser"
        whole = together(
            own, f"handelse.insats.{key}.deltagare@{year}", label, f"Deltagarna i händelser inom {name}."
        )
        if whole is not None:
            yield whole
