"""Footnotes in a section's text: kept, numbered through the document, printed with ways both there and back, and Word's own in Word."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document as WordDocument
from pypdf import PdfReader

from finsam.core.text.notes import numbered
from finsam.core.text.prose import clean, plain
from finsam.documents.word.draft import Prose
from finsam.documents.word.reading import read_word
from finsam.rendering.docx.docx import to_docx
from finsam.rendering.html import assets_of, to_html
from finsam.rendering.pdf.pdf import to_pdf
from tests.rendering.pdfcheck import check_pdf
from tests.rendering.test_documents_as_pdf import resolved_of

NOTE = '<small data-note="">Enligt <em>SCB</em>, <a href="https://www.scb.se/">statistik</a>.</small>'


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (f"<p>Fler{NOTE} än förr.</p>", f"<p>Fler{NOTE} än förr.</p>"),
        ("<p>Fler<small data-note>så</small></p>", '<p>Fler<small data-note="">så</small></p>'),
        ("<p>Fler<small>så</small></p>", "<p>Flerså</p>"),  # small print of a web page is no note
        (
            '<p><strong>Fler<small data-note="">så</small></strong></p>',
            '<p><strong>Fler</strong><small data-note=""><strong>så</strong></small></p>',
        ),
        (
            '<ul><li>Ett<small data-note="">så</small></li></ul>',
            '<ul><li>Ett<small data-note="">så</small></li></ul>',
        ),
        ('<p>Fler<small data-note="">så', '<p>Fler<small data-note="">så</small></p>'),
        ('<p>Fler<small data-note=""> </small></p>', "<p>Fler</p>"),
        ('<p>a<small data-note="" onclick="x()">b</small></p>', '<p>a<small data-note="">b</small></p>'),
    ],
)
def test_a_note_is_kept_in_one_shape(written, kept):
    assert clean(written, section=True) == kept
    assert clean(kept, section=True) == kept


def test_elsewhere_a_note_is_words_like_others():
    assert clean('<p>Fler<small data-note="">så</small></p>') == "<p>Fler så</p>"


def test_a_note_stands_in_brackets_where_there_are_only_words():
    assert plain(f"<p>Fler{NOTE} än förr.</p>") == "Fler (Enligt SCB, statistik.) än förr."


def test_notes_are_numbered_on_and_lead_there_and_back():
    text, notes = numbered('<p>a<small data-note="">ett</small> b<small data-note="">två</small></p>', 4)
    assert [(note.number, note.html) for note in notes] == [(4, "ett"), (5, "två")]
    assert re.findall(r'href="#(fotnot-\d)"', text) == ["fotnot-4", "fotnot-5"]
    assert re.findall(r'id="(fotnotstecken-\d)"', text) == ["fotnotstecken-4", "fotnotstecken-5"]


@pytest.fixture
def noted(db):
    """A document with a note in its first text and two in a later one, one of them with a bound figure."""
    resolved = resolved_of("kramfors", 2024, "verksamhetsplan", inner=False)
    written = [place for place, part in enumerate(resolved.parts) if part.prose]
    first, last = written[0], written[-1]
    parts = list(resolved.parts)
    parts[first] = replace(parts[first], prose=f"<p>Fler{NOTE} än förr.</p>{parts[first].prose}")
    figure = '<data value="budget.kostnader@2024" data-format="kr">2 586 000 kr</data>'
    parts[last] = replace(
        parts[last],
        prose=f'<p>Kostar<small data-note="">Det är {figure}.</small> mer.</p>{parts[last].prose}',
        after='<p>Sist<small data-note="">Tredje noten.</small></p>',
    )
    return replace(resolved, parts=tuple(parts))


def test_printed_notes_stand_last_in_their_section_and_the_pdf_is_accessible(noted):
    html = to_html(noted)
    assert re.findall(r'<li id="(fotnot-\d)">', html) == ["fotnot-1", "fotnot-2", "fotnot-3"]
    assert set(re.findall(r'href="#(fotnot[a-z]*-\d)"', html)) == {
        f"{name}-{number}" for name in ("fotnot", "fotnotstecken") for number in (1, 2, 3)
    }
    pdf = to_pdf(html, assets_of(noted))
    assert check_pdf(pdf, html) == []
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
    assert "Enligt SCB, statistik." in text
    assert "Det är 2 586 000 kr." in text.replace("\u00a0", " ")


def test_word_has_its_own_notes_and_they_are_read_back(noted):
    data = to_docx(noted)
    with zipfile.ZipFile(BytesIO(data)) as held:
        notes = held.read("word/footnotes.xml").decode()
        body = held.read("word/document.xml").decode()
        links = held.read("word/_rels/footnotes.xml.rels").decode()
    assert re.findall(r'<w:footnoteReference w:id="(\d+)"/>', body) == ["1", "2", "3"]
    assert re.findall(r'<w:footnote w:id="(\d+)"', notes) == ["1", "2", "3"]
    assert "https://www.scb.se/" in links
    assert data == to_docx(noted)
    reading = read_word(data)
    told = "".join(
        item.html for draft in reading.sections for item in draft.content if isinstance(item, Prose)
    )
    assert re.findall(r'<small data-note="">(.*?)</small>', told) == [
        "Enligt SCB, statistik.",
        "Det är 2 586 000 kr.",
        "Tredje noten.",
    ]
    assert "<p>Sist<small" in told
    assert not any("otnot" in sentence for sentence in reading.left_out)


def test_a_file_without_notes_has_no_part_for_them(db):
    data = to_docx(resolved_of("kramfors", 2024, "verksamhetsplan", inner=False))
    assert "word/footnotes.xml" not in zipfile.ZipFile(BytesIO(data)).namelist()
    assert WordDocument(BytesIO(data)).paragraphs
