"""What the pages of meetings read, each in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch

from finsam.core.models import Forbund
from finsam.editions.models import PACK, Edition
from finsam.organisation.models import Seat
from plans.meetings.models import AgendaItem, Attendance, Minutes, Paper
from plans.models.year import Meeting


def agenda(meeting: Meeting, *, files: bool = False) -> list[AgendaItem]:
    """The items in order, with decision, papers and those who were recused; the bytes of uploaded files only with `files`."""
    papers = Paper.objects.filter(item__meeting=meeting).select_related("document__fiscal_year")
    papers = papers if files else papers.defer("content")
    rows = AgendaItem.objects.filter(meeting=meeting).select_related("decision__person")
    rows = rows.prefetch_related(Prefetch("papers", papers), "recused__person")
    items = list(rows.order_by("order", "pk"))
    for item in items:
        item.meeting = meeting
        for paper in item.papers.all():
            paper.item = item
    return items


def seats(meeting: Meeting, day: date | None = None) -> list[Seat]:
    """The seats of its body that were held on its day, or on another, in their order."""
    rows = (
        Seat.objects.filter(body=meeting.body_id).select_related("person", "body").prefetch_related("members")
    )
    return [seat for seat in rows if seat.sits_on(day or meeting.date)]


def attendances(meeting: Meeting) -> dict[int, Attendance]:
    """Who was there, by seat."""
    rows = Attendance.objects.filter(meeting=meeting).select_related("seat__person", "serves_for__person")
    return {row.seat_id: row for row in rows}


def minutes(meeting: Meeting) -> Minutes | None:
    """How its minutes were settled, where anything is noted of that."""
    rows = Minutes.objects.filter(meeting=meeting).select_related("chair").prefetch_related("adjusters")
    return rows.first()


def pack_name(meeting: Meeting) -> str:
    """What the editions of its papers are of, in the year."""
    return f"handlingar-{meeting.key}"[:80]


def packs(meeting: Meeting) -> list[Edition]:
    """The papers as they were sent out, the last first."""
    rows = Edition.objects.filter(
        forbund_key=meeting.forbund.key,
        year=meeting.fiscal_year.year,
        kind=PACK,
        document=pack_name(meeting),
    )
    return list(rows.order_by("-number"))


def decisions_to_take(forbund: Forbund, year: int) -> list[AgendaItem]:
    """What the year's meetings have on their agendas that isn't dealt with, meeting by meeting."""
    rows = AgendaItem.objects.filter(
        forbund=forbund, meeting__fiscal_year__year=year, decision=None, paragraph="", noted=""
    )
    return list(rows.select_related("meeting__body").order_by("meeting__date", "meeting", "order", "pk"))


def years_of_editions(codes: Iterable[str]) -> dict[str, int]:
    """In which year each stored handling is, by its code."""
    wanted = {code for code in codes if code}
    return dict(Edition.objects.filter(code__in=wanted).values_list("code", "year")) if wanted else {}


def last_packs(forbund: Forbund, year: int) -> dict[str, Edition]:
    """What was sent out last to each meeting of a year, by what it is called there."""
    rows = Edition.objects.filter(forbund_key=forbund.key, year=year, kind=PACK).order_by("number")
    return {edition.document: edition for edition in rows}
