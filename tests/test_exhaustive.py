"""What is of several kinds says something of each, and stops at one that it doesn't know.

Each table is written out here, so that a new member of an enumeration fails until somebody has said what it means.
"""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from budget.layouts.layout_tables import LayoutTable
from budget.models import COST_ROWS, ColumnKind, RowKind, RrRow, SignDisplay
from finsam.documents.models import Document, Section
from finsam.documents.resolve import resolve
from finsam.facts.book import Fact
from finsam.facts.tables import Cell, Chart, Column, Row, Table
from finsam.organisation.models import PART_OF_LAW, MemberKind
from finsam.rendering.charts import charts
from finsam.rendering.html import view_of
from followup.accounts.blocks.notes import _BY_FORM, _home, reference
from followup.accounts.facts.parts import row_side
from followup.accounts.models import EXPLAINABLE, NoteContent
from followup.goals.judging.verdicts import (
    DOWNWARDS,
    UPWARDS,
    Demand,
    Result,
    Status,
    judge,
    limits_of,
    needed,
    together,
)
from followup.statistics.models import Qualifier
from followup.surveys.survey_scales import LEVELS, RULES, Scale, result
from plans.facts import Target
from plans.models.goals import WITH_TARGET, GoalKind, Operator, Verdict
from plans.texts.goal_tree import KINDS
from plans.texts.wording import PLAIN, demand_text
from tests.plans.conftest import plan

__all__ = ["plan"]
NBSP = "\u00a0"
HALF, MORE = Decimal("0.5"), Decimal("0.6")

# operator: (of 49, 50, 51 and 61 of 100 against 50, or 50–60 of 100, without leeway), what is needed of 100
JUDGED = {
    "minst": ("ej", "uppfyllt", "uppfyllt", "uppfyllt", 50),
    "hogst": ("uppfyllt", "uppfyllt", "ej", "ej", 50),
    "over": ("ej", "ej", "uppfyllt", "uppfyllt", 51),
    "under": ("uppfyllt", "ej", "ej", "ej", 49),
    "lika": ("ej", "uppfyllt", "ej", "ej", None),
    "mellan": ("ej", "uppfyllt", "uppfyllt", "ej", 50),
    "fler": ("ej", "ej", "uppfyllt", "uppfyllt", None),
    "farre": ("uppfyllt", "ej", "ej", "ej", None),
    "inom": ("ej", "uppfyllt", "uppfyllt", "uppfyllt", 50),
    "ja": ("ej-matt", "ej-matt", "ej-matt", "ej-matt", None),
    "text": ("ingen", "ingen", "ingen", "ingen", None),
}


@pytest.mark.parametrize("operator", Operator)
def test_every_operator_is_judged(operator):
    *expected, limit = JUDGED[operator]
    demand = Demand(operator, HALF, MORE)
    said = [judge(demand, Result(Decimal(count) / 100), Decimal(0)) for count in (49, 50, 51, 61)]
    assert said == expected
    assert needed(demand, 100) == limit


NEAR = {  # with a tenth of leeway: 44, 45, 55, 56, 66, 67 of 100 against 50 (50–60)
    "minst": "ej nastan uppfyllt uppfyllt uppfyllt uppfyllt",
    "hogst": "uppfyllt uppfyllt nastan ej ej ej",
    "over": "ej nastan uppfyllt uppfyllt uppfyllt uppfyllt",
    "under": "uppfyllt uppfyllt nastan ej ej ej",
    "lika": "ej nastan nastan ej ej ej",
    "mellan": "ej nastan uppfyllt uppfyllt nastan ej",
    "fler": "ej nastan uppfyllt uppfyllt uppfyllt uppfyllt",
    "farre": "uppfyllt uppfyllt nastan ej ej ej",
    "inom": "ej nastan uppfyllt uppfyllt uppfyllt uppfyllt",
}


@pytest.mark.parametrize("operator", [one for one in Operator if one not in ("ja", "text")])
def test_every_operator_has_its_nearly(operator):
    high = MORE if operator == "mellan" else None
    said = [
        judge(Demand(operator, HALF, high), Result(Decimal(count) / 100), Decimal("0.1"))
        for count in (44, 45, 55, 56, 66, 67)
    ]
    assert said == NEAR[operator].split()


def test_every_operator_has_a_way_or_none():
    assert set(UPWARDS) == {"minst", "over", "inom", "fler"}
    assert set(DOWNWARDS) == {"hogst", "under", "farre"}
    assert set(Operator) - set(UPWARDS) - set(DOWNWARDS) == {"lika", "mellan", "ja", "text"}
    assert set(Operator) - set(WITH_TARGET) == {"fler", "farre", "ja", "text"}


@pytest.mark.parametrize(
    "judged",
    [
        lambda: judge(Demand("minst.", HALF), Result(HALF), Decimal(0)),
        lambda: judge(Demand("", HALF), Result(HALF), Decimal("0.1")),
        lambda: needed(Demand("storre", HALF), 10),
        lambda: limits_of(Demand("storre", HALF)),
        lambda: judge(Demand("minst", HALF), Result(HALF, qualifier="typ"), Decimal(0)),
        lambda: together([Status.MET], "flertalet"),
    ],
)
def test_unknown_operator_qualifier_or_rule_is_no_verdict(judged):
    with pytest.raises(ValueError, match="no such"):
        judged()


# A value of 50 of which only so much is known, against at least 40, 50 and 60, and at most 40, 50 and 60
QUALIFIED = {
    "": "uppfyllt uppfyllt ej ej uppfyllt uppfyllt",
    "ca": "uppfyllt uppfyllt ej ej uppfyllt uppfyllt",
    "över": "uppfyllt uppfyllt ingen ej ingen ingen",
    "minst": "uppfyllt uppfyllt ingen ej ingen ingen",
    "under": "ingen ingen ej ingen uppfyllt uppfyllt",
    "högst": "ingen ingen ej ingen uppfyllt uppfyllt",
}


@pytest.mark.parametrize("qualifier", sorted({*Qualifier.values, *QUALIFIED}))
def test_every_qualifier_is_judged(qualifier):
    said = [
        judge(Demand(operator, Decimal(target)), Result(Decimal(50), qualifier=qualifier), Decimal(0))
        for operator in ("minst", "hogst")
        for target in (40, 50, 60)
    ]
    assert said == QUALIFIED[qualifier].split()


@pytest.mark.parametrize(
    ("operator", "qualifier", "expected"),
    [
        ("over", "över", "uppfyllt"),
        ("over", "minst", "ingen"),
        ("under", "under", "uppfyllt"),
        ("under", "högst", "ingen"),
        ("mellan", "över", "ingen"),
        ("mellan", "under", "ingen"),
    ],
)
def test_end_that_lies_on_the_target(operator, qualifier, expected):
    demand = Demand(operator, Decimal(50), Decimal(60))
    assert judge(demand, Result(Decimal(50), qualifier=qualifier), Decimal(0)) == expected


@pytest.mark.parametrize("rule", Verdict)
def test_every_rule_puts_parts_together(rule):
    expected = {"alla": "delvis", "nagon": "uppfyllt", "fordelning": "delvis"}[rule]
    assert together([Status.MET, Status.MISSED], rule) == expected


WORDS = {
    "minst": "minst 50 %",
    "hogst": "högst 50 %",
    "over": "över 50 %",
    "under": "under 50 %",
    "lika": "50 %",
    "mellan": "50–60 %",
    "fler": "fler än 2023",
    "farre": "färre än 2023",
    "inom": "50 % inom 30 dagar",
    "ja": "ja",
    "text": "50 %",
}


def target(operator) -> Target:
    goal = SimpleNamespace(fiscal_year=SimpleNamespace(year=2024))
    part = SimpleNamespace(operator=operator, fraction="", base_offset=-1)
    value, high = (Fact(f"m{n}@2024", "M", n, unit="%") for n in (HALF, MORE))
    return Target(goal, part, value, high, Fact("d@2024", "D", Decimal(30), unit="dagar"))


@pytest.mark.parametrize("operator", Operator)
def test_every_operator_has_words(operator):
    assert demand_text(target(operator), PLAIN).replace(NBSP, " ") == WORDS[operator]


def test_unknown_operator_has_none():
    with pytest.raises(ValueError, match="no such operator"):
        demand_text(target("storre"), PLAIN)


# Tables, charts and layouts


@pytest.mark.parametrize("sign", SignDisplay)
def test_every_way_of_showing_signs(sign):
    cost, income = Fact("k@1", "K", Decimal(-5), side="kostnad"), Fact("i@1", "I", Decimal(5), side="intakt")
    column = Column("k", "K", sign=sign)
    expected = {"natural": (-5, 5), "positive": (5, 5), "negated": (5, -5)}[sign]
    assert (column.signed(cost), column.signed(income)) == expected
    with pytest.raises(ValueError, match="no such way"):
        Column("k", "K", sign="tvärtom").signed(cost)


def test_unknown_kind_of_chart_and_shape_of_table_are_not_drawn():
    column = Column("k", "K")
    table = Table("t", "T", (column,), (Row("r", "R", {"k": Cell(Fact("a@1", "A", Decimal(1)))}),))
    for kind in ("bar", "columns", "shares"):
        assert charts.svg(Chart("c", "C", table, kind=kind), accent="#1D5B79")
    with pytest.raises(ValueError, match="no such kind of chart"):
        charts.svg(Chart("c", "C", table, kind="paj"), accent="#1D5B79")
    with pytest.raises(KeyError):
        view_of(Table("t", "T", (), (), shape="rutnät"), part=None, accent="", year=2024, anchors={"t": 0})


class _Layout(LayoutTable):
    """A layout whose rows and columns aren't in the database."""

    def __init__(self):
        line = Fact("budget.rad@2024", "Rad", Decimal(-5), side="kostnad")
        measure = Fact("budget.resultat@2024", "Resultat", Decimal(20))
        self.data = SimpleNamespace(lines={1: None})
        self._facts = SimpleNamespace(line=lambda _: line, measure=lambda _: measure)

    def facts_of(self, column_series):
        return self._facts

    def sum(self, row, series):
        return Fact("budget.layout@2024", "Summa", Decimal(7))


@pytest.mark.parametrize("kind", RowKind)
def test_every_kind_of_row(kind):
    row = SimpleNamespace(kind=kind, series=None, line_id=1, measure="resultat")
    fact = _Layout().fact(row, object())
    assert (fact and fact.value) == {"rubrik": None, "post": -5, "summa": 7, "matt": 20}[kind]
    with pytest.raises(ValueError, match="no such kind of row"):
        _Layout().fact(SimpleNamespace(kind="fri", series=None), object())


@pytest.mark.parametrize("kind", ColumnKind)
def test_every_kind_of_column(kind):
    row = SimpleNamespace(kind="post", series=None, line_id=1)
    column = SimpleNamespace(kind=kind, series="a", against="b", key="k")
    fact = _Layout().cell(row, column)
    assert (fact.op, fact.value) == {
        "serie": ("given", -5), "avvikelse": ("sum", 0), "procent": ("ratio", 1),
    }[kind]  # fmt: skip
    with pytest.raises(ValueError, match="no such kind of column"):
        _Layout().cell(row, SimpleNamespace(kind="kvot", series="a", against="b", key="k"))


def test_setting_that_no_block_has_is_said_and_not_taken_for_another(plan):
    document = Document.objects.create(kind="verksamhetsplan", title="Plan", key="plan", **plan.year)
    Section.objects.create(
        forbund=plan.forbund,
        document=document,
        title="Mål",
        block="mal",
        options={"form": "tabell", "kind": "mjukt"},
    )
    said = [one.reason for one in resolve(document, plan.book()).missing]
    assert said == [
        "Inställningen ”Slag av mål” är ”mjukt”, som inte finns. Välj en annan.",
        "Inställningen ”Form” är ”tabell”, som inte finns. Välj en annan.",
    ]


# Members, statements, surveys


@pytest.mark.parametrize("kind", MemberKind)
def test_every_member_is_of_a_part_of_the_law(kind):
    assert PART_OF_LAW[kind] == {"fk": "stat", "af": "stat", "region": "region", "kommun": "kommun"}[kind]


@pytest.mark.parametrize("row", RrRow)
def test_every_row_of_the_income_statement_has_its_side(row):
    expected = {
        "intakter": "intakt", "kostnader": "kostnad", "avskrivningar": "kostnad", "skatteintakter": "intakt",
        "statsbidrag": "intakt", "finansiella-intakter": "intakt", "finansiella-kostnader": "kostnad",
        "extraordinara": "",
    }  # fmt: skip
    assert row_side(row) == expected[row]
    assert (row in COST_ROWS) == (expected[row] == "kostnad")


def test_note_says_where_its_rows_stand_and_knows_no_others():
    homes = {key: _home(key) for key, _ in EXPLAINABLE}
    assert homes["kostnader"] == homes["finansiella-intakter"] == "rr"
    assert homes["kassa"] == homes["panter"] == homes["reserv"] == "br"
    assert set(homes.values()) == {"rr", "br"}
    with pytest.raises(KeyError):
        reference(SimpleNamespace(explains=["kf.lopande"], key="x"))


def test_every_form_of_note_has_its_rows():
    assert set(_BY_FORM) | {NoteContent.TEXT} == set(NoteContent)


@pytest.mark.parametrize("scale", Scale)
def test_every_scale_has_a_result(scale):
    counts = {"ofta": 3, "aldrig": 1, "ja": 3, "nej": 1, "8": 1, "6": 1}
    share = Decimal(3) / 4
    assert result(scale, counts) == {"ofta": (share, 4), "janej": (share, 4), "betyg": (7, 2)}[scale]
    assert scale in LEVELS
    assert scale in RULES


def test_every_kind_of_goal_has_its_heading():
    assert set(KINDS) == set(GoalKind)
