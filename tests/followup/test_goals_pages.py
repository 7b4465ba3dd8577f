"""Reporting in the browser: own insatser only, drafts that lose nothing, approval, reminders, and the national sheet."""

import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from finsam.core.caching import revisions
from finsam.core.models import Access, AuditEntry, User
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import scopes_disabled
from followup.goals.models import GoalReport, GoalResult
from followup.goals.states import State
from followup.reporting import reminders
from followup.responsibility.models import InsatsResponsibility, ReportDate
from tests.clients import dates_of, signed_in
from tests.followup.results import YEAR_END, report
from tests.plans.small import YEAR, part

HERE = f"/norra-an/{YEAR}/"
MINE, OTHERS, COMMON = (f"{HERE}resultat/{key}/{YEAR_END}/" for key in ("arbete", "stod", "hushallning"))


@pytest.fixture
def year(plan):
    """Two insatser with a goal each, and one of the förbund's own."""
    kind = plan.kind("Individinriktad")
    plan.mine = plan.insats("Spåret", [(kind, 100)], planned="antal", planned_low=40)
    plan.others = plan.insats("Guiden", [(kind, 100)])
    share = part("del", measure="går till arbete", target=Decimal(45))
    plan.work = plan.goal("Arbete", share, key="arbete", insats_year=plan.mine)
    plan.support = plan.goal("Stöd", part(), key="stod", insats_year=plan.others)
    plan.goal("Hushållning", part(operator="ja", target=None), key="hushallning", kind="finansiellt")
    return plan


@pytest.fixture
def person(year):
    """A user with a role; an insatsansvarig may be given insatser."""

    def make(role, *insatser, name="Nora Nyberg"):
        user = User.objects.create_user(
            f"{name.split()[0].lower()}@example.test", "ett-langt-losenord", name=name
        )
        access = Access(user=user, forbund=year.forbund, role=role, **dates_of(role))
        access.save()
        for one in insatser:
            InsatsResponsibility(forbund=year.forbund, access=access, insats=one.insats).save()
        return user

    return make


@pytest.fixture
def hers(person, year):
    """The browser of her who answers for Spåret."""
    return signed_in(person(Role.INSATSANSVARIG, year.mine))


@pytest.fixture
def chiefs(person):
    return signed_in(person(Role.FORBUNDSCHEF, name="Carl Chef"))


def sent(client, url=MINE, step="spara", key="arbete", **values):
    """Send the form as the page shows it, with the values changed. `numerator` is of the goal's first row."""
    with scopes_disabled():
        found = ours(GoalReport).filter(goal__key=key, end=YEAR_END).first()
        rows = list(ours(GoalResult).filter(report=found)) if found else []
    prefix = "del-0"
    own = {"end": str(YEAR_END), "version": found.version if found else "", "steg": step}
    for name in ("comment", "forecast", "forecast_text", "judgement", "reason", "end"):
        if name in values:
            own[name] = values.pop(name)
    kept = {}
    if rows:
        for name in ("population", "numerator", "denominator", "women", "women_of", "men", "men_of"):
            value = getattr(rows[0], name)
            kept[f"{prefix}-{name}"] = "" if value is None else value
    kept |= {f"{prefix}-{name}": value for name, value in values.items()}
    return client.post(url, own | counted(kept))


def counted(rows: dict) -> dict:
    """The fields of the goal's first part with how many rows there are, as the page sends them."""
    total = len({name.split("-")[1] for name in rows})
    return rows | {"del-TOTAL_FORMS": total, "del-INITIAL_FORMS": min(total, 1)}


def ours(model):
    """The made-up förbund's own; others are loaded with results of theirs."""
    return model.objects.filter(forbund__key="norra-an")


def stored() -> GoalReport:
    with scopes_disabled():
        return ours(GoalReport).prefetch_related("results").get(goal__key="arbete")


def only_result() -> GoalResult:
    with scopes_disabled():
        return ours(GoalResult).get()


# Who sees and writes what


def test_responsible_sees_and_reports_only_the_own_insats(hers):
    page = hers.get(f"{HERE}att-rapportera/").text
    assert MINE in page
    assert OTHERS not in page
    assert COMMON not in page
    overview = hers.get(f"{HERE}resultat/").text
    assert "Arbete" in overview or MINE in overview
    assert OTHERS not in overview
    assert COMMON not in overview
    for url in (OTHERS, COMMON):
        assert hers.get(url).status_code == 403
        assert "som du ansvarar för" in hers.get(url).text
        assert hers.post(url, {"steg": "spara"}).status_code == 403
        assert hers.post(f"{url}steg/", {"steg": "godkann"}).status_code == 403
    with scopes_disabled():
        assert not ours(GoalReport).exists()


def test_responsible_for_nothing_is_told_whom_to_ask(person):
    client = signed_in(person(Role.INSATSANSVARIG))
    assert "Ingen insats är knuten till dig ännu." in client.get(f"{HERE}att-rapportera/").text
    assert client.get(MINE).status_code == 403


@pytest.mark.parametrize(
    "role", [Role.LEDAMOT, Role.BEREDNING, Role.REVISOR, Role.EKONOM, Role.ADMINISTRATOR]
)
def test_others_read_and_do_not_write(person, role):
    client = signed_in(person(role))
    page = client.get(MINE)
    assert page.status_code == 200
    assert "Det får förbundschef och insatsansvarig." in page.text
    assert client.post(MINE, {"steg": "spara"}).status_code == 403


def test_drafts_are_their_writers_own(hers, person):
    sent(hers, numerator=29, denominator=63, comment="Inte klart.")
    reader = signed_in(person(Role.LEDAMOT, name="Lisa Ledamot"))
    assert "29 av 63" in hers.get(f"{HERE}resultat/").text
    for url in (f"{HERE}resultat/", MINE):
        page = reader.get(url).text
        assert "29 av 63" not in page
        assert "Inte klart." not in page
    sent(hers, step="lamna-in", comment="Klart.")
    assert "29 av 63" in reader.get(f"{HERE}resultat/").text


def test_responsibility_that_ended_shuts_the_door(hers, year):
    with scopes_disabled():
        ours(InsatsResponsibility).delete()
    assert hers.get(MINE).status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role != Role.INSATSANSVARIG])
def test_only_an_insatsansvarig_can_be_made_responsible(person, year, role):
    access = person(role).accesses.get()
    one = InsatsResponsibility(forbund=year.forbund, access=access, insats=year.mine.insats)
    with pytest.raises(Exception, match="rollen insatsansvarig"):
        one.full_clean()


# Writing


def test_result_is_written_handed_in_and_approved(hers, chiefs):
    assert sent(hers, step="lamna-in", numerator=29, denominator=63).status_code == 302
    assert "”Arbete”: resultatet är inlämnat. Förbundschefen godkänner det." in hers.get(HERE).text
    assert stored().state == State.SUBMITTED
    assert stored().submitted_by == "Nora Nyberg"
    assert MINE in chiefs.get(f"{HERE}att-rapportera/").text.split("Lämnas senast")[0]
    assert hers.post(f"{MINE}steg/", {"steg": "godkann"}).status_code == 403
    assert chiefs.post(f"{MINE}steg/", {"steg": "godkann"}).status_code == 302
    assert (stored().state, stored().approved_by) == (State.APPROVED, "Carl Chef")
    page = hers.get(MINE).text
    assert "Uppfyllt" in page
    assert "Lämna in</button>" not in page
    with scopes_disabled():
        verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"skapade", "lämnade in", "godkände"} <= verbs


def test_what_is_handed_in_cannot_be_changed_until_it_is_back(hers, chiefs):
    sent(hers, step="lamna-in", numerator=29, denominator=63)
    response = sent(hers, numerator=1)
    assert response.status_code == 422
    assert "kan inte ändras" in response.text
    assert only_result().numerator == 29
    for no_reason in ("", ".", "ok", "Se ovan.", "nej nej nej nej"):
        refused = chiefs.post(f"{MINE}steg/", {"steg": "skicka-tillbaka", "reason": no_reason})
        assert refused.status_code == 422
        assert "Skriv vad som behöver ändras, med minst några ord" in refused.text
        assert stored().state == State.SUBMITTED
    chiefs.post(f"{MINE}steg/", {"steg": "skicka-tillbaka", "reason": "Räkna med studerande."})
    assert "Räkna med studerande." in hers.get(MINE).text
    assert sent(hers, numerator=31).status_code == 302
    assert only_result().numerator == 31


def test_contradiction_is_said_beside_its_field_and_kept_as_draft(hers):
    response = sent(hers, step="lamna-in", numerator=64, denominator=63, women=10, men=20)
    assert response.status_code == 422
    assert "64 är fler än 63. Kontrollera båda talen." in response.text
    assert "Könen blir tillsammans 30, men totalt är det 64." in response.text
    assert "Sparat som utkast." in response.text
    assert (stored().state, only_result().numerator) == (State.DRAFT, 64)
    # The page says it again when it is opened later.
    assert "64 är fler än 63." in hers.get(MINE).text


def test_what_cannot_be_read_is_said_and_the_rest_is_kept(hers):
    response = sent(hers, numerator="ett trettiotal", denominator=63, comment="Nio i praktik.")
    assert response.status_code == 422
    assert 'value="ett trettiotal"' in response.text
    assert "Nio i praktik." in stored().comment
    assert (only_result().numerator, only_result().denominator) == (None, 63)


def test_result_for_another_years_goal_is_refused_at_the_date_and_the_rest_kept(hers):
    response = sent(hers, end=f"{YEAR - 1}-12-31", numerator=29, denominator=63)
    assert response.status_code == 422
    assert f"Målet gäller {YEAR}. Skriv ett datum det året." in response.text
    assert (stored().end, only_result().numerator) == (YEAR_END, 29)
    assert hers.get(f"{HERE}resultat/arbete/{YEAR - 1}-12-31/").status_code == 404


def test_override_without_reason_is_said_at_the_reason_and_the_rest_kept(hers):
    response = sent(hers, numerator=29, denominator=63, judgement="delvis")
    assert response.status_code == 422
    assert "Skriv varför bedömningen är en annan än den uträknade." in response.text
    assert (stored().judgement, only_result().numerator) == ("", 29)


@pytest.mark.parametrize("reason", [".", "ok", "Se ovan.", "annan annan annan annan", "1 2 3 4"])
def test_an_override_without_a_real_reason_is_kept_but_not_handed_in(hers, reason):
    response = sent(hers, step="lamna-in", numerator=29, denominator=63, judgement="delvis", reason=reason)
    assert response.status_code == 422
    assert "Skriv varför bedömningen är en annan än den uträknade, med minst några ord" in response.text
    assert (stored().state, stored().judgement, stored().reason) == (State.DRAFT, "delvis", reason)
    sent(
        hers,
        step="lamna-in",
        numerator=29,
        denominator=63,
        judgement="delvis",
        reason="Två avslut drog ut på tiden.",
    )
    assert stored().state == State.SUBMITTED


@pytest.mark.parametrize("comment", ["-", "ok", "Ej mätt."])
def test_a_goal_that_is_not_measured_says_why(hers, comment):
    response = sent(hers, step="lamna-in", comment=comment)
    assert response.status_code == 422
    assert "Skriv ett resultat, eller varför målet inte är mätt, med minst några ord" in response.text
    assert stored().state == State.DRAFT


def test_personnummer_is_refused_everywhere(hers):
    response = sent(hers, comment="Gäller 19811228-9874.", source="19811228-9874", numerator=1, denominator=2)
    assert response.status_code == 422
    assert (stored().comment, only_result().source) == ("", "")


def test_personnummer_is_refused_in_why_something_is_sent_back(hers, chiefs):
    sent(hers, step="lamna-in", numerator=29, denominator=63)
    response = chiefs.post(f"{MINE}steg/", {"steg": "skicka-tillbaka", "reason": "Gäller 19811228-9874."})
    assert response.status_code == 422
    assert "ser ut som ett personnummer" in response.text
    assert (stored().state, stored().returned) == (State.SUBMITTED, "")


def test_empty_report_says_why_the_goal_is_not_measured(hers):
    assert "eller varför målet inte är mätt" in sent(hers, step="lamna-in").text
    assert sent(hers, step="lamna-in", comment="Enkäten ställdes in.").status_code == 302
    assert stored().state == State.SUBMITTED


def test_groups_are_added_and_emptied(hers):
    sent(hers, numerator=10, denominator=10, population="styrelsen")
    assert sent(hers, x="").status_code == 302
    rows = {
        "del-0-population": "styrelsen", "del-0-numerator": 10, "del-0-denominator": 10,
        "del-1-population": "Styrelsen", "del-1-numerator": 1, "del-1-denominator": 2,
    }  # fmt: skip
    data = counted(rows) | {"end": str(YEAR_END), "version": stored().version, "steg": "spara"}
    assert "Två grupper kan inte heta lika." in hers.post(MINE, data).text
    data |= {"version": stored().version, "del-1-population": "beredningen"}
    assert hers.post(MINE, data).status_code == 302
    with scopes_disabled():
        assert ours(GoalResult).count() == 2
    rest = {"end": str(YEAR_END), "version": stored().version, "steg": "spara"}
    assert hers.post(MINE, rest).status_code == 302
    with scopes_disabled():
        assert ours(GoalResult).count() == 2, "what the page didn't send is left alone"
    blank = {**counted(dict.fromkeys(rows, "")), **rest, "version": stored().version}
    assert hers.post(MINE, blank).status_code == 302
    with scopes_disabled():
        assert not ours(GoalResult).exists()


class Page(HTMLParser):
    """What a browser would send back of a page's form as it stands."""

    def __init__(self, html):
        super().__init__()
        self.fields, self.inside = {}, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        one = dict(attrs)
        if tag == "input" and "name" in one and one["name"] != "csrfmiddlewaretoken":
            self.fields[one["name"]] = one.get("value", "")
        elif tag == "textarea":
            self.inside = one["name"]
            self.fields[self.inside] = ""
        elif tag == "select":
            self.fields[one["name"]] = ""
            self.inside = None

    def handle_data(self, data):
        if self.inside:
            self.fields[self.inside] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.inside = None


def test_version_that_is_no_number_is_no_error(hers):
    assert hers.post(MINE, Page(hers.get(MINE).text).fields | {"version": "ett"}).status_code == 422
    assert stored().version == 1


def test_rows_that_did_not_come_through_are_said(hers):
    told = hers.post(MINE, Page(hers.get(MINE).text).fields | {"del-TOTAL_FORMS": "", "steg": "spara"})
    assert told.status_code == 422
    assert "Formuläret kom inte fram helt." in told.text


def test_page_with_something_to_mend_is_sent_again_as_it_stands(hers):
    """As a new report and as one that was there: nobody has saved meanwhile, and nothing is lost."""
    first = Page(hers.get(MINE).text).fields
    for wrong in ("64", "sextiofyra"):
        wanted = {
            "del-0-numerator": wrong,
            "del-0-denominator": "63",
            "del-0-source": "Enkät",
            "steg": "lamna-in",
        }
        told = hers.post(MINE, first | wanted | {"version": Page(hers.get(MINE).text).fields["version"]})
        assert told.status_code == 422
        again = Page(told.text).fields
        assert again["del-0-numerator"] == wrong
        assert again["del-0-source"] == "Enkät"
    mended = hers.post(MINE, again | {"del-0-numerator": "29", "steg": "lamna-in"})
    assert mended.status_code == 302
    result = only_result()
    assert (result.numerator, result.denominator, result.source) == (29, 63, "Enkät")
    assert stored().state == State.SUBMITTED


def test_both_groups_are_there_when_only_the_second_could_be_read(hers):
    first = Page(hers.get(MINE).text).fields
    wanted = {
        "del-0-numerator": "tio", "del-1-population": "beredningen", "del-1-numerator": "1",
        "del-1-denominator": "2", "steg": "spara",
    }  # fmt: skip
    again = Page(hers.post(MINE, first | wanted).text).fields
    assert hers.post(MINE, again | {"del-0-numerator": "10", "del-0-denominator": "10"}).status_code == 302
    with scopes_disabled():
        found = {(one.population, one.numerator) for one in ours(GoalResult)}
    assert found == {("", 10), ("beredningen", 1)}


def test_two_who_begin_the_same_report(hers, chiefs):
    pages = [Page(one.get(MINE).text).fields for one in (hers, chiefs)]
    assert hers.post(MINE, pages[0] | {"del-0-numerator": "29", "steg": "spara"}).status_code == 302
    late = chiefs.post(MINE, pages[1] | {"del-0-numerator": "31", "steg": "spara"})
    assert late.status_code == 422
    assert "har sparats i en annan flik eller av någon annan" in late.text
    told = re.search(r"antal som nådde målet</th><td>(.*?)</td><td>(.*?)</td>", late.text, re.IGNORECASE)
    assert told.groups() == ("31", "29")
    assert only_result().numerator == 29
    assert chiefs.post(MINE, Page(late.text).fields | {"steg": "spara"}).status_code == 302
    assert only_result().numerator == 31


def test_stale_save_shows_both(hers):
    sent(hers, comment="Ett.")
    response = hers.post(MINE, {"end": str(YEAR_END), "version": 0, "comment": "Två.", "steg": "spara"})
    assert response.status_code == 422
    assert "har sparats i en annan flik eller av någon annan" in response.text
    assert "Två." in response.text
    assert "Ett." in response.text
    assert stored().comment == "Ett."


def test_looking_writes_nothing(hers):
    hers.get(MINE)
    with scopes_disabled():
        assert not ours(GoalReport).exists()


@pytest.mark.parametrize("url", ["att-rapportera/", "resultat/"])
def test_queries_do_not_grow_with_the_goals(chiefs, year, url):
    def count():
        revisions.move(None)  # nothing is known of what it reads
        with CaptureQueriesContext(connection) as found:
            assert chiefs.get(HERE + url).status_code == 200
        return len(found)

    report(year, year.work, {"numerator": 1, "denominator": 2})
    chiefs.get(HERE + url)
    few = count()
    for number in range(8):
        goal = year.goal(f"Mål {number}", part(), part("b"), insats_year=year.others)
        report(
            year, goal, {"numerator": 1, "denominator": 2}, {"part": "b", "numerator": 1, "denominator": 2}
        )
    assert count() == few


# What is left


def test_start_page_says_what_is_missing_where_and_who(hers, chiefs):
    page = chiefs.get(HERE).text.replace("\xa0", " ")
    assert "Rapportera resultat för Spåret, helår" in page
    assert f"1 av 1 mål är kvar. Nora Nyberg, senast 31 januari {YEAR + 1}." in page
    assert "Rapportera resultat för förbundets egna mål, helår" in page
    sent(hers, step="lamna-in", numerator=29, denominator=63)
    page = chiefs.get(HERE).text
    assert "1 väntar på dig." in page
    assert '<span class="status met">Uppfyllt</span>' in page
    assert "Guiden" not in hers.get(HERE).text


def test_periods_have_days_of_their_own(hers, year):
    ReportDate(**year.year, name="Delår", end=date(YEAR, 8, 31), due=date(YEAR, 9, 10)).save()
    page = hers.get(f"{HERE}att-rapportera/").text
    assert f"till och med 31 augusti {YEAR}" in page
    assert f"Lämnas senast 10 september {YEAR}." in page
    assert "Försenat" in page


# Reminders

TODAY = date(YEAR + 1, 1, 20)


def letters_on(day, days=14):
    with scopes_disabled():
        return {one.to[0]: one for one in reminders.letters(day, days)}


def test_reminders_go_to_those_who_have_something_to_do(hers, chiefs):
    found = letters_on(TODAY)
    assert set(found) == {"nora@example.test", "carl@example.test"}
    hers_letter, chiefs_letter = found["nora@example.test"].body, found["carl@example.test"].body
    assert "Arbete (Spåret)" in hers_letter
    assert "Hushållning" not in hers_letter
    assert f"http://testserver{HERE}att-rapportera/" in hers_letter
    # Nobody answers for Guiden, so the förbundschef does.
    assert "Stöd (Guiden)" in chiefs_letter
    assert "Hushållning" in chiefs_letter
    assert found["nora@example.test"].subject == "Påminnelse: 1 resultat att lämna"


def test_nobody_is_reminded_early_or_of_what_is_done(hers, chiefs):
    assert letters_on(date(YEAR, 11, 1)) == {}
    sent(hers, step="lamna-in", numerator=29, denominator=63)
    found = letters_on(TODAY)
    assert "nora@example.test" not in found
    assert "väntar på att du godkänner" in found["carl@example.test"].body


def test_command_sends_one_letter_each_or_only_shows_them(hers, monkeypatch, capsys):
    monkeypatch.setattr("followup.management.commands.remind.localdate", lambda: TODAY)
    call_command("remind", "--dry-run")
    assert mail.outbox == []
    assert "1 brev skulle skickas." in capsys.readouterr().out
    call_command("remind")
    assert [one.to for one in mail.outbox] == [["nora@example.test"]]


def test_one_letter_that_fails_does_not_stop_the_others(db, monkeypatch, capsys):
    """The command says which, and ends as failed."""
    people = ("a@example.test", "b@example.test", "c@example.test")
    letters = [EmailMessage("Påminnelse", "Text", None, [one]) for one in people]
    sent = []

    def send(self, fail_silently=False):
        if self.to == ["a@example.test"]:
            raise SMTPRecipientsRefused({})
        sent.extend(self.to)

    monkeypatch.setattr("followup.management.commands.remind.letters", lambda today, days: letters)
    monkeypatch.setattr(EmailMessage, "send", send)
    with pytest.raises(CommandError, match=r"1 brev kunde inte skickas: a@example\.test"):
        call_command("remind")
    assert sent == ["b@example.test", "c@example.test"]
    assert "2 brev skickades." in capsys.readouterr().out


# The sheet for Uppföljning Finsam


def test_insats_of_two_kinds_is_keyed_in_as_two_with_a_warning_first(chiefs, year):
    process = year.kind("Process", "struktur")
    individ = year.kind("Stöd", "individ")
    year.insats("Bron", [(process, 50), (individ, 50)])
    page = chiefs.get(f"{HERE}uppfoljning-finsam/").text
    assert "Bron, strukturövergripande" in page
    assert "Bron, individinriktad" in page
    assert "kan inte ändras när insatsen är skapad" in page
    assert page.index("kan inte ändras när insatsen är skapad") < page.index("Insatsinriktning</th>")
    assert page.index("1. Förbundet") < page.index("2. Administrativa kostnader") < page.index("3. Spåret")


def test_sheet_as_excel_has_a_sheet_for_each_step(chiefs):
    response = chiefs.get(f"{HERE}uppfoljning-finsam/excel/")
    names = load_workbook(BytesIO(response.content)).sheetnames
    assert names[1:5] == ["1. Förbundet", "2. Administrativa kostnader", "3. Spåret", "4. Guiden"]
