"""A budget is begun from one of four ready ones, or from a pasted table: whole, or not at all."""

from uuid import uuid4

import pytest

from budget.beginning.starters import STARTERS
from budget.models import Amount, Layout, Line, Series
from finsam.core.models import AuditEntry, FiscalYear, Forbund
from finsam.core.tenancy.scope import inside
from finsam.organisation.installation import services as installation
from plans.models.insatser import Insats, InsatsYear
from tests import clients
from tests.budget.test_pasted import EXCEL

KEY, YEAR = "norra-an", 2025


@pytest.fixture
def new(db):
    """A förbund that has just been made, and a browser with its förbundschef."""
    keeper = clients.user("skotare")
    forbund = Forbund(name="Samordningsförbundet Norra Ån", short_name="Norra Ån", key=KEY)
    access = installation.make_forbund(
        forbund, year=YEAR, kommuner=["Norrby kommun"], region="Region Mitt", chief_name="Eva", chief_email="eva@example.se", by=keeper,
    )  # fmt: skip
    with inside(forbund):
        insats = Insats(forbund=forbund, name="Coachteamet")
        insats.save()
        InsatsYear(forbund=forbund, fiscal_year=FiscalYear.objects.get(), insats=insats).save()
        yield clients.signed_in(access.user)


def address(name: str) -> str:
    return clients.url(name, KEY, YEAR)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def entries() -> set[int]:
    return set(AuditEntry.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("key", STARTERS)
def test_a_ready_budget_gives_lines_series_and_a_table_in_one_change(new, key):
    before = entries()
    response = new.post(address("budget-begin"), {"starter": key})
    assert response["Location"] == f"/{KEY}/{YEAR}/budget/belopp/budget-2025/"
    assert len(entries() - before) == 1
    assert [(one.name, one.about) for one in Series.objects.order_by("order")] == [
        ("Budget 2025", 2025), ("Plan 2026", 2026), ("Plan 2027", 2027),
    ]  # fmt: skip
    assert sorted(line.payer.name for line in Line.objects.exclude(payer=None)) == [
        "Norrby kommun", "Region Mitt", "Staten",
    ]  # fmt: skip
    assert Layout.objects.get().columns.count() == 3
    page = words(new.get(f"{address('budget')}?{uuid4()}"))
    assert "Summa kostnader" in page
    if key != "nivaer":  # where it has no kind yet, it stands under none
        assert Line.objects.get(insats__name="Coachteamet").name == "Coachteamet"


def test_the_four_are_to_choose_from_and_are_begun_once(new):
    page = words(new.get(address("budget-begin")))
    for starter in STARTERS.values():
        assert starter.name in page
    new.post(address("budget-begin"), {"starter": "grupper"})
    count = Line.objects.count()
    again = new.post(address("budget-begin"), {"starter": "grupper"})
    assert "Förbundet har redan budgetrader" in words(again)
    assert Line.objects.count() == count


def test_nothing_chosen_is_said(new):
    assert "Välj en av tabellerna" in words(new.post(address("budget-begin"), {}))


def test_a_pasted_budget_is_shown_and_then_saved_in_one_change(new):
    shown = new.post(address("budget-paste"), {"text": EXCEL})
    assert shown.status_code == 200
    assert "Det här lästes" in words(shown)
    assert "Coachteamet" in words(shown)
    assert not Line.objects.exists()
    before = entries()
    data = {"text": EXCEL, "kolumn-0": "budget:2024", "kolumn-1": "budget:2025", "save": "1"}
    assert new.post(address("budget-paste"), data)["Location"] == address("budget")
    assert len(entries() - before) == 1
    assert FiscalYear.objects.get(year=2024).decided_before
    amounts = {
        (one.series.about, one.line.name): one.amount
        for one in Amount.objects.select_related("line", "series")
    }
    assert amounts[2024, "Coachteamet"] == -2100000
    assert amounts[2025, "Kansli"] == -800000
    assert (2024, "Insatser") not in amounts
    coach = Line.objects.get(name="Coachteamet")
    assert (coach.parent.name, coach.insats.name) == ("Insatser", "Coachteamet")
    assert Line.objects.get(name="Region Mitt").payer.name == "Region Mitt"
    page = words(new.get(f"{address('budget')}?{uuid4()}"))
    assert "2 100 000" in page


def test_pasted_twice_nothing_is_doubled(new):
    data = {"text": EXCEL, "kolumn-0": "budget:2024", "kolumn-1": "", "save": "1"}
    new.post(address("budget-paste"), data)
    count = Line.objects.count()
    again = new.post(address("budget-paste"), data)
    assert again.status_code == 422
    assert "Budget 2024 har redan belopp" in words(again)
    assert "Coachteamet" in words(again)
    assert Line.objects.count() == count


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text": ""}, "Klistra in en tabell först"),
        ({"text": "Bara ord"}, "Här finns inga belopp att läsa"),
        ({"text": "Kansli\t1.234"}, "kan läsas på två sätt"),
        ({"text": EXCEL, "kolumn-0": "", "kolumn-1": ""}, "Välj minst en kolumn"),
        (
            {"text": EXCEL, "kolumn-0": "budget:2024", "kolumn-1": "budget:2024"},
            "Två kolumner har samma innehåll",
        ),
        ({"text": EXCEL, "kolumn-0": "utfall:1850", "kolumn-1": ""}, "giltigt alternativ"),
        (
            {
                "text": EXCEL.replace("Kansli", "Kansli 19121212-1212"),
                "kolumn-0": "budget:2024",
                "kolumn-1": "",
            },
            "personnummer",
        ),
    ],
)
def test_what_can_not_be_saved_is_told_and_the_table_stands(new, data, sentence):
    before = entries()
    response = new.post(address("budget-paste"), {**data, "save": "1"})
    assert response.status_code == 422
    assert sentence in words(response)
    assert data["text"][:6].strip() in response.content.decode()
    assert (entries(), Line.objects.count()) == (before, 0)
