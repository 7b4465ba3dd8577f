"""A person's own calendar address: what it shows, to whom, and that it opens nothing else."""

from datetime import date

import pytest
from django.urls import reverse
from icalendar import Calendar

from finsam.core.models import Access, AuditEntry, User
from finsam.core.tenancy.scope import scopes_disabled
from plans.calendar import feed_ics
from plans.meetings import keys
from plans.meetings.models import CalendarKey
from plans.models.year import WheelItem
from tests import clients
from tests.plans.test_pages import sign_in

PAGE = "/norra-an/2024/kalender/"
NOBODY = clients.signed_in


@pytest.fixture
def reader(plan):
    board = plan.body("Styrelsen")
    plan.meeting(board, date(2024, 3, 15), theme="Årsredovisning 2023", name="Styrelsemöte")
    WheelItem.objects.create(name="Nationella mätningen", month=11, last_month=12, **plan.year)
    return sign_in(plan.forbund, "ledamot")


def made(reader) -> str:
    """The address that somebody has made, below the site."""
    assert reader.post(PAGE, {"ny": "1"}).status_code == 302
    kept = CalendarKey.objects.get()
    return reverse("calendar-feed", kwargs={"token": keys.token_of(kept)})


def test_it_holds_meetings_the_days_of_the_law_and_the_wheel(reader, plan):
    calendar = Calendar.from_ical(feed_ics(plan.forbund, date(2024, 5, 1)))
    events = {
        str(event["summary"]): (event["dtstart"].dt, event["dtend"].dt if "dtend" in event else None)
        for event in calendar.walk("VEVENT")
    }
    assert events["Styrelsemöte: Årsredovisning 2023 (Norra ån)"] == (date(2024, 3, 15), date(2024, 3, 16))
    assert events["Budgeten ska vara fastställd (Norra ån)"] == (date(2024, 11, 30), date(2024, 12, 1))
    assert events["Årsredovisningen ska vara upprättad (Norra ån)"] == (date(2024, 3, 31), date(2024, 4, 1))
    assert events["Nationella mätningen (Norra ån)"] == (date(2024, 11, 1), date(2025, 1, 1))


def test_whoever_has_the_address_reads_it_without_signing_in(reader):
    place = made(reader)
    assert place in reader.get(PAGE).content.decode()
    got = NOBODY(None).get(place)
    assert got.status_code == 200
    assert got["Content-Type"] == "text/calendar; charset=utf-8"
    assert got["Cache-Control"].startswith("private")
    assert got.content.startswith(b"BEGIN:VCALENDAR")
    assert not got.cookies
    assert NOBODY(None).post(place).status_code == 405


def test_the_address_opens_nothing_else(reader):
    """Neither the page it was made on nor any other of the förbund's, also not with the token where a name stands."""
    token = made(reader).removeprefix("/kalender/").removesuffix(".ics")
    for place in (
        PAGE,
        "/norra-an/2024/",
        "/norra-an/2024/moten.ics",
        f"/norra-an/2024/moten/{token.split('.')[0]}/",
    ):
        got = NOBODY(None).get(place, headers={"authorization": f"Bearer {token}"})
        assert (got.status_code, got.url.split("?")[0]) == (302, "/konto/login/")
    assert NOBODY(None).get(f"/handling/{token.split('.')[0]}/").status_code == 404


def test_a_token_that_is_none(reader):
    place = made(reader)
    token = place.removeprefix("/kalender/").removesuffix(".ics")
    key, signature = token.split(".")
    wrong = (
        key,
        f"{key}.",
        f"{key}.{signature[:-1]}",
        f"{key[:-1]}2.{signature}",
        "a.b",
        "..",
        "%00.%00",
        f"{token}.x",
    )
    for text in wrong:
        if text != token:
            assert NOBODY(None).get(f"/kalender/{text}.ics").status_code == 404, text


def test_it_can_be_taken_back_and_made_anew(reader):
    first = made(reader)
    assert made(reader) == first, "there is one already"
    assert reader.post(PAGE, {"ta-bort": "1"}).status_code == 302
    assert NOBODY(None).get(first).status_code == 404
    assert reader.post(PAGE, {"ta-bort": "1"}).status_code == 302, "twice is as once"
    second = made(reader)
    assert second != first
    assert NOBODY(None).get(second).status_code == 200
    assert NOBODY(None).get(first).status_code == 404
    assert AuditEntry.objects.filter(kind="plans.calendarkey").count() == 3


def test_it_ends_with_the_access_and_the_person(reader, plan):
    place = made(reader)
    access = Access.objects.get(user__name="Ledamot")
    Access.objects.filter(pk=access.pk).update(end=date(2020, 1, 1))
    assert NOBODY(None).get(place).status_code == 404
    Access.objects.filter(pk=access.pk).update(end=None)
    assert NOBODY(None).get(place).status_code == 200
    User.objects.filter(pk=access.user_id).update(is_active=False)
    assert NOBODY(None).get(place).status_code == 404


def test_it_shows_its_own_förbund_and_no_other(reader, plan, db):
    place = made(reader)
    with scopes_disabled():
        other = clients.fiscal_year("kramfors").forbund
    content = NOBODY(None).get(place).content.decode()
    assert "kramfors" not in content
    assert other.short_name not in content


def test_ones_own_address_is_ones_own(reader, plan):
    place = made(reader)
    other = sign_in(plan.forbund, "revisor")
    assert place not in other.get(PAGE).content.decode()
    assert other.post(PAGE, {"ta-bort": "1"}).status_code == 302
    assert NOBODY(None).get(place).status_code == 200
