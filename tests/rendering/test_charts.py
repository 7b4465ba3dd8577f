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
from PIL import Image

from finsam.core.values.colours import contrast_on_white
from finsam.documents.resolved import Resolved
from finsam.facts.book import Fact
from finsam.facts.tables import POSITIVE, Cell, Chart, Column, Row, Table, Takeaway
from finsam.rendering.charts import charts
from finsam.rendering.charts.drawing import tints, width, wrap
from finsam.rendering.charts.painting import png
from finsam.rendering.html import to_html
from finsam.rendering.pdf.pdf import print_assets, to_pdf
from tests.processes import by_seeds
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

SHARES = tuple(Column(f"y{year}", str(year), unit="%", suffix=True) for year in (2021, 2022, 2023))


def shares_of(*rows, columns=SHARES):
    """Rows of (label, per cent or a word …); a row without figures is a heading."""
    made = []
    for n, (label, *values) in enumerate(rows):
        cells = {
            column.key: Cell(text=value)
            if isinstance(value, str)
            else Cell(Fact(f"a{n}.{column.key}@2023", label, Decimal(str(value)) / 100, unit="%"))
            for column, value in zip(columns, values, strict=False)
        }
        made.append(Row(f"r{n}", label, cells, kind="post" if values else "heading"))
    return Table("t", "Avslut", columns, tuple(made))


QUESTIONS = (
    "Jag har fått det stöd jag behöver",
    "Jag har kunnat påverka min rehabilitering",
    "Personalen har lyssnat på mig",
    "Jag vet vem jag ska vända mig till",
    "Jag är mer redo för arbete eller studier",
)
GROUPS = tuple(Column(key, key.capitalize(), unit="%", suffix=True) for key in ("kvinnor", "män", "alla"))
VERDICTS = (("met", "Uppfyllt", 7), ("nearly", "Nästan uppfyllt", 1), ("partly", "Delvis uppfyllt", 2))
VERDICTS = (
    *VERDICTS,
    ("missed", "Ej uppfyllt", 3),
    ("unmeasured", "Ej mätt", 1),
    ("unjudged", "Ingen bedömning", 1),
)
COUNTED = (Column("antal", "Antal", unit="st"),)


def counted(*rows):
    """Rows of (key, label, count)."""
    return Table("t", "T", COUNTED, tuple(
        Row(key, label, {"antal": Cell(Fact(f"{key}@2024", label, Decimal(count), unit="st"))}) for key, label, count in rows
    ))  # fmt: skip


YEARS = ("y2021", "y2022", "y2023")
LINES = Chart(
    "g",
    "Avslut",
    shares_of(("Arbete", 35, 36, 41), ("Studier", 15, 16, 15), ("Arbetssökande", 22, "–", 20)),
    "lines",
    YEARS,
    takeaway=Takeaway(
        "change",
        (
            "Fler gick till arbete än 2022",
            "Färre gick till arbete än 2022",
            "Lika många gick till arbete som 2022",
        ),
        "r0",
        "y2023",
        "y2022",
    ),
)
DOTS = Chart(
    "i",
    "Indikatorer efter kön",
    shares_of(*((question, 60 + 5 * n, 75, 70 + n) for n, question in enumerate(QUESTIONS)), columns=GROUPS),
    "dots",
    ("kvinnor", "män", "alla"),
    takeaway=Takeaway("gap", ("Kvinnor och män svarade mest olika på ”{row}”",), "", "kvinnor", "män"),
)
WAFFLE = Chart("l", "Av vilka", counted(("k", "Kvinnor", 32), ("m", "Män", 15)), "waffle")
TALLY = Chart("m", "Målen", counted(*VERDICTS), "tally")
AGAINST = Chart(
    "j",
    "Utfall mot budget",
    table(
        ("Individinriktade insatser", -4_190_000, -4_000_000),
        ("Kansli", -668_000, -700_000),
        columns=(Column("utfall", "Utfall", sign=POSITIVE), Column("budget", "Budget", sign=POSITIVE)),
    ),
    "against",
    ("utfall", "budget"),
)
GRID = Chart(
    "k",
    "Deltagarna",
    shares_of(
        ("Ålder",), ("16–24", 20), ("25–39", 45), ("40–65", 35),
        ("Utbildning",), ("Grundskola", 50), ("Gymnasium", 40), ("Högskola", "färre än 5"),
        ("Försörjning vid start",), ("Försörjningsstöd", 60), ("Saknar offentlig försörjning", 40),
        columns=SHARES[2:],
    ),
    "grid",
)  # fmt: skip

ALL = {
    "lines": LINES,
    "panels": Chart(
        "h",
        "Indikatorer",
        shares_of(*((question, 60 + n, 65, 70 - n) for n, question in enumerate(QUESTIONS))),
        "lines",
        YEARS,
    ),
    "dots": DOTS,
    "against": AGAINST,
    "grid": GRID,
    "waffle": WAFFLE,
    "tally": TALLY,
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


def test_they_are_the_same_in_every_process():
    script = (
        "import django; django.setup(); "
        "from hashlib import sha256; from tests.rendering.test_charts import ALL, draw; "
        "print({name: sha256(draw(chart).encode()).hexdigest() for name, chart in ALL.items()})"
    )
    assert len(set(by_seeds(script))) == 1


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
        Row("c", "Studier", {"belopp": Cell(text="visas inte")}),
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


def test_a_takeaway_says_what_the_printed_figures_say():
    assert charts.takeaway(LINES) == "Fler gick till arbete än 2022"
    assert "<title>Avslut: Arbete 2021 35" in draw(LINES)
    assert ". Störst (2023) är Arbete, 41" in draw(LINES)
    fewer = replace(LINES, table=shares_of(("Arbete", 35, 42, 41)))
    assert charts.takeaway(fewer) == "Färre gick till arbete än 2022"
    alike = replace(LINES, table=shares_of(("Arbete", 35, 40.9, 41.1)))
    assert charts.takeaway(alike) == "Lika många gick till arbete som 2022", "both are printed as 41 %"
    assert charts.takeaway(DOTS) == f"Kvinnor och män svarade mest olika på ”{QUESTIONS[0]}”"


def test_nothing_is_said_of_what_is_not_shown():
    """Which is largest would else tell that a hidden figure is smaller."""
    hidden = replace(LINES, table=shares_of(("Arbete", 35, "visas inte", 41), ("Studier", 15, 16, 15)))
    assert charts.takeaway(hidden) == ""
    rows = [(question, 60, "visas inte" if n == 2 else 75, 70) for n, question in enumerate(QUESTIONS)]
    dark = replace(DOTS, table=shares_of(*rows, columns=GROUPS))
    assert charts.takeaway(dark) == ""
    assert texts(draw(dark)).count("visas inte") == 1
    most = Takeaway("most", ("Flest är {most}, färst är {least}",))
    shown = Chart("a", "A", counted(("a", "Unga", 9), ("b", "Äldre", 30), ("c", "Äldst", 12)), takeaway=most)
    assert charts.takeaway(shown) == "Flest är Äldre, färst är Unga"
    assert "Störst är Äldre, 30, minst är Unga, 9." in draw(replace(shown, takeaway=None))
    assert "Störst" not in draw(shown)  # it stands under the title
    rows = (*shown.table.rows[:2], Row("c", "Äldst", {"antal": Cell(text="visas inte")}))
    part = replace(shown, table=replace(shown.table, rows=rows))
    assert charts.takeaway(part) == ""
    assert "Störst" not in draw(part)


def test_levels_say_which_years_are_outside_and_draw_what_is_planned_otherwise():
    said = Takeaway(
        "levels",
        ("Inom nivåerna alla år", "Över den högsta nivån {rows}", "under den lägsta {rows}"),
        "",
        "tak",
        "golv",
    )
    path = replace(ALL["levels"], columns=("ut", "golv", "tak"), takeaway=said, planned=("r1", "r2"))
    assert charts.takeaway(path) == "under den lägsta 2025"
    within = replace(path, table=replace(path.table, rows=path.table.rows[:2]))
    assert charts.takeaway(within) == "Inom nivåerna alla år"
    outlined = [bar.get("stroke-dasharray") for bar in parsed(draw(path)).iter() if bar.tag.endswith("}rect")]
    assert outlined == [None, "3 2", "3 2"]


def test_what_a_chart_says_is_a_sentence_of_its_own_after_its_title():
    """In the caption it was read as one word with the title's last."""
    html = to_html(replace(Resolved.of_tables((LINES,)), accent=ACCENT))
    assert '<figcaption>Avslut</figcaption><p class="takeaway">Fler gick till arbete än 2022</p>' in html


def heard(chart):
    """The alternative text of a chart whose table stands beside it, with plain spaces."""
    return parsed(charts.svg(chart, accent=ACCENT, beside=True))[0].text.replace(NBSP, " ")


def test_a_chart_beside_its_table_is_not_read_twice():
    assert heard(LINES) == (
        "Avslut. Arbete från 35 % 2021 till 41 % 2023; Studier från 15 % 2021 till 15 % 2023; "
        "Arbetssökande från 22 % 2021 till 20 % 2023. Alla siffror står i tabellen."
    )
    assert "Fler gick till arbete" not in heard(LINES)  # that has been read under the title


def test_a_line_is_told_from_its_first_to_its_last_figure_that_is_shown():
    hidden = shares_of(("Arbete", "–", 36, "visas inte"), ("Studier", "–", 16, 15), ("Annat", "–", "–", "–"))
    assert heard(replace(LINES, table=hidden)) == (
        "Avslut. Arbete 36 % 2022; Studier från 16 % 2022 till 15 % 2023. Alla siffror står i tabellen."
    )


def test_a_cost_is_never_called_the_smallest_for_its_minus():
    money = counted(("a", "Insatser", -4847), ("b", "Kansli", -887), ("c", "Medel", 5560))
    assert "Störst" not in heard(Chart("a", "Netto", money))
    assert heard(Chart("a", "Netto", money)) == "Netto. Alla siffror står i tabellen."


def dashes_of(svg):
    return {
        path.get("stroke-dasharray")
        for path in parsed(svg).iter()
        if path.tag.endswith("}path") and path.get("stroke-width") == "1.8"
    }


def test_lines_are_told_apart_by_dash_and_mark_also_in_word():
    three = replace(
        LINES, table=shares_of(("Arbete", 35, 36, 41), ("Studier", 15, 16, 15), ("Vård", 22, 21, 20))
    )
    assert {None, "7 3", "2 3"} <= dashes_of(draw(three))
    straight = png(
        '<svg xmlns="a" viewBox="0 0 100 20" font-size="9" fill="#000000"><line x1="0" y1="10" x2="100" y2="10" stroke="#000000"/></svg>'
    )
    dashed = png(
        '<svg xmlns="a" viewBox="0 0 100 20" font-size="9" fill="#000000"><line x1="0" y1="10" x2="100" y2="10" stroke="#000000" stroke-dasharray="7 3"/></svg>'
    )
    ink = [sum(Image.open(BytesIO(data)).convert("L").histogram()[:128]) for data in (straight, dashed)]
    assert ink[1] / ink[0] == pytest.approx(0.7, abs=0.05)


def test_a_year_without_a_figure_breaks_its_line():
    gap = replace(LINES, table=shares_of(("Arbete", 35, "–", 41), ("Studier", 15, 16, 15)))
    assert dashes_of(draw(gap)) == {None, "7 3"}
    solid = [
        p
        for p in parsed(draw(gap)).iter()
        if p.get("stroke-width") == "1.8" and p.get("stroke-dasharray") is None and p.get("fill") == "none"
    ]
    assert solid == [], "a single year on each side is no line"


def test_a_waffle_has_a_square_for_each_person_or_per_cent():
    squares = [bar for bar in parsed(draw(WAFFLE)).iter() if bar.tag.endswith("}rect")]
    assert len(squares) == 47 + 2
    assert "En ruta är en person." in texts(draw(WAFFLE))
    many = Chart("l", "Av vilka", counted(("k", "Kvinnor", 320), ("m", "Män", 160)), "waffle")
    fills = [bar.get("fill") for bar in parsed(draw(many)).iter() if bar.tag.endswith("}rect")]
    assert sorted(fills.count(fill) for fill in set(fills)) == [33 + 1, 67 + 1]
    assert "En ruta är en procent." in texts(draw(many))


def test_a_whole_with_a_hidden_part_is_bars():
    rows = (*WAFFLE.table.rows, Row("o", "Annat", {"antal": Cell(text="färre än 5")}))
    hidden = replace(WAFFLE, table=replace(WAFFLE.table, rows=rows))
    assert draw(hidden) == draw(replace(hidden, kind="bar"))


def test_each_goal_has_the_sign_of_its_verdict():
    drawn = list(parsed(draw(TALLY)))
    colours = [each.get("stroke") or each.get("fill") for each in drawn if not each.tag.endswith("}text")]
    assert colours.count("#1d6b3c") == 7, "a tick for each that is met"
    assert colours.count("#a32222") == 3 * 2, "two strokes for each that isn't"
    assert texts(draw(TALLY))[:2] == ["Uppfyllt", "7"]


def test_what_a_bar_is_held_against_is_a_tick_at_its_figure():
    drawn = [
        each
        for each in parsed(draw(AGAINST))
        if each.tag.endswith("}line") and each.get("stroke-width") == "2.2"
    ]
    bars = [each for each in parsed(draw(AGAINST)) if each.tag.endswith("}rect")]
    (wide, _), ticks = (
        (float(bar.get("width")) for bar in bars[:2]),
        [float(tick.get("x1")) for tick in drawn],
    )
    zero = float(bars[0].get("x"))
    assert ticks[0] - zero == pytest.approx(wide * 4000 / 4190, abs=0.05)


def test_rows_of_the_same_name_stay_two():
    assert texts(draw(Chart("a", "A", table(("Övrigt", 5), ("Övrigt", 7))))).count("Övrigt") == 2


def test_the_same_content_is_the_same_bytes():
    assert draw(ALL["columns"]) == draw(ALL["columns"])


@pytest.mark.parametrize("accent", [ACCENT, "#767676", "#7a2a3c", "#101010"])
def test_series_differ_also_in_grey(accent):
    """The lightest accent that may be chosen too, and one that is nearly black."""
    for count in (2, 3, 4, 5):
        greys = [contrast_on_white(colour) for colour in tints(accent, count)]
        assert greys == sorted(greys, reverse=True)
        assert all(dark / pale > 1.25 for dark, pale in pairwise(greys)), count


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
@example(
    rows=[("0", 0, 0, 0), ("0", 0, 0, None), *[("0", 0, None, 0)] * 3], kind="lines"
)  # years side by side
@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda count: st.lists(st.tuples(LABELS, *[AMOUNTS] * count), min_size=1, max_size=30)
    ),
    st.sampled_from(
        ["bar", "columns", "shares", "lines", "dots", "against", "grid", "waffle", "tally", "levels"]
    ),
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
