"""The meeting plan as calendars read it."""

from datetime import UTC, date, datetime, time

import icalendar
import pytest

from plans import queries
from plans.calendar import meetings_ics
from tests.plans.small import YEAR


@pytest.fixture
def events(plan):
    """Reads the plan's meetings back from the file, by UID."""

    def read():
        meetings = queries.meetings(plan.forbund, YEAR)
        calendar = icalendar.Calendar.from_ical(meetings_ics(plan.forbund, plan.fiscal_year, meetings))
        return {str(event["uid"]): event for event in calendar.walk("VEVENT")}

    return read


def test_meeting_with_time_is_in_swedish_time_summer_and_winter(plan, events):
    body = plan.body("Styrelse")
    hours = {"start": time(13), "end": time(16)}
    plan.meeting(body, date(YEAR, 1, 26), name="Styrelsemöte", **hours)
    plan.meeting(
        body, date(YEAR, 6, 12), name="Styrelsemöte", theme="bokslut & budget", place="Folkets hus", **hours
    )
    winter, summer = events().values()
    assert winter["dtstart"].dt.astimezone(UTC) == datetime(YEAR, 1, 26, 12, tzinfo=UTC)
    assert summer["dtstart"].dt.astimezone(UTC) == datetime(YEAR, 6, 12, 11, tzinfo=UTC)
    assert summer["dtend"].dt.time() == time(16)
    assert str(summer["dtstart"].params["TZID"]) == "Europe/Stockholm"
    assert (str(summer["summary"]), str(summer["location"])) == (
        "Styrelsemöte: bokslut & budget (Norra ån)",
        "Folkets hus",
    )


def test_the_file_brings_its_time_zone(plan):
    meeting = plan.meeting(plan.body("Styrelse"), date(YEAR, 6, 12), start=time(13))
    text = meetings_ics(plan.forbund, plan.fiscal_year, [meeting]).decode()
    assert "BEGIN:VTIMEZONE" in text
    assert "TZID:Europe/Stockholm" in text
    assert text.startswith("BEGIN:VCALENDAR\r\n")


def test_meeting_without_time_lasts_the_day(plan, events):
    plan.meeting(plan.body("Medlemssamråd", "medlemssamrad"), date(YEAR, 5, 31))
    (event,) = events().values()
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(YEAR, 5, 31), date(YEAR, 6, 1))
    assert str(event["summary"]) == "Medlemssamråd (Norra ån)"


def test_meeting_that_only_begins_has_no_end(plan, events):
    plan.meeting(plan.body("Styrelse"), date(YEAR, 5, 31), start=time(9))
    (event,) = events().values()
    assert "dtend" not in event


def test_a_moved_meeting_keeps_its_uid_and_counts_the_change(plan, events):
    meeting = plan.meeting(plan.body("Styrelse"), date(YEAR, 3, 15))
    (first,) = events()
    meeting.date, meeting.version = date(YEAR, 3, 22), meeting.version + 1
    meeting.save()
    ((uid, event),) = events().items()
    assert uid == first == "norra-an-2024-styrelse-2024-03-15@finsam"
    assert (event["sequence"], event["dtstart"].dt) == (1, date(YEAR, 3, 22))


def test_public_meeting_says_so(plan, events):
    body = plan.body("Styrelse")
    plan.meeting(body, date(YEAR, 11, 27), public=True)
    plan.meeting(body, date(YEAR, 6, 12))
    described = {event["dtstart"].dt.month: str(event.get("description", "")) for event in events().values()}
    assert described == {11: "Mötet är offentligt.", 6: ""}
