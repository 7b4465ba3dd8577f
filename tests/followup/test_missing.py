"""Vad saknas: each thing a report lacks, where it is entered, who does it, and that it goes when it is there."""

from datetime import date
from decimal import Decimal

import pytest

from budget.models import Amount, Line, Series
from finsam.core.models import Access, FiscalYear
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside
from finsam.documents.models import Document, Section
from finsam.documents.resolve import resolve
from finsam.facts.book import Book
from finsam.organisation.models import Contribution, Payer
from finsam.web.missing import CHIEF, CHIEF_OR_EKONOM, missing_of, missing_of_year
from followup.responsibility.models import InsatsResponsibility, ReportDate
from followup.statistics.models import StatTable, TableStatus
from followup.surveys.models import SurveyRound
from plans.models.consultations import Consultation
from plans.models.insatser import InsatsShare
from tests import clients
from tests.followup.asked import Asked
from tests.followup.ledger import YEAR as BOOKS_YEAR
from tests.followup.ledger import ordinary
from tests.followup.people import People
from tests.followup.results import report
from tests.plans.small import YEAR, Plan, make_forbund, part

WHOLE, INTERIM = "arsredovisning", "delarsrapport"


@pytest.fixture
def forbund(db):
    made = make_forbund()
    with inside(made):
        yield made


def wants(forbund, group: str, year: int = YEAR, kind: str = WHOLE) -> list:
    return [one for one in missing_of_year(Book(forbund, year), kind) if one.group == group]


def responsible(forbund, insats) -> None:
    who = clients.user("iris")
    access = Access(user=who, forbund=forbund, role=Role.INSATSANSVARIG)
    access.save()
    InsatsResponsibility.objects.create(forbund=forbund, access=access, insats=insats)


def test_a_result_is_asked_of_who_has_the_insats(forbund):
    plan = Plan(forbund)
    insats = plan.insats("Vägledarna")
    responsible(forbund, insats.insats)
    mine, ours = (
        plan.goal("Arbete", part(), key="arbete", insats_year=insats),
        plan.goal("Ordning", part(), key="ordning"),
    )
    first, second = wants(forbund, "Måluppfyllelse")
    assert (first.who, first.due, first.begun) == ("Iris", date(YEAR + 1, 1, 31), False)
    assert first.href == f"/norra-an/{YEAR}/resultat/arbete/{YEAR}-12-31/"
    assert "saknar uppgift om upplever stöd" in first.what
    assert second.who == CHIEF
    report(plan, mine, {"numerator": 9, "denominator": 10})
    report(plan, ours, {"numerator": 9, "denominator": 10}, state="utkast")
    first, second = wants(forbund, "Måluppfyllelse")
    assert "inlämnat men inte godkänt" in first.what
    assert (first.who, first.begun) == (CHIEF, True)
    assert "är inte inlämnat" in second.what


def test_a_delarsrapport_asks_for_its_own_day(forbund):
    plan = Plan(forbund)
    goal = plan.goal("Arbete", part(), key="arbete")
    assert wants(forbund, "Måluppfyllelse", kind=INTERIM) == []
    for name, end in (("Delår", date(YEAR, 8, 31)), ("Helår", date(YEAR, 12, 31))):
        ReportDate.objects.create(**plan.year, name=name, end=end, due=end)
    (found,) = wants(forbund, "Måluppfyllelse", kind=INTERIM)
    assert found.due == date(YEAR, 8, 31)
    report(plan, goal, {"numerator": 9, "denominator": 10}, end=date(YEAR, 8, 31), state="godkand")
    assert wants(forbund, "Måluppfyllelse", kind=INTERIM) == []
    (found,) = wants(forbund, "Måluppfyllelse")
    assert found.due == date(YEAR, 12, 31)


def test_statistics_of_last_year_are_missed_this_year(forbund):
    people = People(forbund)
    people.table("avslutade", {"": 63}, year=2022, status=TableStatus.DONE)
    (found,) = wants(forbund, "Statistik", 2023)
    assert "finns för 2022 men inte för 2023" in found.what
    people.table("avslutade", {})
    (found,) = wants(forbund, "Statistik", 2023)
    assert ("har inga uppgifter" in found.what, found.begun) == (True, False)
    StatTable.objects.filter(fiscal_year__year=2023).delete()
    table = people.table("avslutade", {"": 63})
    (found,) = wants(forbund, "Statistik", 2023)
    assert (found.begun, found.href) == (True, f"/norra-an/2023/statistik/{table.key}/varden/")
    StatTable.objects.update(status=TableStatus.DONE)
    assert wants(forbund, "Statistik", 2023) == []


def test_an_insats_for_individuals_is_counted_and_one_for_structures_need_not_be(forbund):
    plan = Plan(forbund)
    kinds = {name: plan.kind(name, name) for name in ("individ", "struktur")}
    team, network = (
        plan.insats("Teamet", [(kinds["individ"], 100)]),
        plan.insats("Nätverket", [(kinds["struktur"], 100)]),
    )
    responsible(forbund, team.insats)  # who writes in tables that there are; a new one is the chief's
    (found,) = wants(forbund, "Statistik")
    assert (found.what, found.who) == ("”Teamet” saknar uppgifter om deltagare.", CHIEF)
    InsatsShare.objects.filter(insats_year=network).update(kind=kinds["individ"])
    assert len(wants(forbund, "Statistik")) == 2


def test_a_survey_that_was_made_last_year(forbund):
    asked = Asked(forbund)
    question = asked.question("1")
    asked.round({(question, ""): (9,)}, year=2022)
    (found,) = wants(forbund, "Indikatorer", 2023)
    assert "mättes 2022 men inte 2023" in found.what
    asked.round({(question, ""): (9,)})
    (found,) = wants(forbund, "Indikatorer", 2023)
    assert "är ett utkast" in found.what
    SurveyRound.objects.update(status=TableStatus.DONE)
    assert wants(forbund, "Indikatorer", 2023) == []


def test_events_and_consultations(forbund):
    people = People(forbund)
    (found,) = wants(forbund, "Händelser", 2023)
    assert found.what == "Inga händelser är inlagda."
    event = people.event("Mässan")
    (found,) = wants(forbund, "Händelser", 2023)
    assert "väsentlig" in found.what
    type(event).objects.update(essential=True)
    assert wants(forbund, "Händelser", 2023) == []
    assert [one.what for one in wants(forbund, "Medlemssamråd", 2023)] == ["Inget medlemssamråd är inlagt."]
    Consultation.objects.create(
        forbund=forbund, fiscal_year=people.fiscal_year, name="Budget", period="i maj"
    )
    assert wants(forbund, "Medlemssamråd", 2023) == []


@pytest.fixture
def ledger(no_books):
    return no_books


def of_books(ledger, kind: str = WHOLE) -> list[str]:
    found = wants(ledger.forbund, "Bokslut", BOOKS_YEAR, kind)
    assert {one.who for one in found} <= {CHIEF_OR_EKONOM}
    return [one.what for one in found]


def test_empty_books_lack_the_amounts_first(ledger):
    assert of_books(ledger) == [
        "Årets utfall är inte inskrivet.",
        f"{len(ledger.items)} balansposter saknar belopp.",
        "Dagen för underskrift är inte bestämd.",
    ]
    assert of_books(ledger, INTERIM)[0] == "Delårets utfall är inte inskrivet."


def test_a_report_of_a_day_asks_for_the_outcome_the_balance_and_a_forecast_until_then(ledger):
    """What there is of another day doesn't count."""
    ordinary(ledger)
    march, august = date(BOOKS_YEAR, 3, 31), date(BOOKS_YEAR, 8, 31)
    for kind in ("delar", "prognos"):
        ledger.series(BOOKS_YEAR, {"bidrag": 100, "coachning": -90}, kind=kind, date=august)
    ledger.balance(BOOKS_YEAR, dict.fromkeys(ledger.items, 1), end=august)

    def lacking(until):
        found = missing_of_year(ledger.book(BOOKS_YEAR), INTERIM, until)
        return [(one.what.replace("\u00a0", " "), one.href) for one in found if one.group == "Bokslut"]

    place = f"/sodra-an/{BOOKS_YEAR}/"
    assert lacking(march) == [
        (
            f"Utfallet till och med 31 mars {BOOKS_YEAR} är inte inskrivet.",
            f"{place}budget/serier/ny/?slag=delar",
        ),
        (f"Balansräkningen per 31 mars {BOOKS_YEAR} är inte inskriven.", f"{place}bokslut/balans/{march}/"),
        (
            f"Det finns ingen helårsprognos till och med 31 mars {BOOKS_YEAR}.",
            f"{place}budget/serier/ny/?slag=prognos",
        ),
    ]
    assert [what for what, _ in lacking(august) if "balanserar inte" not in what] == []


def test_books_that_do_not_balance_say_by_how_much(ledger):
    ordinary(ledger)
    before = of_books(ledger)
    assert not any("balanserar inte" in one for one in before)
    assert any("redovisningsprinciper" in one for one in before) or any(
        "underskrift" in one for one in before
    )
    amounts = ledger.items["bank"].amounts.get(fiscal_year__year=BOOKS_YEAR)
    amounts.amount += Decimal(7)
    amounts.save()
    assert any("skillnaden är 7 kr" in one.replace("\u00a0", " ") for one in of_books(ledger))


def test_contributions_that_the_outcome_reads_are_asked_for(ledger):
    ordinary(ledger)
    assert not any("medlemsbidrag" in one.lower() for one in of_books(ledger))
    Series.objects.filter(kind="utfall", about=BOOKS_YEAR).update(reads_contributions="inbetalt")
    Amount.objects.filter(series__kind="utfall", series__about=BOOKS_YEAR, line__key="bidrag").delete()
    payers = [
        Payer.objects.create(forbund=ledger.forbund, name=name) for name in ("Staten", "Regionen", "Grannen")
    ]
    Line.objects.filter(key="bidrag").update(payer=payers[0])
    for payer in payers[1:]:
        Line.objects.create(forbund=ledger.forbund, name=f"Bidrag {payer}", side="intakt", payer=payer)
    lacks = "Utfallet läser {} med status inbetalt, men beloppen är inte inskrivna."
    assert lacks.format("3 medlemsbidrag") in of_books(ledger), "nobody has paid"
    year = {"forbund": ledger.forbund, "year": BOOKS_YEAR, "amount": 100}
    Contribution.objects.create(**year, payer=payers[0], status="inbetalt", key="ett")
    assert not any("inbetalt" in one for one in of_books(ledger)), "the others may have left"
    Contribution.objects.create(**year, payer=payers[1], status="preliminart", key="tva")
    assert lacks.format("”Bidrag Regionen”") in of_books(ledger)
    reader = clients.signed_in(clients.let_in(clients.user("lisa"), Role.LEDAMOT, "sodra-an"))
    assert "Saknas: Bidrag Regionen." in reader.get(f"/sodra-an/{BOOKS_YEAR}/bokslut/").text


def test_an_item_that_is_used_no_more_is_left_in_peace(ledger):
    ordinary(ledger)
    assert "2 balansposter saknar belopp." in of_books(ledger)  # "pension" and "lan" were never used
    ledger.balance(BOOKS_YEAR - 3, {"pension": 10, "lan": 20})
    assert not any("saknar belopp" in one for one in of_books(ledger))
    ledger.items["moms"].amounts.filter(fiscal_year__year=BOOKS_YEAR).delete()
    assert "”Moms” saknar belopp." in of_books(ledger)


def test_page_names_sections_that_are_empty_and_figures_that_are_missing(ledger):
    ordinary(ledger)
    year = FiscalYear.objects.get(year=BOOKS_YEAR)
    document = Document.objects.create(
        forbund=ledger.forbund, fiscal_year=year, kind=WHOLE, key=WHOLE, title="Årsredovisning"
    )
    Section.objects.create(forbund=ledger.forbund, document=document, key="uppdrag", title="Uppdrag")
    Section.objects.create(
        forbund=ledger.forbund,
        document=document,
        title="Finansiering",
        order=2,
        prose='<p><data value="finns.inte@0"></data></p>',
    )
    book = ledger.book()
    found = [one for one in missing_of(document, resolve(document, book), book) if one.group == "Avsnitt"]
    assert [(one.where, one.href) for one in found] == [
        ("Uppdrag", f"/sodra-an/{BOOKS_YEAR}/dokument/{WHOLE}/avsnitt/uppdrag/"),
        ("Finansiering", f"/sodra-an/{BOOKS_YEAR}/dokument/{WHOLE}/avsnitt/finansiering/"),
    ]
    assert "förbundsordningen" in found[0].what
    client = clients.signed_in(clients.let_in(clients.user("chefen"), Role.FORBUNDSCHEF, "sodra-an"))
    page = client.get(f"/sodra-an/{BOOKS_YEAR}/dokument/{WHOLE}/saknas/").content.decode()
    assert "Vad saknas i Årsredovisning" in page
    assert "Dagen för underskrift är inte bestämd." in page
    start = client.get(f"/sodra-an/{BOOKS_YEAR}/").content.decode()
    assert f"/sodra-an/{BOOKS_YEAR}/dokument/{WHOLE}/saknas/" in start
