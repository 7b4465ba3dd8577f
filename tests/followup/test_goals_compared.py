"""A goal's amount beside the budget of its insats, and what a result was counted of beside the statistics."""

from datetime import date
from decimal import Decimal

import pytest

from budget.models import Amount, Line, Series
from followup.statistics.models import Bin, BinSet, Measure, StatTable, StatValue
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


REASONS = ("Studier", "Anställning", "Arbetsmarknadens förfogande", "Fortsatt rehabilitering", "Vård")


def exits(plan, one, values: dict) -> None:
    """Why people left, by the reason's name and the sex: 63 of them, 25 to studies, work or job seeking."""
    reasons = BinSet.objects.create(forbund=plan.forbund, name="Anledning till avslut")
    bins = {name: Bin.objects.create(forbund=plan.forbund, bin_set=reasons, name=name) for name in REASONS}
    measure = Measure.objects.create(forbund=plan.forbund, name="Avslutsorsak")
    table = StatTable.objects.create(
        insats=one.insats, measure=measure, population="avslutade", until=date(YEAR, 12, 31), status="klar",
        bin_set=reasons, **plan.year,
    )  # fmt: skip
    for (name, sex), value in values.items():
        StatValue.objects.create(
            forbund=plan.forbund, table=table, bin=bins[name], sex=sex, value=Decimal(value)
        )


EXITS = {
    ("Studier", "kvinna"): 7, ("Studier", "man"): 6,
    ("Anställning", "kvinna"): 5, ("Anställning", "man"): 3,
    ("Arbetsmarknadens förfogande", "kvinna"): 1, ("Arbetsmarknadens förfogande", "man"): 3,
    ("Fortsatt rehabilitering", "kvinna"): 9, ("Fortsatt rehabilitering", "man"): 8,
    ("Vård", "kvinna"): 11, ("Vård", "man"): 10,
}  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "numerator", "expected"),
    [
        ("avslutas mot studier, arbete eller arbetsmarknadens förfogande", 25, []),
        (
            "avslutas mot studier, arbete eller arbetsmarknadens förfogande",
            28,
            [("varning", "taljare/arbete/del/del", "3")],
        ),
        ("går till arbete", 8, []),
        ("går till arbete", 7, [("varning", "taljare/arbete/del/del", "−1")]),
        ("avslutas mot vården", 21, []),
        ("avslutas mot vården", 20, [("varning", "taljare/arbete/del/del", "−1")]),
        # What no group is called by can't be compared: praktik is none, and rehabilitering alone isn't the group.
        ("går till arbete eller praktik", 30, []),
        ("avslutas mot rehabilitering", 30, []),
        ("avslutas utan arbete", 30, []),
    ],
)
def test_who_reached_the_target_are_as_many_as_the_groups_it_names(
    plan, sparet, measure, numerator, expected
):
    count(plan, sparet, "avslutade", {"": 63})
    exits(plan, sparet, EXITS)
    goal = plan.goal(
        "Arbete", part(population="deltagare som avslutas", measure=measure), key="arbete", insats_year=sparet
    )
    report(plan, goal, {"numerator": numerator, "denominator": 63})
    assert told(plan, "taljare/") == (expected, [])


def test_women_and_men_who_reached_it_are_compared_too(plan, sparet):
    """Together they are 25 as the statistics say, but 14 women and 11 men aren't 13 and 12."""
    exits(plan, sparet, EXITS)
    measure = "avslutas mot studier, arbete eller arbetsmarknadens förfogande"
    goal = plan.goal(
        "Arbete", part(population="avslutade", measure=measure), key="arbete", insats_year=sparet
    )
    count(plan, sparet, "avslutade", {"": 63})
    report(plan, goal, {"numerator": 25, "denominator": 63, "women": 14, "men": 11})
    found, _ = told(plan, "taljare/")
    assert found == [
        ("varning", "taljare/arbete/del/del/kvinna", "1"),
        ("varning", "taljare/arbete/del/del/man", "−1"),
    ]


def test_a_total_is_compared_by_what_its_groups_come_to(plan, sparet):
    """20 of 40 and 6 of 23 are 26 of 63, one more than the statistics have."""
    count(plan, sparet, "avslutade", {"": 63})
    exits(plan, sparet, EXITS)
    measure = "avslutas mot studier, arbete eller arbetsmarknadens förfogande"
    goal = plan.goal(
        "Arbete", part(population="avslutade", measure=measure), key="arbete", insats_year=sparet
    )
    report(
        plan, goal, {"population": "Norra", "numerator": 20, "denominator": 40},
        {"population": "Södra", "numerator": 6, "denominator": 23}, {"population": "Totalt"},
    )  # fmt: skip
    found, _ = told(plan, "taljare/")
    assert found == [("varning", "taljare/arbete/del/del-totalt", "1")]
    found, _ = told(plan, "underlag/")
    assert found == []
