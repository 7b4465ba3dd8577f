"""Ground for the minutes: what is known of a meeting, laid out as minutes to go on writing in. It is no minutes by itself."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape
from django.utils.timezone import localdate

from finsam.core.addresses import year_address
from finsam.core.text.prose import listed
from finsam.core.values.periods import NBSP, clock, long_date, weekday
from finsam.disclosure.reader import Reader
from finsam.documents.books import open_book
from finsam.documents.models import Document
from finsam.documents.resolved import Cover, Part, Resolved
from finsam.editions.deciding import MEETINGS, NOTED
from finsam.facts.tables import SIGNATURE, Cell, Column, Row, Table
from finsam.organisation.models.people import BodyKind
from plans.meetings import queries
from plans.meetings.models import AgendaItem, Attendance, Minutes
from plans.meetings.pack import grouped, said
from plans.meetings.quorum import is_regular, standing
from plans.models.year import Meeting

KIND = "protokollsunderlag"
UNSAID = "…"  # what whoever writes the minutes fills in


def minutes_of(meeting: Meeting) -> Resolved:
    """Attendance, each item with its proposal and outcome, and where those who adjust it sign."""
    reader = Reader(open_book(meeting.forbund, meeting.fiscal_year.year))
    items, minutes = queries.agenda(meeting, files=True), queries.minutes(meeting)
    href = year_address(meeting.forbund, meeting.fiscal_year.year, "meetings-show", key=meeting.key)
    parts = [_attendance(meeting, minutes, href)]
    parts += [_item(item, number, reader, href) for number, item in enumerate(items, 1)]
    parts.append(_signatures(minutes, href))
    forbund = meeting.forbund
    return Resolved(
        cover=Cover(
            forbund=forbund.name,
            title=f"Underlag till protokoll, {meeting.name or meeting.body.name} {long_date(meeting.date)}".replace(
                NBSP, " "
            ),
            year=meeting.date.year,
            subtitle=_when(meeting),
            status="Underlag",
            logo=forbund.logo.key if forbund.logo else "",
            logo_alt=(forbund.logo.alt or forbund.name) if forbund.logo else "",
        ),
        kind=KIND,
        status="",
        accent=forbund.accent,
        slogan=forbund.slogan,
        theme=forbund.theme,
        parts=tuple(parts),
        contents=(),
        missing=(),
        pictures={forbund.logo.key: bytes(forbund.logo.data)} if forbund.logo else {},
    )


def _when(meeting: Meeting) -> str:
    when = f"{weekday(meeting.date).capitalize()} {long_date(meeting.date)}"
    if meeting.start:
        when += f" kl. {clock(meeting.start, meeting.end)}"
    return ", ".join(filter(None, (when, meeting.place)))


def _attendance(meeting: Meeting, minutes: Minutes | None, href: str) -> Part:
    """Who was there and how, and whether the body could decide."""
    seats, rows = queries.seats(meeting), queries.attendances(meeting)
    columns = (Column("uppdrag", "Uppdrag", kind="text"), Column("narvaro", "Närvaro", kind="text"))
    lines = tuple(
        Row(
            seat.key,
            seat.person.name,
            {
                "uppdrag": Cell(text=str(seat.get_role_display())),
                "narvaro": Cell(text=_told(rows.get(seat.pk))),
            },
        )
        for seat in seats
    )
    table = Table("narvaro", "Närvaro", columns, lines, row_label="Namn", shape="list", show_title=False)
    prose = ""
    if minutes and minutes.chair:
        prose += f"<p>Ordförande: {escape(minutes.chair.name)}</p>"
    if minutes and minutes.secretary:
        prose += f"<p>Sekreterare: {escape(minutes.secretary)}</p>"
    if rows:
        rule, members = meeting.forbund.quorum, meeting.body.regular_count
        told = standing(meeting.body.name, rule, seats, rows.values(), members=members).told
        prose += f"<p>{escape(told)}</p>"
    return Part(
        "narvaro", "s-narvaro", 1, "", "Närvaro", False, False, prose, (table,) if lines else (), "", href
    )


def _told(row: Attendance | None) -> str:
    """`På distans, tjänstgör för Karin Alm`."""
    if row is None:
        return UNSAID
    how = str(row.get_presence_display())
    if row.serves_for:
        return f"{how}, tjänstgör för {row.serves_for.person}"
    return how if not row.present or is_regular(row.seat) else f"{how}, tjänstgör inte"


def _item(item: AgendaItem, number: int, reader: Reader, href: str) -> Part:
    """An item with what was proposed and what came of it."""
    prose = said(item.background, reader).html
    if item.proposal:
        prose += f"<p><strong>Förslag till beslut</strong></p>{said(item.proposal, reader).html}"
    papers = [
        f"{paper} ({paper.file_name}, SHA-256 {grouped(paper.digest)})" if paper.file_name else str(paper)
        for paper in item.papers.all()
    ]
    if papers:
        prose += f"<p>Handlingar: {escape(listed(papers))}.</p>"
    recused = [seat.person.name for seat in item.recused.all()]
    if recused:
        prose += f"<p>{escape(listed(recused))} deltog inte i ärendet på grund av jäv.</p>"
    heading = "Beslut" if item.decision or not item.noted else "Antecknades"
    prose += f"<p><strong>{heading}</strong></p>{said(item.outcome, reader).html or f'<p>{UNSAID}</p>'}"
    decision = item.decision
    if decision and (decision.answerable or decision.due):
        due = f" senast {long_date(decision.due)}" if decision.due else ""
        prose += f"<p>Genomförs av {escape(decision.answerable or UNSAID)}{due}.</p>"
    title = f"§ {item.section or UNSAID} {item.title}"
    return Part(item.key, f"s-{number}", 1, "", title, False, False, prose, (), "", href)


def _signatures(minutes: Minutes | None, href: str) -> Part:
    """The lines to sign on, and what is known of the adjustment."""
    names = [("Ordförande", minutes.chair.name if minutes and minutes.chair else "")]
    names += [("Justerare", person.name) for person in minutes.adjusters.all()] if minutes else []
    columns = (Column("namn", "Namn", kind="text"), Column("underskrift", "Underskrift", kind="text"))
    rows = tuple(
        Row(f"rad-{place}", role, {"namn": Cell(text=name), "underskrift": Cell()}, dress=SIGNATURE)
        for place, (role, name) in enumerate(names, 1)
    )
    table = Table("justering", "Justering", columns, rows, row_label="Roll", shape="list", show_title=False)
    prose = ""
    if minutes and minutes.adjusted_on:
        prose += f"<p>Justerat {long_date(minutes.adjusted_on)}.</p>"
    if minutes and minutes.announced_on:
        prose += f"<p>Anslaget {long_date(minutes.announced_on)}. Kan överklagas till och med {long_date(minutes.appeal_until)}.</p>"
    return Part("justering", "s-justering", 1, "", "Justering", False, False, prose, (table,), "", href)


def decided_at(document: Document) -> dict[str, Any]:
    """When and by which paragraph a document was decided, from the item of an agenda that had it as a paper."""
    rows = AgendaItem.objects.filter(forbund=document.forbund_id, papers__document=document)
    rows = rows.filter(decision__isnull=False).select_related("decision", "meeting__body")
    item = rows.order_by("-meeting__date", "-pk").first()
    if item is None:
        return {}
    return {"day": item.meeting.date, "paragraph": item.section, "meeting": _called(item.meeting)}


def _called(meeting: Meeting) -> str:
    return f"{meeting.name or meeting.body.name} {long_date(meeting.date)}".replace(NBSP, " ")


def held_around(document: Document) -> list[str]:
    """The board's meetings that have been held in the document's year and those beside it, the latest first.

    A plan is decided in the year before its own, an årsredovisning in the year after.
    """
    year = document.fiscal_year.year
    rows = Meeting.objects.filter(
        forbund=document.forbund_id, body__kind=BodyKind.BOARD, date__lte=localdate(),
        fiscal_year__year__range=(year - 1, year + 1),
    )  # fmt: skip
    return [_called(meeting) for meeting in rows.select_related("body").order_by("-date", "-pk")]


NOTED.add("plans.meetings", decided_at)
MEETINGS.add("plans.meetings", held_around)
