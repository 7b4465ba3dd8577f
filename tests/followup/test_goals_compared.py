"""A goal's amount beside the budget of its insats, and what a result was counted of beside the statistics."""

from datetime import date
from decimal import Decimal

import pytest

from budget.models import Amount, Line, Series
from followup.models.statistics import Measure, StatTable, StatValue
from tests.followup.results import YEAR_END, outcome, report
from tests.plans.small import NBSP, YEAR, part

COST = part("kostnad", measure="kostnad för insatsen", operator="hogst", target=Decimal(500_000), unit="kr")


@pytest.fixture
def sparet(plan):
    return plan.insats("Spåret")


def budget(plan, one, cost: int) -> None:
    line = Line.objects.create(forbund=plan.forbund, name="Spåret", side="kostnad", insats=one.insats)
    series = Series.objects.create(name="Budget", kind="budget", about=YEAR, **plan.year)
    Amount.objects.create(forbund=plan.forbund, series=series, line=line, amount=Decimal(-cost), key=line.key)


def told(plan, start: str):
    """What is found and what couldn't be tried, of subjects that begin so."""
    found = outcome(plan)
    return (
        [(one.severity, one.subject, one.difference.replace(NBSP, " ")) for one in found.findings
         if one.subject.startswith(start)],
        [one.message for one in found.untried if "kan inte prövas" in one.message],
    )  # fmt: skip


@pytest.mark.parametrize("fact", ["", "utfall.insats.sparet@0", "budget.insats.sparet@0"])
@pytest.mark.parametrize(
    ("cost", "expected"),
    [(500_000, []), (450_000, [("varning", "mal/pris/kostnad", "50 000 kr")])],
)
def test_amount_of_a_goal_is_the_budgets(plan, sparet, fact, cost, expected):
    budget(plan, sparet, cost)
    plan.goal("Budgetmål", COST | {"fact": fact}, key="pris", insats_year=sparet)
    assert told(plan, "mal/pris/") == (expected, [])


def test_amount_with_no_budget_can_not_be_tried(plan, sparet):
    plan.goal("Budgetmål", COST, key="pris", insats_year=sparet)
    assert told(plan, "mal/pris/") == (
        [], ["Beloppet i ”Budgetmål” kan inte prövas: budgeten för 2024 har inget belopp för samma insats."],
    )  # fmt: skip


def test_equity_is_no_cost(plan, sparet):
    budget(plan, sparet, 1)
    fields = {"fact": "budget.utgaende@0", "measure": "eget kapital"}
    plan.goal("Kapital", COST | fields, key="kapital", kind="finansiellt")
    assert told(plan, "mal/kapital/") == ([], [])


def count(plan, one, population: str, values: dict) -> None:
    measure, _ = Measure.objects.get_or_create(forbund=plan.forbund, name="Inskrivna")
    table = StatTable.objects.create(
        insats=one.insats, measure=measure, population=population, until=date(YEAR, 12, 31), status="klar",
        **plan.year,
    )  # fmt: skip
    for sex, value in values.items():
        StatValue.objects.create(forbund=plan.forbund, table=table, sex=sex, value=Decimal(value))


@pytest.mark.parametrize(
    ("who", "measure", "of", "expected"),
    [
        ("deltagare som avslutas", "går till arbete", 63, []),
        ("deltagare som avslutas", "går till arbete", 60, [("varning", "underlag/arbete/del/del", "−3")]),
        ("deltagare som avslutas", "går till arbete", 66, [("varning", "underlag/arbete/del/del", "3")]),
        ("deltagare", "går till arbete", 183, []),
        ("de som sökte vägledning", "har fått den", 117, []),
        ("de som sökte vägledning", "har fått den", 118, [("varning", "underlag/arbete/del/del", "1")]),
        # Who is asked need not answer; more than all can't.
        ("deltagare", "upplever stöd", 80, []),
        ("deltagare", "upplever stöd", 184, [("varning", "underlag/arbete/del/del", "1")]),
    ],
)
def test_what_a_result_is_counted_of(plan, sparet, who, measure, of, expected):
    for population, value in (("pagaende", 183), ("avslutade", 63), ("sokande", 117)):
        count(plan, sparet, population, {"": value})
    goal = plan.goal("Arbete", part(population=who, measure=measure), key="arbete", insats_year=sparet)
    report(plan, goal, {"numerator": 25, "denominator": of}, end=YEAR_END)
    assert told(plan, "underlag/") == (expected, [])


def test_women_and_men_are_compared_too(plan, sparet):
    count(plan, sparet, "avslutade", {"": 63, "kvinna": 40, "man": 23})
    goal = plan.goal(
        "Arbete", part(population="avslutade", measure="till arbete"), key="arbete", insats_year=sparet
    )
    report(
        plan, goal, {"numerator": 25, "denominator": 63, "women": 10, "women_of": 41, "men": 15, "men_of": 22}
    )
    found, _ = told(plan, "underlag/")
    assert [subject for _, subject, _ in found] == [
        "underlag/arbete/del/del/kvinna",
        "underlag/arbete/del/del/man",
    ]


def test_without_statistics_it_can_not_be_tried(plan, sparet):
    goal = plan.goal(
        "Arbete", part(population="deltagare", measure="till arbete"), key="arbete", insats_year=sparet
    )
    report(plan, goal, {"numerator": 25, "denominator": 63})
    assert told(plan, "underlag/") == (
        [], ["Antalet i ”Arbete” kan inte prövas: statistiken för 2024 har ingen uppgift om deltagare."],
    )  # fmt: skip
