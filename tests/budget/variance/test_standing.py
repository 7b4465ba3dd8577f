"""A year to a month against its budget: figures by hand, every one with its own page."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budget.ledger.services import close_month
from budget.models import DeviationLimits, Spread
from budget.variance.judging import DEVIATES, ON_PLAN, UNJUDGED, WATCH, judge
from budget.variance.standing import Standing, standing
from finsam.facts.book import Fact


def row(here: Standing, name: str, view: str = "rader"):
    return next(held for held in here.rows(view) if held.name == name)


def figures(held) -> list:
    return [fact and fact.value for fact in (held.outcome, held.period, held.deviation, held.budget)]


def test_each_line_has_its_outcome_and_as_much_of_its_budget_as_is_planned(followed):
    here = standing(followed.book(), 2024)
    assert here.month == 3
    assert figures(row(here, "coachteamet")) == [
        Decimal(-220000),
        Decimal(-150000),
        Decimal(-70000),
        Decimal(-600000),
    ]
    assert figures(row(here, "unga")) == [Decimal(-30000), Decimal(-60000), Decimal(30000), Decimal(-240000)]
    assert figures(row(here, "insatser")) == [
        Decimal(-250000),
        Decimal(-210000),
        Decimal(-40000),
        Decimal(-840000),
    ]
    assert figures(row(here, "hyra")) == [Decimal(-26000), Decimal(-30000), Decimal(4000), Decimal(-120000)]
    assert figures(row(here, "bidrag")) == [Decimal(300000), Decimal(300000), Decimal(0), Decimal(1200000)]
    assert figures(row(here, "ej-kopplat-kostnader")) == [Decimal(-5000), None, Decimal(-5000), None]
    assert figures(row(here, "kostnader")) == [
        Decimal(-281000),
        Decimal(-240000),
        Decimal(-41000),
        Decimal(-960000),
    ]
    assert figures(row(here, "resultat")) == [
        Decimal(19000),
        Decimal(60000),
        Decimal(-41000),
        Decimal(240000),
    ]


def test_a_share_of_a_cost_is_minus_when_it_costs_more(followed):
    here = standing(followed.book(), 2024)
    assert row(here, "hyra").share.natural.quantize(Decimal("0.0001")) == Decimal("0.1333")
    assert row(here, "coachteamet").share.natural.quantize(Decimal("0.0001")) == Decimal("-0.4667")
    assert row(here, "coachteamet").way == "högre kostnad"
    assert row(here, "unga").way == "lägre kostnad"


def test_months_that_are_planned_otherwise_are_followed_otherwise(followed):
    Spread.objects.create(
        forbund=followed.forbund, series=followed.own, line=followed.rent, way="egen", mar=1, sep=2
    )
    here = standing(followed.book(), 2024, 2)
    assert figures(row(here, "hyra")) == [None, Decimal(0), Decimal(0), Decimal(-120000)]
    here = standing(followed.book(), 2024, 3)
    assert figures(row(here, "hyra"))[1] == Decimal(-40000)


def test_every_figure_is_found_by_its_key_down_to_the_month_of_an_account(followed):
    book = followed.book()
    assert book["hittills.02.coachteamet@2024"].value == Decimal("-120000.30")
    assert book["hittills.02.coachteamet.4010.100@2024"].value == Decimal("-120000.30")
    assert book["periodbudget.02.coachteamet@2024"].value == Decimal(-100000)
    assert book["periodbudget.02.kostnader@2024"].value == Decimal(-160000)
    assert book["avvikelse.02.coachteamet@2024"].value == Decimal("-20000.30")
    assert book["avvikelse.02.insats.coachteamet@2024"].value == Decimal("-20000.30")
    for fact in book["avvikelse.03.kostnader@2024"].walk():
        assert book[fact.key].value == fact.value, fact.key
    leaves = {fact.key for fact in book["hittills.03.coachteamet@2024"].walk()}
    assert {"bok.4010.100.01@2024", "bok.4010.100.03@2024"} <= leaves
    assert "bok.4010.100.02@2024" in leaves


@pytest.mark.parametrize(
    "key", ["hittills@2024", "hittills.13.hyra@2024", "hittills.3.hyra@2024", "hittills.04.hyra@2024", "avvikelse.00.hyra@2024",
            "avvikelse.03.finns-inte@2024", "hittills.03.hyra@2023"],
)  # fmt: skip
def test_what_no_month_has_is_no_figure(followed, key):
    assert followed.book().get(key) is None


def test_the_year_to_its_last_month_is_the_outcome(followed):
    book = followed.book()
    for name in ("intakter", "kostnader", "resultat", "insatser", "hyra", "ej-kopplat-kostnader"):
        assert book[f"hittills.03.{name}@2024"].value == book[f"utfall.{name}@2024"].value


def test_the_last_closed_month_is_looked_at_first_and_others_are_preliminary(followed):
    close = {"fiscal_year": followed.fiscal_year, "by": followed.by, "sentence": "Avstämd."}
    close_month(month=1, **close)
    close_month(month=2, **close)
    here = standing(followed.book(), 2024)
    assert (here.month, here.preliminary) == (2, "")
    march = standing(followed.book(), 2024, 3)
    assert march.preliminary == "Preliminärt: mars är inte stängd i bokföringen, så siffrorna kan ändras."


def test_groupings_come_to_all_costs(followed):
    here = standing(followed.book(), 2024)
    assert figures(row(here, "insats.coachteamet", "insatser"))[0] == Decimal(-220000)
    assert figures(row(here, "insatser.ovrigt", "insatser"))[:2] == [Decimal(-61000), Decimal(-90000)]
    assert figures(row(here, "slag.tjanster", "slag"))[:2] == [Decimal(-250000), Decimal(-210000)]
    assert figures(row(here, "slag.lokal", "slag"))[:2] == [Decimal(-26000), Decimal(-30000)]
    assert figures(row(here, "kategori.administration", "kategorier"))[:2] == [
        Decimal(-26000),
        Decimal(-30000),
    ]
    for view in ("insatser", "slag", "kategorier"):
        *parts, whole = here.rows(view)
        assert sum(part.outcome.value or 0 for part in parts) == Decimal(-281000)
        assert whole.outcome.value == Decimal(-281000)


def test_the_forecast_and_last_year_stand_beside(followed):
    forecast = followed.series("Prognos 1", "prognos", date="2024-03-31")
    followed.amount(forecast, followed.coach, -700000)
    here = standing(followed.book(), 2024)
    held = row(here, "coachteamet")
    assert (held.forecast.value, held.ahead.value) == (Decimal(-700000), Decimal(-100000))
    assert followed.book()["avvikelse.prognos.coachteamet@2024"].value == Decimal(-100000)
    assert held.last_year is None


def test_a_typed_outcome_is_followed_for_the_year_as_a_whole(budget):
    rent = budget.line("Hyra")
    budget.amount(budget.series(), rent, -1200)
    budget.amount(budget.series("Utfall 2024", "utfall"), rent, -1300)
    here = standing(budget.book(), 2024)
    assert here.month == 12
    assert figures(row(here, "hyra")) == [Decimal(-1300), Decimal(-1200), Decimal(-100), Decimal(-1200)]
    assert "inskrivet för hand" in here.preliminary
    assert standing(budget.book(), 2024, 6) is None


def test_without_an_outcome_there_is_nothing_to_follow(budget):
    assert standing(budget.book(), 2024) is None


def test_what_is_budgeted_as_a_lump_is_compared_as_a_lump(followed):
    followed.own.amounts.all().delete()
    followed.amount(followed.own, followed.group, -840000)
    here = standing(followed.book(), 2024)
    assert row(here, "insatser").deviation.value == Decimal(-40000)
    assert row(here, "coachteamet").deviation is None
    assert row(here, "coachteamet").status is UNJUDGED


@pytest.mark.parametrize(
    ("deviation", "whole", "status"),
    [
        (-50000, -500000, DEVIATES),  # both limits are reached to the öre
        ("-49999.99", -400000, WATCH),
        (50000, -500000, DEVIATES),  # also what costs less
        (-50000, -500001, WATCH),  # under ten per cent
        (-25000, -500000, WATCH),
        (-25000, -500001, ON_PLAN),
        (-24999, -30000, ON_PLAN),  # much of little
        (-50000, 0, DEVIATES),  # without a budget the amount alone
        (-50000, None, DEVIATES),
        (0, 0, ON_PLAN),
        (None, -5, UNJUDGED),
    ],
)
def test_both_limits_are_to_be_reached(deviation, whole, status):
    told = Fact("a@2024", "A", None if deviation is None else Decimal(deviation))
    assert (
        judge(told, Fact("b@2024", "B", None if whole is None else Decimal(whole)), DeviationLimits())
        is status
    )


def test_who_deviates_is_the_line_and_not_the_group_that_sums_it_up(followed):
    here = standing(followed.book(), 2024)
    assert row(here, "insatser").status is WATCH
    assert [held.name for held in here.deviating] == ["coachteamet"]
    DeviationLimits.objects.create(
        watch_percent=1, watch_amount=1, deviates_percent=1, deviates_amount=1, **followed.year
    )
    here = standing(followed.book(), 2024)
    assert [held.name for held in here.deviating] == ["coachteamet", "unga", "hyra"]


AMOUNTS = st.lists(st.integers(-(10**9), 10**9), min_size=4, max_size=4)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ore=AMOUNTS, month=st.integers(1, 3))
def test_the_lines_come_to_the_totals_to_the_ore(followed, ore, month):
    amounts = dict(zip((followed.income, followed.coach, followed.unga, followed.rent), ore, strict=True))
    for amount in followed.own.amounts.all():
        amount.amount = Decimal(amounts[amount.line]) / 100
        amount.save()
    here = standing(followed.book(), 2024, month)
    roots = [held for held in here.rows() if held.line is not None and held.level == 0]
    for name in ("outcome", "period", "deviation", "budget"):
        parts = [getattr(held, name) for held in roots if getattr(held, name) is not None]
        assert (
            sum((part.value or Decimal(0) for part in parts), Decimal(0))
            == getattr(here.totals["resultat"], name).value
        )
