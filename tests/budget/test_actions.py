"""Writing a series' amounts, and beginning a layout."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from budget.layouts.layout_tables import layout_table
from budget.models import Amount, Layout, LayoutColumn, Line
from budget.queries import layouts
from budget.services import reads_elsewhere, set_amounts, signed, start_layout
from finsam.core.audit import SYSTEM
from finsam.core.models import AuditEntry
from finsam.core.services import StaleSave
from finsam.core.tenancy.scope import inside
from tests.budget.small import Budget


def stored(series) -> dict[str, Decimal]:
    return {one.line.key: one.amount for one in Amount.objects.filter(series=series).select_related("line")}


def test_a_cost_is_written_without_its_minus(budget):
    assert signed(budget.line("Lokal"), Decimal(10)) == -10
    assert signed(budget.line("Bidrag", "intakt"), Decimal(10)) == 10
    assert signed(budget.line("Revision"), None) is None


def test_a_save_is_one_row_in_the_log(budget):
    series, lokal, lon = budget.series(), budget.line("Lokal"), budget.line("Lön")
    set_amounts(series=series, amounts={lokal: Decimal(-10), lon: Decimal(-20)}, by=SYSTEM)
    assert stored(series) == {"lokal": -10, "lon": -20}
    row = AuditEntry.objects.get()
    assert (row.verb, len(row.after)) == ("skrev in belopp", 2)


def test_lines_that_are_not_named_keep_theirs_and_none_takes_away(budget):
    series, lokal, lon = budget.series(), budget.line("Lokal"), budget.line("Lön")
    set_amounts(series=series, amounts={lokal: Decimal(-10), lon: Decimal(-20)}, by=SYSTEM)
    set_amounts(series=series, amounts={lokal: None}, by=SYSTEM)
    assert stored(series) == {"lon": -20}


def test_nothing_changed_leaves_no_trace(budget):
    series, lokal = budget.series(), budget.line("Lokal")
    budget.amount(series, lokal, -10)
    set_amounts(series=series, amounts={lokal: Decimal(-10)}, by=SYSTEM)
    assert not AuditEntry.objects.exists()
    series.refresh_from_db()
    assert series.version == 1


def test_a_group_is_a_lump_or_its_lines(budget):
    series, group = budget.series(), budget.line("Insatser")
    line = budget.line("Coachteamet", parent=group)
    with pytest.raises(ValidationError) as refused:
        set_amounts(series=series, amounts={group: Decimal(-100), line: Decimal(-10)}, by=SYSTEM)
    assert (
        "antingen ha ett eget belopp eller vara summan av sina rader"
        in refused.value.message_dict["insatser"][0]
    )
    assert not Amount.objects.exists()


def test_an_amount_that_is_read_elsewhere_is_not_written(budget):
    series = budget.series(reads_contributions="beslutat")
    line = budget.line("Bidrag", "intakt", payer=budget.payer("Regionen", 500))
    assert reads_elsewhere(line, series) == "Hämtas från medlemsbidragen."
    with pytest.raises(ValidationError, match="Hämtas från medlemsbidragen"):
        set_amounts(series=series, amounts={line: Decimal(1)}, by=SYSTEM)


def test_a_save_after_somebody_elses(budget):
    series, lokal = budget.series(), budget.line("Lokal")
    set_amounts(series=series, amounts={lokal: Decimal(-10)}, by=SYSTEM, version=1)
    with pytest.raises(StaleSave):
        set_amounts(series=series, amounts={lokal: Decimal(-11)}, by=SYSTEM, version=1)
    assert stored(series) == {"lokal": -10}


def test_a_line_of_another_forbund(budget):
    series, neighbour = budget.series(), Budget("sodra-an")
    with inside(neighbour.forbund):
        theirs = neighbour.line("Deras")
    with pytest.raises(ValidationError, match="hör inte till det här förbundet"):
        set_amounts(series=series, amounts={theirs: Decimal(1)}, by=SYSTEM)


def test_a_new_layout_begins_with_every_line(budget):
    series, group = budget.series(), budget.line("Insatser")
    budget.line("Coachteamet", parent=group)
    budget.line("Bidrag", "intakt")
    budget.line("Gemensamt", common=True)
    layout = start_layout(Layout(name="Allt", **budget.year), by=SYSTEM, children=[])
    table = layout_table(budget.book(), layouts(budget.forbund, 2024)[layout.key])
    assert [(row.label, row.level) for row in table.rows] == [
        ("Bidrag", 0), ("Summa intäkter", 0), ("Insatser", 0), ("Coachteamet", 1), ("Summa kostnader", 0),
        ("Resultat", 0),
    ]  # fmt: skip
    assert LayoutColumn.objects.get().series == series
    assert AuditEntry.objects.count() == 1
    assert Line.objects.count() == 4
