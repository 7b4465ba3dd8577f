"""A revision tells of its own budget: in tables, figures in the text, shares; and the year after it of neither."""

from datetime import date

import pytest

from budget.layouts.revising import original, revised
from budget.models import Amount, Layout, Series
from budget.services import set_amounts
from finsam.core.models import FiscalYear
from finsam.core.rollover import planned
from finsam.disclosure.reader import Reader
from finsam.documents.books import open_book
from finsam.documents.models import Document, Section
from finsam.documents.resolve import resolve
from finsam.editions.services import Decision, revise
from finsam.editions.versions import changes_between, chosen, versions_of
from finsam.facts.tables import Table
from plans.facts import in_force
from tests.editions.conftest import DECISION, step

SPRING = Decision(date(2024, 5, 3), "12", "Styrelsens sammanträde 3 maj 2024")
AUTUMN = Decision(date(2024, 9, 6), "31", "Styrelsens sammanträde 6 september 2024")


def a_cost(series):
    """The first cost that is written in a series."""
    kept = Amount.objects.filter(series=series, line__parent=None, line__side="kostnad", line__common=False)
    return kept.filter(line__share_of=None).order_by("line__order", "line").first()


def tables_of(document):
    book = open_book(document.forbund, 2024)
    resolved = resolve(Document.objects.prefetch_related("sections").get(pk=document.pk), book)
    return [piece for part in resolved.parts for piece in part.pieces if isinstance(piece, Table)], resolved


def printed(document, line):
    """What each column of the first table with the line says of it, in kr without its sign."""
    tables, _ = tables_of(document)
    table = next(table for table in tables if any(line.name in row.label for row in table.rows))
    row = next(row for row in table.rows if line.name in row.label)
    return {
        column.label: abs(row.cells[column.key].fact.value)
        for column in table.columns
        if column.key in row.cells
    }


@pytest.fixture
def told(plan, small, by):
    """A plan that tells of its costs in the text and in a table, decided."""
    section = Section.objects.filter(document=plan).exclude(block="budget").first()
    section.prose = '<p>Kostar <data value="budget.kostnader@0" data-format="kr"></data>.</p>'
    section.save()
    assert Section.objects.filter(document=plan, block="budget").exists()
    step(plan, "foresla", by)
    step(plan, "besluta", by, DECISION)
    return section


def test_tables_and_figures_of_a_revision_tell_of_the_revised_budget(told, plan, by):
    budget = Series.objects.get(key="budget-2024")
    amount = a_cost(budget)
    before = printed(plan, amount.line)
    assert before["Budget"] == -amount.amount

    revision = revise(document=plan, by=by)
    new = Series.objects.get(kind="reviderad")
    set_amounts(series=new, amounts={amount.line: amount.amount - 1000}, by=by)

    assert printed(revision, amount.line)["Reviderad budget"] == -amount.amount + 1000
    _, resolved = tables_of(revision)
    assert "reviderad.kostnader@2024" in resolved.facts
    assert "budget.kostnader@2024" not in resolved.facts
    assert not resolved.missing
    section = Section.objects.get(document=revision, key=told.key)
    assert 'value="reviderad.kostnader@0"' in section.prose
    # The decided plan says what it said.
    assert printed(plan, amount.line) == before
    assert Section.objects.get(pk=told.pk).prose == told.prose


def test_one_amount_of_a_revision_is_one_cell_and_its_totals_from_what_was_decided(told, plan, by):
    amount = a_cost(Series.objects.get(key="budget-2024"))
    revision = revise(document=plan, by=by)
    versions = versions_of(revision, Reader(open_book(plan.forbund, 2024), everything=True))
    pair = chosen(versions, "", "")
    assert [str(version) for version in pair] == [
        "Beslutad 20\u00a0november 2023 (handling 2)",
        "Dokumentet som det är nu",
    ]
    untouched = changes_between(revision, *pair, "everything")
    assert untouched.figures == ()
    assert list(untouched.cells()) == []
    assert not any(section.paragraphs for section in untouched.sections)

    new = Series.objects.get(kind="reviderad")
    set_amounts(series=new, amounts={amount.line: amount.amount - 1000}, by=by)
    versions = versions_of(revision, Reader(open_book(plan.forbund, 2024), everything=True))
    changes = changes_between(revision, *chosen(versions, "", ""), "everything")
    assert [(figure.key, figure.difference) for figure in changes.entered] == [
        (f"reviderad.{amount.line.key}@2024", 1000)
    ]
    entered = [cell for _, _, cell in changes.cells() if cell.entered]
    assert {abs(cell.difference) for cell in entered} == {1000}
    assert all(cell.follows for _, _, cell in changes.cells() if not cell.entered)
    [paragraph] = [each for section in changes.sections for each in section.paragraphs]
    assert paragraph.follows  # Kostar … kr
    assert {piece.was for _, piece in changes.pieces() if piece.columns} == {"Uppställning"}


def test_the_years_after_a_revised_budget_begin_with_what_it_leaves(told, plan, by):
    amount = a_cost(Series.objects.get(key="budget-2024"))
    decided = {
        key: open_book(plan.forbund, 2024).get(key).value
        for key in ("plan1.utgaende@2024", "plan2.utgaende@2024")
    }
    revision = revise(document=plan, by=by)
    new = Series.objects.get(kind="reviderad")
    set_amounts(series=new, amounts={amount.line: amount.amount - 1000}, by=by)
    ahead = Series.objects.get(kind="revplan", about=2025)
    set_amounts(series=ahead, amounts={amount.line: -5000}, by=by)

    book = open_book(plan.forbund, 2024)
    left = book.get("budget.utgaende@2024").value - 1000
    assert book.get("reviderad.utgaende@2024").value == left
    assert book.get("revplan1.ingaende@2024").value == left
    assert book.get("revplan2.ingaende@2024").value == book.get("revplan1.utgaende@2024").value
    assert book.get("plan1.ingaende@2024").value == left + 1000  # what was decided stands
    assert {key: book.get(key).value for key in decided} == decided

    step(revision, "foresla", by)
    step(revision, "besluta", by, SPRING)
    ahead.refresh_from_db()
    assert (ahead.decided, ahead.date) == (True, date(2024, 5, 3))
    # The next year begins from the plan as it was revised, and with what the revised budget leaves.
    copies = [row for row, _ in planned(FiscalYear.objects.get(forbund=plan.forbund, year=2024)).rows]
    budget = next(row for row in copies if isinstance(row, Series) and row.kind == "budget")
    assert (budget.about, budget.opening_from) == (2025, new)
    [copied] = [
        row for row in copies if isinstance(row, Amount) and row.series is budget and row.line == amount.line
    ]
    assert copied.amount == -5000


def test_a_second_revision_goes_on_from_the_first(told, plan, by):
    amount = a_cost(Series.objects.get(key="budget-2024"))
    first = revise(document=plan, by=by)
    set_amounts(
        series=Series.objects.get(kind="reviderad"), amounts={amount.line: amount.amount - 1000}, by=by
    )
    step(first, "foresla", by)
    step(first, "besluta", by, SPRING)

    second = revise(document=Document.objects.get(pk=first.pk), by=by)
    newest = Series.objects.get(kind="reviderad", decided=False)
    assert str(newest) == "Reviderad budget 2024 (2)"
    set_amounts(series=newest, amounts={amount.line: amount.amount - 3000}, by=by)
    assert set(printed(second, amount.line).values()) == {-amount.amount + 3000}
    book = open_book(plan.forbund, 2024)
    whole = book.get("budget.kostnader@2024").value
    assert book.get("reviderad.kostnader@2024").value == whole - 3000
    step(second, "foresla", by)
    step(second, "besluta", by, AUTUMN)
    assert Document.objects.get(pk=first.pk).status == "reviderad"
    assert Layout.objects.filter(revises__isnull=False).count() == 2


def test_next_year_begins_from_the_revision_and_tells_of_its_own_budget(told, plan, by):
    revision = revise(document=plan, by=by)
    section = Section.objects.get(document=revision, key=told.key)
    Section.objects.filter(pk=section.pk).update(prose=section.prose.replace("Kostar", "Från maj kostar"))

    rollover = planned(FiscalYear.objects.get(forbund=plan.forbund, year=2024))
    copies = [row for row, _ in rollover.rows]
    [document] = [row for row in copies if isinstance(row, Document)]
    assert (document.key, document.title, document.revision) == ("verksamhetsplan", plan.title, 0)
    [copy] = [row for row in copies if isinstance(row, Section) and row.key == told.key]
    assert copy.prose == ('<p>Från maj kostar <data value="budget.kostnader@0" data-format="kr"></data>.</p>')
    layouts = {row.key for row in copies if isinstance(row, Layout)}
    assert layouts == set(
        Layout.objects.filter(fiscal_year__year=2024, revises=None).values_list("key", flat=True)
    )
    shown = {row.options["layout"] for row in copies if isinstance(row, Section) and row.block == "budget"}
    assert shown <= layouts


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("budget.kostnader@0", "reviderad.kostnader@0"),
        ("budget.insats.torget@2024", "reviderad.insats.torget@2024"),
        ("plan1.utgaende@0", "revplan1.utgaende@0"),
        ("plan2.kostnader@2024", "revplan2.kostnader@2024"),
        ("plan1.utgaende@-1", "plan1.utgaende@-1"),
        ("budget.kostnader@-1", "budget.kostnader@-1"),
        ("budget.kostnader@2023", "budget.kostnader@2023"),
        ("utfall.kostnader@0", "utfall.kostnader@0"),
        ("bokslut.budget.kostnader@0", "bokslut.budget.kostnader@0"),
    ],
)
def test_only_figures_of_the_years_budget_are_bound_anew(before, after):
    prose = f'<p>budget.kostnader@0 <data value="{before}" data-format="kr"></data></p>'
    there = f'<p>budget.kostnader@0 <data value="{after}" data-format="kr"></data></p>'
    assert revised(prose, 2024) == there
    assert original(there, 2024) == prose


def test_a_figure_in_force_is_the_revised_one_once_there_is_one(told, plan, by):
    amount = a_cost(Series.objects.get(key="budget-2024"))
    book = open_book(plan.forbund, 2024)
    assert in_force(book, "kostnader@0").key == "budget.kostnader@2024"
    revise(document=plan, by=by)
    new = Series.objects.get(kind="reviderad")
    set_amounts(series=new, amounts={amount.line: amount.amount * 2}, by=by)
    book = open_book(plan.forbund, 2024)
    known = in_force(book, "kostnader@0")
    assert known.key == "reviderad.kostnader@2024"
    assert known.value == book.get("budget.kostnader@2024").value + amount.amount
