"""What is proposed of a year, by hand, and how near it would have come in the years before."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budget.forecasting.proposals import Hit, proposals
from budget.ledger.services import read_in
from budget.ledger.snapshot import LedgerAccount, Snapshot
from budget.models import (
    AccountRule,
    Amount,
    GeneralDeduction,
    Grant,
    GrantYear,
    Method,
    Requisition,
    RuleShare,
    Series,
)
from budget.months import by_month
from finsam.core.models import FiscalYear
from tests.budget.variance.year import ACCOUNTS, BOOKED, books, file


def proposed(book, key: str, month: int = 3):
    return next(each for each in proposals(book, 2024, month) if each.line.key == key)


def values(each) -> dict:
    return {method.value: fact.value for method, fact in each.ways.items()}


def earlier(budget, about: int, rent: tuple[int, ...], planned: int, line=None):
    """Books of a whole year before, with nothing but the rent (or another line) of each month, and its budget."""
    own = {"forbund": budget.forbund}
    line = line or budget.rent
    fiscal_year = FiscalYear.objects.create(year=about, key=str(about), **own)
    rule = AccountRule.objects.create(accounts="5*", fiscal_year=fiscal_year, **own)
    RuleShare.objects.create(rule=rule, line=line, percent=100, **own)
    series = Series.objects.create(
        name=f"Budget {about}", kind="budget", about=about, fiscal_year=fiscal_year, **own
    )
    Amount.objects.create(series=series, line=line, amount=-planned, key=line.key, **own)
    amounts = {("5010", "", month): Decimal(amount) for month, amount in enumerate(rent, 1)}
    read_in(
        fiscal_year=fiscal_year,
        snapshot=Snapshot(ACCOUNTS, {}, amounts),
        file=file(str(about)[-1], to_month=12),
        by=budget.by,
    )


def test_the_rest_of_the_budget_and_the_pace(followed):
    book = followed.book()
    # 220 000 so far; 450 000 of the budget's 600 000 is planned for the rest of the year; four times 220 000 is 880 000.
    assert values(proposed(book, "coachteamet")) == {"plan": Decimal(-670000), "takt": Decimal("-880000.00")}
    assert values(proposed(book, "bidrag")) == {"plan": Decimal(1200000), "takt": Decimal("1200000.00")}
    assert values(proposed(book, "hyra")) == {"plan": Decimal(-116000), "takt": Decimal("-104000.00")}
    assert proposed(book, "hyra").method == Method.PLAN
    assert str(proposed(book, "hyra").hit) == "för lite underlag"


def test_groups_and_what_is_not_placed_are_not_proposed(followed):
    assert [each.line.key for each in proposals(followed.book(), 2024, 3)] == [
        "bidrag",
        "coachteamet",
        "unga",
        "hyra",
    ]


def test_what_is_budgeted_as_a_lump_is_proposed_as_a_lump(followed):
    followed.own.amounts.filter(line__in=[followed.coach, followed.unga]).delete()
    followed.amount(followed.own, followed.group, -840000)
    assert [each.line.key for each in proposals(followed.book(), 2024, 3)] == ["bidrag", "insatser", "hyra"]
    assert values(proposed(followed.book(), "insatser"))["plan"] == Decimal(-880000)


def test_last_years_shape(followed):
    earlier(followed, 2023, (4000, 4000, 5000, 0, 0, 0, 13000, 0, 0, 0, 0, 13000), 39000)
    # 13 000 of 39 000 had come by March, so 26 000 becomes 78 000.
    assert values(proposed(followed.book(), "hyra"))["fjol"] == Decimal("-78000.00")
    assert str(proposed(followed.book(), "hyra").hit) == "för lite underlag"


def test_the_method_that_has_come_nearest_is_proposed_with_how_near(followed):
    # 2023: 20 000 by March of 100 000. Rest of budget: 20 000 + 90 000 = 110 000, missed by 10 %. Pace: 80 000, by 20 %.
    earlier(followed, 2023, (5000, 5000, 10000, *[0] * 8, 80000), 120000)
    # 2022: 30 000 by March of 100 000. Rest of budget: 30 000 + 90 000 = 120 000, by 20 %. Pace: 120 000, by 20 %.
    earlier(followed, 2022, (10000, 10000, 10000, *[0] * 8, 70000), 120000)
    each = proposed(followed.book(), "hyra")
    assert each.hits[Method.PLAN].missed == (Decimal(10), Decimal(20))
    assert each.hits[Method.PACE].missed == (Decimal(20), Decimal(20))
    assert len(each.hits[Method.SHAPE].missed) == 1  # 2022 has no year before it
    assert each.method == Method.PLAN
    assert str(each.hit) == "missade med 15,0 % i snitt på 2 år"


def test_the_pace_is_proposed_where_it_came_nearest(followed):
    for about in (2023, 2022):
        earlier(followed, about, (10000,) * 12, 400000)
    each = proposed(followed.book(), "hyra")
    assert (each.method, each.hit.mean) == (Method.PACE, Decimal(0))
    assert each.fact.value == Decimal("-104000.00")


def test_one_year_is_too_few():
    assert str(Hit((Decimal(3),))) == "för lite underlag"
    assert Hit((Decimal(3),)).mean is None
    assert Hit((Decimal(3), Decimal(4))).mean == Decimal("3.5")


def test_a_proposal_explains_itself(followed):
    book = followed.book()
    fact = book["prognosforslag.03.plan.coachteamet@2024"]
    assert {part.key for _, part in fact.parts} == {
        "hittills.03.coachteamet@2024", "budget.coachteamet@2024", "periodbudget.03.coachteamet@2024",
    }  # fmt: skip
    assert book["prognosforslag.03.takt.hyra@2024"].value == Decimal("-104000.00")
    assert book["prognosforslag.03.takt.faktor.hyra@2024"].value == Decimal(4)
    assert book.get("prognosforslag.04.takt.hyra@2024") is None
    assert book.get("prognosforslag.xx@2024") is None


def test_what_is_granted_and_not_yet_paid_is_still_to_come(followed):
    """220 000 so far, and 380 000 left of the 500 000 that the insats is granted."""
    grant = Grant.objects.create(forbund=followed.forbund, insats=followed.coach.insats)
    GrantYear.objects.create(forbund=followed.forbund, grant=grant, year=2024, amount=500_000)
    Requisition.objects.create(
        insats=followed.coach.insats,
        name="Kvartal 1",
        amount=120_000,
        requested_on=date(2024, 3, 1),
        paid_on=date(2024, 3, 31),
        **followed.year,
    )
    each = proposed(followed.book(), "coachteamet")
    assert values(each)["beviljat"] == Decimal(-600_000)
    assert each.method == Method.PLAN  # what isn't measured is never proposed by itself
    assert "beviljat" not in values(proposed(followed.book(), "hyra"))


def granted(followed, year: int, amount: int, decided: date | None, *paid: tuple[int, date]) -> None:
    """What Coachteamet is granted for a year and what is paid of it."""
    own = {"forbund": followed.forbund}
    insats, fiscal_year = followed.coach.insats, FiscalYear.objects.get(year=year, **own)
    grant = Grant.objects.create(insats=insats, decided_on=decided, key=f"beviljat-{year}-{amount}", **own)
    GrantYear.objects.create(grant=grant, year=year, amount=amount, **own)
    for number, (kronor, day) in enumerate(paid):
        Requisition.objects.create(
            insats=insats, name=f"Nr {number}", amount=kronor, requested_on=day, paid_on=day,
            fiscal_year=fiscal_year, **own,
        )  # fmt: skip


def test_only_what_was_granted_and_paid_by_the_month_counts(followed):
    """220 000 so far and 500 000 granted, of which 120 000 paid in March; the rest came in April."""
    granted(
        followed, 2024, 500_000, date(2023, 11, 20), (120_000, date(2024, 3, 31)), (90_000, date(2024, 4, 1))
    )
    assert values(proposed(followed.book(), "coachteamet"))["beviljat"] == Decimal(-600_000)
    granted(followed, 2024, 40_000, date(2024, 4, 15))
    assert values(proposed(followed.book(), "coachteamet"))["beviljat"] == Decimal(-600_000)
    GeneralDeduction.objects.create(percent=10, **followed.year)
    book = followed.book()
    # Of the 500 000, 450 000 is budgeted.
    assert values(proposed(book, "coachteamet"))["beviljat"] == Decimal(-550_000)
    assert book["prognosforslag.03.efter-avdrag-da.coachteamet@2024"].value == Decimal(450_000)
    granted(followed, 2024, 10_000, None)  # whose day isn't known counts
    assert values(proposed(followed.book(), "coachteamet"))["beviljat"] == Decimal(-559_000)


def test_what_is_granted_is_measured_on_earlier_years(followed):
    """It came exactly to what was granted in 2023 and 2022; the budget was far from it."""
    granted(followed, 2024, 500_000, None, (220_000, date(2024, 3, 31)))
    for about, by_march, whole in ((2023, 20_000, 100_000), (2022, 40_000, 120_000)):
        earlier(followed, about, (0, 0, by_march, *[0] * 8, whole - by_march), 400_000, followed.coach)
        assert str(proposed(followed.book(), "coachteamet").hits[Method.GRANTED]) == "för lite underlag"
        # What was granted in June is no help in March.
        granted(
            followed,
            about,
            whole,
            date(about - 1, 11, 20),
            (by_march, date(about, 3, 31)),
            (5_000, date(about, 6, 1)),
        )
        granted(followed, about, 7_000, date(about, 6, 1))
    each = proposed(followed.book(), "coachteamet")
    assert each.hits[Method.GRANTED].missed == (Decimal(0), Decimal(0))
    assert (each.method, each.fact.value) == (Method.GRANTED, Decimal(-500_000))
    assert str(each.hit) == "missade med 0,0 % i snitt på 2 år"


@pytest.fixture
def shared(followed):
    """A chief who costs 600 000 a year and is shared, 30 to 70, on two lines; 200 000 is booked by March."""
    chief = followed.line("Förbundschef", common=True)
    followed.small = followed.line("Chef administration", share_of=chief, share=30)
    followed.large = followed.line("Chef samverkan", share_of=chief, share=70)
    followed.amount(followed.own, chief, -600_000)
    rule = AccountRule.objects.create(accounts="7*", order=9, **followed.year)
    RuleShare.objects.create(forbund=followed.forbund, rule=rule, line=chief, percent=100)
    amounts = BOOKED | {("7010", "", 3): Decimal(200_000)}
    snapshot = books(amounts)
    snapshot.accounts["7010"] = LedgerAccount("Lön")
    read_in(fiscal_year=followed.fiscal_year, snapshot=snapshot, file=file("b"), by=followed.by)
    followed.chief = chief
    return followed


def test_a_share_of_a_common_cost_is_proposed_as_its_share_of_what_the_cost_is(shared):
    """200 000 so far and 450 000 left of the budget are 650 000; at the same pace it is 800 000."""
    book = shared.book()
    assert values(proposed(book, "forbundschef")) == {"plan": Decimal(-650_000), "takt": Decimal(-800_000)}
    small, large = proposed(book, "chef-administration"), proposed(book, "chef-samverkan")
    assert values(small) == {"plan": Decimal(-195_000), "takt": Decimal(-240_000)}
    assert values(large) == {"plan": Decimal(-455_000), "takt": Decimal(-560_000)}
    assert (small.method, small.follows) == (Method.PLAN, shared.chief)
    fact = book["prognosforslag.03.plan.chef-administration@2024"]
    assert [part.value for _, part in fact.parts] == [Decimal("0.3"), Decimal(-650_000)]


def test_a_share_is_as_near_as_its_cost_was(shared):
    for about in (2023, 2022):
        earlier(shared, about, (10000,) * 12, 400000, shared.chief)
    book = shared.book()
    for key in ("forbundschef", "chef-administration"):
        each = proposed(book, key)
        assert (each.method, each.hit.mean) == (Method.PACE, Decimal(0)), key
    assert proposed(book, "chef-administration").fact.value == Decimal(-240_000)


def test_a_share_with_an_account_of_its_own_is_proposed_by_itself(shared):
    rule = AccountRule.objects.create(accounts="6110", order=10, **shared.year)
    RuleShare.objects.create(forbund=shared.forbund, rule=rule, line=shared.small, percent=100)
    each = proposed(shared.book(), "chef-administration")
    assert each.follows is None
    assert values(each)["takt"] == Decimal(-20_000)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-(10**9), 10**9), min_size=4, max_size=4))
def test_the_lines_proposals_come_to_what_has_been_and_what_the_budget_has_left(followed, ore):
    """Öre in is öre out, whatever the budget is."""
    budgeted = [Decimal(each) / 100 for each in ore]
    lines = (followed.income, followed.coach, followed.unga, followed.rent)
    for line, amount in zip(lines, budgeted, strict=True):
        Amount.objects.filter(series=followed.own, line=line).update(amount=amount)
    book = followed.book()
    made = {each.line.key: each.ways[Method.PLAN].value for each in proposals(book, 2024, 3)}
    left = [
        amount - sum(by_month(book, followed.own, line)[:3])
        for line, amount in zip(lines, budgeted, strict=True)
    ]
    so_far = Decimal(300000) - Decimal(220000) - Decimal(30000) - Decimal(26000)
    assert sum(made.values()) == so_far + sum(left)
    assert all(value == round(value, 2) for value in made.values())
