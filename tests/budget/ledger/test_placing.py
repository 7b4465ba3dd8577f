"""The books' money gets its place: suggestions, what a choice would do, and what is said while something has none."""

from decimal import Decimal

import pytest

from budget.ledger.services import ReadFile, read_in
from budget.ledger.snapshot import LedgerAccount, Snapshot
from budget.models import AccountRule, LedgerImport, RuleShare
from finsam.checks.reconciliation import reconcile
from finsam.core.models import AuditEntry, FiscalYear, User
from finsam.core.rollover import begin
from tests.budget.small import YEAR

PLACE = f"/norra-an/{YEAR}/bokforing/koppla/"


@pytest.fixture
def books(budget):
    """A year of contributions, two insatser, revision and rent; five lines, none of which has a rule."""
    lines = {
        "bidrag": budget.line("Bidrag från medlemmarna", "intakt"),
        "team": budget.line("Coachingteamet"),
        "unga": budget.line("Stöd till unga"),
        "revision": budget.line("Revision"),
        "hyra": budget.line("Lokal", account="5010-5019"),
        "ovrigt": budget.line("Övrigt"),
    }
    accounts = {
        "3010": "Bidrag medlemmar", "4010": "Köpt verksamhet", "5010": "Lokalhyra", "5800": "Resor",
        "6420": "Revisionsarvoden",
    }  # fmt: skip
    amounts = {
        ("3010", "", 1): "-500000", ("4010", "100", 1): "200000.50", ("4010", "200", 2): "100000", ("5010", "", 1): "30000",
        ("6420", "", 3): "25000.25", ("5800", "100", 2): "1200", ("5800", "", 2): "800",
    }  # fmt: skip
    snapshot = Snapshot(
        {number: LedgerAccount(name) for number, name in accounts.items()},
        {"100": "Coachingteamet", "200": "Unga i arbete"},
        {place: Decimal(amount) for place, amount in amounts.items()},
    )
    user = User.objects.create(email="ekonom@norra.example", name="Ekonomen")
    file = ReadFile("bok.se", "a" * 64, "vouchers", 3)
    read_in(fiscal_year=budget.fiscal_year, snapshot=snapshot, file=file, by=user)
    return lines


def test_suggestions_come_from_objects_lines_accounts_and_names(budget, books, chief):
    page = chief.get(PLACE)
    told = {
        (each["accounts"], each["objects"]): (str(each["lines"][0][0]), each["why"])
        for each in page.context["suggestions"]
    }
    assert told == {
        ("4*, 5*", "100"): ("Coachingteamet", "Objektet heter ”Coachingteamet”"),
        ("4*", "200"): ("Stöd till unga", "Objektet heter ”Unga i arbete”"),
        ("5010-5019", ""): ("Lokal", "Kontot står på budgetraden"),
        ("3010", ""): ("Bidrag från medlemmarna", "Kontot och budgetraden har liknande namn"),
        ("6420", ""): ("Revision", "Kontot och budgetraden har liknande namn"),
    }
    assert [each["label"] for each in page.context["unplaced"]][-1] == "6420 Revisionsarvoden"
    assert "Ej kopplat" in page.text


def test_a_choice_is_tried_before_it_is_saved(budget, books, chief):
    page = chief.get(PLACE)
    ticked = [each["value"] for each in page.context["suggestions"]]
    tried = chief.post(PLACE, {"forslag": ticked, "plats-5800-": "ovrigt", "try": "1"})
    assert not AccountRule.objects.exists()
    told = {each["name"]: (each["before"], each["after"]) for each in tried.context["tried"]}
    assert told["Coachingteamet"] == ("0", "201\xa0200,50")
    assert told["Övrigt"] == ("0", "800")
    assert told["Ej kopplat, kostnader"] == ("357\xa0000,75", "0")

    saved = chief.post(PLACE, {"forslag": ticked, "plats-5800-": "ovrigt", "save": "1"})
    assert saved.status_code == 302
    assert AccountRule.objects.count() == 6
    assert AccountRule.objects.get(accounts="5800").objects_in == "utan"  # the account has an object too
    assert AuditEntry.objects.filter(verb="kopplade").count() == 1
    book = budget.book()
    assert book["utfall.coachingteamet@2024"].value == Decimal("-201200.50")
    assert book.get("utfall.ej-kopplat-kostnader@2024") is None
    assert book["utfall.resultat@2024"].value == Decimal("142999.25")


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"forslag": ["nonsens"]},
        {"forslag": ["4010||finns-inte:100"]},
        {"forslag": ["4010||coachingteamet:NaN"]},
        {"forslag": ["4010||coachingteamet:90"]},
        {"forslag": ["5999-5000||coachingteamet:100"]},
        {"plats-5800-": "finns-inte"},
    ],
)
def test_what_cannot_be_placed_is_a_sentence_and_saves_nothing(budget, books, chief, sent):
    page = chief.post(PLACE, {**sent, "save": "1"})
    assert page.status_code == 422
    assert page.context["problem"].endswith(".")
    assert not AccountRule.objects.exists()


def test_what_has_no_place_is_told_on_avstamning(budget, books, chief):
    findings = [each for each in reconcile(budget.fiscal_year).findings if each.rule == "R29"]
    assert {each.subject: each.figures[0].text for each in findings} == {
        "ej-kopplat-intakter": "500\xa0000\xa0kr",
        "ej-kopplat-kostnader": "−357\xa0001\xa0kr",
    }
    chief.post(PLACE, {"forslag": [e["value"] for e in chief.get(PLACE).context["suggestions"]], "plats-5800-": "ovrigt", "save": "1"})  # fmt: skip
    outcome = reconcile(budget.fiscal_year)
    assert [each for each in outcome.findings if each.rule == "R29"] == []
    assert outcome.tally["R29"] == 3


def test_a_contribution_is_held_against_what_is_booked_when_the_year_is_whole(budget, books, chief):
    payer = budget.payer("Region Norr", 500_000, status="inbetalt")
    books["bidrag"].payer = payer
    books["bidrag"].save()
    rule = AccountRule.objects.create(accounts="3*", **budget.year)
    RuleShare.objects.create(forbund=budget.forbund, rule=rule, line=books["bidrag"], percent=100)
    assert _contributions(budget) == []  # March is not the whole year
    LedgerImport.objects.update(to_month=12)
    assert _contributions(budget) == []
    payer.contributions.update(amount=500_001)
    (finding,) = _contributions(budget)
    assert finding.difference == "−1\xa0kr"


def _contributions(budget) -> list:
    return [each for each in reconcile(budget.fiscal_year).findings if "inbetalda bidraget" in each.message]


def test_two_rules_that_say_as_much_are_told(budget, books, chief):
    for order, key in enumerate(("hyra", "ovrigt")):
        accounts = ("5010", "5010, 5020")[order]
        rule = AccountRule.objects.create(accounts=accounts, order=order, **budget.year)
        RuleShare.objects.create(forbund=budget.forbund, rule=rule, line=books[key], percent=100)
    page = chief.get(PLACE)
    assert "Två regler säger lika mycket" in page.text
    told = [each.message for each in reconcile(budget.fiscal_year).findings if "lika mycket" in each.message]
    assert told == [
        "5010 Lokalhyra: ”Konto 5010” och ”Konto 5010, 5020” säger lika mycket, så beloppet är inte kopplat. "
        "Gör den ena mer preciserad."
    ]


def test_rules_follow_into_the_next_year_to_be_confirmed(budget, books, chief):
    chief.post(PLACE, {"forslag": [e["value"] for e in chief.get(PLACE).context["suggestions"]], "save": "1"})
    user = User.objects.get(email="ekonom@norra.example")
    begin(old=budget.fiscal_year, by=user)
    later = FiscalYear.objects.get(year=YEAR + 1)
    rules = AccountRule.objects.filter(fiscal_year=later)
    assert (rules.count(), rules.filter(confirmed=True).count()) == (5, 0)
    assert RuleShare.objects.filter(rule__fiscal_year=later).count() == 5


def test_rules_from_last_year_are_confirmed_at_once(budget, books, chief):
    rule = AccountRule.objects.create(accounts="4*", confirmed=False, **budget.year)
    RuleShare.objects.create(forbund=budget.forbund, rule=rule, line=books["team"], percent=100)
    assert "inte bekräftade" in chief.get(PLACE).text
    chief.post(f"{PLACE}bekrafta/")
    rule.refresh_from_db()
    assert rule.confirmed
    assert "inte bekräftade" not in chief.get(PLACE).text


def test_last_years_rules_are_suggested_first(budget, books, chief):
    last = FiscalYear.objects.create(forbund=budget.forbund, year=YEAR - 1, key=str(YEAR - 1))
    user = User.objects.get(email="ekonom@norra.example")
    snapshot = Snapshot(amounts={("6420", "", 1): Decimal(1)})
    read_in(fiscal_year=last, snapshot=snapshot, file=ReadFile("f.se", "b" * 64, "vouchers", 12), by=user)
    rule = AccountRule.objects.create(forbund=budget.forbund, fiscal_year=last, accounts="64*")
    RuleShare.objects.create(forbund=budget.forbund, rule=rule, line=books["revision"], percent=60, order=1)
    RuleShare.objects.create(forbund=budget.forbund, rule=rule, line=books["ovrigt"], percent=40, order=2)
    first = chief.get(PLACE).context["suggestions"][0]
    assert (first["accounts"], first["why"]) == ("64*", "Som förra året")
    assert [(str(line), percent) for line, percent in first["lines"]] == [("Revision", 60), ("Övrigt", 40)]
    chief.post(PLACE, {"forslag": [first["value"]], "save": "1"})
    book = budget.book()
    assert book["utfall.revision@2024"].value == Decimal("-15000.15")
    assert book["utfall.ovrigt@2024"].value == Decimal("-10000.10")


def test_auditors_read_and_change_nothing(budget, books, auditor):
    page = auditor.get(PLACE)
    assert page.status_code == 200
    assert "Visa hur det blir" not in page.text
    assert auditor.post(PLACE, {"plats-5800-": "ovrigt", "save": "1"}).status_code == 403
