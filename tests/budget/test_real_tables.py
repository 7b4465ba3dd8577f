"""The budget tables of four real plans, pasted: the same lines and amounts as the förbund that were entered by hand."""

from decimal import Decimal

import pytest

from budget.beginning.files import tables_in
from budget.facts import series_facts
from budget.models import LayoutRow, SeriesKind
from budget.queries import money
from finsam.core.tenancy.scope import inside
from finsam.facts.book import Book
from tests import clients
from tests.budget.test_files import SEEDS

# The plan's förbund and year, which table, how many cells there are to hold against each other, and the labels that the
# fixtures spell or divide otherwise.
TABLES = {
    "000": ("degerfors-karlskoga", 2024, 0, 29, {"IT tjänster"}),
    "000-plan": ("degerfors-karlskoga", 2024, 2, 15, set()),
    "001": ("lekeberg-orebro", 2024, 0, 34, {
        "Individeriktade insatser", "Finsammassa", "Förbundschef-strukturellt arbete 30%",
        "Lön, semester lön, sociala avgifter FC 70%", "Pensionsförsäkring inkl. särskild löneskatt (100%)",
    }),
    "002": ("kramfors", 2024, 0, 40, {"Teamkoordinator/ Coach Samkraft"}),
    "003": ("finnveden", 2025, 0, 95, set()),
}  # fmt: skip


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the documents lie elsewhere")
@pytest.mark.parametrize("name", TABLES)
def test_a_pasted_table_has_the_lines_and_amounts_that_were_entered(db, name):
    key, first, which, cells, otherwise = TABLES[name]
    year = clients.fiscal_year(key, first)
    (path,) = SEEDS.glob(f"{name[:3]}_*.txt")
    read = tables_in(path.read_bytes())[which].read
    with inside(year.forbund):
        lines = named_lines(year)
        series = [series_of(year, column) for column in read.columns]
        assert None not in series
        held = 0
        unknown = {post.label for post in read.every_line} - {post.label for post in read.every_line if post.label.casefold() in lines}  # fmt: skip
        for post in read.every_line:
            for facts, amount in zip(series, post.signed, strict=True):
                there = lines.get(post.label.casefold(), [])
                if there:
                    entered = {rounded(facts.line(line).value) for line in there}
                    assert (amount in entered) or (amount is None and entered <= {None, Decimal(0)}), (post.label, amount, entered)  # fmt: skip
                    held += 1
    assert unknown == otherwise
    assert held == cells


def rounded(value: Decimal | None) -> Decimal | None:
    """In whole kronor, as the plans print it."""
    return None if value is None else value.quantize(Decimal(1))


def named_lines(year) -> dict:
    """The förbund's lines by name and by what they are called in the year's tables."""
    data = Book(year.forbund, year.year).read(money)
    named: dict = {}
    for line in data.lines.values():
        named.setdefault(line.name.casefold(), []).append(line)
    rows = LayoutRow.objects.filter(layout__fiscal_year=year, line__isnull=False).exclude(label="")
    for row in rows:
        named.setdefault(row.label.casefold(), []).append(data.lines[row.line_id])
    return named


def series_of(year, column):
    """The series that a column is: its kind and year, or the year's own budget where nothing is said."""
    book = Book(year.forbund, year.year)
    about = column.year or year.year
    kind = SeriesKind.PLAN if about > year.year else column.kind
    made = year.year if kind == SeriesKind.PLAN else 0
    row = book.read(money).canonical.get((kind, about, made))
    return series_facts(book, row) if row else None
