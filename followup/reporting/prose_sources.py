"""What is written of notes and events, for the rules over text: mended where it is written."""

from __future__ import annotations

from collections.abc import Iterator

from finsam.checks.reading.sources import CELL, Passage, Place, source
from finsam.checks.reading.text import blocks
from finsam.checks.reconciliation import Case
from finsam.facts.figures import fill
from followup.accounts.queries import records_of
from followup.events.queries import events


@source
def texts(case: Case) -> Iterator[Passage]:
    """The year's notes and events in their own words, with their figures as they are printed."""
    year = case.fiscal_year.year
    for note in records_of(case.book).notes.get(year, []):
        href = case.address("notes-edit", key=note.key)
        yield _passage(case, f"noter/{note.key}", href, f"noten {note}", ("Noter", str(note)), note.text)
    for event in case.book.read(events, year):
        href = case.address("events-edit", key=event.key)
        headings = ("Händelser", str(event))
        yield _passage(case, f"handelser/{event.key}", href, f"händelsen {event}", headings, event.text)


def _passage(case: Case, subject: str, href: str, name: str, headings: tuple[str, ...], html: str) -> Passage:
    place = Place(subject, name, href, CELL, case.fiscal_year.year, "arsredovisning", headings)
    return Passage(place, blocks(fill(html, case.book).html))
