"""`handelser`: what was done during the year and what happened after it."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.utils.html import escape

from finsam.core.values import periods
from finsam.core.values.periods import NBSP
from finsam.documents.gaps import filled
from finsam.documents.options import CaptionOptions, Choice, KeyField
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import Cell, Column, Html, Piece, Row, Table
from followup.events import queries as events_queries
from followup.events.facts import EventFacts, event_facts
from followup.events.models import Event, EventKind, EventTime
from plans.blocks.common import paragraph, teach


class EventsOptions(CaptionOptions):
    """Which events, and how they are told."""

    when = Choice("Vilka", ("under", "Under året"), ("efter", "Efter årets slut"), ("alla", "Alla"))
    essential = forms.BooleanField(label="Bara de av väsentlig betydelse", required=False)
    insats = KeyField(label="Insats", help_text="Ingen vald: alla.")
    form = Choice("Visas som", ("stycken", "Text med rubriker"), ("tabell", "Tabell"))
    text = forms.BooleanField(label="Vad som hände, i tabellen", required=False, initial=True)

    offered = {
        "insats": lambda book: list(
            {
                occasion.insats.key: occasion.insats.name
                for occasion in book.read(events_queries.events, book.year)
                if occasion.insats
            }.items()
        )
    }


@block(
    "handelser",
    label="Händelser och aktiviteter",
    group=Group.RESULTS,
    options=EventsOptions,
    help="Årets händelser, projekt och aktiviteter, eller det som hände efter årets slut.",
    edit_url="events",
)
def events(book: Book, options: dict, _) -> Iterator[Piece]:
    """The chosen events, as pieces of text or as one table with all who came."""
    told = [
        event_facts(event)
        for event in book.read(events_queries.events, book.year)
        if options["when"] in ("alla", event.time)
        and (event.essential or not options["essential"])
        and (not options["insats"] or (event.insats and event.insats.key == options["insats"]))
    ]
    if not told:
        after = options["when"] == "efter"
        text = (
            "Inget av väsentlig betydelse har hänt efter årets slut, så vitt det är inlagt under Händelser."
            if after
            else "Här visas årets händelser och aktiviteter när de är inlagda under Händelser."
        )
        yield from teach("handelser-tom", text)
    elif options["form"] == "tabell":
        yield _table(book, told, options)
    else:
        yield from map(_text, told)


def _text(of_event: EventFacts) -> Html:
    """An event under its name: when, who paid, who took part, how many came; then what happened."""
    event = of_event.event
    facts = [
        _when(event),
        event.financier and f"finansierat av {event.financier}",
        event.owner and f"ansvarig {event.owner}",
        event.partners and f"tillsammans med {event.partners}",
    ]
    told = [escape(fact) for fact in facts if fact]
    if of_event.attendance is not None:
        told.append(f"{_figure(of_event.attendance.key)} deltagare")
    line = "; ".join(told)
    html = f'<p class="about">{line[:1].upper()}{line[1:]}.</p>' if line else ""
    grade = ""
    if of_event.grade is not None:
        among = f" av {_figure(of_event.graders.key)} svarande" if of_event.graders is not None else ""
        grade = f"Betyg: {_figure(of_event.grade.key)} på skalan 0–10{among}."
    return Html(event.key, html + event.text + paragraph(grade), heading=event.name)


# What goes on until somebody says that it has ended; anything else that has only a first day was that day.
LASTING = (EventKind.PROJECT, EventKind.NETWORK)


def _when(event: Event) -> str:
    """The day or the period."""
    end = event.end or (None if event.kind in LASTING else event.start)
    return periods.spell(event.start, end)


def _figure(key: str) -> str:
    return f'<data value="{key}" data-format=""></data>'


def _table(book: Book, told: list[EventFacts], options: dict) -> Table:
    grades = [facts.grade for facts in told if facts.grade is not None]
    columns = (
        Column("nar", "När", kind="text"),
        Column("text", "Vad", kind="text"),
        Column("parter", "Finansiär och parter", kind="text"),
        Column("antal", "Deltagare", unit="st"),
        Column("betyg", "Betyg (0–10)", unit="st", decimals=max([0, *(grade.decimals for grade in grades)])),
    )
    rows = [Row(facts.event.key, facts.event.name, _cells(facts, options)) for facts in told]
    counted = tuple(
        facts.event.key
        for facts in told
        if facts.attendance is not None and facts.event.counted and facts.event.time == EventTime.DURING
    )
    name = f"handelse.insats.{options['insats']}.deltagare@0" if options["insats"] else "handelse.deltagare@0"
    everybody = book.get(name)
    if everybody is not None and len(everybody.parts) == len(counted) > 1:
        label = "Deltagare tillsammans"
        rows.append(Row("summa", label, {"antal": Cell(everybody)}, kind="sum", sums=counted))
    graded = any(facts.graders is not None for facts in told)
    note = "Hur många som har satt betyg är inte känt." if grades and not graded else ""
    return filled(
        Table(
            f"handelser-{options['insats']}" if options["insats"] else "handelser",
            f"Händelser och aktiviteter {book.year}",
            columns,
            tuple(rows),
            row_label="Händelse",
            note=note,
        )
    )


def _cells(facts: EventFacts, options: dict) -> dict[str, Cell]:
    event = facts.event
    cells = {
        "nar": Cell(text=_when(event).replace(f"{NBSP}", " ")),
        "text": Cell(html=event.text if options["text"] else ""),
        "parter": Cell(text="; ".join(filter(None, (event.financier, event.partners)))),
    }
    if facts.attendance is not None:
        cells["antal"] = Cell(facts.attendance)
    if facts.grade is not None:
        cells["betyg"] = Cell(facts.grade, second=facts.graders)
    return cells
