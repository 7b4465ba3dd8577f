"""Whether the förbund did what was decided: decisions and their follow-up, insatser, consultations and meetings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from auditors.path.evidence.piece import LOOK, NOTED, Look, Piece, Point, counted, lacks, piece
from finsam.core.values.periods import long_date
from finsam.organisation.queries import members
from plans import queries as planned
from plans.register import queries as register


def decisions(look: Look) -> Iterator[Piece]:
    """What the board decided, how far it came during the year, and what is said of it."""
    key, label, href = "beslut", "Styrelsens beslut och vad som blev av dem", look.page("decisions")
    about = "Ett beslut som ingen följer upp kan bli liggande. Här står vad som är gjort och vad som är kvar."
    rows = look.book.read(register.decisions, look.year)
    if not rows:
        yield lacks(key, label, f"Inga beslut att följa upp är antecknade för {look.year}.", href, about)
        return
    last = date(look.year, 12, 31)
    left = [row for row in rows if row.is_open_after(last)]
    silent = [row for row in left if not row.notes.all()]
    said = f"{len(rows) - len(left)} av {counted(len(rows), 'beslut', 'beslut')} var avslutade när {look.year} var slut."
    if silent:
        said += f" {counted(len(silent), 'beslut', 'beslut').capitalize()} är kvar utan någon uppföljning."
    points = [
        Point(
            row.name,
            f"{row.when}. {row.told_after(look.year)}",
            look.page("decisions-edit", key=row.key) if look.tenant.may["edit_plan"] else href,
        )
        for row in (*left, *(row for row in rows if row not in left))
    ]
    yield piece(key, label, said, href, about, state=LOOK if silent else NOTED, points=points)


def consultations(look: Look) -> Iterator[Piece]:
    """How the members were heard."""
    key, label, href = "samrad", "Samråd med medlemmarna", look.page("consultations")
    about = "Budgeten ska fastställas efter samråd med medlemmarna (23 § lagen (2003:1210))."
    rows = list(look.book.read(planned.consultations, look.year).values())
    if not rows:
        yield lacks(key, label, f"Inget medlemssamråd är antecknat för {look.year}.", href, about)
        return
    parties = {member.pk for member in members(look.tenant.forbund) if member.is_in(look.year)}
    heard = {viewpoint.member_id for row in rows for viewpoint in row.viewpoints.all()}
    open_ends = [row for row in rows if not row.follow_up]
    said = f"{counted(len(rows), 'samråd', 'samråd').capitalize()}. {len(heard)} av {len(parties | heard)} medlemmar har sagt något."
    if open_ends:
        said += f" Vad {counted(len(open_ends), 'samråd', 'samråd')} ledde till är inte antecknat."
    points = [Point(row.name, row.when or "När det hölls är inte antecknat.") for row in rows]
    yield piece(key, label, said, href, about, state=LOOK if open_ends else NOTED, points=points)


def meetings(look: Look) -> Iterator[Piece]:
    """The board's meetings that were planned."""
    key, label, href = "moten", "Möten", look.page("meetings")
    about = "Styrelsen leder arbetet genom sina möten. På mötets sida står vad som beslutades."
    rows = look.book.read(planned.meetings, look.year)
    if not rows:
        yield lacks(key, label, f"Inga möten är antecknade för {look.year}.", href, about)
        return
    points = [
        Point(str(row.body.name), long_date(row.date) or "", look.page("meetings-show", key=row.key))
        for row in rows
    ]
    yield piece(
        key,
        label,
        f"{counted(len(rows), 'möte', 'möten').capitalize()} i mötesplanen.",
        href,
        about,
        points=points,
    )


def insatser(look: Look) -> Iterator[Piece]:
    """What was financed."""
    key, label, href = "insatser", "Insatser", look.page("insatser")
    about = "Det som förbundet har finansierat under året, med mål och resultat på insatsens sida."
    rows = list(look.book.read(planned.insatser, look.year).values())
    if not rows:
        yield lacks(key, label, f"Inga insatser är antecknade för {look.year}.", href, about)
        return
    points = [Point(row.insats.name, "", look.page("insatser-show", key=row.insats.key)) for row in rows]
    yield piece(
        key,
        label,
        f"{counted(len(rows), 'insats', 'insatser').capitalize()} {look.year}.",
        href,
        about,
        points=points,
    )


PIECES = (decisions, insatser, consultations, meetings)
