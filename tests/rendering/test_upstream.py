"""What we mend of WeasyPrint, pydyf and openpyxl is still broken there.

A test that fails here, after an upgrade, says that what it names is mended upstream and may go from our code.
"""

from contextlib import nullcontext
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from finsam.rendering.pdf.finisher import Finisher
from finsam.rendering.pdf.pdf import RenderError, page_style, to_pdf
from tests.rendering.example import assets, document
from tests.rendering.pdfcheck import check_objects, check_pdf
from tests.rendering.pdfread import PdfReader

ROWS = '<tr><th scope="row">Lokaler</th><td>1</td></tr>'
HEAD = '<thead><tr><th scope="col">Post</th><th scope="col">Belopp</th></tr></thead>'
TABLE = f"<table>{HEAD}<tbody>{ROWS}</tbody></table>"
GROUPS = f'<table>{HEAD}<tbody><tr><th scope="rowgroup" colspan="2">Kostnader</th></tr>{ROWS}</tbody></table>'
LONG_TABLE = f"<table>{HEAD}<tbody>{ROWS * 90}</tbody></table>"
CAPTIONED = f'<table><caption class="quiet">Andelar</caption>{HEAD}<tbody>{ROWS}</tbody></table>'
LISTS = '<ul><li><p>Punkt</p></li></ul><ol type="a"><li><p>Steg</p></li></ol>'
LONG_LIST = f"<ul>{'<li><p>Punkt</p></li>' * 90}</ul>"
CONTENTS = (
    '<nav class="toc"><ol class="toc-list"><li class="toc-1"><a href="#s-1">Budget</a> '
    '<span class="toc-page" data-href="#s-1"></span></li></ol></nav><h2 id="s-1">Budget</h2>'
)
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>Ruta</title><rect width="9" height="9"/></svg>'


def says(words):
    """Whether the checker, which compares the PDF with its HTML, says so."""
    return lambda read, wrong: any(words in one for one in wrong)


def has_several(tag):
    """Whether what is one in the HTML is several elements in the PDF."""
    return lambda read, wrong: len(read.tree.find(tag)) > 1


def lacks(tag, name):
    """Whether no element with a tag has such an entry, or such an attribute."""
    return lambda read, wrong: (
        not any(name in e.source or name in e.source.get("/A", {}) for e in read.tree.find(tag))
    )


def figure_is_at_the_foot(read, wrong):
    """Whether the figure, drawn at the top of its page, is said to be in its lower half."""
    (figure,) = read.tree.find("Figure")
    return float(figure.source.A.BBox[1]) < 421


STEPS = {
    "PDF/UA beside PDF/A": ("identify", "<p>Text</p>", says("XMP lacks pdfuaid:part>1<")),
    "scope of header cells": ("tie_cells_to_headers", TABLE, says("has no Scope")),
    "headers of data cells": ("tie_cells_to_headers", GROUPS, says("has the headers")),
    "table heads once": ("drop_repeated_heads", LONG_TABLE, says("cell Post: is TH PostPost")),
    "tables over pages": ("join_what_pages_split", LONG_TABLE, says("tables, the HTML has 1")),
    "lists over pages": ("join_what_pages_split", LONG_LIST, has_several("L")),
    "labels of list items": ("tag_lists", LISTS, lacks("Lbl", "/S")),
    "how a list is numbered": ("tag_lists", LISTS, lacks("L", "/ListNumbering")),
    "contents": ("tag_contents", CONTENTS, lacks("TOC", "/S")),
    "language of a passage": (
        "describe_elements",
        '<p lang="en">A plan.</p>',
        lacks("P", "/Lang"),
    ),
    "a caption that isn't printed": ("describe_elements", CAPTIONED, lacks("Table", "/Summary")),
    "where a figure stands": ("describe_elements", DRAWING, figure_is_at_the_foot),
    "words of a link": (
        "describe_links",
        '<p><a href="https://example.org/nar">Dit</a></p>',
        says("link Dit is described as"),
    ),
    "elements inside a link": (
        "describe_links",
        '<p><a href="https://example.org/nar">Dit <strong>nu</strong></a></p>',
        says("an annotation is in 0 elements"),
    ),
    "running heads": (
        "declare_artifacts",
        f"<style>{page_style('Förbundet')}</style><p>Text</p><p style='break-before: page'>Text</p>",
        lambda read, wrong: "Förbundet" not in "".join(read.artifacts.values()),
    ),
}


def faulty(body, is_faulty):
    """Whether the PDF of a body is faulty in this way."""
    html = document(f"<h1>Prov</h1>{body}")
    pdf = to_pdf(html, assets())
    return is_faulty(PdfReader(pdf), check_pdf(pdf, html))


@pytest.mark.parametrize(("step", "body", "is_faulty"), STEPS.values(), ids=STEPS)
def test_a_step_of_the_finisher_is_still_needed(step, body, is_faulty, monkeypatch):
    assert not faulty(body, is_faulty), "the step does not do what it is for"
    monkeypatch.setattr(Finisher, step, lambda self: None)
    assert faulty(body, is_faulty), f"WeasyPrint does this itself now: Finisher.{step} may go"


def test_a_freed_object_still_spoils_the_cross_reference_table(monkeypatch):
    html = document('<h1>Prov</h1><p><a href="https://example.org/nar">Dit <strong>nu</strong></a></p>')
    monkeypatch.setattr(Finisher, "discard", staticmethod(lambda item: setattr(item, "free", "f")))
    pdf = to_pdf(html, assets())
    assert check_objects(pdf, PdfReader(pdf)), "pydyf may free objects now: Finisher.discard may go"


def test_spaces_at_line_ends_are_still_lost(monkeypatch):
    body = f"<p>{'Ord efter ord. ' * 40}</p>"
    monkeypatch.setattr("finsam.rendering.pdf.pdf.spaces_at_line_ends", nullcontext)
    assert faulty(body, says("words run together")), "WeasyPrint keeps them now: linebreaks.py may go"


def pieces_of_a_label(monkeypatch):
    """What WeasyPrint draws of the one label of a drawing, a piece at a time."""
    from weasyprint.draw import text

    drawn, draw = [], text.draw_first_line
    words = "Samordnade insatser"
    label = f'<text x="4" y="40" font-family="Open Sans" font-size="9">{words}</text>'
    with monkeypatch.context() as patched:
        patched.setattr(text, "draw_first_line", lambda *args: drawn.append(args[1].text) or draw(*args))
        body = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><title>Ruta</title>{label}</svg>'
        )
        to_pdf(document(body), assets())
    return [piece for piece in drawn if piece in words]


def test_labels_of_drawings_are_still_set_letter_by_letter(monkeypatch):
    assert pieces_of_a_label(monkeypatch) == ["Samordnade insatser"]
    monkeypatch.setattr("finsam.rendering.pdf.pdf.labels_as_wholes", nullcontext)
    assert len(pieces_of_a_label(monkeypatch)) > 1, "WeasyPrint sets them whole now: labels.py may go"


def test_the_head_over_a_row_taller_than_a_page_is_still_lost(monkeypatch):
    row = f'<tr><th scope="row">Rad</th><td>{"<p>Stycke.</p>" * 80}</td></tr>'
    html = document(f"<h1>Prov</h1><table class=list>{HEAD}<tbody>{row}{row}</tbody></table>")
    to_pdf(html, assets())
    monkeypatch.setattr("finsam.rendering.pdf.keeping._mark_tall_tables", lambda root: None)
    try:
        to_pdf(html, assets())
    except RenderError as error:
        assert "Post Belopp" in str(error)  # noqa: PT017 - that there is none is what the next line tells
    else:
        pytest.fail("WeasyPrint keeps the head now: _mark_tall_tables, and .tall in print.css, may go")


def read_only(workbook):
    raw = BytesIO()
    workbook.save(raw)
    return load_workbook(raw, read_only=True, data_only=True).active


def test_openpyxl_still_fills_in_between_cells():
    book = Workbook()
    book.active["A1"], book.active["Z1000"] = 1, 2
    rows = list(read_only(book).iter_rows(values_only=True))
    assert (len(rows), len(rows[-1])) == (1000, 26), (
        "openpyxl gives what is there now: spreadsheet._Parser may go"
    )


def test_openpyxl_still_reads_a_formula_without_its_value_as_a_blank():
    book = Workbook()
    book.active["A1"] = "=1+1"
    value = read_only(book)["A1"].value
    assert value is None, "openpyxl tells of it now: spreadsheet._Parser.parse_cell may go"
