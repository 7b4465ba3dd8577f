"""A table that somebody has written in a text: a table in the PDF and in the Word file, and read back from that."""

import re
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn

from finsam.core.text.prose import clean
from finsam.documents.word.draft import Grid
from finsam.documents.word.reading import read_word
from finsam.rendering.docx.paper import Paper
from finsam.rendering.docx.prose import write_prose
from finsam.rendering.pdf.pdf import to_pdf
from tests.rendering.example import assets, document
from tests.rendering.pdfcheck import check_pdf
from tests.rendering.pdfread import PdfReader

ROWS = "".join(f"<tr><th>Rad {n}</th><td>- {n} 000 kr</td></tr>" for n in range(1, 71))
LONG = clean(f"<table><caption>Löner</caption><tr><th></th><th>2023</th></tr>{ROWS}</table>", section=True)
HEAD_ROW = clean(
    "<table><tr><th>Post</th><th>Kr</th></tr><tr><td>Hyra</td><td><b>58</b></td></tr></table>", section=True
)
HEAD_COLUMN = clean("<table><tr><th>Hyra</th><td>58</td></tr><tr><th>El</th><td>9</td></tr></table>", section=True)  # fmt: skip


def test_in_the_pdf_each_figure_is_under_its_heads_over_all_pages():
    html = document(f'<h1 id="s-a">Löner</h1><p>Före</p>{LONG}<p>Mellan</p>{HEAD_COLUMN}')
    pdf = to_pdf(html, assets())
    assert check_pdf(pdf, html) == []
    read = PdfReader(pdf)
    long, short = read.tree.find("Table")
    assert len(long.find("TR")) == 71
    assert [read.text(cell) for cell in long.find("TH")[:2]] == ["2023", "Rad 1"]
    assert read.text(long.find("Caption")[0]) == "Löner"
    assert [read.text(cell) for cell in short.find("TH")] == ["Hyra", "El"]


def test_in_word_it_is_a_table_with_a_head_that_is_repeated_and_it_is_read_back():
    paper = Paper(title="Prov", author="Prov", accent="#123456")
    write_prose(paper, f"<p>Före</p>{LONG}<p>Mellan</p>{HEAD_ROW}<p>Sist</p>{HEAD_COLUMN}")
    raw = paper.finished(None)
    tables = Document(BytesIO(raw)).tables
    assert [len(table.rows) for table in tables] == [71, 2, 2]
    repeated = [
        [place for place, row in enumerate(table.rows) if row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
        for table in tables
    ]  # fmt: skip
    assert repeated == [[0], [0], []]
    [section] = read_word(raw).sections
    html = "".join(item.html for item in section.content)
    assert clean(html, section=True) == f"<p>Före</p>{LONG}<p>Mellan</p>{HEAD_ROW}<p>Sist</p>{HEAD_COLUMN}"
    assert [item.title for item in section.content if isinstance(item, Grid)] == ["Löner", "", ""]
    assert not re.search("colspan|rowspan", html)
