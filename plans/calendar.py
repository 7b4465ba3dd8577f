"""The meeting plan as an iCalendar file, for the calendars that people already have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from icalendar import Calendar, Event

from finsam.core.models import FiscalYear, Forbund
from finsam.core.values import periods
from plans.models.year import Meeting

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def meetings_ics(forbund: Forbund, fiscal_year: FiscalYear, meetings: Iterable[Meeting]) -> bytes:
    """The meetings as a calendar: Swedish time, whole days where no time is given.

    Each keeps its UID from one file to the next and counts its changes, so that reading the file again
    moves a meeting instead of doubling it.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Finsam//Mötesplan//SV")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{forbund.short_name}: möten {fiscal_year}")
    now = timezone.now()
    for meeting in meetings:
        calendar.add_component(_event(forbund, fiscal_year, meeting, now))
    calendar.add_missing_timezones()
    return calendar.to_ical()


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
