"""Where pages break: what stays together, and that no page is left half empty for it."""

import re
from collections.abc import Iterable

import pytest

from finsam.documents.resolved import ContentsLine, Cover, Part, Resolved
from finsam.facts.tables import Cell, Column, Row, Table
from finsam.rendering.pages.contents import lines
from finsam.rendering.pages.lengths import length, opens_page, stays_whole
from finsam.rendering.pdf.pdf import to_pdf
from tests.rendering.example import assets, document
from tests.rendering.pdfread import PdfReader
from tools.fill import pages_of

LINE = "<p>Rad.</p>"  # 22.5 points with the space after it: a page with a heading holds 28
HEADING = "<h2>Kapitel</h2>"


def pages(body: str) -> list[str]:
    """The text of each page of a section with that content, after a cover."""
    html = document(
        f'<section class="cover"><h1>Prov</h1></section><section class="section">{body}</section>'
    )
    reader = PdfReader(to_pdf(html, assets()))
    texts = [""] * len(reader.pdf.pages)
    for (page, _), text in reader.content.items():
        texts[page] += f"{text} "
    return texts[1:]


def rows(words: Iterable[str], kind: str = "facts", head: str = "Post") -> str:
    """A table with a row for each word, as a figure."""
    body = bodied(words)
    title = f'<thead><tr><th scope="col">{head}</th><th scope="col">Belopp</th></tr></thead>'
    return f'<figure class="piece table"><div class="table-scroll"><table class="{kind}">{title}<tbody>{body}</tbody></table></div></figure>'


def bodied(words: Iterable[str]) -> str:
    """A row for each word, as a figure."""
    return "".join(f'<tr><th scope="row">{word}</th><td>{word}x</td></tr>' for word in words)


def chart(height: int) -> str:
    """A chart so many px high, with its table of six rows."""
    drawn = f'<svg width="600" height="{height}" viewBox="0 0 600 {height}"><title>Stapel</title><rect width="9" height="{height}"/></svg>'
    below = rows(names(6)).replace('class="piece table"', 'class="piece table attached"')
    return f'<figure class="chart"><figcaption>Staplarna</figcaption>{drawn}</figure>{below}'


def names(count: int) -> list[str]:
    """So many names of rows."""
    return [f"rad{number}" for number in range(count)]


@pytest.mark.parametrize("kind", ["facts", "card long"])
def test_a_table_never_leaves_fewer_than_three_rows_on_a_page(kind):
    met = set()
    for before in range(16, 28):
        counts = [
            len(re.findall(r"rad\dx", text)) for text in pages(HEADING + LINE * before + rows(names(9), kind))
        ]
        assert sum(counts) == 9
        met |= {*counts}
    assert met <= {0, 3, 4, 5, 6, 9}
    assert len(met) > 2  # it was parted somewhere


def test_a_group_of_rows_that_is_kept_isnt_parted_though_it_is_the_first_under_the_head():
    first, rest = (f'<tbody class="kept">{bodied(words)}</tbody>' for words in ("abcde", "fgh"))
    title = '<thead><tr><th scope="col">Post</th><th scope="col">Belopp</th></tr></thead>'
    for before in (20, 22, 24):
        table = f'<figure class="piece table"><table class="facts">{title}{first}{rest}</table></figure>'
        texts = pages(HEADING + LINE * before + table)
        assert [("ax" in text) for text in texts] == [("ex" in text) for text in texts]
        assert [("fx" in text) for text in texts] == [("hx" in text) for text in texts]


def test_a_table_of_one_row_doesnt_take_what_follows_along():
    first, second = pages(HEADING + LINE * 24 + rows(names(1)) + f"<h3>Nästa</h3>{rows(['a', 'b', 'c'])}")
    assert "rad0" in first
    assert "Nästa" in second


def test_a_line_under_a_heading_stays_with_what_it_leads_up_to():
    long = f"<p>{'Ett stycke som är flera rader långt. ' * 12}</p>"
    for before in range(22, 29):
        for text in pages(HEADING + LINE * before + f"<h3>Nästa</h3><p><em>Individinriktad</em></p>{long}"):
            assert ("Nästa" in text) == ("Individinriktad" in text)
            assert "Individinriktad" not in text or "flera rader" in text


def test_a_short_comment_stays_with_its_table():
    for before in range(20, 29):
        for text in pages(HEADING + LINE * before + rows(names(3)) + "<p>Kommentaren till raderna.</p>"):
            assert ("Kommentaren" in text) == ("rad2" in text)


def test_a_chart_has_its_table_on_its_page_as_long_as_the_page_before_is_full():
    for before in range(21, 28):
        first, second = pages(HEADING + LINE * before + chart(300))
        assert "Staplarna" not in first
        assert "Staplarna" in second
        assert "rad5x" in second


def test_a_chart_and_its_table_part_where_the_page_before_would_be_half_empty():
    first, second = pages(HEADING + LINE * 14 + chart(300))
    assert "Staplarna" in first
    assert "rad5x" in second


def test_a_heading_never_parts_from_the_chart_under_it():
    for before in (12, 15, 18, 21, 24):
        for text in pages(HEADING + LINE * before + "<h3>Fråga</h3>" + chart(300)):
            assert ("Fråga" in text) == ("Staplarna" in text)


def test_nothing_is_let_go_where_a_chapter_ends():
    chapter = f'<section class="section new-page"><h2>Nästa</h2>{rows(names(8), "facts whole")}'
    first, second, third = pages(f"{HEADING}{LINE * 3}</section>{chapter}{LINE * 17}{chart(300)}")
    assert "Nästa" not in first
    assert "rad7x" in second
    assert "Staplarna" in third


# How full a page is.


def test_a_page_is_as_full_as_its_lowest_ink_and_may_be_less_only_for_a_reason(tmp_path):
    cover = '<section class="cover"><h1>Prov</h1></section>'
    forced = '<div style="break-before: page"></div>'
    chapter = '<section class="section new-page"><h2>Nästa</h2>'
    body = f'{cover}<section class="section"><h2>Kapitel</h2>{LINE * 9}{forced}{LINE * 20}</section>{chapter}{LINE}</section>'
    (tmp_path / "prov.pdf").write_bytes(to_pdf(document(body), assets()))
    read = pages_of(tmp_path / "prov.pdf")
    # Of 242 mm: a heading of 12, and lines of 7.9 of which the last has no space after it.
    assert [round(page.fill) for page in read[1:]] == [pytest.approx(f, abs=2) for f in (33, 64, 7)]
    assert [page.wanting for page in read] == [False, True, False, False]
    assert [page.excuse for page in read[2:]] == ["a chapter ends here", "the document ends here"]


# What opens a page, and what the contents list.


def section(key: str, level: int, *, lines_of_text: int = 1, page_break: bool = True) -> Part:
    """A section with that many lines of text."""
    prose = f"<p>{'o' * 75 * lines_of_text}</p>"
    return Part(key, f"s-{key}", level, "", key.title(), True, page_break, prose, (), "", "")


def test_a_chapter_is_as_long_as_all_that_stands_under_it():
    short, long = section("kort", 1), section("lang", 1)
    below = section("under", 2, lines_of_text=40, page_break=False)
    assert opens_page([long, below, short], 0)
    assert not opens_page([long, below, short], 2)
    assert not opens_page([short, long, below], 0)


def test_a_chapter_that_isnt_asked_to_opens_no_page():
    assert not opens_page([section("lang", 1, lines_of_text=80, page_break=False)], 0)


def test_a_statement_too_short_to_open_a_page_is_kept_whole():
    def statement(rows: int, level: int = 1, *, page_break: bool = True) -> Part:
        column = Column("belopp", "Belopp")
        made = tuple(Row(str(n), f"Post {n}", {}) for n in range(rows))
        table = Table("t", "Resultaträkning", (column,), made)
        return Part("t", "s-t", level, "", "Resultat", True, page_break, "", (table,), "", "")

    after = section("efter", 1)
    assert stays_whole([statement(10), after], 0)
    assert not stays_whole([statement(30), after], 0)  # it opens a page instead
    assert not stays_whole([statement(10, page_break=False), after], 0)
    assert not stays_whole([statement(10), section("under", 2)], 0)  # a chapter of several sections
    assert not stays_whole([section("bara-text", 1), after], 0)


def test_what_stands_on_a_page_of_its_own_is_never_too_short():
    assert opens_page([section("kort", 0)], 0)


def test_the_length_of_a_table_is_that_of_its_rows():
    column = Column("text", "Text", kind="text")
    made = tuple(Row(str(n), "Rad", {"text": Cell(text="Ord")}) for n in range(10))
    table = Table("t", "Tabell", (column,), made)
    part = Part("a", "s-a", 1, "", "", True, False, "", (table,), "", "")
    assert 70 < length([part]) < 90  # mm: a head of 16 and ten rows of 6 or so


def test_the_contents_list_the_headings_of_a_section_that_is_long():
    parts = (
        section("forvaltning", 1),
        section("mal", 2),
        *(section(f"del-{n}", 3, lines_of_text=60) for n in range(3)),
        section("personal", 2),
        section("liten", 3),
    )
    listed = (
        ContentsLine(1, "", "Forvaltning", "s-forvaltning"),
        ContentsLine(2, "", "Mal", "s-mal"),
        ContentsLine(2, "", "Personal", "s-personal"),
    )
    document = Resolved(Cover("", "", 2024), "", "", "", "", parts, listed, ())
    assert [line.heading.anchor for line in lines(document)] == [
        "s-forvaltning", "s-mal", "s-del-0", "s-del-1", "s-del-2", "s-personal",
    ]  # fmt: skip


def test_names_that_are_gathered_in_the_contents_lead_to_their_places():
    parts = (section("insatser", 1), section("anna", 2), section("bo", 2), section("budget", 1))
    listed = (
        ContentsLine(1, "", "Insatser", "s-insatser", below=("Anna", "Bo")),
        ContentsLine(1, "", "Budget", "s-budget"),
    )
    document = Resolved(Cover("", "", 2024), "", "", "", "", parts, listed, ())
    first, second = lines(document)
    assert [heading.anchor for heading in first.below] == ["s-anna", "s-bo"]
    assert second.below == ()
