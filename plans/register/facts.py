"""How many decisions and controls a year has, and how far they have come, as facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from finsam.core.addresses import year_address
from finsam.facts.book import Book, Fact, provider, total
from plans.register import queries
from plans.register.models import DEVIATES, ControlResult, DecisionStatus


@provider("beslut", called="Beslut")
def decision_facts(book: Book, year: int) -> Iterator[Fact]:
    """`beslut.genomforda`, `.upphorda` and `.kvar` when the year ends, and `beslut.antal`, all of them."""
    rows = book.read(queries.decisions, year)
    last = date(year, 12, 31)
    href = year_address(book.forbund, year, "decisions")
    closed = [decision for decision in rows if not decision.is_open_after(last)]
    done = sum(decision.status == DecisionStatus.DONE for decision in closed)
    parts = [
        Fact(f"beslut.{name}@{year}", label, Decimal(count), unit="st", href=href, definition=definition)
        for name, label, count, definition in (
            ("genomforda", "genomförda beslut", done, f"Beslut som blev genomförda under {year}."),
            ("upphorda", "beslut som upphört", len(closed) - done, f"Beslut som upphörde under {year}."),
            ("kvar", "beslut som är kvar", len(rows) - len(closed), f"Beslut som inte var avslutade när {year} var slut."),
        )
    ]  # fmt: skip
    yield from parts
    yield total(
        f"beslut.antal@{year}", "beslut att följa upp", parts, unit="st", href=href,
        definition=f"Beslut som är fattade under {year}, och de från tidigare år som inte var avslutade då.",
    )  # fmt: skip


@provider("internkontroll", called="Internkontroll")
def control_facts(book: Book, year: int) -> Iterator[Fact]:
    """`internkontroll.utan-avvikelse`, `.med-avvikelse` and `.ej-utforda`, and `internkontroll.antal`, all of them."""
    rows = book.read(queries.controls, year)
    href = year_address(book.forbund, year, "controls")
    clean = sum(control.outcome == ControlResult.CLEAN for control in rows)
    deviate = sum(control.outcome in DEVIATES for control in rows)
    parts = [
        Fact(f"internkontroll.{name}@{year}", label, Decimal(count), unit="st", href=href, definition=definition)
        for name, label, count, definition in (
            ("utan-avvikelse", "kontroller utan avvikelse", clean, f"Kontroller {year} som inte visade någon avvikelse."),
            ("med-avvikelse", "kontroller med avvikelse", deviate, f"Kontroller {year} som visade en mindre eller större avvikelse."),
            ("ej-utforda", "kontroller som inte är utförda", len(rows) - clean - deviate, f"Kontroller i planen för {year} utan resultat."),
        )
    ]  # fmt: skip
    yield from parts
    yield total(
        f"internkontroll.antal@{year}", "kontroller i planen", parts, unit="st", href=href,
        definition=f"Kontroller i internkontrollplanen för {year}.",
    )  # fmt: skip
