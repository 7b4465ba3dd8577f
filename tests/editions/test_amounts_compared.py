"""One amount is changed: one cell is told as changed, the totals above it as following, and nothing else is told."""

import random
from collections import Counter
from decimal import Decimal

import pytest

from budget.models import Amount, Series
from budget.services import set_amounts
from finsam.documents.books import open_book
from finsam.documents.models import Document
from finsam.documents.resolve import resolve
from finsam.documents.resolved import Cover, Part, Resolved
from finsam.editions.comparison import compare
from finsam.editions.comparison.tables import printed
from finsam.facts.book import Fact
from finsam.facts.tables import Cell, Column, Row, Table
from tests import clients

PLACES = (
    ("degerfors-karlskoga", 2024),
    ("finnveden", 2025),
    ("kramfors", 2024),
    ("lekeberg-orebro", 2024),
)


def plan_of(year):
    """The year's plan, resolved afresh."""
    document = Document.objects.get(fiscal_year=year, kind="verksamhetsplan")
    return resolve(document, open_book(year.forbund, year.year), list(document.sections.all()))


def entered(year, line, difference):
    """The year's plan before and after a line of its budget is changed by an amount."""
    with clients.in_scope(year.forbund.key):
        before = plan_of(year)
        amount = Amount.objects.get(
            series__fiscal_year=year, series__key=f"budget-{year.year}", line__key=line
        )
        set_amounts(
            series=amount.series,
            amounts={amount.line: amount.amount + difference},
            by=clients.chief(year.forbund.key),
        )
        return before, plan_of(year)


def test_one_amount_is_one_changed_cell_and_the_totals_above_it(db):
    year = clients.fiscal_year("degerfors-karlskoga", 2024)
    changes = compare(*entered(year, "coachingteamet", Decimal(-100_000)))
    cells = [(piece.key, row.key, cell.column, cell.follows) for piece, row, cell in changes.cells()]
    own = [cell for cell in cells if not cell[3]]
    assert own == [("kostnader", "coachingteamet", "b24", False)]
    assert Counter(table for table, *_ in cells) == {
        "insats-coachingteamet-kort": 1,
        "kostnader": 5,
        "flerar": 8,
        "beslut": 2,
    }
    assert [(figure.key, figure.difference) for figure in changes.entered] == [
        ("budget.coachingteamet@2024", Decimal(100_000))
    ]
    assert {figure.because for figure in changes.figures if not figure.entered} == {
        ("budget.coachingteamet@2024",)
    }
    assert changes.cover == ()
    assert [section.key for section in changes.sections if not section.follows] == ["kostnader"]
    told = [
        (section.key, paragraph.follows) for section in changes.sections for paragraph in section.paragraphs
    ]
    assert told == [("budgetoversikt", True)]


def test_changed_cell_says_what_it_was_what_it_is_and_by_how_much(db):
    year = clients.fiscal_year("degerfors-karlskoga", 2024)
    changes = compare(*entered(year, "coachingteamet", Decimal(-100_000)))
    (cell,) = [
        cell
        for piece, row, cell in changes.cells()
        if (piece.key, row.key) == ("kostnader", "coachingteamet")
    ]
    assert (cell.was, cell.now, cell.step) == ("4\u00a0190\u00a0000", "4\u00a0290\u00a0000", "+100\u00a0000")


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place[0])
def test_of_random_amounts_exactly_those_and_what_follows_them_are_told(db, place):
    year, chief, luck = clients.fiscal_year(*place), clients.chief(place[0]), random.Random(place[0])  # noqa: S311 - the same amounts each time
    with clients.in_scope(place[0]):
        series = Series.objects.get(fiscal_year=year, key=f"budget-{place[1]}")
        amounts = list(Amount.objects.filter(series=series).select_related("line").order_by("line__key"))
        before = plan_of(year)
        for _ in range(4):
            several = luck.sample(amounts, luck.randint(1, 2))
            values = {amount.line: amount.amount + luck.randint(1, 99) * 10_000 for amount in several}
            set_amounts(series=series, amounts=values, by=chief)
            for amount in several:
                amount.refresh_from_db()
            series.refresh_from_db()
            after = plan_of(year)
            keys = {f"budget.{amount.line.key}@{place[1]}" for amount in several}
            assert told_of(compare(before, after)) == differs(before, after, keys)
            assert {figure.key for figure in compare(before, after).entered} == keys
            before = after


def told_of(changes) -> set[tuple]:
    """The cells that are told of, each with whether it is told as following."""
    told = {
        (piece.key, row.key, cell.column, cell.was, cell.now, cell.follows)
        for piece, row, cell in changes.cells()
    }
    for section in changes.sections:
        assert section.how == "changed"
        assert (section.was, section.moved, section.remarks) == ("", False, ())
        for piece in section.pieces:
            assert (piece.how, piece.columns, piece.remarks) == ("changed", (), ())
            assert all(row.how == "changed" and not row.was for row in piece.rows)
    return told


def differs(before, after, keys: set[str]) -> set[tuple]:
    """The cells that print something else, found without comparing: each rests on one of the facts, or is one."""
    found = set()
    for old, new in zip(before.tables(), after.tables(), strict=True):
        for was, now in zip(old.rows, new.rows, strict=True):
            for column in new.columns:
                texts = [
                    printed(column, row.cells[column.key]) for row in (was, now) if column.key in row.cells
                ]
                if len(texts) == 2 and texts[0] != texts[1]:
                    fact = now.cells[column.key].fact
                    assert isinstance(fact, Fact)
                    assert {part.key for part in fact.walk()} & keys
                    found.add((new.key, now.key, column.key, *texts, fact.key not in keys))
    return found


def small(amount: str) -> Resolved:
    """A document of one table, in thousands of kronor."""
    leaf = Fact("x.hyra@2024", "Hyra", Decimal(amount))
    row = Row("hyra", "Hyra", {"belopp": Cell(leaf)})
    table = Table("t", "Kostnader", (Column("belopp", "Belopp", unit="tkr"),), (row,))
    part = Part("del", "s-del", 1, "1", "Del", True, False, "", (table,), "", "")
    return Resolved(Cover("F", "Plan", 2024), "plan", "utkast", "", "", (part,), (), (), {leaf.key: leaf})


def test_amount_that_does_not_show_in_the_unit_of_its_table_is_told_all_the_same():
    changes = compare(small("-10400"), small("-10100"))
    ((_, _, cell),) = changes.cells()
    assert (cell.was, cell.now, cell.difference) == ("−10", "−10", 300)
    assert cell.step == "+0,30"
    assert cell.remark == "Skillnaden syns inte i tabellens enhet."
