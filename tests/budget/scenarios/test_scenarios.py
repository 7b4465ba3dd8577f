"""Tänk om: assumptions are tried beside the budget, in the rules' own code, and reach nothing else."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone

from budget.models import (
    ContributionAssumption,
    DeductionAssumption,
    Line,
    Scenario,
    Series,
    StartAssumption,
)
from budget.scenarios.told import told_of
from finsam.core.models import Forbund
from finsam.core.tenancy.scope import inside
from plans.models.insatser import Insats
from tests import clients
from tests.budget.test_pages import rows, text_of
from tests.pages import PAGES, address


def scenario(forbund: str = "kramfors", year: int = 2024, name: str = "Tänk om") -> Scenario:
    return Scenario.objects.create(
        forbund=Forbund.objects.get(key=forbund), fiscal_year=clients.fiscal_year(forbund, year), name=name
    )


def figures(told, label: str) -> list[tuple[str, str, str]]:
    """A figure of each year: as it is, as it would be, and the difference."""
    found = [row for year in told.years for row in year.rows if row.label == label]
    return [
        tuple(text.replace("\u00a0", " ") for text in (row.real, row.imagined, row.change)) for row in found
    ]


@pytest.fixture
def kramfors(db):
    with inside(Forbund.objects.get(key="kramfors")):
        yield scenario()


def test_all_contributions_down_a_tenth_through_the_plan_years(kramfors):
    ContributionAssumption.objects.create(forbund=kramfors.forbund, scenario=kramfors, percent=-10)
    told = told_of(kramfors)
    assert figures(told, "Intäkter") == [("2 586 000", "2 327 400", "−258 600")] * 3
    assert figures(told, "Resultat") == [("0", "−258 600", "−258 600")] * 3
    assert figures(told, "Eget kapital när året slutar") == [
        ("315 470", "56 870", "−258 600"),
        ("315 470", "−201 730", "−517 200"),
        ("315 470", "−460 330", "−775 800"),
    ]
    # The level of a year is a fifth of what was paid the year before.
    assert figures(told, "Högsta nivå") == [
        ("517 200", "517 200", "–"),
        ("517 200", "465 480", "−51 720"),
        ("517 200", "465 480", "−51 720"),
    ]
    assert [year.imagined for year in told.years] == ["✕ under lägsta nivån"] * 3
    assert told.summary.replace("\u00a0", " ") == (
        "Det egna kapitalet när 2026 slutar blir −460 330 kr i stället för 315 470 kr. Redan 2025 tar det slut."
    )


def test_one_payers_contribution_moves_by_its_own_share(kramfors):
    payer = Line.objects.get(key="bidrag-staten").payer
    ContributionAssumption.objects.create(
        forbund=kramfors.forbund, scenario=kramfors, payer=payer, percent=Decimal("7.5")
    )
    assert figures(told_of(kramfors), "Intäkter")[0] == ("2 586 000", "2 682 975", "+96 975")


def test_lump_of_contributions_moves_with_all_and_not_with_one(db):
    with inside(Forbund.objects.get(key="degerfors-karlskoga")):
        own = scenario("degerfors-karlskoga")
        ContributionAssumption.objects.create(forbund=own.forbund, scenario=own, percent=10)
        assert figures(told_of(own), "Intäkter") == [
            ("5 040 000", "5 544 000", "+504 000"),
            ("4 536 000", "4 989 600", "+453 600"),
            ("4 082 400", "4 490 640", "+408 240"),
        ]


def test_insats_that_begins_in_july_costs_half(kramfors):
    StartAssumption.objects.create(
        forbund=kramfors.forbund, scenario=kramfors, insats=Insats.objects.get(key="stegsam"), month=7
    )
    told = told_of(kramfors)
    assert figures(told, "Kostnader") == [
        ("2 586 000", "2 092 500", "−493 500"),
        ("2 586 000", "2 586 000", "–"),
        ("2 586 000", "2 586 000", "–"),
    ]
    assert figures(told, "Eget kapital när året slutar")[2] == ("315 470", "808 970", "+493 500")


def test_deduction_in_per_cent_of_chosen_lines(kramfors):
    own = DeductionAssumption.objects.create(forbund=kramfors.forbund, scenario=kramfors, percent=2)
    own.lines.set(Line.objects.filter(key="till-kommun"))
    assert figures(told_of(kramfors), "Kostnader")[0] == ("2 586 000", "2 554 760", "−31 240")


def test_deduction_in_kronor_is_divided_over_all_costs(kramfors):
    DeductionAssumption.objects.create(forbund=kramfors.forbund, scenario=kramfors, amount=86_000)
    assert figures(told_of(kramfors), "Kostnader") == [("2 586 000", "2 500 000", "−86 000")] * 3


def test_deduction_larger_than_the_costs_ends_at_nothing_and_says_so(kramfors):
    DeductionAssumption.objects.create(forbund=kramfors.forbund, scenario=kramfors, amount=9_000_000)
    told = told_of(kramfors)
    assert figures(told, "Kostnader")[0][1] == "0"
    assert told.remarks[0] == "Avdraget är större än kostnaderna i ”Budget 2024”. De blir 0 kr."


def test_assumptions_work_together_start_first(kramfors):
    StartAssumption.objects.create(
        forbund=kramfors.forbund, scenario=kramfors, insats=Insats.objects.get(key="stegsam"), month=7
    )
    own = DeductionAssumption.objects.create(forbund=kramfors.forbund, scenario=kramfors, percent=10)
    own.lines.set(Line.objects.filter(key="stegsam"))
    assert figures(told_of(kramfors), "Kostnader")[0] == ("2 586 000", "2 043 150", "−542 850")


def test_without_a_budget_there_is_nothing_to_try_it_on(budget):
    own = Scenario.objects.create(name="Tänk om", **budget.year)
    page = budget.sign_in("ledamot").get(f"/norra-an/2024/budget/tank-om/{own.key}/")
    assert "Det finns ingen budget för 2024 att pröva läget på." in text_of(page)


def test_scenario_is_kept_with_its_assumptions_and_shows_what_it_comes_to(db):
    client = clients.signed_in(clients.chief("kramfors"))
    payload = (
        {"name": "Mindre pengar", "note": ""}
        | rows("c0", {"payer": "", "percent": "−10"})
        | rows("c1")
        | rows("c2")
    )
    answer = client.post("/kramfors/2024/budget/tank-om/ny/", payload)
    assert (answer.status_code, answer["Location"]) == (302, "/kramfors/2024/budget/tank-om/mindre-pengar/")
    text = text_of(client.get(answer["Location"]))
    assert "Det egna kapitalet när 2026 slutar blir −460 330 kr i stället för 315 470 kr." in text
    assert "2 586 000 2 327 400 −258 600" in text


def test_deduction_is_said_in_one_way(db):
    client = clients.signed_in(clients.chief("kramfors"))
    payload = (
        {"name": "X", "note": ""} | rows("c0") | rows("c1") | rows("c2", {"percent": "2", "amount": "5 000"})
    )
    answer = client.post("/kramfors/2024/budget/tank-om/ny/", payload)
    assert answer.status_code == 422
    assert "Skriv avdraget på ett sätt: i procent eller i kronor." in text_of(answer)


def bare(content: bytes) -> str:
    """A page without what is new each time."""
    text = content.decode(errors="replace")
    return re.sub(
        r'"(?:X-CSRFToken": "|csrfmiddlewaretoken" value=")[^"]*"| nonce="[^"]*"|numret <code>[0-9a-f]+',
        "",
        text,
    )


# What tells of everything that was done, and what lists the scenarios themselves.
OF_THEM = {"log", "log-csv", "scenarios", "scenarios-edit", "scenarios-delete", "scenarios-new"}


@pytest.mark.slow
def test_wild_scenario_changes_no_page_of_the_site_but_its_own(db, monkeypatch):
    """Each page that answers a GET is the same to the letter before and after, and so are its figures and exports."""
    now = timezone.now()  # which a file tells
    monkeypatch.setattr(timezone, "now", lambda: now)
    client = clients.signed_in(clients.chief("kramfors"))
    with inside(Forbund.objects.get(key="kramfors")):
        names = [
            name
            for name, row in PAGES.items()
            if row.get == 200 and name not in OF_THEM and not name.endswith(("-delete", "-pdf"))
        ]
        places = {name: address(name) for name in names}
        before = {name: bare(client.get(place).content) for name, place in places.items()}
        own = scenario()
        ContributionAssumption.objects.create(forbund=own.forbund, scenario=own, percent=1000)
        StartAssumption.objects.create(
            forbund=own.forbund, scenario=own, insats=Insats.objects.get(key="samkraft"), month=12
        )
        DeductionAssumption.objects.create(forbund=own.forbund, scenario=own, percent=100)
        assert "28 446 000" in text_of(client.get(f"/kramfors/2024/budget/tank-om/{own.key}/"))
        another = [name for name, place in places.items() if bare(client.get(place).content) != before[name]]
    assert len(places) > 200
    assert another == []
    assert not Series.objects.with_scopes_disabled().filter(name__contains="Tänk").exists()
