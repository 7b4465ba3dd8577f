"""What the kansli sees and does of the figures that huvudmän send by a link."""

import re
from datetime import date

import pytest
from django.core import mail

from finsam.core.tenancy.permissions import Role
from followup.requests import queries
from followup.requests.models import InsatsContact, InsatsReport
from followup.responsibility.models import ReportDate
from followup.statistics.models import StatTable
from plans.models.insatser import Insats, InsatsYear
from tests.clients import ORIGIN
from tests.followup.people import YEAR

HERE = f"/norra-an/{YEAR}/"
PAGE = f"{HERE}huvudmannens-uppgifter/"
Q1 = date(YEAR, 3, 31)


@pytest.fixture
def contact(people):
    InsatsYear.objects.create(forbund=people.forbund, fiscal_year=people.fiscal_year, insats=people.insats)
    return InsatsContact.objects.create(
        forbund=people.forbund, insats=people.insats, role="Enhetschef", email="enheten@kommunen.test"
    )


def test_a_contact_is_a_role_and_an_address(people, chiefs):
    page = chiefs.get(f"{HERE}huvudmannens-kontakt/ny/").text
    assert "Inget namn behövs" in page
    data = {"insats": people.insats.pk, "role": "Enhetschef", "email": "e@kommunen.test", "active": "on"}
    assert chiefs.post(f"{HERE}huvudmannens-kontakt/ny/", data, headers={"origin": ORIGIN}).status_code == 302
    assert InsatsContact.objects.get().email == "e@kommunen.test"


def test_quarters_are_asked_for_unless_the_forbund_has_its_own_days(people):
    ends = [period.end for period in queries.periods(people.forbund, YEAR)]
    assert ends == [Q1, date(YEAR, 6, 30), date(YEAR, 9, 30), date(YEAR, 12, 31)]
    day = date(YEAR, 8, 31)
    ReportDate.objects.create(
        forbund=people.forbund, fiscal_year=people.fiscal_year, name="Delår", end=day, due=date(YEAR, 9, 10)
    )
    assert [(period.name, period.end) for period in queries.periods(people.forbund, YEAR)] == [("Delår", day)]


def test_the_kansli_sends_a_link_and_the_tables_are_set_up_as_before(people, contact, chiefs):
    bins = people.bins("Ålder", "16-24", "25-64")
    people.table("avslutade", {"16-24": 9}, measure=people.measure("Ålder"), bin_set=bins)
    data = {"kontakt": contact.key, "period": str(Q1)}
    told = chiefs.post(PAGE, data, headers={"origin": ORIGIN}, follow=True).text
    assert "Länken skickas till adressen som står på kontakten" in told
    table = StatTable.objects.get(until=Q1)
    assert (table.measure.name, table.population, table.bin_set, table.values.count()) == (
        "Ålder", "avslutade", bins, 0,
    )  # fmt: skip
    assert [letter.to for letter in mail.outbox] == [["enheten@kommunen.test"]]
    assert "Skickad, inget svar än" in told
    chiefs.post(PAGE, data, headers={"origin": ORIGIN})
    assert (InsatsReport.objects.count(), StatTable.objects.filter(until=Q1).count()) == (1, 1)


def test_without_anything_to_fill_in_it_is_said_what_to_do(contact, chiefs):
    told = chiefs.post(
        PAGE, {"kontakt": contact.key, "period": str(Q1)}, headers={"origin": ORIGIN}, follow=True
    ).text
    assert "Insatsen har ingen statistiktabell" in told
    assert mail.outbox == []


def test_what_is_late_stands_on_the_page_and_among_what_is_missing(people, contact, chiefs):
    other = Insats.objects.create(forbund=people.forbund, name="Avstängda spåret", key="avstangda")
    InsatsYear.objects.create(forbund=people.forbund, fiscal_year=people.fiscal_year, insats=other, order=2)
    InsatsContact.objects.create(
        forbund=people.forbund, insats=other, role="Chef", email="x@kommunen.test", active=False
    )
    assert "<strong>Försenat.</strong>" not in chiefs.get(PAGE).text, "nobody asked in all these years"
    for one in InsatsContact.objects.all():
        InsatsReport.objects.create(
            forbund=people.forbund, fiscal_year=people.fiscal_year, insats=one.insats, contact=one,
            end=Q1, due=date(YEAR, 4, 20),
        )  # fmt: skip
    page = chiefs.get(PAGE).text
    assert page.count("<strong>Försenat.</strong>") == 1
    assert page.count("Avstängd</span>") == 4
    missing = chiefs.get(f"{HERE}").text
    assert "Uppgifter från huvudmannen saknas, kvartal 1: Vägledarna" in missing
    assert "Avstängda spåret" not in missing


def test_the_kansli_approves_or_sends_back_with_a_reason(people, contact, chiefs):
    people.table("pagaende", {"": 20}, until=Q1)
    report = InsatsReport.objects.create(
        forbund=people.forbund, fiscal_year=people.fiscal_year, insats=people.insats, contact=contact,
        end=Q1, due=date(YEAR, 4, 20), state="inlamnad", comment="Två nya i mars.",
    )  # fmt: skip
    page = f"{PAGE}{report.key}/"
    assert "Två nya i mars." in chiefs.get(page).text
    assert "Godkänn huvudmännens uppgifter, kvartal 1: Vägledarna" in chiefs.get(f"{HERE}").text
    empty = chiefs.post(page, {"steg": "skicka-tillbaka", "skal": ""}, headers={"origin": ORIGIN})
    assert empty.status_code == 422
    assert "Skriv vad som behöver ändras" in empty.text
    back = {"steg": "skicka-tillbaka", "skal": "Männen saknas för mars månad."}
    assert chiefs.post(page, back, headers={"origin": ORIGIN}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.returned) == ("utkast", "Männen saknas för mars månad.")
    InsatsReport.objects.update(state="inlamnad")
    assert chiefs.post(page, {"steg": "godkann"}, headers={"origin": ORIGIN}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.approved_by) == ("godkand", "Test forbundschef")


@pytest.mark.parametrize("role", [Role.EKONOM, Role.LEDAMOT, Role.INSATSANSVARIG])
def test_others_see_neither_contacts_answers_nor_the_way_there(people, contact, client_as, role):
    browser = client_as(role)
    assert browser.get(PAGE).status_code == 403
    assert not re.search("huvudmannens-uppgifter", browser.get(f"{HERE}att-rapportera/").text)
