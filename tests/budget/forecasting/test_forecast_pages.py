"""Forecasts are made of proposals, changed with a reason, and compared."""

from datetime import date
from decimal import Decimal

import pytest

from budget.ledger.services import close_month
from budget.models import Amount, ForecastNote, Series
from finsam.core.models import AuditEntry
from tests.budget.test_pages import row_of, sum_of, text_of

PAGE = "/norra-an/2024/budget/prognoser/"
GRID = "/norra-an/2024/budget/prognos/prognos-per-31-mars-2024/"


@pytest.fixture
def made(followed, chief):
    """A forecast of March, begun from the page."""
    answer = chief.post(PAGE, {"till": "3"})
    assert (answer.status_code, answer.headers["location"]) == (302, GRID)
    followed.forecast = Series.objects.get(kind="prognos")
    return followed


def test_the_page_tells_what_is_proposed_and_what_is_left_out(followed, chief):
    text = text_of(chief.get(PAGE)).replace("\xa0", " ")
    assert "Coachteamet 670 000 för lite underlag 880 000 för lite underlag Resten av budgeten" in text
    assert "Det som inte är kopplat till någon rad, 5 000 kr, är inte med i förslagen." in text
    for key in ("plan.hyra", "takt.hyra"):
        assert chief.get(f"/norra-an/2024/uppgifter/prognosforslag.03.{key}@2024/").status_code == 200


def test_the_outcome_beside_says_how_far_the_books_have_come(followed, chief):
    """They are to March, also where the proposals are made of January."""
    close_month(fiscal_year=followed.fiscal_year, month=1, sentence="Avstämd.", by=followed.by)
    heads = chief.get(PAGE).context["shown"]
    assert [until for _, until in heads] == ["", "till och med mars 2024"]


def test_a_new_forecast_begins_with_the_proposals(made, chief):
    assert (made.forecast.date, made.forecast.about, made.forecast.name) == (
        date(2024, 3, 31),
        2024,
        "Prognos per 31\xa0mars 2024",
    )
    amounts = dict(Amount.objects.filter(series=made.forecast).values_list("line__key", "amount"))
    assert amounts == {
        "bidrag": Decimal(1200000), "coachteamet": Decimal(-670000), "unga": Decimal(-210000), "hyra": Decimal(-116000),
    }  # fmt: skip
    note = ForecastNote.objects.get(line=made.rent)
    assert (note.proposed, note.method, note.reason) == (Decimal(-116000), "plan", "")
    assert AuditEntry.objects.filter(verb="gjorde").count() == 1
    assert made.book()["prognos.kostnader@2024"].value == Decimal(-996000)
    assert sum_of(chief.get(GRID), "summa-resultat") == "204 000"


def test_a_day_has_one_forecast_and_the_year_several(made, chief):
    again = chief.post(PAGE, {"till": "3"})
    assert again.status_code == 422
    assert "Det finns redan en prognos per 31 mars 2024." in text_of(again).replace("\xa0", " ")
    assert chief.post(PAGE, {"till": "2"}).status_code == 302
    text = text_of(chief.get(PAGE)).replace("\xa0", " ")
    assert "Prognos per 29 februari 2024 Prognos per 31 mars 2024 Utfall 2024 till och med mars 2024" in text


def test_another_amount_wants_a_reason_and_both_are_kept(made, chief):
    version = str(made.forecast.version)
    refused = chief.post(GRID, {"version": version, "belopp-hyra": "130 000"})
    assert refused.status_code == 422
    assert "Skriv varför du väljer ett annat belopp än förslaget." in row_of(refused, "hyra")
    page = chief.post(
        GRID,
        {"version": version, "belopp-hyra": "130 000", "belopp-hyra__skal": "Hyran höjs i maj."},
        follow=True,
    )
    assert page.status_code == 200
    assert Amount.objects.get(series=made.forecast, line=made.rent).amount == Decimal(-130000)
    note = ForecastNote.objects.get(line=made.rent)
    assert (note.proposed, note.reason) == (Decimal(-116000), "Hyran höjs i maj.")
    (entry,) = AuditEntry.objects.filter(verb="skrev in belopp")
    assert entry.after["budget.forecastnote:Hyra"] == {"reason": "Hyran höjs i maj."}
    assert "116 000" in row_of(page, "hyra").replace("\xa0", " ")


def test_totals_move_while_it_is_written(made, chief):
    page = chief.post(f"{GRID}summor/", {"version": "1", "belopp-hyra": "130 000"})
    assert sum_of(page, "summa-kostnader") == "1 010 000"
    assert Amount.objects.get(series=made.forecast, line=made.rent).amount == Decimal(-116000)


def test_the_forecast_stands_in_the_follow_up(made, chief):
    text = text_of(chief.get("/norra-an/2024/budget/uppfoljning/")).replace("\xa0", " ")
    assert "Prognos" in text
    assert made.book()["avvikelse.prognos.coachteamet@2024"].value == Decimal(-70000)


def test_without_an_outcome_nothing_is_proposed(budget, chief):
    assert "Ett förslag räknas ut av utfallet hittills." in text_of(chief.get(PAGE))
    assert chief.post(PAGE, {"till": "x"}).status_code == 422
    assert not Series.objects.filter(kind="prognos").exists()


def test_a_reader_sees_and_makes_nothing(made, auditor):
    assert auditor.get(PAGE).status_code == 200
    assert auditor.get(GRID).status_code == 200
    assert auditor.post(PAGE, {"till": "2"}).status_code == 403


def test_shares_of_a_common_cost_follow_it_in_the_forecast(followed, chief):
    whole = followed.line("Förbundschef", common=True)
    followed.line("Chef administration", share_of=whole, share=30)
    followed.amount(followed.own, whole, -600_000)
    text = text_of(chief.get(PAGE)).replace("\xa0", " ")
    assert "Chef administration 135 000 för lite underlag Följer förbundschef" in text
    assert "Förbundschef Delas upp på andra rader 450 000 för lite underlag Resten av budgeten" in text
    chief.post(PAGE, {"till": "3"})
    amounts = dict(Amount.objects.filter(series__kind="prognos").values_list("line__key", "amount"))
    assert amounts["forbundschef"] == Decimal(-450_000)
    assert "chef-administration" not in amounts
    page = chief.get(GRID)
    assert "30 % av förbundschef" in row_of(page, "chef-administration").replace("\xa0", " ")
    assert sum_of(page, "chef-administration") == "135 000"
    # What is known of the cost is written once, on the cost, and its shares move with it.
    series = Series.objects.get(kind="prognos")
    live = chief.post(f"{GRID}summor/", {"version": str(series.version), "belopp-forbundschef": "500 000"})
    assert sum_of(live, "chef-administration") == "150 000"
