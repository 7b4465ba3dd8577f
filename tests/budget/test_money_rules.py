"""Pengarnas regler: who pays what by the law, where equity goes, and what covers a deficit."""

from datetime import date
from decimal import Decimal

import pytest

from budget.capital.path import equity_path
from budget.models import Series
from finsam.checks.reconciliation import reconcile
from finsam.core.models import FiscalYear, Forbund
from finsam.core.tenancy.scope import scopes_disabled
from finsam.documents.books import open_book
from finsam.organisation.models import Contribution, EquityLevel, KommunShare, Member
from tests import clients
from tests.budget.small import Budget
from tests.budget.test_pages import text_of
from tests.small import T

DEGERFORS = ("degerfors-karlskoga", 2024)


@pytest.fixture
def scopeless(db):
    with scopes_disabled():
        yield


def said(forbund: str, year: int) -> set[tuple[str, str, str]]:
    """What Avstämning says now: rule, how grave, and about what."""
    owner = Forbund.objects.get(key=forbund)
    Forbund.objects.filter(pk=owner.pk).update(revision=owner.revision + 1)
    found = reconcile(FiscalYear.objects.select_related("forbund").get(forbund__key=forbund, year=year))
    return {(one.rule, one.severity, one.subject) for one in found.findings}


def page(place: str, role: str = "ledamot") -> str:
    forbund, year = place.split("/")
    client = clients.signed_in(clients.let_in(clients.user("regel"), role, forbund))
    response = client.get(f"/{forbund}/{year}/budget/regler/")
    assert response.status_code == 200
    return text_of(response)


def test_law_is_told_with_the_figures_of_each_year(db):
    text = page("degerfors-karlskoga/2024")
    assert (
        "2024: staten betalar 2 520 000 kr ( 50,0 % ), regionen 1 260 000 kr ( 25,0 % ) och kommunerna "
        "1 260 000 kr ( 25,0 % ) av 5 040 000 kr . ✓ Det är vad 5 § lagen (2003:1210) säger." in text
    )
    assert "Kommunerna delar sin del 2024 så: Degerfors kommun 25 % och Karlskoga kommun 75 % ." in text


def test_contributions_that_are_not_parted_are_said_so(db):
    text = page("lekeberg-orebro/2024")
    assert "2024: bidragen är inte uppdelade på medlemmar, så fördelningen kan inte prövas." in text
    assert "– Inget att pröva än" in text


def test_krona_too_much_is_told_in_words_and_stops_nobody(scopeless):
    Contribution.objects.filter(payer__key="degerfors", year=2024).update(amount=315_001)
    text = page("degerfors-karlskoga/2024")
    assert "✕ Kommunerna betalar 1 kr mer än 5 § lagen (2003:1210) säger." in text
    assert "✕" in text.partition("Vem betalar vad")[2].partition("2023:")[0]


@pytest.mark.parametrize(
    "forbund, year, payer",
    [
        ("degerfors-karlskoga", 2024, "degerfors"),
        ("degerfors-karlskoga", 2024, "karlskoga"),
        ("finnveden", 2025, "gislaved"),
        ("finnveden", 2025, "gnosjo"),
        ("finnveden", 2025, "varnamo"),
        ("kramfors", 2024, "kommunen"),
    ],
)
@pytest.mark.parametrize("krona", [1, -1])
def test_one_krona_more_or_less_from_a_kommun_is_noticed(scopeless, forbund, year, payer, krona):
    before = said(forbund, year)
    given = Contribution.objects.get(forbund__key=forbund, payer__key=payer, year=year)
    given.amount += krona
    given.save()
    assert ("R11", "varning", f"kommun@{year}") in said(forbund, year) - before


def test_one_krona_moved_from_one_kommun_to_another_is_noticed(scopeless):
    before = said(*DEGERFORS)
    for payer, amount in (("degerfors", 315_001), ("karlskoga", 944_999)):
        Contribution.objects.filter(payer__key=payer, year=2024).update(amount=amount)
    assert said(*DEGERFORS) - before == {
        ("R11", "varning", "bidrag.degerfors@2024"),
        ("R11", "varning", "bidrag.karlskoga@2024"),
    }


def test_kommun_without_a_region_pays_half(small):
    gone = small.payers["Regionen"]
    Member.objects.filter(payers=gone).update(end=date(2023, 12, 31))
    Contribution.objects.filter(payer=gone).delete()
    Contribution.objects.filter(payer=small.payers["Staten"]).update(amount=250 * T)
    book = small.book()
    assert book["bidrag.lag.andel.kommun@2024"].value == Decimal("0.5")
    assert book["bidrag.skillnad.kommun@2024"].value == 0
    assert "5 a §" in book["bidrag.lag.andel.stat@2024"].definition


def test_how_the_kommuner_split_is_a_fact(small):
    share = KommunShare.objects.get(member__name="Ådalen kommun")
    share.share = Decimal("33.34")
    share.save()
    fact = small.book()["bidrag.kommunandel.adalen-kommun@2024"]
    assert (fact.value, fact.decimals) == (Decimal("0.3334"), 2)


def path(forbund: str, year: int):
    return equity_path(open_book(Forbund.objects.get(key=forbund), year))


def test_path_is_outcomes_behind_and_the_plan_ahead(scopeless):
    steps = path(*DEGERFORS)
    assert [(one.year, one.kind, round(one.closing.value)) for one in steps] == [
        (2020, "utfall", 1_313_302),
        (2021, "utfall", 1_274_528),
        (2022, "utfall", 1_517_926),
        (2023, "utfall", 722_819),
        (2024, "budget", 162_000),
        (2025, "plan", 162_000),
        (2026, "plan", 162_000),
    ]
    assert [one.standing for one in steps] == [
        "✕ över högsta nivån",
        "✕ över högsta nivån",
        "✕ över högsta nivån",
        "✓ under högsta nivån",
        "✓ under högsta nivån",
        "– kan inte prövas",
        "– kan inte prövas",
    ]


def test_forecast_tells_of_the_year_before_until_its_outcome_does(scopeless):
    assert [(one.year, one.kind, one.closing.value) for one in path("finnveden", 2025)] == [
        (2024, "prognos", 1_832_300),
        (2025, "budget", 1_025_200),
        (2026, "plan", 628_500),
        (2027, "plan", 76_800),
    ]


def test_a_year_below_the_own_floor_says_so(small):
    Forbund.objects.filter(pk=small.forbund.pk).update(equity_floor=100_001)
    small.forbund.refresh_from_db()
    (step,) = (one for one in equity_path(small.book()) if one.year == 2024)
    assert (step.standing, step.above.value) == ("✕ under lägsta nivån", -1)


def test_equity_is_told_in_a_sentence_with_its_levels(db):
    text = page("kramfors/2024")
    assert (
        "Det egna kapitalet är 315 470 kr när 2024 börjar och 315 470 kr när det slutar (budget). "
        "Efter 2026 är det 315 470 kr ." in text
    )
    assert "Den högsta nivå som rekommenderas är 517 200 kr (20 % av bidragen 2023; Nationella rådet" in text
    assert "✓ Till den nivån är det 201 730 kr ." in text
    assert "Förbundets egen lägsta nivå är 130 000 kr . ✓ Det är 185 470 kr mer än så." in text


def test_level_with_a_highest_amount_is_that_amount(small):
    EquityLevel.objects.update(percent=20, cap=150 * T)
    book = small.book()
    assert (book["forbund.kapitaltak@2024"].value, book["forbund.kapitaltak@2024"].op) == (150 * T, "given")
    assert book["budget.kapital.till-taket@2024"].value == 50 * T
    EquityLevel.objects.update(cap=250 * T)
    assert small.book()["forbund.kapitaltak@2024"].value == 200 * T


def test_each_year_begins_where_the_one_before_ended(small):
    steps = equity_path(small.book())
    assert [one.opening.value for one in steps[1:]] == [one.closing.value for one in steps[:-1]]
    assert not [one for one in small.judged().findings if one.rule == "R12"]
    Series.objects.filter(key="plan-2025").update(opening_from=None, opening=100 * T + 1)
    (finding,) = (one for one in small.judged().findings if one.rule == "R12")
    assert (finding.severity, finding.subject, finding.difference) == ("fel", "ib@2025", "1\u00a0kr")


def test_deficit_names_the_paragraph_what_covers_it_and_why(db):
    text = page("degerfors-karlskoga/2024")
    assert "(11 kap. 5 § kommunallagen, som gäller enligt 21 § lagen (2003:1210))" in text
    assert (
        "Budget 2024 : resultatet är −428 000 kr . Det egna kapitalet är 590 000 kr när året börjar och "
        "162 000 kr när det slutar. ✓ Det egna kapitalet täcker underskottet. Skälet: Överskottet från tidigare år"
        in text
    )


def test_deficit_without_a_reason_says_so(scopeless):
    Series.objects.filter(fiscal_year__forbund__key="degerfors-karlskoga").update(deficit_reason="")
    assert "✕ Skälet är inte skrivet." in page("degerfors-karlskoga/2024")


def test_year_without_a_deficit_says_so(db):
    assert page("kramfors/2024")


def test_empty_year_teaches(scopeless):
    response = Budget("sodra-an").sign_in("ledamot").get("/sodra-an/2024/budget/regler/")
    text = text_of(response)
    assert "Fördelningen visas när medlemsbidragen har lagts in." in text
    assert "Det egna kapitalet visas när budgeten har ett ingående eget kapital." in text
