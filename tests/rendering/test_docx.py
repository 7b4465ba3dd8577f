"""The Word file: true headings, tables, lists and pictures, and nothing in it that is carried out."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from PIL import Image

from finsam.documents.resolved import ContentsLine, Cover, Part, Resolved
from finsam.facts.book import Fact
from finsam.facts.tables import Cell, Chart, Column, Html, Picture, Row, Table, Wheel
from finsam.rendering.charts.painting import png
from finsam.rendering.docx.docx import to_docx
from tests.rendering.example import logo

AMOUNT = "−1\u00a0250\u00a0000"
PROSE = (
    '<p>Förbundet <strong>samordnar</strong> och <em>stödjer</em>. Se <a href="#s-budget">avsnitt 2</a>, '
    '<a href="#s-borta">det som saknas</a> och <a href="https://exempel.se/">exempel.se</a>.</p>'
    '<ul><li>Ett<ol start="3"><li>Tre</li><li>Fyra</li></ol>och mer</li><li>Två</li></ul>'
    "<blockquote><p>Sagt av någon.</p></blockquote><p>= 1 + 1<br>@SUM(A1) &amp; H<sub>2</sub>O</p>"
)


def fact(key: str, value: int) -> Fact:
    return Fact(f"{key}@2024", key, Decimal(value), href="/x/")


def budget() -> Table:
    rows = (
        Row("lon", "Löner", {"b": Cell(fact("lon", -1250000))}, level=1),
        Row("summa", "Summa", {"b": Cell(fact("summa", -1250000))}, kind="sum"),
    )
    return Table("budget", "Budget 2024", (Column("b", "Budget", unit="kr"),), rows, row_label="Post")


def part(key: str, level: int, number: str, title: str, prose: str = "", pieces=(), after: str = "") -> Part:
    return Part(key, f"s-{key}", level, number, title, True, False, prose, tuple(pieces), after, "")


def resolved(*parts: Part, pictures=None, contents: tuple[ContentsLine, ...] = ()) -> Resolved:
    cover = Cover("Samordningsförbundet Norra ån", "Verksamhetsplan", 2024, status="Förslag", dnr="2023/41")
    return Resolved(
        cover, "verksamhetsplan", "forslag", "#1d5b79", "", parts, contents, (), pictures=pictures or {}
    )


PLAN = resolved(
    part("inledning", 1, "1", "Inledning", PROSE),
    part("mal", 2, "1.1", "Mål", "", [Html("a", "<p>Ett mål.</p>", heading="Fler får jobb", number="A")]),
    part("budget", 1, "2", "Budget", "", [budget()]),
    contents=(ContentsLine(1, "1", "Inledning", "s-inledning"), ContentsLine(1, "2", "Budget", "s-budget")),
)


def read(document: Resolved):
    return Word(BytesIO(to_docx(document)))


def xml(document: Resolved, part: str = "word/document.xml") -> str:
    with ZipFile(BytesIO(to_docx(document))) as packed:
        return packed.read(part).decode()


def styled(word, beginning: str) -> list[tuple[str, str]]:
    return [(one.style.name, one.text) for one in word.paragraphs if one.style.name.startswith(beginning)]


def test_headings_have_words_own_styles_and_the_numbers_that_references_name():
    assert styled(read(PLAN), "Heading") == [
        ("Heading 1", "1\tInledning"),
        ("Heading 2 utanför innehållet", "1.1\tMål"),
        ("Heading 3 utanför innehållet", "A\tFler får jobb"),
        ("Heading 1", "2\tBudget"),
    ]


def test_contents_are_a_field_that_takes_the_headings_that_are_listed():
    text = xml(PLAN)
    assert 'w:dirty="true"' in text
    assert 'TOC \\o "1-6" \\h \\z' in text
    assert [words for _, words in styled(read(PLAN), "toc")] == ["1 Inledning", "2 Budget"]


def test_the_file_says_what_it_is_and_in_which_language():
    core = read(PLAN).core_properties
    assert (core.title, core.author) == ("Verksamhetsplan 2024", "Samordningsförbundet Norra ån")
    assert core.language == "sv-SE"
    assert 'w:lang w:val="sv-SE"' in xml(PLAN, "word/styles.xml")


def test_cover_says_what_the_first_page_says():
    said = [one.text for one in read(PLAN).paragraphs[:5]]
    assert said[:4] == [
        "Samordningsförbundet Norra ån",
        "Förslag till",
        "Verksamhetsplan 2024",
        "Dnr 2023/41",
    ]


def test_prose_keeps_emphasis_lists_and_quotations():
    word = read(PLAN)
    first = next(one for one in word.paragraphs if one.text.startswith("Förbundet "))
    assert first.text == "Förbundet samordnar och stödjer. Se avsnitt 2, det som saknas och exempel.se."
    assert [(run.text, run.bold, run.italic) for run in first.runs[:4]] == [
        ("Förbundet", None, None), (" samordnar", True, None), (" och", None, None), (" stödjer", None, True),
    ]  # fmt: skip
    points = [one for one in word.paragraphs if one.style.name == "List Paragraph"]
    marked = [one._p.pPr.numPr for one in points]
    levels = [mark.ilvl.val if mark is not None else None for mark in marked]
    assert [(one.text, level) for one, level in zip(points, levels, strict=True)] == [
        ("Ett", 0), ("Tre", 1), ("Fyra", 1), ("och mer", None), ("Två", 0),
    ]  # fmt: skip
    assert styled(word, "Quote") == [("Quote", "Sagt av någon.")]
    assert "= 1 + 1\n@SUM(A1) & H2O" in [one.text for one in word.paragraphs]


def test_links_lead_where_they_lead_and_a_dead_one_is_words():
    word = read(PLAN)
    links = [(link.text, link.address, link.fragment) for one in word.paragraphs for link in one.hyperlinks]
    inside = {
        mark.get(qn("w:name")): "".join(words.text or "" for words in mark.getparent().iter(qn("w:t")))
        for mark in word.element.iter(qn("w:bookmarkStart"))
    }
    assert [(text, address or inside[fragment]) for text, address, fragment in links] == [
        ("1 Inledning", "1Inledning"),
        ("2 Budget", "2Budget"),
        (" avsnitt 2", "2Budget"),
        (" exempel.se", "https://exempel.se/"),
    ]


def test_only_our_own_fields_are_fields():
    hostile = "<p>TOC \\o</p><p>{ INCLUDETEXT c:\\x } =cmd|' /C calc'!A0</p>"
    word = read(resolved(part("a", 1, "1", "{ DDE x }", hostile)))
    assert [one.text for one in word.element.iter(qn("w:instrText"))] == []
    assert "{ INCLUDETEXT c:\\x } =cmd|' /C calc'!A0" in [one.text for one in word.paragraphs]


def test_table_has_a_head_that_is_repeated_bold_sums_and_amounts_to_the_right():
    table = read(PLAN).tables[0]
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells == [["Post", "Budget"], ["Löner", AMOUNT], ["Summa", AMOUNT]]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False]
    assert [row.cells[0].paragraphs[0].runs[0].bold for row in table.rows] == [True, None, True]
    assert [row.cells[1].paragraphs[0].alignment for row in table.rows] == [WD_ALIGN_PARAGRAPH.RIGHT] * 3
    assert 'w:tblCaption w:val="Budget 2024"' in xml(PLAN)
    assert ("Caption", "Budget 2024 (kr)") in styled(read(PLAN), "Caption")


def test_groups_of_columns_stand_over_them():
    columns = (Column("a", "Budget", group="2024"), Column("b", "Utfall", group="2024"), Column("c", "Plan"))
    row = Row("r", "Löner", {"a": Cell(text="1"), "b": Cell(text="2"), "c": Cell(text="3")})
    table = read(resolved(part("x", 1, "1", "X", "", [Table("t", "T", columns, (row,))]))).tables[0]
    spans = [[cell.grid_span for cell in one._tr.tc_lst] for one in table.rows]
    assert spans == [[1, 2, 1], [1, 1, 1, 1], [1, 1, 1, 1]]


def test_card_holds_prose_with_its_lists():
    rows = (
        Row("syfte", "Syfte", {"v": Cell(html="<p>Att nå fler:</p><ul><li>unga</li><li>äldre</li></ul>")}),
    )
    card = Table("kort", "Vägen in", (Column("v", "", kind="text"),), rows, shape="card")
    table = read(resolved(part("x", 1, "1", "X", "", [card]))).tables[0]
    assert [one.text for one in table.rows[1].cells[1].paragraphs] == ["Att nå fler:", "unga", "äldre"]
    assert table.rows[0].cells[0].text == "Vägen in"


def descriptions(document: Resolved) -> list[str]:
    return [one.get("descr") for one in read(document).element.iter(qn("wp:docPr"))]


def test_pictures_and_charts_have_their_texts():
    chart = Chart("c", "Kostnader", budget(), rows=("lon",))
    wheel = Wheel("w", "Årshjul", {3: ("Bokslut",)})
    pieces = [Picture("p", "karta", "Karta över kommunerna", "Våra kommuner"), chart, wheel]
    document = resolved(part("x", 1, "1", "X", "", pieces), pictures={"karta": logo()})
    assert descriptions(document) == [
        "Karta över kommunerna", f"Kostnader: Löner {AMOUNT}\u00a0kr.", "Årshjul. Mars: Bokslut.",
    ]  # fmt: skip
    assert ("Caption", "Våra kommuner") in styled(read(document), "Caption")


def test_picture_fits_the_page():
    out = BytesIO()
    Image.new("RGB", (3000, 100), "white").save(out, "PNG")
    document = resolved(
        part("x", 1, "1", "X", "", [Picture("p", "bred", "Bred")]), pictures={"bred": out.getvalue()}
    )
    (shape,) = read(document).inline_shapes
    assert round(shape.width.cm, 1) == 16.0


def test_same_content_is_the_same_bytes_and_a_time_stands_there_only_when_given():
    assert to_docx(PLAN) == to_docx(PLAN)
    assert "dcterms:created" not in xml(PLAN, "docProps/core.xml")
    made = to_docx(PLAN, made=datetime(2024, 11, 13, 9, 30, tzinfo=UTC))
    assert Word(BytesIO(made)).core_properties.created.replace(tzinfo=None) == datetime(2024, 11, 13, 9, 30)  # noqa: DTZ001


def test_inner_rendering_says_so_on_every_page():
    word = read(replace(PLAN, rendition="Inre utgåva"))
    page = word.sections[0]
    assert "Inre utgåva" in page.header.paragraphs[0].text
    assert page.first_page_header.paragraphs[0].text == "Inre utgåva"


def test_what_xml_can_not_hold_is_left_out():
    assert ("Heading 1", "1\tEtt ord") in styled(
        read(resolved(part("x", 1, "1", "Ett\x0b ord\x00"))), "Heading"
    )


def test_painter_refuses_what_it_can_not_paint():
    with pytest.raises(ValueError, match="nothing paints a ellipse"):
        png(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" font-size="9" fill="#000000"><ellipse/></svg>'
        )


def test_painted_drawing_has_its_colours_where_it_says():
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20" font-size="9" fill="#000000">'
        '<rect x="0" y="0" width="20" height="20" fill="#ff0000"/><circle cx="30" cy="10" r="8" fill="#00ff00"/>'
        '<path d="M40 0A20 20 0 0 1 40 20Z" fill="#0000ff"/></svg>'
    )
    with Image.open(BytesIO(png(drawn))) as image:
        assert image.size == (180, 60)
        places = [image.getpixel((x, 30)) for x in (30, 90, 124, 150)]
    assert places == [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]


def test_columns_are_as_wide_as_their_figures_need_and_fill_the_page():
    (table,) = read(PLAN).tables
    label, amounts = (column.width.cm for column in table.columns)
    assert round(label + amounts, 1) == 16.0
    assert 2.5 < amounts < 4  # ten signs
    assert label > 12
