"""The årshjul: everything said, nothing over another, one accessible picture that WeasyPrint accepts in silence."""

import re
from io import BytesIO

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finsam.core.values.periods import MONTHS
from finsam.facts.tables import Wheel
from finsam.rendering.charts import wheel
from finsam.rendering.pdf.pdf import print_assets, to_pdf
from tests.rendering.example import document
from tests.rendering.pdfcheck import check_pdf
from tests.rendering.svgread import assert_readable, parsed, texts

YEAR = {
    1: ("Styrelsemöte", "Indikatorer för förra året lämnas"),
    3: ("Styrelsemöte: årsredovisning", "Årsredovisningen lämnas till medlemmarna (lagen)"),
    6: ("Beredningsgrupp",),
    9: ("Styrelsemöte: delårsbokslut", "Begäran om medel inför 2025", "Revisorernas genomgång"),
    11: ("Styrelsemöte: verksamhetsplan och budget", "Samråd & beslut <2025>"),
    12: ("Avslutning",),
}
FULL = dict.fromkeys(
    range(1, 13),
    ("Styrelsemöte", "Beredningsgruppens uppföljning av insatserna", "Samråd", "Strukturdag", "Rapport"),
)
PACKED = {
    month: tuple(f"{n}. Beredningsgruppens uppföljning av insatserna" for n in range(12))
    for month in range(1, 13)
}


def draw(months):
    return wheel.svg(Wheel("arshjul", "Årshjul 2024", months), accent="#1d5b79", year=2024)


@pytest.mark.parametrize(
    "months", [YEAR, FULL, PACKED, {7: ("Ett",)}], ids=["usual", "full", "packed", "one"]
)
def test_words_are_inside_and_apart(months):
    assert_readable(draw(months))


def test_all_is_said_in_the_picture_and_in_its_text():
    svg = draw(YEAR)
    words = " ".join(texts(svg))
    title = parsed(svg)[0]
    assert title.tag.endswith("}title")
    assert title.text.startswith("Årshjul 2024. Januari: Styrelsemöte; Indikatorer")
    for items in YEAR.values():
        for item in items:
            assert item in words
            assert item in title.text
    assert "2024" in words
    assert [name for name in MONTHS if name[:3] in words.split()] == list(MONTHS)
    assert "November" in words
    assert "Juli" not in words, "a month without anything has no words"


def test_beside_its_list_the_picture_is_not_read_once_more():
    svg = wheel.svg(Wheel("arshjul", "Årshjul 2024", YEAR), accent="#1d5b79", year=2024, beside=True)
    assert parsed(svg)[0].text == "Årshjul 2024, ritat som en ring. Det som händer varje månad står i listan."
    assert texts(svg) == texts(draw(YEAR))


def test_it_is_one_picture_without_ids_or_size():
    root = parsed(draw(YEAR))
    assert root.get("role") == "img"
    assert "width" not in root.attrib
    names = {name for element in root.iter() for name in element.attrib}
    assert not names & {"id", "class", "style", "opacity", "fill-opacity"}


def test_print_is_at_least_7_5_points():
    sizes = {float(size) for size in re.findall(r'font-size="([\d.]+)"', draw(FULL))}
    assert min(sizes) * 159 / 600 / 25.4 * 72 >= 7.5


def test_a_full_year_shows_all_and_an_overfull_one_says_how_much_more():
    assert "till</text>" not in draw(FULL)
    svg = draw(PACKED)
    assert float(parsed(svg).get("viewBox").split()[3]) <= wheel.TALLEST
    shown = sum("." in words for words in texts(svg))
    more = sum(int(number) for number in re.findall(r"och (\d+) till", svg))
    assert shown + more == 12 * 12
    assert parsed(svg)[0].text.count("Beredningsgruppens") == 12 * 12


def test_nothing_is_nothing():
    assert draw({}) == draw({3: ()}) == ""


def test_its_pdf_passes_every_check_and_has_its_words():
    html = document(f"<h1>Prov</h1><figure class='chart'>{draw(YEAR)}</figure>")
    data = to_pdf(html, print_assets())
    assert check_pdf(data, html) == []
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages).split())
    for word in ("Revisorernas genomgång", "Samråd & beslut <2025>", "November"):
        assert word in text


ITEMS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=70), max_size=5).map(tuple)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.integers(1, 12), ITEMS))
def test_any_words_are_readable(months):
    svg = draw(months)
    if svg:
        assert_readable(svg)
