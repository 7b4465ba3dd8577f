"""Which series a kind means, and that a year may have several forecasts, revisions and interim outcomes."""

from datetime import date

import pytest

from budget.layouts.layout_tables import layout_table
from budget.models import LayoutColumn, Series
from budget.queries import layouts, money
from finsam.core.models import FiscalYear
from tests.budget.small import YEAR
from tests.budget.test_pages import PLACE, text_of

APRIL, AUGUST = date(YEAR, 4, 30), date(YEAR, 8, 31)


def newest(budget, kind: str = "prognos", about: int = YEAR) -> str:
    return money(budget.forbund).canonical[kind, about, 0].name


def test_the_newest_series_is_the_one_of_the_latest_day(budget):
    """However they were entered; on either database one without a day is the oldest."""
    budget.series("Augusti", "prognos", date=AUGUST)
    budget.series("April", "prognos", date=APRIL)
    budget.series("Utan dag", "prognos")
    assert newest(budget) == "Augusti"
    assert budget.book()["prognos.resultat@2024"].label == "Resultat"
    assert [one.name for one in money(budget.forbund).of_kind("prognos", YEAR)] == [
        "Utan dag",
        "April",
        "Augusti",
    ]


def test_a_later_year_made_counts_before_the_day(budget):
    earlier = FiscalYear.objects.create(forbund=budget.forbund, year=2023, key="2023")
    Series.objects.create(
        forbund=budget.forbund,
        fiscal_year=earlier,
        name="Tidig",
        kind="prognos",
        about=YEAR,
        date=date(2024, 12, 1),
    )
    budget.series("Sen", "prognos", date=APRIL)
    assert newest(budget) == "Sen"


def test_facts_are_of_the_newest_and_the_others_keep_names_of_their_own(budget):
    line = budget.line("Lokal")
    for name, day, amount in (("Prognos augusti", AUGUST, -80), ("Prognos april", APRIL, -40)):
        budget.amount(budget.series(name, "prognos", date=day), line, amount)
    book = budget.book()
    assert book["prognos.kostnader@2024"].value == -80
    assert book["serie.prognos-april.kostnader@2024"].value == -40


def post(chief, **fields):
    return chief.post(f"{PLACE}/serier/ny/", {"kind": "prognos", "about": "2024", "order": "1", **fields})


@pytest.mark.parametrize("kind", ["prognos", "reviderad", "delar"])
def test_several_of_a_kind_each_with_its_day(budget, chief, kind):
    for day in ("2024-03-31", "2024-04-30", "2024-06-30", "2024-08-31", "2024-09-30"):
        assert post(chief, kind=kind, name=f"Serie {day}", date=day).status_code == 302
    page = post(chief, kind=kind, name="En till", date="2024-09-30")
    assert "Det finns redan en sådan med samma dag." in text_of(page)
    page = post(chief, kind=kind, name="Serie 2024-09-30", date="2024-10-31")
    assert "Skriv dagen i namnet" in text_of(page)
    assert Series.objects.count() == 5


@pytest.mark.parametrize("kind", ["budget", "utfall"])
def test_there_is_one_budget_and_one_outcome(budget, chief, kind):
    assert post(chief, kind=kind, name="Ett", date="2024-03-31").status_code == 302
    assert "Det finns redan en sådan för året." in text_of(
        post(chief, kind=kind, name="Två", date="2024-04-30")
    )


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("", "Skriv periodens sista dag"),
        ("2023-08-31", "Perioden slutar under 2024, det år som den avser."),
    ],
)
def test_an_interim_outcome_has_its_last_day(budget, chief, day, sentence):
    page = post(chief, kind="delar", name="Delår", date=day)
    assert page.status_code == 422
    assert sentence in text_of(page)


def test_a_columns_heading_follows_the_day_of_its_series(budget):
    series = budget.series("Delår", "delar", date=date(YEAR, 3, 31))
    layout = budget.layout(series)
    LayoutColumn.objects.update(label="Utfall {period} {år}", group="Per {dag}")
    (column,) = layout_table(budget.book(), layouts(budget.forbund, YEAR)[layout.key]).columns
    assert column.label == "Utfall 1\u00a0januari–31\u00a0mars 2024"
    assert column.group == "Per 31\u00a0mars 2024"
    Series.objects.update(date=None)
    (column,) = layout_table(budget.book(), layouts(budget.forbund, YEAR)[layout.key]).columns
    assert column.label == "Utfall (dag saknas) 2024"


def test_the_same_day_last_year_stands_beside(budget, chief):
    earlier = FiscalYear.objects.create(forbund=budget.forbund, year=2023, key="2023")
    line = budget.line("Lokal")
    for name, day, amount in (
        ("Mars i fjol", date(2023, 3, 31), -30),
        ("Augusti i fjol", date(2023, 8, 31), -80),
    ):
        one = Series.objects.create(
            forbund=budget.forbund, fiscal_year=earlier, name=name, kind="delar", about=2023, date=day
        )
        budget.amount(one, line, amount)
    budget.series("Mars", "delar", date=date(YEAR, 3, 31))
    assert "Mars i fjol" in text_of(chief.get(f"{PLACE}/belopp/mars/"))
