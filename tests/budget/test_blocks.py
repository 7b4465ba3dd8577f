"""What the budget offers documents: a layout, the split over kinds, and the charts with the tables they draw."""

import pytest

from budget.models import Line
from finsam.core.models import FiscalYear
from finsam.facts.tables import Chart, Html, Table
from finsam.organisation.models import Payer
from tests.plans.small import pieces as blocks


def pieces(budget, key: str, **chosen):
    return blocks(key, budget.book(), **chosen)


def cells(table: Table) -> dict[str, str]:
    column = table.columns[0]
    return {row.label: column.text(row.cells[column.key].fact).replace("\u00a0", " ") for row in table.rows}


@pytest.fixture
def spent(budget):
    series = budget.series_ = budget.series()
    for name, category, amount in (("Coach", "individ", -600), ("Kansli", "administration", -200)):
        budget.amount(series, budget.line(name, category=category), amount)
    return budget


def test_the_layout_that_is_chosen_and_before_that_the_first(spent):
    spent.layout(spent.series_, Line.objects.get(key="coach"), name="Ena")
    spent.layout(spent.series_, Line.objects.get(key="kansli"), name="Andra")
    assert [row.label for row in pieces(spent, "budget")[0].rows] == ["Coach"]
    assert [row.label for row in pieces(spent, "budget", layout="andra")[0].rows] == ["Kansli"]
    assert isinstance(pieces(spent, "budget", layout="borta")[0], Html)


def test_the_split_as_a_table(spent):
    (table,) = pieces(spent, "fordelning")
    assert cells(table) == {
        "Insatser": "75,00 %", "varav individinriktade": "100,00 %", "Administration": "25,00 %",
    }  # fmt: skip
    assert [row.level for row in table.rows] == [0, 1, 0]
    assert table.note.startswith("Insatser och administration är andelar"), "nothing is in brackets"


def test_the_split_as_a_table_with_last_years_in_brackets(spent):
    earlier = FiscalYear.objects.create(forbund=spent.forbund, year=2023, key="2023")
    last = spent.series_.__class__.objects.create(
        forbund=spent.forbund, fiscal_year=earlier, name="Budget 2023", kind="budget", about=2023
    )
    spent.amount(last, Line.objects.get(key="coach"), -500)
    (table,) = pieces(spent, "fordelning")
    assert table.row("insatser").cells["andel"].second is not None
    assert table.note.startswith("Inom parentes 2023. ")


def test_the_split_in_words_with_last_years_in_brackets(spent):
    earlier = FiscalYear.objects.create(forbund=spent.forbund, year=2023, key="2023")
    last = spent.series_.__class__.objects.create(
        forbund=spent.forbund, fiscal_year=earlier, name="Budget 2023", kind="budget", about=2023
    )
    spent.amount(last, Line.objects.get(key="coach"), -500)
    (said,) = pieces(spent, "fordelning", form="mening")
    assert (
        'budget.andel.insatser@2024" data-format="%.2"></data> (<data value="budget.andel.insatser@2023'
        in said.html
    )


def test_the_chart_of_costs_draws_each_kind_and_the_table_adds_up(spent):
    chart, table = pieces(spent, "diagram-kostnader")
    assert cells(table) == {"Individinriktade insatser": "600", "Administration": "200", "Summa": "800"}
    assert isinstance(chart, Chart)
    assert chart.rows == ("individ", "administration")
    assert table.row("summa").sums == ("individ", "administration")


def test_costs_without_a_kind_have_a_row_of_their_own(spent):
    """Where the sum was printed without saying what it counts besides its rows."""
    spent.amount(spent.series_, spent.line("Extra konsult"), -50)
    chart, table = pieces(spent, "diagram-kostnader")
    assert cells(table) == {
        "Individinriktade insatser": "600", "Administration": "200", "Utan kategori": "50", "Summa": "850",
    }  # fmt: skip
    assert table.row("summa").sums == chart.rows == ("individ", "administration", "utan")


def test_contributions_of_the_year_and_of_the_next(budget):
    regionen = budget.payer("Regionen", 500)
    budget.payer("Staten", 900)
    (table,) = (one for one in pieces(budget, "diagram-intakter") if isinstance(one, Table))
    assert cells(table) == {"Regionen": "500", "Staten": "900", "Summa": "1 400"}
    assert isinstance(pieces(budget, "diagram-intakter", ahead=1)[0], Html)
    regionen.contributions.create(
        forbund=budget.forbund, year=2025, status="beslutat", amount=550, key="regionen-2025"
    )
    assert cells(pieces(budget, "diagram-intakter", ahead=1)[-1]) == {"Regionen": "550", "Summa": "550"}
    assert Payer.objects.count() == 2
