"""Blocks `beslutslogg`, `styrdokument` and `internkontroll`: the register as documents show it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.html import escape

from finsam.core.values.periods import long_date
from finsam.documents.options import CaptionOptions, Choice
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import Cell, Column, Html, Piece, Row, Table
from plans.blocks.common import bullets, teach
from plans.register import queries
from plans.register.models import Control, Decision, SteeringDocument, decided

ALL, LEFT = "alla", "kvar"
PLAN, RESULT = "plan", "resultat"


def _table(key: str, title: str, row_label: str, labels: dict[str, str], rows: Iterable[Row]) -> Table:
    """A list in columns of words; a column that nothing fills is left out."""
    kept = tuple(rows)
    used = tuple(
        Column(name, label, kind="text")
        for name, label in labels.items()
        if any(name in row.cells for row in kept)
    )
    return Table(key, title, used, kept, row_label=row_label, shape="list")


def _cells(**texts: str) -> dict[str, Cell]:
    return {name: Cell(text=text.strip()) for name, text in texts.items() if text.strip()}


def _count(key: str) -> str:
    return f'<data value="{key}@0" data-format=""></data>'


class DecisionOptions(CaptionOptions):
    """Which decisions."""

    which = Choice(
        "Beslut",
        (ALL, "årets beslut, och de från tidigare år som inte var avslutade"),
        (LEFT, "bara de som inte är avslutade"),
    )


@block(
    "beslutslogg",
    label="Beslutslogg",
    group=Group.YEAR,
    options=DecisionOptions,
    help="Styrelsens beslut: vem som ansvarar, när det ska vara klart och hur långt det hade kommit när året var slut.",
    edit_url="decisions",
)
def decisions_block(book: Book, options: dict, _) -> list[Piece]:
    """How many decisions there are and how far they have come, and each with its follow-up."""
    left = options["which"] == LEFT
    last = date(book.year, 12, 31)
    decisions = [
        decision
        for decision in book.read(queries.decisions, book.year)
        if not left or decision.is_open_after(last)
    ]
    if not decisions:
        what = "inga beslut som väntar på att bli genomförda" if left else "inga beslut att följa upp"
        return teach("beslutslogg", f"Det finns {what} {book.year}. Besluten läggs in under Beslut.")
    told = f"<p>Beslut att följa upp: {_count('beslut.antal')}. Genomförda: {_count('beslut.genomforda')}. Upphörda: {_count('beslut.upphorda')}. Kvar: {_count('beslut.kvar')}.</p>"
    labels = {
        "nar": "Beslutat",
        "ansvarig": "Ansvarig",
        "klart": "Klart senast",
        "status": "Status",
        "uppfoljning": "Uppföljning",
    }
    rows = (_decision_row(decision, book.year) for decision in decisions)
    table = _table("beslutslogg", f"Beslutslogg {book.year}", "Beslut", labels, rows)
    return [table] if left else [Html("beslutslogg-antal", told), table]


def _decision_row(decision: Decision, year: int) -> Row:
    cells = _cells(
        nar=decision.when,
        ansvarig=decision.answerable,
        klart=long_date(decision.due),
        status=decision.told_after(year),
    )
    notes = [
        f"{long_date(note.date)}: {escape(note.text.strip())}"
        for note in decision.notes.all()
        if note.date.year <= year
    ]
    if notes:
        cells["uppfoljning"] = Cell(html=bullets(notes))
    return Row(decision.key, decision.name.strip(), cells)


@block(
    "styrdokument",
    label="Styrdokument",
    group=Group.YEAR,
    options=CaptionOptions,
    help="De styrdokument som gäller under året, med ansvarig och dag för översyn.",
    edit_url="steering-documents",
)
def steering_documents_block(book: Book, options: dict, _) -> list[Piece]:
    """The styrdokument that hold in the year."""
    documents = book.read(queries.steering_documents, book.year)
    if not documents:
        text = f"Det finns inga styrdokument för {book.year} ännu. Lägg in dem under Styrdokument."
        return teach("styrdokument", text)
    labels = {
        "beslutat": "Beslutat",
        "galler": "Gäller till",
        "oversyn": "Ses över senast",
        "ansvarig": "Ansvarig",
        "finns": "Finns",
    }
    return [_table("styrdokument", "Styrdokument", "Styrdokument", labels, map(_document_row, documents))]


def _document_row(document: SteeringDocument) -> Row:
    cells = _cells(
        beslutat=decided(document.decided_on, document.paragraph),
        galler=long_date(document.valid_until),
        oversyn=long_date(document.review_on),
        ansvarig=document.answerable,
        finns=document.kept,
    )
    return Row(document.key, document.name.strip(), cells)


class ControlOptions(CaptionOptions):
    """The plan, or what came of it."""

    show = Choice("Visa", (PLAN, "planen"), (RESULT, "planen och årets resultat"))


@block(
    "internkontroll",
    label="Internkontrollplan",
    group=Group.YEAR,
    options=ControlOptions,
    help="Årets interna kontroller: risk, kontroll, hur ofta och vem, och i en årsredovisning vad som kom fram.",
    edit_url="controls",
)
def controls_block(book: Book, options: dict, _) -> list[Piece]:
    """The controls of the year, with their results where they are asked for."""
    controls = book.read(queries.controls, book.year)
    if not controls:
        text = f"Det finns ingen internkontrollplan för {book.year} ännu. Lägg in kontrollerna under Internkontroll."
        return teach("internkontroll", text)
    labels = {"risk": "Risk", "ofta": "Hur ofta", "ansvarig": "Ansvarig"}
    pieces: list[Piece] = []
    if options["show"] == RESULT:
        labels |= {"resultat": "Resultat", "atgard": "Åtgärd"}
        told = f"<p>Kontroller i planen: {_count('internkontroll.antal')}. Utan avvikelse: {_count('internkontroll.utan-avvikelse')}. Med avvikelse: {_count('internkontroll.med-avvikelse')}. Inte utförda: {_count('internkontroll.ej-utforda')}.</p>"
        pieces.append(Html("internkontroll-antal", told))
    rows = map(_control_row, controls)
    plan = _table("internkontroll", f"Internkontrollplan {book.year}", "Kontroll", labels, rows)
    return [*pieces, plan, *_earlier_measures(book)]


def _earlier_measures(book: Book) -> list[Table]:
    """The measures of earlier years that weren't taken when the year began, and when they were."""
    rows = [
        _measure_row(control) for control in book.read(queries.earlier_controls, book.year) if control.measure
    ]
    labels = {"ar": "År", "atgard": "Åtgärd", "ansvarig": "Ansvarig"}
    title = "Åtgärder kvar från tidigare år"
    return [_table("internkontroll-kvar", title, "Kontroll", labels, rows)] if rows else []


def _measure_row(control: Control) -> Row:
    year = control.fiscal_year.year
    cells = _cells(ar=str(year), atgard=_measure(control), ansvarig=control.answerable)
    return Row(f"{year}-{control.key}", control.name.strip(), cells)


def _measure(control: Control) -> str:
    """`Gå igenom listan. Klar 3 maj 2025.`"""
    done = f"Klar {long_date(control.measure_done_on)}." if control.measure_done_on else ""
    return " ".join(filter(None, (control.measure.strip(), done)))


def _control_row(control: Control) -> Row:
    outcome = str(control.get_outcome_display()) or "Inte utförd"
    cells = _cells(
        risk=control.risk,
        ofta=control.frequency,
        ansvarig=control.answerable,
        resultat=". ".join(filter(None, (outcome, control.comment.strip()))),
        atgard=_measure(control),
    )
    return Row(control.key, control.name.strip(), cells)
