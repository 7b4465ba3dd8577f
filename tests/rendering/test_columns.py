"""How tables of figures are set: on the document's grid, small, or on a page on its side."""

from decimal import Decimal

import pytest

from finsam.core.text.columns import aligned
from finsam.core.text.notes import numbered
from finsam.core.text.prose import clean
from finsam.documents.resolved import Resolved
from finsam.facts.book import Fact
from finsam.facts.tables import Cell, Column, Row, Table
from finsam.rendering.columns import Setting, grid_style, setting_of, slot_of
from finsam.rendering.html import assets_of, to_html
from finsam.rendering.pdf.pdf import to_pdf
from tests.rendering.example import NBSP, assets, document
from tests.rendering.pdfcheck import check_pdf
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


def test_the_only_column_of_words_is_broader_where_they_are_long_and_the_rows_have_room():
    long = "kommunerna, regionen, polisen, Länsstyrelsen och civilsamhället"
    words, years = Column("vad", "Vad", kind="text"), [Column(f"k{n}", str(2024 - n)) for n in range(4)]

    def widths(said: str, count: int) -> tuple[str, ...]:
        cells = {"vad": Cell(text=said)} | {year.key: Cell(fact(1_000)) for year in years[:count]}
        rows = (Row("rad", "Rad", cells),)
        return setting_of(Table("prov", "Prov", (words, *years[:count]), rows), 20).columns

    assert widths(long, 1) == ("label", "words broad", "amount")
    assert widths("En mässa", 1) == ("label", "words", "amount")
    assert widths(long, 3) == ("label", "words", *["amount"] * 3)


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


def column_ends(pdf: bytes, texts: list[str]) -> list[float]:
    """The x in points at which each of these texts ends, as it is drawn first."""
    drawn = [each for texts_drawn in PdfReader(pdf).ends.values() for each in texts_drawn]
    return [next(x for text, x in drawn if text == wanted) for wanted in texts]


IN_A_TEXT = """<table><thead><tr><th>Post</th><th>2023</th><th>2024</th></tr></thead><tbody>
<tr><th>Lön</th><td>57 101</td><td>11 101</td></tr>
<tr><th>Hyra</th><td>57 102<small data-note="">Med värme.</small></td><td>11 102*</td></tr>
<tr><th>Resor</th><td>9 103 (76,3 %)</td><td>11 103 a)</td></tr>
<tr><th>El</th><td>57 104 (7 %)</td><td>11 104¹</td></tr>
<tr><th>Summa</th><td><strong>57 105 **</strong></td><td><strong>11 105</strong></td></tr></tbody></table>"""


def test_what_stands_beside_a_figure_in_a_text_never_moves_its_digits():
    table, _ = numbered(clean(IN_A_TEXT, section=True), 1)
    note = '<ul class="notes"><li id="fotnot-1"><span class="marker">1</span> Med värme.</li></ul>'
    html = document(f"<h1>Prov</h1>{aligned(table)}{note}")
    pdf = to_pdf(html, assets())
    assert check_pdf(pdf, html) == []
    for figures in (["57 101", "57 102", "9 103", "57 104", "57 105"], [f"11 10{n}" for n in range(1, 6)]):
        ends = column_ends(pdf, figures)
        assert ends == pytest.approx([ends[0]] * 5, abs=0.2)
    reader = PdfReader(pdf)
    cells = [" ".join(reader.text(cell).split()) for cell in reader.tree.find("TD")]
    assert cells == [
        "57 101", "11 101", "57 1021", "11 102*", "9 103 (76,3 %)", "11 103 a)", "57 104 (7 %)", "11 104¹",
        "57 105 **", "11 105",
    ]  # fmt: skip


@pytest.mark.parametrize("shape", ["facts", "list"])
def test_what_stands_beside_a_figure_of_a_block_never_moves_its_digits(shape):
    columns = tuple(Column(f"k{n}", str(2024 - n)) for n in range(8))  # too many for the grid
    rows = tuple(
        Row(f"rad{at}", f"Rad {at}", {column.key: Cell(**given) for column in columns})
        for at, given in enumerate((
            {"fact": fact(4_841)}, {"fact": fact(4_842), "second": fact(76, "%")},
            {"fact": fact(4_843), "second": fact(7, "%")}, {"fact": fact(4_844), "note": "till och med 30/9"},
            {"fact": fact(4_845), "second": fact(100, "%"), "note": "n okänt"},
        ))
    )  # fmt: skip
    resolved = Resolved.of_tables([Table("prov", "Prov", columns, rows, shape=shape)])
    pdf = to_pdf(to_html(resolved), assets_of(resolved))
    ends = column_ends(pdf, [f"4{NBSP}84{n}" for n in range(1, 6)])
    assert ends == pytest.approx([ends[0]] * 5, abs=0.2)
