"""Several interim outcomes and forecasts a year: every printed period is the day of the series that is printed."""

from datetime import date
from decimal import Decimal

import pytest

from finsam.documents.tables import Html
from finsam.scope import inside
from tests.followup.ledger import NBSP, Ledger, ordinary
from tests.followup.results import report
from tests.followup.test_books_blocks import pieces, printed
from tests.plans.small import YEAR, part
from tests.plans.small import pieces as goal_pieces


@pytest.fixture
def ledger(db):
    made = Ledger()
    with inside(made.forbund):
        ordinary(made)
        yield made


MARCH, AUGUST, SEPTEMBER = date(2024, 3, 31), date(2024, 8, 31), date(2024, 9, 30)


def interim(ledger, day: date, result: int, kind: str = "delar"):
    return ledger.series(day.year, {"bidrag": 1000, "coachning": result - 1000}, kind=kind, date=day)


def statement(ledger, **options):
    (table,) = pieces("resultatrakning", ledger.book(2024), form="delar", **options)
    return table


def test_what_ends_on_31_march_says_so(ledger):
    interim(ledger, MARCH, 150)
    table = statement(ledger)
    assert table.title == f"Resultaträkning 1{NBSP}januari–31{NBSP}mars 2024"
    assert table.columns[0].label == "Utfall till 31 mars 2024"


def test_each_interim_outcome_can_be_printed_with_its_own_day_and_last_years_same(ledger):
    for day, result in ((MARCH, 150), (AUGUST, 90), (date(2023, 3, 31), 140), (date(2023, 9, 30), 70)):
        interim(ledger, day, result)
    table = statement(ledger, until="03-31")
    assert [column.label for column in table.columns][:2] == [
        "Utfall till 31 mars 2024",
        "Utfall till 31 mars 2023",
    ]
    assert printed(table)["Årets resultat"][:2] == ["150", "140"]
    table = statement(ledger)
    assert [column.label for column in table.columns][:2] == [
        "Utfall till 31 augusti 2024", "Utfall till 30 september 2023",
    ]  # fmt: skip
    assert printed(table)["Årets resultat"][:2] == ["90", "70"]


def test_the_day_that_the_books_state_chooses_among_several(ledger):
    ledger.texts(2024, interim_end=AUGUST)
    for day, result in ((MARCH, 150), (AUGUST, 90), (SEPTEMBER, 60)):
        interim(ledger, day, result)
    assert printed(statement(ledger))["Årets resultat"][0] == "90"
    assert isinstance(statement(ledger, until="06-30"), Html), "nothing is known up to that day"


def test_without_a_day_no_day_is_printed(ledger):
    ledger.series(2024, {"bidrag": 1000}, kind="delar")
    table = statement(ledger)
    assert table.title == "Resultaträkning, delåret 2024"
    assert table.columns[0].label == "Utfall för delåret 2024"


def test_the_forecast_as_of_the_periods_end_and_else_the_newest(ledger):
    interim(ledger, date(2024, 4, 30), 150)
    interim(ledger, AUGUST, 90)
    for day, result in ((date(2024, 4, 30), 20), (SEPTEMBER, 10)):
        interim(ledger, day, result, kind="prognos")
    table = statement(ledger, until="04-30")
    assert table.columns[2].label == "Helårsprognos 2024 per 30 april"
    assert printed(table)["Årets resultat"][2] == "20"
    table = statement(ledger)
    assert table.columns[2].label == "Helårsprognos 2024 per 30 september"
    assert printed(table)["Årets resultat"][2] == "10"
    (table,) = pieces("balanskrav", ledger.book(2024), form="prognos")
    assert [column.label for column in table.columns] == ["Prognos 2024 per 30 september"]


def test_the_balance_is_of_the_day_it_was_entered_for(ledger):
    ledger.texts(2024, interim_end=AUGUST)
    interim(ledger, MARCH, 150)
    interim(ledger, AUGUST, 90)
    ledger.balance(2024, {"bank": 2400}, moment="delar")
    (table,) = pieces("balansrakning", ledger.book(2024), form="delar")
    assert table.columns[0].label == f"31{NBSP}augusti 2024"
    (said,) = pieces("balansrakning", ledger.book(2024), form="delar", until="03-31")
    assert f"inskriven per 31{NBSP}augusti 2024" in said.html


@pytest.mark.parametrize("days", [[MARCH], [MARCH, AUGUST]])
def test_the_balance_of_several_outcomes_isnt_guessed_at(ledger, days):
    for day in days:
        interim(ledger, day, 150)
    ledger.balance(2024, {"bank": 2400}, moment="delar")
    (table,) = pieces("balansrakning", ledger.book(2024), form="delar")
    assert table.columns[0].label == (f"31{NBSP}mars 2024" if len(days) == 1 else "Delårets slut")


def printed_goal(plan, **options) -> str:
    (table,) = goal_pieces("maluppfyllelse", plan.book(), **options)
    return table.rows[0].cells["resultat"].html.replace(NBSP, " ")


def test_an_older_result_of_a_goal_is_printed_with_its_date(plan):
    goal = plan.goal("Arbete", part(target=Decimal(45)), key="arbete")
    report(plan, goal, {"numerator": 25, "denominator": 63}, end=date(YEAR, 3, 31))
    assert f"Resultat till och med 31 mars {YEAR}." in printed_goal(plan)
    assert "till och med" not in printed_goal(plan, until="03-31")
