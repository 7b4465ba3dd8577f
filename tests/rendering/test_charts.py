"""Charts say what their table says, cut nothing, and are one accessible picture that WeasyPrint accepts in silence."""

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from itertools import pairwise

import pypdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from finsam.core.values.colours import contrast_on_white
from finsam.facts.book import Fact
from finsam.facts.tables import POSITIVE, Cell, Chart, Column, Row, Table
from finsam.rendering.charts import charts
from finsam.rendering.charts.drawing import tints, width, wrap
from finsam.rendering.pdf.pdf import print_assets, to_pdf
from tests.rendering.example import document
from tests.rendering.pdfcheck import check_pdf
from tests.rendering.svgread import assert_readable, parsed, texts

ACCENT = "#1d5b79"
NBSP = "\u00a0"
BELOPP = (Column("belopp", "Belopp", sign=POSITIVE),)


def fact(key, value):
    side = "kostnad" if value is not None and value < 0 else ""
    return Fact(key, key, None if value is None else Decimal(value), side=side)


def table(*rows, columns=BELOPP):
    """Rows of (label, value, value …)."""
    lines = tuple(
        Row(
            f"r{n}",
            label,
            {c.key: Cell(fact(f"r{n}.{c.key}@2024", v)) for c, v in zip(columns, values, strict=True)},
        )
        for n, (label, *values) in enumerate(rows)
    )
    return Table("t", "Tabell", columns, lines)


def years(unit):
    return tuple(Column(f"y{year}", str(year), unit=unit) for year in (2023, 2024, 2025, 2026))


COSTS = table(
    ("Individinriktade insatser", -3_784_500),
    ("Strukturövergripande insatser", -609_147),
    ("Köp av tjänster (ekonomi, löneadministration, revision, dataskydd)", -340_000),
)


def draw(chart):
    return charts.svg(chart, accent=ACCENT)


LONG_SERIES = tuple(Column(f"s{n}", f"Budget reviderad i november {n}", unit="kr") for n in (1, 2))

ALL = {
    "long series": Chart(
        "f",
        "Jämförelse",
        table(("Medlemmarnas bidrag och övriga intäkter", 9_000_000, -9_000_000), columns=LONG_SERIES),
        "columns",
    ),
    "bar": Chart("a", "Kostnader", COSTS),
    "levels": Chart(
        "e",
        "Eget kapital",
        table(
            ("2023, utfall", 722_819, 130_000, 1_112_000),
            ("2024, budget", 162_000, 130_000, 1_008_000),
            ("2025, plan", -20_000, 130_000, None),
            columns=(
                Column("ut", "När året slutar"),
                Column("golv", "Lägsta nivå"),
                Column("tak", "Högsta nivå"),
            ),
        ),
        "levels",
    ),
    "shares": Chart("b", "Kostnader", COSTS, "shares"),
    "columns": Chart(
        "c",
        "Flera år",
        table(
            ("Intäkter", 4_000_000, 4_000_000, 4_000_000, 4_000_000),
            ("Resultat", -256_327, -1_828_456, 0, None),
            columns=years("tkr"),
        ),
        "columns",
    ),
    "crowded columns": Chart(
        "d",
        "Flera år",
        table(*((f"Rad {n}", 4_000_000, -5_000_000, 1, 2) for n in range(5)), columns=years("kr")),
        "columns",
    ),
    "many shares": Chart(
        "e", "Bidrag", table(*((f"Kommun {n}", 1000 * (8 - n) ** 4) for n in range(8))), "shares"
    ),
}


@pytest.mark.parametrize("chart", ALL.values(), ids=ALL)
def test_words_are_inside_and_apart(chart):
    assert_readable(draw(chart))


@pytest.mark.parametrize("chart", ALL.values(), ids=ALL)
def test_it_is_one_picture_with_a_text(chart):
    svg = draw(chart)
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 ')
    root = parsed(svg)
    assert root[0].tag.endswith("}title")
    assert root[0].text.startswith(f"{chart.title}: ")
    assert root.get("role") == "img"
    assert "width" not in root.attrib
    names = {name for element in root.iter() for name in element.attrib}
    assert not {
        name for name in names if name in ("id", "class", "style", "href") or "opacity" in name or ":" in name
    }
    assert sum(element.get("role") is not None for element in root.iter()) == 1


def test_figures_are_printed_as_in_the_table_with_their_unit():
    assert [text for text in texts(draw(ALL["bar"])) if "kr" in text] == [
        f"3{NBSP}784{NBSP}500{NBSP}kr",
        f"609{NBSP}147{NBSP}kr",
        f"340{NBSP}000{NBSP}kr",
    ]
    found = texts(draw(ALL["columns"]))
    assert f"−1{NBSP}828" in found
    assert "tkr" in found
    assert found.count("2026") == 1, "no name under a blank"


def test_second_facts_stand_in_brackets():
    share = Fact("andel@2024", "Andel", Decimal("0.131"), unit="%", decimals=1)
    row = Row("r", "Struktur", {"belopp": Cell(fact("s@2024", -609_147), second=share)})
    found = texts(draw(Chart("a", "A", Table("t", "T", BELOPP, (row,)))))
    assert f"609{NBSP}147{NBSP}kr (13,1{NBSP}%)" in found


def test_the_alternative_text_is_the_charts_own_or_its_figures():
    said = Chart("a", "Bidrag", table(("Staten & regionen", 5)), alt="Staten ger <allt>.")
    assert "<title>Staten ger &lt;allt&gt;.</title>" in draw(said)
    unsaid = Chart("a", "Bidrag", table(("Staten & regionen", 5)))
    assert f"<title>Bidrag: Staten &amp; regionen 5{NBSP}kr.</title>" in draw(unsaid)


def test_long_labels_are_wrapped_and_whole():
    found = texts(draw(ALL["bar"]))
    assert found[-2:] == ["Köp av tjänster (ekonomi,", "löneadministration, revision, dataskydd)"]


def test_order_and_selection_are_the_tables():
    rows = (*COSTS.rows, Row("summa", "Summa", {"belopp": Cell(fact("s@2024", -1))}, kind="sum"))
    everything = Table("t", "T", BELOPP, rows)
    assert "Summa" not in texts(draw(Chart("a", "A", everything)))
    some = texts(draw(Chart("a", "A", everything, rows=("summa", "r0"))))
    assert [text for text in some if "kr" not in text] == ["Individinriktade insatser", "Summa"]


def test_blank_is_not_zero():
    found = texts(draw(Chart("a", "A", table(("Blank", None), ("Noll", 0)))))
    assert found == [f"0{NBSP}kr", "Noll"]


def test_a_row_without_figure_says_why_in_the_place_of_its_bar():
    rows = (
        Row("a", "Vård", {"belopp": Cell(fact("a@2024", 19))}),
        Row("b", "Flytt", {"belopp": Cell(text="färre än 5")}),
        Row("c", "Studier", {"belopp": Cell(text="..")}),
        Row("d", "Arbete", {"belopp": Cell(text="–")}),
    )
    chart = Chart("a", "Avslut", Table("t", "T", (Column("belopp", "Antal", unit="st"),), rows))
    svg = draw(chart)
    assert (
        "<title>Avslut: Vård 19, Flytt färre än 5, Studier visas inte, Arbete uppgift saknas.</title>" in svg
    )
    assert {"färre än 5", "visas inte", "uppgift saknas", "Flytt", "Studier", "Arbete"} <= set(texts(svg))
    assert_readable(svg)
    assert draw(replace(chart, rows=("b", "c"))) == "", "words alone are no chart"


@pytest.mark.parametrize("kind", ["bar", "columns", "shares"])
def test_nothing_to_draw_is_nothing(kind):
    assert draw(Chart("a", "A", table(("Blank", None)), kind)) == ""
    assert draw(Chart("a", "A", Table("t", "T", BELOPP, ()), kind)) == ""


@pytest.mark.parametrize("kind", ["bar", "columns", "shares"])
@pytest.mark.parametrize("value", [0, 5, -5])
def test_a_single_row_is_drawn(kind, value):
    natural = (Column("belopp", "Belopp"),)
    svg = draw(Chart("a", "A", table(("Enda", value), columns=natural), kind))
    assert "Enda" in texts(svg)
    assert "NaN" not in svg
    assert_readable(svg)


def test_shares_that_are_no_whole_are_bars():
    natural = (Column("belopp", "Belopp"),)
    mixed = table(("Över", 5), ("Under", -5), columns=natural)
    assert draw(Chart("a", "A", mixed, "shares")) == draw(Chart("a", "A", mixed))


def spans(svg, start, size):
    """Where each bar begins and ends, across or down."""
    found = [bar for bar in parsed(svg).iter() if bar.tag.endswith("}rect")]
    return [(float(bar.get(start)), float(bar.get(start)) + float(bar.get(size))) for bar in found]


SIGNED = table(
    ("Hela", 400), ("Halva", 200), ("Noll", 0), ("Under", -100), columns=(Column("belopp", "Belopp"),)
)


@pytest.mark.parametrize(
    ("kind", "start", "size", "grows"), [("bar", "x", "width", 1), ("columns", "y", "height", -1)]
)
def test_bars_are_as_long_as_their_figures_on_either_side_of_zero(kind, start, size, grows):
    found = spans(draw(Chart("a", "A", SIGNED, kind)), start, size)
    whole, half, none, under = (high - low for low, high in found)
    assert half == pytest.approx(whole / 2, abs=0.02)
    assert none == 0
    assert under == pytest.approx(whole / 4, abs=0.02)
    zero = found[2][0]
    outer, inner = (0, 1) if grows > 0 else (1, 0)
    assert [span[outer] for span in found[:2]] == pytest.approx([zero, zero], abs=0.02)
    assert found[3][inner] == pytest.approx(zero, abs=0.02)


def test_parts_of_a_whole_lie_end_to_end_and_are_as_wide_as_their_figures():
    parts = table(("Hela", 400), ("Halva", 200), ("Fjärdedelen", 100))
    found = spans(draw(Chart("a", "A", parts, "shares")), "x", "width")
    wide = [high - low for low, high in found]
    assert wide == pytest.approx([wide[0], wide[0] / 2, wide[0] / 4], abs=0.02)
    assert [low for low, _ in found[1:]] == pytest.approx([high for _, high in found[:-1]], abs=0.02)


def test_rows_of_the_same_name_stay_two():
    assert texts(draw(Chart("a", "A", table(("Övrigt", 5), ("Övrigt", 7))))).count("Övrigt") == 2


def test_the_same_content_is_the_same_bytes():
    assert draw(ALL["columns"]) == draw(ALL["columns"])


def test_series_differ_also_in_grey():
    greys = [contrast_on_white(colour) for colour in tints(ACCENT, 4)]
    assert greys == sorted(greys, reverse=True)
    assert all(dark / pale > 1.3 for dark, pale in pairwise(greys))


def test_an_odd_accent_is_refused():
    with pytest.raises(ValueError):
        charts.svg(ALL["bar"], accent='red" onload="x')


def test_its_pdf_passes_every_check_and_has_its_words():
    figures = "".join(
        f"<figure class='chart'><figcaption>{c.title}</figcaption>{draw(c)}</figure>" for c in ALL.values()
    )
    html = document(f"<h1>Prov</h1>{figures}")
    data = to_pdf(html, print_assets())
    assert check_pdf(data, html) == []
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)
    for svg in map(draw, ALL.values()):
        for word in texts(svg):
            assert word.replace(NBSP, " ") in text.replace(NBSP, " ")


LABELS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=90) | st.sampled_from(
    [
        "Försäkringskassan och Arbetsförmedlingen (staten)",
        "Arbetsmarknadsåtgärdssamordningsfunktionärer",
        "A b",
    ]
)


AMOUNTS = st.integers(-(10**13), 10**13) | st.integers(-9, 9) | st.none()


@example(rows=[("Noll", 0), ("Allt", 1)], kind="shares")
@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda count: st.lists(st.tuples(LABELS, *[AMOUNTS] * count), min_size=1, max_size=30)
    ),
    st.sampled_from(["bar", "columns", "shares"]),
)
def test_any_label_and_figure_is_readable(rows, kind):
    natural = tuple(Column(f"c{n}", f"Budget {n}") for n in range(len(rows[0]) - 1))
    svg = draw(Chart("a", "A", table(*rows, columns=natural), kind))
    if svg:
        assert_readable(svg)
        assert all(low >= 0 and high <= 600 for low, high in spans(svg, "x", "width"))


@given(LABELS, st.integers(30, 300))
def test_wrapping_loses_nothing(text, room):
    lines = wrap(text, room, 12)
    assert re.sub(r"[-\s]", "", "".join(lines)) == re.sub(r"[-\s]", "", text)
    assert all(width(line, 12) <= room or len(line) <= 2 for line in lines)
