"""How tables of figures are set: on the document's grid, small, or on a page on its side."""

from decimal import Decimal

import pytest

from finsam.facts.book import Fact
from finsam.facts.tables import Cell, Column, Row, Table
from finsam.rendering.columns import Setting, grid_style, setting_of, slot_of
from finsam.rendering.pdf.pdf import to_pdf
from tests.rendering.example import NBSP, assets, document
from tests.rendering.pdfread import PdfReader


def fact(value: int, unit: str = "kr") -> Fact:
    """A figure of its own."""
    return Fact("prov.varde@2024", "Värde", Decimal(value), unit)


def table(*values: int, columns: tuple[Column, ...] = (), second: int | None = None, lead: str = "") -> Table:
    """A table of one row with these amounts, each in a column of its own unless the columns are given."""
    columns = columns or tuple(Column(f"k{n}", str(2024 - n)) for n in range(len(values)))
    beside = None if second is None else fact(second, "%")
    cells = {
        column.key: Cell(fact(value), second=beside) for column, value in zip(columns, values, strict=True)
    }
    return Table("prov", "Prov", columns, (Row("rad", "Rad", cells, lead=lead),))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (table(1_234_567, 1_030_512), Setting(("label", "amount", "amount"), on_grid=True)),
        (table(*[1_000_000] * 6), Setting(("label", *["amount"] * 6), on_grid=True)),
        (table(*[-4_847] * 8), Setting(("label", *["figure"] * 8), on_grid=False)),
        (table(*[1_000_000] * 10), Setting(("label", *["amount"] * 10), on_grid=True, on_its_side=True)),
        (table(*[1_000_000] * 14), Setting(("label", *["figure"] * 14), on_grid=False, on_its_side=True)),
        (table(1_000_000, second=50), Setting(("label", "amount two"), on_grid=True)),
        (table(1_000_000, lead="3610"), Setting(("code", "label", "amount"), on_grid=True)),
    ],
    ids=["two years", "six", "eight small", "ten on the side", "fourteen small", "shares beside", "accounts"],
)
def test_a_table_stands_on_the_grid_as_long_as_there_is_room(given, expected):
    assert setting_of(given, 20) == expected


def test_a_note_number_has_a_narrow_column_and_words_a_broad_one():
    columns = (Column("not", "Not", kind="text"), Column("vad", "Vad", kind="text"), Column("k", "2024"))
    cells = {
        "not": Cell(html='<a href="#n">2</a>'), "vad": Cell(text="En föreläsning"), "k": Cell(fact(1_000)),
    }  # fmt: skip
    given = Table("prov", "Prov", columns, (Row("rad", "Rad", cells),))
    assert setting_of(given, 20).columns == ("label", "reference", "words", "amount")


def test_a_group_of_columns_begins_with_air_where_they_are_set_small():
    columns = tuple(Column(f"k{n}", "Netto", group=f"Utfall {2023 - n // 4}") for n in range(8))
    kinds = ("label", *["figure"] * 4, "figure apart", *["figure"] * 3)
    assert setting_of(table(*[-4_847] * 8, columns=columns), 20).columns == kinds


@pytest.mark.parametrize(
    ("amount", "slot"), [(6_784_933, 20), (-52_345_678, 21), (1_234_567_890, 23), (9_876_543_210_123, 26)]
)
def test_the_slots_are_broad_enough_for_the_longest_amount_of_the_document(amount, slot):
    assert slot_of([table(1_000), table(amount)]) == slot


def test_only_a_document_with_broader_slots_says_so():
    assert grid_style(20) == ""
    assert "col.amount { width: 24mm }" in grid_style(24)
    assert "table.narrow { width: 114mm }" in grid_style(24)


def test_a_section_with_a_table_that_is_too_broad_lies_on_its_side():
    sections = [f'<section class="section{kind}"><h{n}>Rubrik</h{n}><p>Text</p></section>' for n, kind in (
        (1, ""), (2, " on-its-side"), (2, ""),
    )]  # fmt: skip
    html = document("".join(sections))
    pages = PdfReader(to_pdf(html, assets())).pdf.pages
    assert [page.mediabox[2] > page.mediabox[3] for page in pages] == [False, True, False]


def test_a_share_in_brackets_never_moves_the_amount_it_stands_beside():
    head = '<thead><tr><th scope="col">Post</th><th scope="col" class="num alone">2024</th></tr></thead>'
    row = '<tr><th scope="row">Rad</th><td class="num{}">{}</td></tr>'
    amount = f"1{NBSP}234{NBSP}567"
    beside = f'{amount} <span class="second">(7,5{NBSP}%)</span>'
    cells = row.format("", beside) + row.format(" alone", amount)
    columns = '<colgroup><col class="label"><col class="amount two"></colgroup>'
    html = document(f'<h1>Prov</h1><table class="facts grid">{columns}{head}<tbody>{cells}</tbody></table>')
    ends = [
        x for each in PdfReader(to_pdf(html, assets())).ends.values() for text, x in each if text == amount
    ]
    assert ends == pytest.approx([167 * 72 / 25.4] * 2, abs=0.2)
