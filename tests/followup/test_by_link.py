"""What whoever runs an insats sends by a link: who may open it, what is kept, what is refused, and what is told of it."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from finsam.core import services
from finsam.core.logs import without_links
from finsam.core.models import AuditEntry
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import scopes_disabled
from followup.requests import links, mailing, queries
from followup.requests.models import InsatsContact, InsatsReport
from followup.requests.services import ask
from followup.responsibility.models import ReportDate
from followup.statistics.models import StatTable
from plans.models.insatser import Insats, InsatsYear
from tests import clients
from tests.clients import ORIGIN
from tests.followup.people import YEAR

HERE = f"/norra-an/{YEAR}/"
ADDRESS = "enheten@kommunen.test"
Q1, Q2 = date(YEAR, 3, 31), date(YEAR, 6, 30)
AGES = {"t1-v__kvinna": "12", "t1-v__man": "8", "t1-v__totalt": "20"}
SAID = "Länken gäller inte"


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def asked_of(people):
    """The insats has a contact, and its figures for the second quarter are asked for; the first quarter's are there."""
    people.table("pagaende", {"": 17, "kvinna": 11, "man": 6}, until=Q1)
    InsatsYear.objects.create(forbund=people.forbund, fiscal_year=people.fiscal_year, insats=people.insats)
    contact = InsatsContact.objects.create(
        forbund=people.forbund, insats=people.insats, role="Enhetschef, Åkommun", email=ADDRESS
    )
    period = queries.Period("Kvartal 2", Q2, date(YEAR, 7, 20))
    return ask(
        contact=contact,
        fiscal_year=people.fiscal_year,
        period=period,
        by=links.actor(InsatsReport(insats=people.insats)),
    )


@pytest.fixture
def visitor():
    return clients.signed_in(None)


def sent(report, **how) -> str:
    """The path of a link as it stands in the letter."""
    mailing.send_link(report, by=links.actor(report), **how)
    return re.search(r"http://\S+?(/rapport/\S+)", mail.outbox[-1].body)[1]


def opened(visitor, place: str) -> dict:
    """What a browser sends back of the form."""
    page = visitor.get(place)
    assert page.status_code == 200
    return {"opened": re.search(r'name="opened" value="(\d+)"', page.text)[1]}


def stored() -> dict[str, int]:
    table = StatTable.objects.get(until=Q2)
    return {value.key: int(value.value) for value in table.values.all()}


def report_now() -> InsatsReport:
    return InsatsReport.objects.get()


# The way in


def test_the_letter_goes_to_the_address_on_file_and_holds_the_only_copy_of_the_link(asked_of):
    place = sent(asked_of)
    (letter,) = mail.outbox
    assert letter.to == [ADDRESS]
    assert letter.subject == "Uppgifter om Vägledarna till och med 30\xa0juni 2023"
    token = place.split("/")[2]
    assert len(token) >= 43, "256 bits"
    kept = report_now()
    assert kept.secret == links.checksum(token)
    with scopes_disabled():
        told = str([vars(entry) for entry in AuditEntry.objects.all()]) + str(vars(kept))
    assert token not in told
    assert ADDRESS not in told


def test_the_page_shows_the_insats_and_nothing_else_of_the_forbund(people, asked_of, visitor):
    other = Insats.objects.create(forbund=people.forbund, name="Hemliga spåret", key="hemliga")
    people.table("pagaende", {"": 4711}, insats=other, until=Q2)
    people.table("pagaende", {"": 8642}, insats=None, until=Q2)
    people.table("avslutade", {"": 3579}, until=date(YEAR, 12, 31))
    clients.let_in(clients.user("siv"), Role.LEDAMOT, "norra-an")
    page = visitor.get(sent(asked_of))
    assert page.status_code == 200
    assert "Vägledarna" in page.text
    assert ">17<" in re.sub(r"<span class=\"visually-hidden\">[^<]*</span>", "", page.text), (
        "the last quarter's"
    )
    for secret in ("Hemliga", "4711", "8642", "3579", "Siv", ADDRESS, "/norra-an/", people.forbund.name):
        assert secret not in page.text
    links_out = set(re.findall(r'(?:href|src|action)="([^"#]+)"', page.text))
    assert all(place.startswith("/static/") for place in links_out), links_out


def test_the_page_is_kept_by_nobody_found_by_no_search_and_tells_nobody_where_one_came_from(
    asked_of, visitor
):
    page = visitor.get(sent(asked_of))
    assert page["Cache-Control"] == "no-store, private"
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in page.text


def test_the_link_opens_nothing_else(asked_of, visitor):
    place = sent(asked_of)
    token = place.split("/")[2]
    visitor.get(place)
    for other in (
        HERE,
        f"{HERE}statistik/",
        f"{HERE}huvudmannens-uppgifter/",
        f"{HERE}huvudmannens-uppgifter/{asked_of.key}/",
    ):
        got = visitor.get(other, headers={"authorization": f"Bearer {token}"})
        assert (got.status_code, got.url.split("?")[0]) == (302, "/konto/login/")
    assert visitor.get(f"/handling/{token}/").status_code == 404
    assert visitor.put(place).status_code == 405


def test_the_link_stands_in_no_log():
    line = 'GET /rapport/Abc-123_xyz/ HTTP/1.1" 200 "http://x/rapport/Abc-123_xyz/kontroll/" /kalender/nyckel.sign.ics'
    assert "Abc" not in without_links(line)
    assert "nyckel" not in without_links(line)


def _wrong(report, place):
    return "/rapport/" + "A" * 43 + "/"


def _short(report, place):
    return place[:-2] + "/"


def _replaced(report, place):
    sent(report)
    return place


def _turned_off(report, place):
    contact = report.contact
    contact.active = False
    contact.full_clean()
    services.save(contact, by=links.actor(report))
    return place


def _moved(report, place):
    contact = report.contact
    contact.email = "ny@kommunen.test"
    services.save(contact, by=links.actor(report))
    return place


def _removed(report, place):
    services.delete(report.contact, by=links.actor(report))
    return place


@pytest.mark.parametrize("make", [_wrong, _short, _replaced, _turned_off, _moved, _removed])
def test_a_link_that_opens_nothing_says_so_and_not_of_whom(asked_of, visitor, make):
    place = make(asked_of, sent(asked_of))
    before = AuditEntry.objects.count()
    for address in (place, f"{place}ny-lank/"):
        got = visitor.get(address)
        assert got.status_code == 404
        assert SAID in got.text
        assert "Vägledarna" not in got.text
        assert "orra" not in got.text
    got = visitor.post(place, AGES | {"lamna-in": "1"}, headers={"origin": ORIGIN})
    assert (got.status_code, stored(), AuditEntry.objects.count()) == (404, {}, before)
    assert "Inget är sparat" in got.text, "what was written can be copied"


def test_who_tries_many_addresses_is_held_up_also_with_the_right_one(asked_of, visitor):
    place = sent(asked_of)
    for number in range(10):
        assert visitor.get(f"/rapport/{number:043}/").status_code == 404
    assert visitor.get(f"/rapport/{'b' * 43}/").status_code == 429
    assert visitor.get(place).status_code == 429
    elsewhere = clients.signed_in(None, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.get(place).status_code == 200


def test_no_look_at_any_of_its_pages_writes(asked_of, visitor):
    """The hostile middleware refuses a GET that writes; nothing is left either."""
    place = sent(asked_of)
    before, rows = vars(report_now()), AuditEntry.objects.count()
    for address in (place, f"{place}?sparat=1", f"{place}kontroll/", f"{place}ny-lank/"):
        assert visitor.get(address).status_code in (200, 404)
    after = vars(report_now())
    assert {name: after[name] for name in before if name[0] != "_"} == {
        name: value for name, value in before.items() if name[0] != "_"
    }
    assert AuditEntry.objects.count() == rows
    assert len(mail.outbox) == 1


# Writing


def test_figures_are_handed_in_and_the_receipt_tells_of_them(asked_of, visitor):
    place = sent(asked_of)
    data = opened(visitor, place) | AGES | {"comment": "Två började i juni.", "lamna-in": "1"}
    assert visitor.post(place, data, headers={"origin": ORIGIN}).status_code == 302
    assert stored() == {"totalt": 20, "totalt-kvinna": 12, "totalt-man": 8}
    assert StatTable.objects.get(until=Q2).status == "klar"
    kept = report_now()
    assert kept.state == "inlamnad"
    page = visitor.get(place)
    assert "Tack, uppgifterna är inlämnade" in page.text
    assert kept.receipt in page.text
    assert re.findall(r'<th scope="row">(\w+)</th><td class="num">(\d+)</td>', page.text) == [
        ("Alla", "20"), ("Kvinnor", "12"), ("Män", "8"),
    ]  # fmt: skip
    assert "Två började i juni." in page.text
    letter = mail.outbox[-1]
    assert (letter.to, kept.receipt in letter.body, place in letter.body) == ([ADDRESS], True, False)
    assert not re.search(r"\b(20|12|8)\b(?!23)", letter.body.split("Kvittokod")[0]), "no counts in a letter"


def test_the_log_says_that_the_huvudman_did_it_and_no_person(asked_of, visitor):
    place = sent(asked_of)
    visitor.post(place, opened(visitor, place) | AGES | {"lamna-in": "1"}, headers={"origin": ORIGIN})
    rows = AuditEntry.objects.filter(forbund_key="norra-an").order_by("-pk")
    assert [(row.kind, row.verb) for row in rows[:3]] == [
        ("followup.insatsreport", "lämnade in"),
        ("followup.insatsreport", "skrev i"),
        ("followup.stattable", "ändrade"),
    ]
    assert {(row.by_email, row.by_name) for row in rows[:3]} == {
        ("", "Huvudmannen för Vägledarna, genom länk")
    }


def test_a_code_is_made_of_what_was_sent(asked_of):
    report = InsatsReport(
        forbund=asked_of.forbund, fiscal_year=asked_of.fiscal_year, key="x", end=Q2,
        written={"t1-v__totalt": "20"}, submitted_at=datetime(2023, 7, 1, tzinfo=UTC),
    )  # fmt: skip
    first = report.receipt
    assert re.fullmatch(r"[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}", first)
    report.written = {"t1-v__totalt": "21"}
    assert report.receipt != first


def test_a_draft_is_kept_as_it_was_written_and_counted_nowhere(asked_of, visitor):
    place = sent(asked_of)
    data = opened(visitor, place) | {"t1-v__kvinna": "12", "t1-v__man": "ca 8"}
    assert visitor.post(place, data, headers={"origin": ORIGIN}).url.endswith("?sparat=1")
    assert (report_now().state, stored()) == ("utkast", {})
    page = clients.signed_in(None).get(place).text
    assert 'name="t1-v__man" value="ca 8"' in page


def test_a_wrong_sum_is_explained_while_writing_and_refused_when_handed_in(asked_of, visitor):
    place = sent(asked_of)
    wrong = AGES | {"t1-v__totalt": "25"}
    live = visitor.post(f"{place}kontroll/", wrong, headers={"origin": ORIGIN})
    sentence = "könen blir tillsammans 20, men totalt är 25"
    assert sentence in live.text
    assert (stored(), report_now().written) == ({}, {})
    got = visitor.post(place, opened(visitor, place) | wrong | {"lamna-in": "1"}, headers={"origin": ORIGIN})
    assert got.status_code == 422
    assert sentence in got.text
    assert "Inget är inlämnat. Det du skrev är sparat som utkast." in got.text
    assert (report_now().state, stored(), report_now().written["t1-v__totalt"]) == ("utkast", {}, "25")


def test_fewer_than_earlier_in_the_year_needs_a_comment(asked_of, visitor):
    place = sent(asked_of)
    fewer = {"t1-v__kvinna": "9", "t1-v__man": "7", "t1-v__totalt": "16", "lamna-in": "1"}
    got = visitor.post(place, opened(visitor, place) | fewer, headers={"origin": ORIGIN})
    assert got.status_code == 422
    assert "är 16, men var 17 redan till och med 31/3" in got.text
    said = fewer | {"comment": "En räknades två gånger i mars."}
    assert visitor.post(place, opened(visitor, place) | said, headers={"origin": ORIGIN}).status_code == 302
    assert report_now().state == "inlamnad"


def test_those_who_left_are_no_more_than_those_who_were_there(people, asked_of, visitor):
    people.table("avslutade", {}, until=Q2)
    place = sent(asked_of)
    data = opened(visitor, place) | AGES | {"t2-v__totalt": "21", "lamna-in": "1"}
    got = visitor.post(place, data, headers={"origin": ORIGIN})
    assert (
        "är 21, men ”Deltagare, inskrivna under året, Vägledarna, till och med 30/6” är bara 20" in got.text
    )
    assert report_now().state == "utkast"


def test_who_is_left_at_the_end_may_be_fewer_than_before(people, asked_of, visitor):
    people.table("utgaende", {"": 15}, until=Q1)
    people.table("utgaende", {}, until=Q2)
    place = sent(asked_of)
    data = opened(visitor, place) | AGES | {"t2-v__totalt": "9", "lamna-in": "1"}
    assert visitor.post(place, data, headers={"origin": ORIGIN}).status_code == 302


def test_a_figure_that_cannot_be_read_is_kept_and_nothing_handed_in(asked_of, visitor):
    place = sent(asked_of)
    data = opened(visitor, place) | AGES | {"t1-v__annat": "några", "lamna-in": "1"}
    got = visitor.post(place, data, headers={"origin": ORIGIN})
    assert got.status_code == 422
    assert "”några” är inte ett antal" in got.text
    assert 'href="#id_t1-v__annat"' in got.text
    assert (report_now().state, report_now().written["t1-v__annat"]) == ("utkast", "några")


@pytest.mark.parametrize("field", ["comment", "t1-v__totalt"])
def test_a_personnummer_is_refused_and_nothing_is_stored(asked_of, visitor, field):
    place = sent(asked_of)
    data = opened(visitor, place) | AGES | {field: "19811228-9874"}
    for button in ({}, {"lamna-in": "1"}):
        got = visitor.post(place, data | button, headers={"origin": ORIGIN})
        assert got.status_code == 422
        assert "personnummer" in got.text
    assert (report_now().written, report_now().comment, stored()) == ({}, "", {})


def test_handing_in_twice_is_handing_in_once(asked_of, visitor):
    place = sent(asked_of)
    data = opened(visitor, place) | AGES | {"lamna-in": "1"}
    visitor.post(place, data, headers={"origin": ORIGIN})
    rows, letters = AuditEntry.objects.count(), len(mail.outbox)
    again = visitor.post(place, data, headers={"origin": ORIGIN})
    assert "Tack, uppgifterna är inlämnade" in again.text
    assert (AuditEntry.objects.count(), len(mail.outbox)) == (rows, letters)
    other = visitor.post(place, data | {"t1-v__totalt": "99"}, headers={"origin": ORIGIN})
    assert other.status_code == 200
    assert stored()["totalt"] == 20


def test_two_people_with_one_link_see_both_what_they_wrote(asked_of, visitor):
    place = sent(asked_of)
    mine, theirs = opened(visitor, place), opened(visitor, place)
    visitor.post(place, theirs | AGES, headers={"origin": ORIGIN})
    got = visitor.post(place, mine | AGES | {"t1-v__man": "9", "lamna-in": "1"}, headers={"origin": ORIGIN})
    assert got.status_code == 422
    assert "Uppgifterna har sparats i en annan flik, eller av någon annan med samma länk" in got.text
    assert "<td>9</td><td>8</td>" in got.text
    assert report_now().written["t1-v__man"] == "8"
    again = {"opened": re.search(r'name="opened" value="(\d+)"', got.text)[1]}
    whole = again | AGES | {"t1-v__man": "9", "t1-v__totalt": "21", "lamna-in": "1"}
    assert visitor.post(place, whole, headers={"origin": ORIGIN}).status_code == 302
    assert stored()["totalt-man"] == 9


def test_a_form_of_another_site_writes_nothing(asked_of):
    place = sent(asked_of)
    strict = clients.signed_in(None, enforce_csrf_checks=True)
    data = opened(strict, place) | AGES | {"lamna-in": "1"}
    for origin in ("null", "https://evil.test"):
        got = strict.post(place, data, headers={"origin": origin})
        assert got.status_code == 422
        assert 'value="12"' in got.text, "what was written isn't lost"
    assert (report_now().written, stored()) == ({}, {})
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', strict.get(place).text)[1]
    ours = data | {"csrfmiddlewaretoken": token}
    assert strict.post(place, ours, headers={"origin": "https://evil.test"}).status_code == 422
    assert strict.post(place, ours, headers={"origin": "null"}).status_code == 302, "so our own page sends it"


# Its time is out


def expire(ago: timedelta = timedelta(minutes=1)) -> None:
    InsatsReport.objects.update(expires=timezone.now() - ago)


def test_what_was_being_written_when_the_link_ended_is_shown_and_kept(asked_of, visitor):
    place = sent(asked_of)
    data = opened(visitor, place) | AGES | {"comment": "Två började i juni.", "lamna-in": "1"}
    expire()
    got = visitor.post(place, data, headers={"origin": ORIGIN})
    assert got.status_code == 404
    assert "sparat som utkast" in got.text
    assert "Två började i juni." in got.text
    assert re.findall(r'<td class="num">(\d+)</td>', got.text) == ["20", "12", "8"]
    assert (report_now().state, stored()) == ("utkast", {})
    InsatsReport.objects.update(sent_at=timezone.now() - timedelta(days=31))
    visitor.post(f"{place}ny-lank/", headers={"origin": ORIGIN})
    newer = re.search(r"http://\S+?(/rapport/\S+)", mail.outbox[-1].body)[1]
    assert 'name="t1-v__kvinna" value="12"' in visitor.get(newer).text


def test_long_after_its_end_nothing_is_written(asked_of, visitor):
    place = sent(asked_of)
    data = opened(visitor, place) | AGES
    expire(timedelta(days=8))
    got = visitor.post(place, data, headers={"origin": ORIGIN})
    assert "Inget är sparat. Kopiera det du skrev härifrån." in got.text
    assert (report_now().written, stored()) == ({}, {})


def test_a_new_link_goes_to_the_address_on_file_which_is_not_shown(asked_of, visitor):
    place = sent(asked_of)
    expire()
    InsatsReport.objects.update(sent_at=timezone.now() - timedelta(days=31))
    page = visitor.get(place)
    assert page.status_code == 404
    for secret in (ADDRESS, "Vägledarna", "Norra", "17"):
        assert secret not in page.text
    mail.outbox.clear()
    told = visitor.post(
        f"{place}ny-lank/", {"email": "tjuv@example.se", "to": "tjuv@example.se"}, headers={"origin": ORIGIN}
    )
    assert ADDRESS not in told.text
    assert [letter.to for letter in mail.outbox] == [[ADDRESS]]
    assert visitor.get(place).status_code == 404
    assert SAID in visitor.get(place).text, "the former leads nowhere now"


def test_a_new_link_is_not_sent_again_and_again(asked_of, visitor):
    place = sent(asked_of)
    expire()
    mail.outbox.clear()
    for _ in range(3):
        told = visitor.post(f"{place}ny-lank/", headers={"origin": ORIGIN})
        assert "Om länken gäller och ingen nyss har skickats" in told.text
    assert mail.outbox == []


# Letters by the clock and the worker


def test_a_task_done_twice_sends_one_letter(asked_of):
    mailing.deliver_link.call(asked_of.forbund.key, asked_of.pk, 0, "")
    secret = report_now().secret
    mailing.deliver_link.call(asked_of.forbund.key, asked_of.pk, 0, "")
    assert (len(mail.outbox), report_now().secret, report_now().sendings) == (1, secret, 1)


def test_what_waits_in_the_queue_holds_neither_link_nor_address(asked_of, monkeypatch):
    monkeypatch.setattr(mailing.queue, "somebody_works", lambda: True)
    mailing.send_soon(asked_of, by=links.actor(asked_of), from_page=True)
    assert (mail.outbox, report_now().secret) == ([], "")
    (waiting,) = DBTaskResult.objects.all()
    assert waiting.args_kwargs["args"] == ["norra-an", asked_of.pk, 0, ""]
    mailing.deliver_link.call(*waiting.args_kwargs["args"])
    assert [letter.to for letter in mail.outbox] == [[ADDRESS]]


def test_the_weekly_command_sends_the_links_too(asked_of, capsys, monkeypatch):
    monkeypatch.setattr("followup.management.commands.remind.localdate", lambda: date(YEAR, 7, 3))
    call_command("remind")
    assert "Länkar skickade till huvudmän: 1." in capsys.readouterr().out
    assert {tuple(letter.to) for letter in mail.outbox} == {(ADDRESS,)}
    call_command("remind", "--dry-run")
    assert len(mail.outbox) == 1, "a look sends nothing"


def test_a_letter_that_cannot_be_sent_changes_nothing(asked_of, monkeypatch):
    place = sent(asked_of)

    def away(self, *args, **kwargs):
        raise OSError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", away)
    with pytest.raises(mailing.mail.NotSent):
        mailing.send_link(asked_of, by=links.actor(asked_of))
    assert report_now().secret == links.checksum(place.split("/")[2])


def test_a_period_is_asked_for_when_it_is_over_and_reminded_of_twice(people, asked_of):
    def letters(day: date) -> list[str]:
        mail.outbox.clear()
        mailing.send_due(day, datetime(day.year, day.month, day.day, 8, tzinfo=UTC))
        return [letter.subject for letter in mail.outbox]

    def sent_on(day: date) -> None:
        InsatsReport.objects.filter(secret__gt="").update(
            sent_at=datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        )

    InsatsReport.objects.all().delete()
    first = "Uppgifter om Vägledarna till och med 30\xa0juni 2023"
    ReportDate.objects.create(
        forbund=people.forbund, fiscal_year=people.fiscal_year, name="Halvår", end=Q2, due=date(YEAR, 7, 20)
    )
    assert letters(Q2) == [], "not over yet"
    assert letters(date(YEAR, 7, 1)) == [first]
    sent_on(date(YEAR, 7, 1))
    assert letters(date(YEAR, 7, 8)) == []
    assert letters(date(YEAR, 7, 15)) == [f"Påminnelse: {first}"]
    sent_on(date(YEAR, 7, 15))
    assert letters(date(YEAR, 7, 29)) == [f"Påminnelse: {first}"]
    sent_on(date(YEAR, 7, 29))
    assert letters(date(YEAR, 8, 30)) == [], "then somebody has to ring"


def test_what_is_handed_in_or_turned_off_is_not_reminded_of(asked_of):
    now = datetime(YEAR, 8, 1, 8, tzinfo=UTC)
    InsatsReport.objects.update(state="inlamnad")
    InsatsContact.objects.update(active=True)
    assert [report.end for report, _ in mailing.due(asked_of.forbund, now.date(), now)] == []
    InsatsReport.objects.update(state="utkast")
    InsatsContact.objects.update(active=False)
    assert list(mailing.due(asked_of.forbund, now.date(), now)) == []
