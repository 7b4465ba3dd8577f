"""Items of an agenda are moved; a meeting is moved to another day after its papers were sent out."""

import re
from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from finsam.core.models import AuditEntry
from finsam.core.services import StaleSave, save
from finsam.core.tenancy.permissions import Role
from finsam.organisation.models import Person
from plans.meetings import dispatch, letters
from plans.meetings.models import AgendaItem, Minutes
from plans.meetings.services import move_item
from plans.models.year import Meeting
from tests import clients
from tests.plans.meetings import item, place
from tests.plans.test_pages import sign_in, text_of

HTMX = {"headers": {"origin": clients.ORIGIN, "hx-request": "true"}}


@pytest.fixture
def four(small, meeting) -> dict[str, AgendaItem]:
    """A to D, of which C has the same number as B: such there may be."""
    made = {title: item(meeting, title) for title in "ABCD"}
    AgendaItem.objects.filter(title="C").update(order=1)
    return made


def order() -> str:
    return "".join(AgendaItem.objects.order_by("order", "pk").values_list("title", flat=True))


MOVES = [
    ("A", {"up": False}, "BACD"),
    ("D", {"up": True}, "ABDC"),
    ("A", {"up": True}, "ABCD"),
    ("D", {"up": False}, "ABCD"),
    ("D", {"before": "A"}, "DABC"),
    ("A", {"before": "D"}, "BCAD"),
    ("B", {"before": ""}, "ACDB"),
    ("B", {"before": "C"}, "ABCD"),
    ("B", {"before": "B"}, "ABCD"),
    ("D", {"before": ""}, "ABCD"),
]


@pytest.mark.parametrize(("title", "how", "after"), MOVES)
def test_where_an_item_lands(four, by, title, how, after):
    where = {"before": four[how["before"]].key if how["before"] else ""} if "before" in how else how
    moved = move_item(four[title], by=by, **where)
    assert order() == after
    assert [row.title for row in moved] == ([] if after == "ABCD" else [title])
    assert AuditEntry.objects.filter(verb="flyttade").count() == len(moved)


def test_items_of_other_meetings_stay(four, by):
    other = item(Meeting.objects.get(theme="Årsredovisning 2023"), "E")
    move_item(four["D"], by=by, before=four["A"].key)
    assert AgendaItem.objects.get(pk=other.pk).version == other.version
    with pytest.raises(ValidationError, match="Ärendet intill har tagits bort"):
        move_item(four["A"], by=by, before=other.key)


def test_who_saw_another_order_is_told(four, by):
    version = four["B"].version
    move_item(four["B"], by=by, up=True, version=version)
    with pytest.raises(StaleSave):
        move_item(four["B"], by=by, up=True, version=version)
    assert order() == "BACD"


def test_an_agenda_whose_minutes_are_adjusted_stays(four, meeting, by):
    Minutes.objects.create(forbund=meeting.forbund, meeting=meeting, adjusted_on=date(2024, 11, 25))
    with pytest.raises(ValidationError, match="Protokollet justerades"):
        move_item(four["B"], by=by, up=True)
    assert order() == "ABCD"
    assert (
        "Flytta B" not in sign_in(meeting.forbund, "forbundschef").get(place("meetings-show", meeting)).text
    )


def test_the_page_moves_an_item_with_and_without_script(four, meeting):
    chief = sign_in(meeting.forbund, "presidium")
    page = chief.get(place("meetings-show", meeting)).text
    assert 'aria-label="Flytta B"' in page
    first = re.search(r'<li id="[^"]*-a"[^>]*>.*?</details>', page, re.DOTALL)[0]
    assert 'value="upp" disabled' in first
    assert 'value="ned" disabled' not in first
    where = place("agenda-items-move", meeting, key=four["C"].key)
    plain = chief.post(
        where, {"riktning": "upp", "version": four["C"].version}, headers={"origin": clients.ORIGIN}
    )
    assert (plain.status_code, plain.url) == (302, f"{place('meetings-show', meeting)}#{four['C'].key}")
    assert order() == "ACBD"
    part = chief.post(where, {"fore": four["A"].key}, **HTMX)
    assert order() == "CABD"
    assert "”C” är flyttat." in part.text
    assert "<html" not in part.text
    assert re.findall(r"<h3[^>]*>(\d)\. <a[^>]*>(\w)", part.text) == [
        ("1", "C"),
        ("2", "A"),
        ("3", "B"),
        ("4", "D"),
    ]
    assert "”C” står redan där." in chief.post(where, {"riktning": "upp"}, **HTMX).text
    late = chief.post(where, {"riktning": "ned", "version": 1}, **HTMX)
    assert "har ändrats eller flyttats av någon annan" in late.text
    assert order() == "CABD"


def test_who_only_reads_moves_nothing(four, meeting):
    reader = sign_in(meeting.forbund, "ledamot")
    assert "Flytta B" not in reader.get(place("meetings-show", meeting)).text
    where = place("agenda-items-move", meeting, key=four["B"].key)
    assert reader.post(where, {"riktning": "upp"}, **HTMX).status_code == 403
    assert order() == "ABCD"


# Another day


@pytest.fixture
def week_before(meeting, agenda, monkeypatch):
    """A week before the meeting of the 22nd, with the papers sent out by the chair; Alva has had a seat until then."""
    monkeypatch.setattr(timezone, "localdate", lambda *args: date(2024, 11, 15))
    monkeypatch.setattr(timezone, "now", lambda: timezone.make_aware(timezone.datetime(2024, 11, 15, 12, 0)))
    people = {}
    for role in ("ordforande", "ledamot", "ersattare", "revisor"):
        people[role] = clients.let_in(clients.user(role), role, meeting.forbund.key)
    seated = clients.let_in(clients.user("alva"), Role.REVISOR, meeting.forbund.key)
    person = Person.objects.create(forbund=meeting.forbund, name="Alva", email=seated.email)
    person.seats.create(forbund=meeting.forbund, body=meeting.body, role="ledamot", end=date(2024, 11, 24))
    return people


def sent(meeting, by):
    from finsam.rendering.pdf.pdf import to_pdf

    dispatch.dispatch(meeting=meeting, by=by, draw=to_pdf)


def move(meeting, day, by):
    row = Meeting.objects.get(pk=meeting.pk)
    row.date = day
    save(row, by=by)


def queued(name: str) -> list:
    return [
        row.args_kwargs["args"]
        for row in DBTaskResult.objects.filter(task_path=f"plans.meetings.letters.{name}")
    ]


def test_those_who_got_the_papers_are_told_of_another_day(week_before, meeting):
    sent(meeting, week_before["ordforande"])
    move(meeting, date(2024, 11, 29), week_before["ordforande"])
    (args,) = queued("tell_of_day")
    mail.outbox.clear()
    letters.tell_of_day.call(*args)
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "alva@example.se", "ersattare@example.se", "ledamot@example.se",
    ]  # fmt: skip
    letter = mail.outbox[0]
    assert (
        letter.subject.replace("\xa0", " ")
        == "Mötet 22 november 2024 är flyttat till 29 november 2024 (norra-an)"
    )
    assert "fredag 22 november 2024 är flyttat till fredag 29 november 2024" in letter.body.replace(
        "\xa0", " "
    )
    assert "anta planen" not in letter.body


def test_there_is_a_reminder_of_the_new_day_and_none_of_the_old(week_before, meeting):
    sent(meeting, week_before["ordforande"])
    move(meeting, date(2024, 11, 29), week_before["ordforande"])
    assert [args[2] for args in queued("remind")] == ["2024-11-22", "2024-11-29"]
    reached = {}
    for args in queued("remind"):
        mail.outbox.clear()
        letters.remind.call(*args)
        reached[args[2]] = len(mail.outbox)
    assert reached == {"2024-11-22": 0, "2024-11-29": 3}


def test_moved_there_and_back_reminds_once_a_day(week_before, meeting):
    sent(meeting, week_before["ordforande"])
    for day in (29, 22, 29):
        move(meeting, date(2024, 11, day), week_before["ordforande"])
    assert sorted(args[2] for args in queued("remind")) == ["2024-11-22", "2024-11-29"]
    mail.outbox.clear()
    letters.tell_of_day.call(*queued("tell_of_day")[1])  # of the 22nd, where it isn't any longer
    assert mail.outbox == []


def test_a_meeting_without_papers_or_on_the_same_day_tells_nobody(week_before, meeting):
    move(meeting, date(2024, 11, 29), week_before["ordforande"])
    sent(meeting, week_before["ordforande"])
    row = Meeting.objects.get(pk=meeting.pk)
    row.place = "Folkets hus"
    save(row, by=week_before["ordforande"])
    assert queued("tell_of_day") == []


def test_letters_that_are_turned_off_are_not_sent(week_before, meeting):
    sent(meeting, week_before["ordforande"])
    type(week_before["ledamot"]).objects.filter(pk=week_before["ledamot"].pk).update(
        wants_meeting_letters=False
    )
    move(meeting, date(2024, 11, 29), week_before["ordforande"])
    mail.outbox.clear()
    letters.tell_of_day.call(*queued("tell_of_day")[0])
    assert sorted(letter.to[0] for letter in mail.outbox) == ["alva@example.se", "ersattare@example.se"]


def test_the_form_says_who_is_told(meeting):
    page = text_of(sign_in(meeting.forbund, "forbundschef").get(place("meetings-edit", meeting)))
    assert "Är handlingarna utskickade får de som fick dem brev om en ny dag." in page
