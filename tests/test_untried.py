"""A rule without its data is no pass: it says what is missing, and leads to where that is entered."""

from decimal import Decimal

import pytest
from django.urls import Resolver404, resolve, reverse

from budget.models import Amount, Series
from finsam.checks.reconciliation import Case, Verdict, compare, reconcile, rules
from finsam.core.models import FiscalYear, Forbund
from finsam.core.tenancy.scope import inside
from finsam.facts.book import Fact
from finsam.organisation.models import Contribution, KommunShare, Member
from followup.accounts.models import BalanceAmount, BalanceItem
from tests import clients
from tests.small import YEAR, T


@pytest.fixture
def empty(db):
    """A förbund with a year and nothing in it."""
    forbund = Forbund.objects.create(key="norra-an", name="Finsam Norra ån", short_name="Norra ån")
    with inside(forbund):
        yield FiscalYear.objects.create(forbund=forbund, year=YEAR, key=str(YEAR))


def of(outcome, rule: str):
    return next(one for one in outcome.tried() if one.rule.id == rule)


def test_an_empty_year_passes_nothing(empty):
    for one in reconcile(empty).tried():
        if one.rule.id == "R27":  # (nor does it lack anything)
            continue
        assert (one.verdict, one.count) == (Verdict.NOTHING, 0), one.rule.id
        assert one.untried, one.rule.id


def test_what_is_missing_is_a_sentence_with_a_page(empty):
    for one in reconcile(empty).untried:
        assert one.message.endswith("."), one
        assert "{" not in one.message
        try:
            assert resolve(one.href).func
        except Resolver404:
            pytest.fail(f"{one.rule}: {one.href} leads nowhere")


def test_every_check_says_what_it_lacks():
    """All but those of what a text may or may not say, which stand beside one that does."""
    for one in rules():
        assert any(check.lacks for check in one.checks), one.id
        for check in one.checks:
            assert check.lacks.endswith(".") or check.run.__module__.startswith(
                ("finsam.checks.wording", "plans.")
            )
            assert bool(check.at) == bool(check.lacks)
            if check.at:
                assert reverse(check.at, kwargs={"forbund": "norra-an", "year": 2024})


def test_three_outcomes(small):
    """Tried and well; tried and remarked on; nothing to try. An explained remark is tried and well."""
    BalanceAmount.objects.all().delete()
    Series.objects.filter(kind="utfall").delete()
    small.set_amount("lon", -240 * T)
    outcome = small.judged()
    assert of(outcome, "R12").verdict == "Utan anmärkning"
    assert of(outcome, "R13").verdict == "Anmärkning"
    nothing = of(outcome, "R3")
    assert (nothing.verdict, nothing.count) == ("Inget att pröva", 0)
    (said,) = nothing.untried
    assert said.message == "Det finns ingen balansräkning för 2024."
    assert said.href.endswith("/2024/bokslut/balans/")


def no_contributions(small):
    Contribution.objects.all().delete()


def one_payer_for_all(small):
    small.payers["Staten"].members.set(Member.objects.all())


def no_key_for_a_kommun(small):
    KommunShare.objects.filter(member__name="Ådalen kommun").delete()


def budget_without_amounts(small):
    Amount.objects.filter(series__key="plan-2025").delete()


def balance_of_the_year_before(small):
    BalanceAmount.objects.filter(fiscal_year__year=YEAR - 1).delete()


def no_outcome(small):
    Series.objects.filter(kind="utfall").delete()
    BalanceAmount.objects.all().delete()


def no_documents(small):
    small.document.delete()


# What is taken away, and which rule then says what of where
LACKING = [
    (no_contributions, "R10", "Det finns inga medlemsbidrag för 2024.", "bidrag/"),
    (no_contributions, "R11", "Det finns inga medlemsbidrag för 2024.", "bidrag/"),
    (one_payer_for_all, "R11", "Medlemsbidragen 2024 är inte uppdelade på medlemmar.", "bidragsgivare/"),
    (
        no_key_for_a_kommun,
        "R11",
        "Hur kommunerna delar på sin del 2024 är inte inskrivet för Ådalen.",
        "kommunandelar/",
    ),
    (budget_without_amounts, "R13", "Plan 2025 har inga belopp.", "budget/belopp/plan-2025/"),
    (balance_of_the_year_before, "R6", None, "bokslut/balans/"),
    (no_outcome, "R5", "Det finns inget utfall för 2024.", "budget/serier/"),
    (no_outcome, "R8", "Det finns inget utfall rad för rad för 2024.", "budget/serier/"),
    (no_documents, "R1", "Inget dokument för 2024 har en tabell med summor.", "dokument/"),
    (no_documents, "R26", "Inget dokument för 2024 har en tabell.", "dokument/"),
]


@pytest.mark.parametrize(
    "take, rule, sentence, path", LACKING, ids=[f"{one[0].__name__}-{one[1]}" for one in LACKING]
)
def test_what_is_taken_away_is_said_to_be_missing(small, take, rule, sentence, path):
    take(small)
    said = of(small.judged(), rule).untried
    place = f"/{small.forbund.key}/2024/{path}"
    assert any(one.href == place and sentence in (None, one.message) for one in said), said


def test_a_blank_is_not_an_equal(small):
    """Two facts of which one is blank aren't compared, and it says which has no value."""
    case = Case(small.book(), small.fiscal_year, [])
    left = Fact("prov.a@2024", "Resultat", None, href="/norra-an/2024/budget/")
    right = Fact("prov.b@2024", "Utfall", Decimal(5))
    assert list(compare(case, "R5", left, right, message="Fel.")) == []
    assert case.tally["R5"] == 0
    ((said),) = case.untried
    assert (said.rule, said.href) == ("R5", "/norra-an/2024/budget/")
    assert said.message == "”Resultat” har inget värde och kan inte jämföras med ”Utfall”."


def test_a_year_that_is_not_open_is_not_linked_to(small):
    """What the first year would be compared with is in no year that there is."""
    BalanceAmount.objects.filter(fiscal_year__year=YEAR - 1).delete()
    Series.objects.filter(about=YEAR - 1).delete()
    FiscalYear.objects.filter(year=YEAR - 1).delete()
    (said,) = of(small.judged(), "R4").untried
    assert said.message == (
        "Eget kapital i balansräkningen 2023 saknas, så ”Eget kapital vid årets början” kan inte jämföras med något."
    )
    assert said.href.endswith("/2024/ar/")


# The members' shares: (total in kronor by payer, shares of the kommuner, findings)
SHARES = [
    ("thirds of two decimals", (250_000, 250_000, 250_000), ("33.33", "33.33", "33.34"), []),
    ("thirds, the last first", (250_000, 250_000, 250_000), ("33.34", "33.33", "33.33"), []),
    ("thirds of one decimal", (250_000, 250_000, 250_000), ("33.3", "33.3", "33.4"), []),
    ("a thousand too much", (251_000, 249_500, 249_500), ("33.33", "33.33", "33.34"), ["a", "b", "c"]),
    ("halves to the krona", (375_000, 187_500, 187_500), ("50", "25", "25"), []),
    ("whole percent are exact", (375_010, 187_495, 187_495), ("50", "25", "25"), ["a", "b", "c"]),
    ("half an öre's rounding", (333_333, 333_333, 333_334), ("33.33", "33.33", "33.34"), []),
]


@pytest.mark.parametrize("name, paid, shares, wrong", SHARES, ids=[one[0] for one in SHARES])
def test_r11_kommuner_by_their_key(small, name, paid, shares, wrong):
    state, region, kommuner = (small.payers[one] for one in ("Staten", "Regionen", "Ådalen"))
    Contribution.objects.all().delete()
    KommunShare.objects.all().delete()
    together = sum(paid)
    for payer, amount in ((state, 2 * together), (region, together)):
        payer.contributions.create(forbund=small.forbund, year=YEAR, status="beslutat", amount=amount)
    for key, amount, share in zip("abc", paid, shares, strict=True):
        member = small.member(key, "kommun")
        payer = type(kommuner).objects.create(forbund=small.forbund, name=key)
        payer.members.add(member)
        payer.contributions.create(forbund=small.forbund, year=YEAR, status="beslutat", amount=amount)
        KommunShare.objects.create(member=member, share=Decimal(share), **small.year)
    found = [one.subject for one in small.judged().findings if one.rule == "R11"]
    assert found == [f"bidrag.{key}@2024" for key in wrong]


# (state, region or None when no region takes part, kommuner, findings)
LAW = [
    (500_000, 250_000, 250_000, []),
    (500_001, 250_000, 250_000, []),  # 1 000 001 kr can't be split in whole kronor
    (500_000, 250_001, 250_000, ["region"]),
    (500_000, 251_000, 249_000, ["region", "kommun"]),
    (500_000, None, 500_000, []),  # 5 a §: a kommun that is in no region pays half
    (500_000, None, 250_000, ["stat", "kommun"]),
    (500_000, 0, 500_000, ["region", "kommun"]),  # a region that takes part pays
]


@pytest.mark.parametrize("state, region, kommuner, wrong", LAW)
def test_r11_parts_of_the_law(small, state, region, kommuner, wrong):
    KommunShare.objects.all().delete()
    small.payers["Östmark"].contributions.all().delete()
    for name, amount in (("Staten", state), ("Regionen", region), ("Ådalen", kommuner)):
        if amount is None:
            small.payers[name].contributions.all().delete()
            Member.objects.filter(kind="region").update(end="2020-12-31")
        else:
            small.payers[name].contributions.update(amount=amount)
    found = [one.subject for one in small.judged().findings if one.rule == "R11"]
    assert found == [f"{part}@2024" for part in wrong]


def test_a_year_that_is_only_compared_with_does_not_warn(small):
    """Its money needn't have a category, its books no notes; an error in it is an error all the same."""
    year = FiscalYear.objects.get(year=YEAR - 1)
    item = BalanceItem.objects.create(forbund=small.forbund, name="Gamla skulder", row="kortfristiga-skulder")
    BalanceAmount.objects.create(forbund=small.forbund, fiscal_year=year, item=item, amount=1)
    Amount.objects.filter(series__key="utfall-2024").update(
        series=Series.objects.get(kind="utfall", about=YEAR - 1)
    )
    warned = {one.rule for one in reconcile(year).warnings}
    assert warned
    FiscalYear.objects.filter(pk=year.pk).update(decided_before=True)
    outcome = reconcile(FiscalYear.objects.select_related("forbund").get(pk=year.pk))
    assert outcome.warnings == []
    assert "R3" in {one.rule for one in outcome.errors}
    small.document.pk, small.document.fiscal_year, small.document.key = None, year, "rapport"
    small.document.save()
    again = reconcile(FiscalYear.objects.select_related("forbund").get(pk=year.pk))
    assert {one.rule for one in again.warnings} >= warned - {"R21"}


# The page


@pytest.fixture
def page(db, client):
    client.force_login(clients.chief("degerfors-karlskoga"))
    return client.get("/degerfors-karlskoga/2023/avstamning/").content.decode()


def test_page_says_three_outcomes_and_where_to_go(page):
    for word in ("Utan anmärkning", "Anmärkning"):
        assert word in page
    assert 'Det finns inga möten för 2023. <a href="/degerfors-karlskoga/2023/moten/">' in page


def test_page_says_when_there_was_nothing_to_try(db, client):
    client.force_login(clients.chief("degerfors-karlskoga"))
    assert "Inget att pröva" in client.get("/degerfors-karlskoga/2019/avstamning/").content.decode()


def test_page_folds_what_is_good_to_know_by_rule(page):
    """More than thirty lines are a few rules, each with how many it has."""
    assert page.count('class="finding-group"') < 8
    assert "R18, 17 uppgifter" in page.replace("\n", " ")
