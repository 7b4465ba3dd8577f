"""A layout's columns: what a deviation's plus means, what a percentage is of, and which sign is shown."""

from decimal import Decimal

import pytest

from budget.layouts.layout_tables import layout_table
from budget.models import Layout, LayoutColumn, LayoutRow, Line
from budget.queries import layouts
from finsam.facts.tables import Table
from tests.budget.small import YEAR


@pytest.fixture
def compared(budget):
    """An outcome beside its budget: 50 more in income, 30 more in costs."""
    made, came = budget.series(), budget.series("Utfall 2024", "utfall")
    for name, side, planned, actual in (("Bidrag", "intakt", 1000, 1050), ("Lön", "kostnad", -800, -830)):
        line = budget.line(name, side)
        budget.amount(made, line, planned)
        budget.amount(came, line, actual)
    budget.layout_ = budget.layout(came, *Line.objects.all())
    LayoutRow.objects.create(
        forbund=budget.forbund, layout=budget.layout_, kind="matt", measure="resultat", order=9
    )
    for order, kind in ((2, "avvikelse"), (3, "procent")):
        LayoutColumn.objects.create(
            forbund=budget.forbund,
            layout=budget.layout_,
            label=kind,
            kind=kind,
            series=came,
            against=made,
            order=order,
        )
    return budget


def printed(budget) -> dict[str, list[str]]:
    table = table_of(budget)
    return {row.label: [said(table, row.key, column.key) for column in table.columns] for row in table.rows}


def table_of(budget) -> Table:
    return layout_table(budget.book(), layouts(budget.forbund, YEAR)["resultatbudget"])


def said(table: Table, row: str, column: str) -> str:
    one = next(one for one in table.columns if one.key == column)
    return one.text(table.row(row).cells[column].fact).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("sign", "outcome"),
    [
        ("positive", ["1 050", "830", "220"]),
        ("natural", ["1 050", "−830", "220"]),
        ("negated", ["−1 050", "830", "−220"]),
    ],
)
def test_deviations_are_plus_when_better_and_percentages_are_of_the_budget_whatever_the_sign(
    compared, sign, outcome
):
    Layout.objects.update(sign=sign)
    found = printed(compared)
    assert [row[0] for row in found.values()] == outcome
    assert [row[1] for row in found.values()] == ["50", "−30", "20"]
    assert [row[2] for row in found.values()] == ["105,0", "103,8", "110,0"]


def test_exact_values_behind_them(compared):
    table = table_of(compared)
    cells = {
        row.label: [row.cells[column.key].fact.value for column in table.columns[1:]] for row in table.rows
    }
    assert cells["Bidrag"] == [50, Decimal("1.05")]
    assert cells["Lön"] == [-30, Decimal("1.0375")]
    assert cells["Resultat"] == [20, Decimal("1.1")]


def test_a_sum_of_named_rows_and_its_deviation(compared):
    total = LayoutRow.objects.create(
        forbund=compared.forbund, layout=compared.layout_, kind="summa", label="Netto", order=10
    )
    total.terms.set(compared.layout_.rows.filter(kind="post"))
    table = table_of(compared)
    row = next(row for row in table.rows if row.label == "Netto")
    assert [row.cells[column.key].fact.value for column in table.columns] == [220, 20, Decimal("1.1")]
    assert [table.row(key).label for key in row.sums] == ["Bidrag", "Lön"]


def test_a_row_of_another_series_and_a_row_of_some_columns(budget):
    before = budget.series("Prognos 2024", "prognos", stated_result=-70)
    made = budget.series()
    layout = budget.layout(made)
    second = LayoutColumn.objects.create(
        forbund=budget.forbund, layout=layout, label="Prognos", series=before, order=2
    )
    one = LayoutRow.objects.create(
        forbund=budget.forbund,
        layout=layout,
        kind="matt",
        measure="resultat",
        series=before,
        label="Prel. resultat",
    )
    one.only_columns.set([second])
    table = table_of(budget)
    (row,) = table.rows
    assert list(row.cells) == [table.columns[1].key]
    assert row.cells[table.columns[1].key].fact.value == -70
