"""The meeting plan as an iCalendar file, and a feed of it with the year's deadlines, for the calendars that people already have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event

from finsam.core.addresses import year_address
from finsam.core.models import FiscalYear, Forbund
from finsam.core.values import periods
from finsam.core.values.periods import BUDGET_DEADLINE, REPORT_DEADLINE
from plans.models.year import Meeting, WheelItem

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def meetings_ics(forbund: Forbund, fiscal_year: FiscalYear, meetings: Iterable[Meeting]) -> bytes:
    """The meetings as a calendar: Swedish time, whole days where no time is given.

    Each keeps its UID from one file to the next and counts its changes, so that reading the file again
    moves a meeting instead of doubling it.
    """
    calendar, now = _calendar(f"{forbund.short_name}: möten {fiscal_year}"), timezone.now()
    for meeting in meetings:
        calendar.add_component(_event(forbund, fiscal_year, meeting, now))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Finsam//Mötesplan//SV")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    return calendar


def feed_ics(forbund: Forbund, today: date) -> bytes:
    """Every meeting, day of the law and point of the årshjul from last year on; a calendar that subscribes asks again.

    A day of the law and a point of the årshjul take no time from anybody.
    """
    calendar, now = _calendar(forbund.short_name), timezone.now()
    first = today.year - 1
    years = {row.pk: row for row in FiscalYear.objects.filter(forbund=forbund, year__gte=first)}
    meetings = Meeting.objects.filter(forbund=forbund, fiscal_year__in=years).select_related("body")
    for meeting in meetings.order_by("date", "start", "pk"):
        fiscal_year = years[meeting.fiscal_year_id]
        event = _event(forbund, fiscal_year, meeting, now)
        event.add(
            "url", settings.ORIGIN + year_address(forbund, fiscal_year.year, "meetings-show", key=meeting.key)
        )
        calendar.add_component(event)
    for fiscal_year in sorted(years.values(), key=lambda row: row.year):
        for deadline in (REPORT_DEADLINE, BUDGET_DEADLINE):
            day = deadline.on(fiscal_year.year)
            name = f"{forbund.key}-{day}"
            calendar.add_component(
                _note(name, f"{deadline.text} ({forbund.short_name})", day, periods.day_after(day), now)
            )
    for item in WheelItem.objects.filter(forbund=forbund, fiscal_year__in=years).order_by(
        "fiscal_year", "month", "pk"
    ):
        year, last = years[item.fiscal_year_id].year, item.last_month or item.month
        begins = date(year, item.month, 1)
        ends = date(year + last // 12, last % 12 + 1, 1)
        name = f"{forbund.key}-{year}-{item.key}-arshjul"
        calendar.add_component(_note(name, f"{item.name} ({forbund.short_name})", begins, ends, now))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _note(name: str, summary: str, begins: date, ends: date, now: datetime) -> Event:
    """Whole days that nobody is busy; `ends` is the day after the last."""
    event = Event()
    event.add("uid", f"{name}@finsam")
    event.add("dtstamp", now)
    event.add("summary", summary)
    event.add("dtstart", begins)
    event.add("dtend", ends)
    event.add("transp", "TRANSPARENT")
    return event


def _event(forbund: Forbund, fiscal_year: FiscalYear, meeting: Meeting, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{forbund.key}-{fiscal_year}-{meeting.key}@finsam")
    event.add("dtstamp", now)
    event.add("sequence", meeting.version - 1)
    name = meeting.name or meeting.body.name
    event.add("summary", ": ".join(filter(None, (name, meeting.theme))) + f" ({forbund.short_name})")
    if meeting.start is None:
        event.add("dtstart", meeting.date)
        event.add("dtend", periods.day_after(meeting.date))  # a whole day ends where the next begins
    else:
        event.add("dtstart", datetime.combine(meeting.date, meeting.start, STOCKHOLM))
        if meeting.end is not None:
            event.add("dtend", datetime.combine(meeting.date, meeting.end, STOCKHOLM))
    if meeting.place:
        event.add("location", meeting.place)
    if meeting.public:
        event.add("description", "Mötet är offentligt.")
    return event
