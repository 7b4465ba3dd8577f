"""Whether the internal control was enough: controls and their results, risks, and styrdokument past their day."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.timezone import localdate

from auditors.path.evidence.piece import CLEAN, LOOK, NOTED, Look, Piece, Point, counted, lacks, piece
from budget.ledger.queries import closed_months
from budget.models import LedgerImport
from finsam.core.values.periods import MONTHS, long_date
from plans import queries as planned
from plans.register import queries as register
from plans.register.models import DEVIATES, ControlResult


def controls(look: Look) -> Iterator[Piece]:
    """The year's plan of internal control, and what came of it."""
    key, label, href = "internkontroll", "Intern kontroll", look.page("controls")
    about = "Styrelsen ska se till att den interna kontrollen är tillräcklig. Planen säger vad som ska kontrolleras mot vilken risk."
    rows = look.book.read(register.controls, look.year)
    if not rows:
        yield lacks(key, label, f"Ingen intern kontroll är antecknad för {look.year}.", href, about)
    else:
        deviates = [row for row in rows if row.outcome in DEVIATES]
        undone = [row for row in rows if row.owes or row.outcome == ControlResult.UNDONE]
        said = (
            f"{counted(len(rows), 'kontroll', 'kontroller').capitalize()} i planen, {len(deviates)} visade avvikelse. "
            f"{len(undone)} saknar resultat eller har en åtgärd som inte är klar."
        )
        first = sorted(rows, key=lambda row: row not in (*deviates, *undone))
        points = [
            Point(
                row.name,
                ": ".join(
                    filter(None, (row.get_outcome_display() or "Resultat saknas", look.told(row.comment)))
                ),
            )
            for row in first
        ]
        yield piece(key, label, said, href, about, state=LOOK if deviates or undone else CLEAN, points=points)
    earlier = [row for row in look.book.read(register.earlier_controls, look.year) if row.owes]
    if earlier:
        said = f"{counted(len(earlier), 'kontroll', 'kontroller').capitalize()} från tidigare år saknar resultat eller har en åtgärd som inte är klar."
        points = [Point(row.name, str(row.fiscal_year)) for row in earlier]
        yield piece(
            "tidigare-kontroller", "Kontroller från tidigare år", said, href, about, state=LOOK, points=points
        )


def risks(look: Look) -> Iterator[Piece]:
    """The year's risks and what is done about them."""
    key, label, href = "risker", "Risker", look.page("risks")
    about = "En risk som ingen gör något åt är ett val. Här står vilka som saknar åtgärd."
    rows = list(look.book.read(planned.risks, look.year).values())
    if not rows:
        yield lacks(key, label, f"Inga risker är antecknade för {look.year}.", href, about)
        return
    without = [row for row in rows if not row.measures.all()]
    said = f"{counted(len(rows), 'risk', 'risker').capitalize()}, {len(without)} utan åtgärd."
    points = [
        Point(
            row.name,
            ", ".join(
                filter(
                    None, (row.get_level_display(), counted(len(row.measures.all()), "åtgärd", "åtgärder"))
                )
            ),
        )
        for row in sorted(rows, key=lambda row: row not in without)
    ]
    yield piece(key, label, said, href, about, state=LOOK if without else NOTED, points=points)


def steering_documents(look: Look) -> Iterator[Piece]:
    """What the board has laid down, and what of it is past its day."""
    key, label, href = "styrdokument", "Styrdokument", look.page("steering-documents")
    about = (
        "Reglementen, riktlinjer och policyer är de regler som kontrollen prövar mot. De ska ses över i tid."
    )
    rows = look.book.read(register.steering_documents, look.year)
    if not rows:
        yield lacks(key, label, f"Inga styrdokument är antecknade för {look.year}.", href, about)
        return
    today = localdate()
    past = [row for row in rows if row.next_day and row.next_day < today]
    said = f"{counted(len(rows), 'styrdokument', 'styrdokument').capitalize()}. "
    said += (
        f"{len(past)} skulle ha setts över tidigare." if past else "Inget har passerat sin dag för översyn."
    )
    points = [
        Point(row.name, f"Skulle ses över {long_date(row.next_day)}" if row in past else "")
        for row in (*past, *(row for row in rows if row not in past))
    ]
    yield piece(key, label, said, href, about, state=LOOK if past else CLEAN, points=points)


def closed(look: Look) -> Iterator[Piece]:
    """Which months are closed in the books."""
    key, label, href = "stangda-manader", "Stängda månader", look.page("ledger")
    about = "En stängd månad ändras inte av en ny inläsning utan att någon godkänner det med ett skäl."
    if not LedgerImport.objects.filter(fiscal_year=look.tenant.here).exists():
        yield lacks(
            key, label, f"Ingen bokföring är inläst för {look.year}, så inga månader är stängda.", href, about
        )
        return
    known = look.book.read(closed_months, look.year)
    open_ones = [MONTHS[month - 1] for month in range(1, len(MONTHS) + 1) if month not in known]
    said = f"{len(known)} av 12 månader är stängda."
    said += f" Öppna: {', '.join(open_ones)}." if open_ones else ""
    yield piece(key, label, said, href, about, state=LOOK if open_ones else CLEAN)


PIECES = (controls, risks, steering_documents, closed)
