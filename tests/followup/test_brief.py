"""Året i korthet: what stands on the first spread, each figure against what was written by hand."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from finsam.core.models import Forbund
from finsam.core.tenancy.scope import inside
from finsam.documents.books import open_book
from finsam.documents.models import Document
from finsam.documents.registry import find_block
from finsam.facts.tables import Html, Table
from finsam.rendering.charts import charts
from finsam.rendering.files import rendition_of
from finsam.rendering.html import assets_of, to_html
from finsam.rendering.pdf.pdf import to_pdf
from followup.reporting.outlines import ANNUAL_REPORT
from tests.rendering.pdfcheck import check_pdf

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


@pytest.fixture
def report():
    """The demo's årsredovisning 2023, inside its förbund."""
    forbund = Forbund.objects.get(key="degerfors-karlskoga")
    with inside(forbund):
        yield Document.objects.get(kind="arsredovisning", fiscal_year__year=2023)


@pytest.fixture
def book(report):
    """The förbund's figures seen from 2023."""
    return open_book(report.forbund, 2023)


def pieces(book, **options) -> dict[tuple[str, str], object]:
    """The pieces of the block by their kind and key."""
    made = find_block("aret-i-korthet").pieces(book, options)
    return {(type(piece).__name__, piece.key): piece for piece in made}


def printed(table: Table, row: str) -> list[str]:
    """A row as it is printed."""
    cells = table.row(row).cells
    return [column.text(cells[column.key].fact) for column in table.columns if column.key in cells]


def test_four_usual_figures_stand_against_the_year_before(book):
    table = pieces(book)["Table", "korthet-nyckeltal"]
    assert [column.label for column in table.columns] == [
        "Medlemsbidrag",
        "Verksamhetens kostnader",
        "Årets resultat",
        "Eget kapital",
    ]
    assert printed(table, "ar") == [
        f"5{NBSP}560{NBSP}tkr",
        f"6{NBSP}785{NBSP}tkr",
        f"−795{NBSP}tkr",
        f"723{NBSP}tkr",
    ]
    assert printed(table, "forandring") == [
        f"−14{NBSP}tkr",
        f"−39{NBSP}tkr",
        f"−1{NBSP}039{NBSP}tkr",
        f"−795{NBSP}tkr",
    ]
    assert table.row("forandring").label == "Mer än 2022"


def test_chosen_figures_stand_in_their_order_and_never_more_than_four(book):
    wanted = [
        "personal.anstallda",
        "utfall.intakter",
        "bidrag.totalt",
        "bokslut.eget-kapital",
        "utfall.kostnader",
    ]
    table = pieces(book, figures=wanted)["Table", "korthet-nyckeltal"]
    assert [column.key for column in table.columns] == wanted[:4]
    assert printed(table, "ar")[0] == "1"


def test_a_figure_that_is_gone_is_left_out(book):
    table = pieces(book, figures=["stat.finns.inte.langre", "bidrag.totalt"])["Table", "korthet-nyckeltal"]
    assert [column.key for column in table.columns] == ["bidrag.totalt"]


def test_goals_are_counted_by_how_they_went_and_named(book):
    made = pieces(book)
    table = made["Table", "korthet-mal"]
    assert [(row.label, row.cells["antal"].fact.value) for row in table.rows] == [
        ("Uppfyllt", 13), ("Nästan uppfyllt", 3), ("Ej uppfyllt", 3), ("Ej mätt", 1), ("Ingen bedömning", 1),
    ]  # fmt: skip
    assert "Egen försörjning" in table.row("nearly").cells["mal"].html
    assert table.row("unmeasured").cells["mal"].html == "<p>Jämställdhet, jämlikhet och mångfald</p>"
    chart = made["Chart", "korthet-mal"]
    assert (chart.kind, chart.table) == ("tally", table)


def test_the_signs_are_as_many_as_the_goals_and_said_in_words(book):
    drawn = charts.svg(pieces(book)["Chart", "korthet-mal"], accent="#1d5b79")
    assert drawn.count('stroke="#1d6b3c"') == 13
    assert drawn.count('stroke="#a32222"') == 2 * 3  # a cross is two strokes
    assert drawn.count('stroke="#8a5a00"') == 3
    assert "Målen 2023: Uppfyllt 13" in drawn
    assert "Ej mätt 1" in drawn


def test_the_years_are_those_that_are_known_and_the_caption_says_which(book):
    chart = pieces(book)["Chart", "korthet-ar"]
    assert chart.title == "Intäkter och kostnader 2019–2023"
    assert [row.label for row in chart.table.rows] == ["2019", "2020", "2021", "2022", "2023"]
    assert printed(chart.table, "2019") == [f"6{NBSP}263", f"7{NBSP}294"]
    assert (
        pieces(open_book(book.forbund, 2020))["Chart", "korthet-ar"].title
        == "Intäkter och kostnader 2019–2020"
    )


def test_each_krona_went_somewhere(book):
    table = pieces(book)["Table", "korthet-kronor"]
    assert [(row.label, printed(table, row.key)) for row in table.rows] == [
        ("Individinriktade insatser", [f"76{NBSP}%", f"4{NBSP}847"]),
        ("Strukturövergripande insatser", [f"10{NBSP}%", "621"]),
        ("Administration", [f"14{NBSP}%", "887"]),
        ("Totala kostnader", [f"6{NBSP}355"]),
    ]
    assert sum(row.cells["andel"].fact.value for row in table.rows[:-1]) == Decimal(1)


def test_parts_are_chosen(book):
    made = find_block("aret-i-korthet").pieces(book, {"parts": ["ar"]})
    assert [piece.key for piece in made] == ["korthet-ar"]


def test_a_year_without_anything_is_told_what_it_is_for(book):
    (empty,) = find_block("aret-i-korthet").pieces(open_book(book.forbund, 2030))
    assert isinstance(empty, Html)
    assert "Här visas året i korthet" in empty.html


def test_the_change_of_a_figure_is_a_figure_of_its_own(book):
    change = book["forandring.bokslut.eget-kapital@2023"]
    assert change.value == Decimal("722818.51") - Decimal("1517926.02")
    assert [part.key for _, part in change.parts] == [
        "bokslut.eget-kapital@2023",
        "bokslut.eget-kapital@2022",
    ]
    assert book.get("forandring.bokslut.eget-kapital@2019") is None
    assert book.get("forandring.bokslut.soliditet@2023") is None
    assert book.get("forandring.forandring.bokslut.eget-kapital@2023") is None
    assert book["malbedomning.uppfyllt@2023"].value == 13
    assert book.get("malbedomning.bra@2023") is None


def test_every_goal_is_counted_once(book):
    words = ("uppfyllt", "nastan", "delvis", "ej", "ej-matt", "ingen")
    assert sum(book[f"malbedomning.{word}@2023"].value for word in words) == 21


def test_new_reports_begin_with_it_and_the_law_asks_for_neither():
    first, second, third = ANNUAL_REPORT.outline[:3]
    assert (first.key, first.block, first.numbered, first.required) == (
        "aret-i-korthet",
        "aret-i-korthet",
        False,
        False,
    )
    assert (second.key, second.level, second.in_contents, second.required) == ("ordforanden", 2, False, False)
    assert (third.key, third.page_break) == ("forvaltningsberattelse", True)


@pytest.mark.parametrize("facing", [False, True])
@pytest.mark.parametrize("theme", ["stillsam", "fargfalt", "klassisk"])
def test_it_fills_a_spread_and_no_more_in_every_theme(report, theme, facing):
    whole = rendition_of(report)
    assert [part.key for part in whole.parts[:3]] == [
        "aret-i-korthet",
        "ordforanden",
        "forvaltningsberattelse",
    ]
    parts = whole.parts[:12]  # a chapter after it that is long enough to open a page
    contents = tuple(line for line in whole.contents if line.anchor in {part.anchor for part in parts})
    short = replace(whole, parts=parts, contents=contents, theme=theme, facing_pages=facing)
    html = to_html(short)
    pdf = to_pdf(html, assets_of(short))
    assert check_pdf(pdf, html) == []
    pages = [page.extract_text().replace(NBSP, " ") for page in PdfReader(BytesIO(pdf)).pages]
    begins = next(number for number, page in enumerate(pages, 1) if "Målen 2023" in page)
    ends = next(number for number, page in enumerate(pages, 1) if "Ordföranden har ordet" in page)
    assert ends - begins <= 1
    assert "redovisar här verksamheten" in pages[ends]
    if facing:
        assert begins % 2 == 0
