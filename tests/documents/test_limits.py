"""What is printed of a figure that is judged is on the same side of its limit as the figure is."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from finsam.core.values.money import apart
from finsam.facts.book import Fact
from finsam.facts.figures import Format
from finsam.facts.tables import Cell, Column, Row, Table
from finsam.rendering.xlsx.xlsx import tables_to_xlsx

NBSP = "\u00a0"
SHARE = Decimal(113) / 133  # 84,962 %


def judged(value, comparison, limit, **fields) -> Fact:
    return Fact("a.b@2024", "Andel", Decimal(value), beyond=((comparison, Decimal(limit)),), **fields)


def printed(fact: Fact, form: str = "") -> str:
    """The figure as a sentence prints it, with plain spaces."""
    return Format.read(form).text(fact).replace(NBSP, " ")


@pytest.mark.parametrize(
    ("value", "comparison", "limit", "unit", "form", "expected"),
    [
        # missed, and would look reached
        (SHARE, ">=", "0.85", "%", "", "84,96 %"),
        (SHARE, ">=", "0.85", "%", "%.1", "84,96 %"),
        ("0.849999", ">=", "0.85", "%", "", "knappt 85 %"),
        ("0.8504", "<=", "0.85", "%", "", "85,04 %"),
        ("0.850001", "<=", "0.85", "%", "", "drygt 85 %"),
        ("0.336", ">=", "0.3375", "%", "", "33,6 %"),
        # reached, and would look missed
        ("0.8504", ">", "0.85", "%", "", "85,04 %"),
        ("0.8496", "<", "0.85", "%", "", "84,96 %"),
        ("0.844", ">=", "0.843", "%", "", "84,4 %"),
        # what looks as it is keeps its decimals
        (SHARE, ">", "0.85", "%", "", "85 %"),
        ("0.8504", ">=", "0.85", "%", "", "85 %"),
        ("0.85", ">=", "0.85", "%", "", "85 %"),
        ("0.5", ">=", "0.85", "%", "", "50 %"),
        # kronor, also in thousands and millions
        ("129999.60", ">=", "130000", "kr", "", "129 999,60 kr"),
        ("129990", ">=", "130000", "kr", "tkr", "129,99 tkr"),
        ("129999.60", ">=", "130000", "kr", "tkr", "knappt 130 tkr"),
        ("1299000", ">=", "1300000", "kr", "mnkr.1", "knappt 1,3 mnkr"),
        ("129990", ">=", "130000", "kr", "tkr~100", "129,99 tkr"),
        ("55518", ">=", "130000", "kr", "mnkr.1", "0,06 mnkr"),
        ("-0.4", ">=", "0", "kr", "", "−0,40 kr"),
    ],
)
def test_figure_in_a_sentence(value, comparison, limit, unit, form, expected):
    assert printed(judged(value, comparison, limit, unit=unit), form) == expected


def test_cost_without_its_minus_is_told_apart_too():
    """Costs are below zero: one of 20 000,40 kr is more than 20 000."""
    fact = judged("-20000.40", ">=", "-20000", side="kostnad")
    assert printed(fact) == "20 000,40 kr"
    assert printed(fact, "tkr") == "drygt 20 tkr"


def test_two_limits():
    fact = Fact("a.b@2024", "Andel", Decimal("0.9004"), unit="%",
                beyond=((">=", Decimal("0.7")), ("<=", Decimal("0.9"))))  # fmt: skip
    assert printed(fact) == "90,04 %"


def test_uncertain_figure_is_not_called_nearly_too():
    fact = judged("0.849999", ">=", "0.85", unit="%", qualifier="ca")
    assert printed(fact) == "ca 85 %"


@pytest.mark.parametrize(
    ("value", "text", "excel"), [(SHARE, "84,96 %", "0.00%"), ("0.849999", "knappt 85 %", '"knappt "0%')]
)
def test_table_and_workbook(value, text, excel):
    fact = judged(value, ">=", "0.85", unit="%")
    column = Column("k", "Andel")
    assert column.text(fact).replace(NBSP, " ") == text
    table = Table("t", "Mål", (column,), (Row("r", "Nöjda", {"k": Cell(fact)}),))
    book = load_workbook(BytesIO(tables_to_xlsx([table], title="Mål", forbund="Norra ån")))
    assert book["Mål"]["B4"].number_format == excel


@pytest.mark.parametrize(
    ("left", "right", "places"),
    [("20", "19.96", 2), ("20", "19.9", 1), ("20", "20", 1), ("1", "1.0000001", 4)],
)
def test_decimals_that_two_numbers_need(left, right, places):
    assert apart(Decimal(left), Decimal(right), 1) == places
