"""A line's amount over the months: whole öre, never more or less than the amount."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budget.models import Series, Spread
from budget.months import by_month, spreading

ORE = Decimal("0.01")
AMOUNTS = st.decimals(min_value=-99_999_999_999, max_value=99_999_999_999, places=2)
WEIGHTS = st.lists(
    st.decimals(min_value=0, max_value=99_999_999_999, places=2), min_size=12, max_size=12
).filter(any)


def months(*given: str | int) -> tuple[Decimal, ...]:
    return tuple(Decimal(each) for each in given)


def spread(line, series, way, *given) -> Spread:
    names = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
    written = dict(zip(names, map(Decimal, given), strict=False))
    return Spread.objects.create(
        forbund=line.forbund, line=line, series=series, way=way, key=line.key, **written
    )


def over(budget, line, series=None) -> tuple[Decimal, ...]:
    book = budget.book()
    return by_month(book, series or Series.objects.get(), line)


@given(amount=AMOUNTS, weights=WEIGHTS)
@settings(deadline=None)
def test_no_ore_is_lost_or_made(amount, weights):
    parts = spreading.divided(amount, weights)
    assert len(parts) == 12
    assert sum(parts) == amount
    assert all(part == part.quantize(ORE) for part in parts)
    assert all(not part for part, weight in zip(parts, weights, strict=True) if not weight)


@given(amount=AMOUNTS, weights=WEIGHTS)
@settings(deadline=None)
def test_a_shape_that_comes_to_the_amount_is_kept_as_it_is(amount, weights):
    assert spreading.divided(sum(weights), weights) == tuple(weights)
    assert spreading.divided(-sum(weights), weights) == tuple(-weight for weight in weights)


def test_without_a_word_an_amount_is_in_twelfths_with_the_rest_last(budget):
    series, line = budget.series(), budget.line("Kansli")
    budget.amount(series, line, -100)
    assert over(budget, line) == months(*["-8.33"] * 11, "-8.37")


def test_a_profile_is_what_was_written_and_keeps_its_shape_when_the_amount_changes(budget):
    series, line = budget.series(), budget.line("Kansli")
    amount = budget.amount(series, line, -1200)
    spread(line, series, "egen", 0, 0, 900, 0, 0, 0, 0, 0, 300)
    assert over(budget, line) == months(0, 0, -900, 0, 0, 0, 0, 0, -300, 0, 0, 0)
    amount.amount = Decimal(-1000)
    amount.save()
    assert over(budget, line) == months(0, 0, -750, 0, 0, 0, 0, 0, -250, 0, 0, 0)


def test_a_group_is_the_sum_of_its_lines(budget):
    series, group = budget.series(), budget.line("Insatser")
    spring, even = budget.line("Vår", parent=group), budget.line("Jämn", parent=group)
    budget.amount(series, spring, -100)
    budget.amount(series, even, -1200)
    spread(spring, series, "egen", 1)
    assert over(budget, group) == months(-200, *[-100] * 11)


def test_a_group_with_an_amount_of_its_own_is_spread_by_itself(budget):
    series, group = budget.series(), budget.line("Insatser")
    line = budget.line("Vår", parent=group)
    budget.amount(series, group, -1200)
    spread(group, series, "egen", 1, 1)
    assert over(budget, group) == months(-600, -600, *[0] * 10)
    assert over(budget, line) == months(*[0] * 12)


def test_contributions_are_spread_as_said(budget):
    series = budget.series(reads_contributions="beslutat")
    line = budget.line("Bidrag", "intakt", payer=budget.payer("Regionen", 400))
    spread(line, series, "egen", 1, 0, 0, 1, 0, 0, 1, 0, 0, 1)
    assert over(budget, line) == months(100, 0, 0, 100, 0, 0, 100, 0, 0, 100, 0, 0)


def test_a_share_of_a_common_cost_follows_the_cost(budget):
    series, chief = budget.series(), budget.line("Förbundschef", common=True)
    part = budget.line("Förbundschef 30 %", share_of=chief, share=30)
    budget.amount(series, chief, -1000)
    spread(chief, series, "egen", 0, 0, 0, 0, 0, 1, 1)
    assert over(budget, chief) == months(0, 0, 0, 0, 0, -500, -500, 0, 0, 0, 0, 0)
    assert over(budget, part) == months(0, 0, 0, 0, 0, -150, -150, 0, 0, 0, 0, 0)


def test_last_years_shape_is_twelfths_until_there_are_months(budget):
    series, line = budget.series(), budget.line("Kansli")
    budget.amount(series, line, -1200)
    spread(line, series, "fjol")
    assert over(budget, line) == months(*[-100] * 12)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ((0, -50, 0, -150, 0, 0, 0, 0, 0, 0, 0, 0), (0, -300, 0, -900, 0, 0, 0, 0, 0, 0, 0, 0)),
        ((0, -50, 10, -150, 0, 0, 0, 0, 0, 0, 0, 0), (0, -300, 0, -900, 0, 0, 0, 0, 0, 0, 0, 0)),
        ((0, -50, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0), (-100,) * 12),
    ],
    ids=["as it was", "what was paid back says nothing of when", "what came to nothing has no shape"],
)
def test_last_years_shape_is_that_of_its_outcome(budget, monkeypatch, outcome, expected):
    series, line = budget.series(), budget.line("Kansli")
    budget.amount(series, line, -1200)
    spread(line, series, "fjol")
    asked = []

    def known(book, line, year):
        asked.append((line.key, year))
        return months(*outcome)

    monkeypatch.setattr(spreading, "booked_by_month", known)
    assert over(budget, line) == months(*expected)
    assert asked == [("kansli", 2023)]
