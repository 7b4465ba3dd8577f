"""Several interim outcomes and forecasts a year: every printed period is the day of the series that is printed."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from finsam.checks.reconciliation import Case, run
from finsam.core.tenancy.permissions import Role
from finsam.documents.models import Document, Section
from finsam.documents.resolve import resolve
from finsam.facts.tables import Html
from tests.followup.ledger import NBSP
from tests.followup.results import report, told_goals
from tests.followup.test_books_blocks import pieces, printed
from tests.followup.test_books_pages import browser
from tests.plans.small import YEAR, part
from tests.plans.small import pieces as goal_pieces

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


APRIL = date(2024, 4, 30)


def test_the_forecast_is_the_newest_until_the_periods_end(ledger):
    interim(ledger, APRIL, 150)
    interim(ledger, AUGUST, 90)
    for day, result in ((APRIL, 20), (date(2024, 6, 30), 15), (SEPTEMBER, 10)):
        interim(ledger, day, result, kind="prognos")
    table = statement(ledger, until="04-30")
    assert table.columns[2].label == "Helårsprognos 2024 per 30 april"
    assert printed(table)["Årets resultat"][2] == "20"
    table = statement(ledger)
    assert table.columns[2].label == "Helårsprognos 2024 per 30 juni", "that of September wasn't made then"
    assert printed(table)["Årets resultat"][2] == "15"


def test_without_a_forecast_until_then_the_column_stands_empty_and_the_balanskrav_says_why(ledger):
    interim(ledger, MARCH, 150)
    interim(ledger, APRIL, 20, kind="prognos")
    table = statement(ledger)
    assert table.columns[2].label == "Helårsprognos 2024"
    assert printed(table)["Årets resultat"][2] == "–"
    (said,) = pieces("balanskrav", ledger.book(2024), form="prognos", until="03-31")
    assert f"en helårsprognos till och med 31{NBSP}mars 2024" in said.html


def test_the_balanskrav_of_each_forecast_says_its_day(ledger):
    for day, result in ((APRIL, 20), (SEPTEMBER, -10)):
        interim(ledger, day, result, kind="prognos")
    (table,) = pieces("balanskrav", ledger.book(2024), form="prognos", until="08-31")
    assert [column.label for column in table.columns] == ["Prognos 2024 per 30 april"]
    assert printed(table)["Balanskravsresultat"] == ["20"]
    table = pieces("balanskrav", ledger.book(2024), form="prognos")[0]
    assert [column.label for column in table.columns] == ["Prognos 2024 per 30 september"]
    assert printed(table)["Balanskravsresultat"] == ["−10"]


def test_each_interim_period_has_its_own_balance(ledger):
    """An opening of 900 and the period's result are the equity: 1 050 in March, 990 in August."""
    interim(ledger, MARCH, 150)
    interim(ledger, AUGUST, 90)
    ledger.balance(2024, {"bank": 2050, "leverantorer": 1000}, end=MARCH)
    ledger.balance(2024, {"bank": 2190, "leverantorer": 1200}, end=AUGUST)
    (table,) = pieces("balansrakning", ledger.book(2024), form="delar", until="03-31")
    assert table.title == f"Balansräkning 31{NBSP}mars 2024"
    assert [column.label for column in table.columns] == [f"31{NBSP}mars 2024", f"31{NBSP}december 2023"]
    assert printed(table)["Summa tillgångar"] == ["2 050", "1 900"]
    assert printed(table)["Eget kapital vid årets slut"] == ["1 050", "900"]
    (table,) = pieces("balansrakning", ledger.book(2024), form="delar")
    assert table.columns[0].label == f"31{NBSP}augusti 2024"
    assert printed(table)["Summa tillgångar"] == ["2 190", "1 900"]
    assert printed(table)["Eget kapital vid årets slut"] == ["990", "900"]


def test_a_balance_is_never_another_days(ledger):
    interim(ledger, MARCH, 150)
    interim(ledger, AUGUST, 90)
    ledger.balance(2024, {"bank": 2050}, end=MARCH)
    (said,) = pieces("balansrakning", ledger.book(2024), form="delar")
    assert said.html.replace(NBSP, " ") == (
        "<p>Balansräkningen per 31 augusti 2024 är inte inskriven. Skriv in den under Bokslut, Balans, 31 augusti 2024. "
        "Det finns balanser per 31 mars 2024.</p>"
    )


def report_of(ledger, day: date | None, **fields) -> Document:
    made = Document(
        kind="delarsrapport", title="Delårsrapport", until=day, forbund=ledger.forbund,
        fiscal_year=ledger.years[2024], **fields,
    )  # fmt: skip
    made.full_clean()
    made.save()
    for block, options in (("resultatrakning", {"form": "delar"}), ("balansrakning", {"form": "delar"}), ("balanskrav", {"form": "prognos"})):  # fmt: skip
        Section.objects.create(
            forbund=ledger.forbund, document=made, title=block, block=block, options=options
        )
    return made


def test_a_report_of_march_and_one_of_august_each_tell_their_own_day(ledger):
    for day, result, expected in ((MARCH, 150, 30), (AUGUST, 90, -40)):
        interim(ledger, day, result)
        interim(ledger, day, expected, kind="prognos")
        ledger.balance(2024, {"bank": 900 + result}, end=day)
    march, august = report_of(ledger, MARCH), report_of(ledger, AUGUST)
    assert (march.key, august.key) == ("delarsrapport", "delarsrapport-2")
    assert str(march) == f"Delårsrapport 2024, 1{NBSP}januari–31{NBSP}mars"
    book = ledger.book(2024)
    told = {}
    for one in (march, august):
        resolved = resolve(one, book)
        told[one.key] = {table.key: printed(table) for table in resolved.tables()}
        assert resolved.cover.subtitle.startswith(f"1{NBSP}januari–31{NBSP}")
    first, second = told["delarsrapport"], told["delarsrapport-2"]
    assert (first["resultatrakning"]["Årets resultat"][0], first["resultatrakning"]["Årets resultat"][2]) == (
        "150",
        "30",
    )
    assert (
        second["resultatrakning"]["Årets resultat"][0],
        second["resultatrakning"]["Årets resultat"][2],
    ) == ("90", "−40")
    assert first["balansrakning"]["Summa tillgångar"][0] == "1 050"
    assert second["balansrakning"]["Summa tillgångar"][0] == "990"
    assert first["balanskrav"]["Balanskravsresultat"] == ["30"]
    assert second["balanskrav"]["Balanskravsresultat"] == ["−40"]
    documents = [(one, resolve(one, book)) for one in (march, august)]
    case = Case(book, ledger.years[2024], documents)
    assert [one for one in run(case).findings if one.rule == "R2"] == [], "no name is printed with two values"


def test_a_reports_day_is_of_its_year(ledger):
    with pytest.raises(ValidationError, match="Skriv en dag det året"):
        report_of(ledger, date(2023, 3, 31))


def printed_goal(plan, **options) -> str:
    (table,) = goal_pieces("maluppfyllelse", plan.book(), **options)
    return told_goals(table)["arbete"]


def test_an_older_result_of_a_goal_is_printed_with_its_date(plan):
    goal = plan.goal("Arbete", part(target=Decimal(45)), key="arbete")
    report(plan, goal, {"numerator": 25, "denominator": 63}, end=date(YEAR, 3, 31))
    assert f"Resultat till och med 31 mars {YEAR}." in printed_goal(plan)
    assert "till och med" not in printed_goal(plan, until="03-31")


def test_a_year_has_several_reports_and_one_arsredovisning(ledger):
    chief = browser(ledger, Role.FORBUNDSCHEF)
    place = "/sodra-an/2024/dokument/"
    for kind in ("delarsrapport", "delarsrapport", "arsredovisning", "arsredovisning"):
        chief.post(place, {"kind": kind})
    keys = set(Document.objects.values_list("key", flat=True))
    assert keys == {"delarsrapport", "delarsrapport-2", "arsredovisning"}
    page = chief.get(place).text
    assert "Börja på en delårsrapport till" in page
    assert "Börja på årsredovisning" not in page
    assert "perioden slutar" in chief.get(f"{place}delarsrapport-2/omslag/").text.lower()
    assert "perioden slutar" not in chief.get(f"{place}arsredovisning/omslag/").text.lower()
