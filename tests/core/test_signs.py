"""An amount with a side is written without minus; one with a minus is asked about, and never changed unasked."""

from decimal import Decimal

import pytest

from budget.models import Amount
from finsam.core.tenancy.scope import inside
from followup.accounts.models import BalanceAmount, BalanceItem
from followup.events.models import Event
from plans.models.insatser import InsatsYear
from tests.budget.small import Budget
from tests.budget.test_pages import PLACE, row_of, text_of
from tests.plans.small import Plan

HERE = "/norra-an/2024/"
COST = "Kostnader skrivs utan minus. Menar du 987 000 kr, eller är det en återbetalning?"
GRID = f"{PLACE}/belopp/budget-2024/"


class World(Budget, Plan):
    pass


@pytest.fixture
def small(db):
    made = World()
    with inside(made.forbund):
        made.series_ = made.series()
        made.rent, made.pay = made.line("Lokal"), made.line("Lön")
        made.grants = made.line("Bidrag", "intakt")
        yield made


@pytest.fixture
def chief(small):
    return small.sign_in("forbundschef")


def stored() -> dict[str, Decimal]:
    return dict(Amount.objects.values_list("line__key", "amount"))


@pytest.mark.parametrize("typed", ["-987 000", "−987 000 kr", "(987 000)", "-987 tkr"])
def test_a_cost_with_a_minus_is_asked_about_and_kept_as_typed(small, chief, typed):
    page = chief.post(GRID, {"version": "1", "belopp-lokal": typed})
    assert page.status_code == 422
    row = row_of(page, "lokal")
    assert COST in row.replace("\u00a0", " ")
    assert f'value="{typed}"' in row
    assert row.count('type="radio"') == 2
    assert 'name="tecken-belopp-lokal" value="utan"' in row
    assert stored() == {}


@pytest.mark.parametrize(("answer", "amount"), [("utan", -987_000), ("minus", 987_000)])
def test_the_answer_is_stored(small, chief, answer, amount):
    posted = {"version": "1", "belopp-lokal": "-987 000", "tecken-belopp-lokal": answer}
    assert chief.post(GRID, posted).status_code == 302
    assert stored() == {"lokal": amount}
    if answer == "minus":  # what is there is not asked about again
        assert 'value="−987\u00a0000"' in row_of(chief.get(GRID), "lokal")
        posted = {"version": "2", "belopp-lokal": "−987\u00a0000", "belopp-lon": "5"}
        assert chief.post(GRID, posted).status_code == 302


def test_a_pasted_range_is_asked_about_and_answered_at_once(small, chief):
    posted = {"version": "1", "belopp-lokal": "-987 000", "belopp-lon": "(5)", "belopp-bidrag": "-300"}
    page = chief.post(GRID, posted)
    assert page.content.decode().count('type="radio"') == 6
    assert "Intäkter skrivs utan minus. Menar du 300 kr, eller är det en återbetalning?" in text_of(page)
    assert "3 belopp är skrivna med minus." in text_of(page)
    html = page.content.decode()
    assert '<button class="btn" name="tecken" value="utan">' in html
    assert html.index("Spara beloppen</button>") < html.index('name="tecken"'), (
        "Return saves, and answers nothing"
    )
    assert chief.post(GRID, {**posted, "tecken": "utan"}).status_code == 302
    assert stored() == {"lokal": -987_000, "lon": -5, "bidrag": 300}


def test_one_answer_does_not_answer_for_the_others(small, chief):
    posted = {"version": "1", "belopp-lokal": "-1", "belopp-lon": "-2", "tecken-belopp-lokal": "utan"}
    page = chief.post(GRID, posted)
    assert "är det en återbetalning" in row_of(page, "lon")
    assert "is-invalid" not in row_of(page, "lokal")
    assert "checked" in row_of(page, "lokal"), "the answer is kept"
    assert stored() == {}


def test_an_answer_outlives_a_save_by_somebody_else(small, chief):
    posted = {"version": "9", "belopp-lokal": "-987 000", "tecken": "utan"}
    page = chief.post(GRID, posted)
    assert "har sparats i en annan flik eller av någon annan" in text_of(page)
    assert "checked" in row_of(page, "lokal")


def test_an_outcome_is_asked_about_as_the_budget_is(small, chief):
    small.series("Utfall 2024", kind="utfall")
    assert COST in text_of(
        chief.post(f"{PLACE}/belopp/utfall-2024/", {"version": "1", "belopp-lokal": "-987000"})
    )


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("kassa", "Tillgångar skrivs utan minus. Menar du 500 kr, eller är det en minuspost?"),
        (
            "kortfristiga-skulder",
            "Skulder och avsättningar skrivs utan minus. Menar du 500 kr, eller är det något att få tillbaka?",
        ),
    ],
)
def test_the_balance(small, chief, row, sentence):
    BalanceItem.objects.create(forbund=small.forbund, name="Posten", row=row)
    place, posted = f"{HERE}bokslut/balans/", {"version": str(small.fiscal_year.version), "ar-posten": "-500"}
    page = chief.post(place, posted)
    assert sentence in text_of(page)
    assert 'value="-500"' in page.content.decode()
    assert chief.post(place, {**posted, "tecken-ar-posten": "utan"}).status_code in (200, 302)
    assert BalanceAmount.objects.get().amount == 500


def test_an_event(small, chief):
    posted = {"name": "Temadag", "amount": "(987 000)", "kind": "aktivitet", "time": "under", "order": "1"}
    page = chief.post(f"{HERE}handelser/ny/", posted)
    assert COST in text_of(page)
    html = page.content.decode()
    assert html.index('name="amount"') < html.index('name="tecken-amount"') < html.index('name="attendance"')
    assert chief.post(f"{HERE}handelser/ny/", {**posted, "tecken-amount": "utan"}).status_code == 302
    assert Event.objects.get().amount == 987_000


def test_what_an_insats_is_granted(small, chief):
    small.insats("Spåret")
    one = InsatsYear.objects.get()
    page = chief.post(f"{HERE}insatser/{one.key}/andra/", {"granted": "-987 000"})
    assert COST in text_of(page)
