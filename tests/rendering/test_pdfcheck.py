"""Each check of a PDF can fail: the example is broken in one way at a time, and the right check says so."""

from contextlib import nullcontext
from io import BytesIO

import pikepdf
import pytest

from finsam.rendering.pdf.pdf import to_pdf
from tests.rendering import pdfcheck
from tests.rendering.example import assets, document, example
from tests.rendering.htmlread import HtmlReader
from tests.rendering.pdfcheck import check_pdf
from tests.rendering.pdfread import PdfReader


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """The example, drawn once."""
    return to_pdf(example(), assets())


@pytest.fixture(scope="module")
def whole(pdf) -> PdfReader:
    """The example as a reader has it before any harm."""
    return PdfReader(pdf)


@pytest.fixture(scope="module")
def source() -> HtmlReader:
    """The HTML that the example is made of."""
    return HtmlReader(example())


def elements(pdf: pikepdf.Pdf, tag: str) -> list[pikepdf.Object]:
    """The structure elements with a tag, in reading order."""
    found, todo = [], [pdf.Root.StructTreeRoot]
    while todo:
        item = todo.pop()
        if item.get("/S") == f"/{tag}":
            found.append(item)
        kids = item.get("/K", [])
        kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        todo += [kid for kid in reversed(kids) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    return found


def other_language(pdf):
    pdf.Root.Lang = pikepdf.String("en")


def no_title(pdf):
    del pdf.docinfo["/Title"]


def title_not_displayed(pdf):
    del pdf.Root.ViewerPreferences


def no_identification(pdf):
    packet = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(packet.replace(b"pdfuaid:part>1<", b"pdfuaid:part>9<"))


def chapter_cut_out(pdf):
    sections = elements(pdf, "Sect")
    sections[2].P.K = pikepdf.Array([kid for kid in sections[2].P.K if kid.objgen != sections[2].objgen])


def paragraphs_swapped(pdf):
    section = elements(pdf, "Sect")[1]
    section.K = pikepdf.Array([section.K[0], section.K[2], section.K[1]])


def paragraph_twice(pdf):
    section = elements(pdf, "Sect")[1]
    section.K.append(section.K[1])


def marker_lost(pdf):
    item = elements(pdf, "Lbl")[-1].P
    item.K = pikepdf.Array([kid for kid in item.K if kid.S != "/Lbl"])


def text_outside(pdf):
    page = pdf.pages[2]
    font = next(iter(page.resources.Font.keys()))
    page.contents_add(f"BT {font} 9 Tf 60 60 Td <0024> Tj ET".encode())


def heading_moved_down(pdf):
    elements(pdf, "H3")[0].S = pikepdf.Name.H5


def bookmark_renamed(pdf):
    with pdf.open_outline() as outline:
        outline.root[0].title = "Annat"


def contents_lead_elsewhere(pdf):
    link = elements(pdf, "Link")[0]
    note = next(kid.Obj for kid in link.K if isinstance(kid, pikepdf.Dictionary))
    note.Dest = pikepdf.String("s-5")


def cells(pdf, tag="TD"):
    return [cell for cell in elements(pdf, tag) if "/Headers" in cell.A or "/Scope" in cell.A]


def headers_of_another(pdf):
    first, second = cells(pdf)[5:7]
    first.A.Headers = second.A.Headers


def header_unknown(pdf):
    cells(pdf)[5].A.Headers[0] = pikepdf.String("nobody")


def no_scope(pdf):
    del cells(pdf, "TH")[0].A["/Scope"]


def row_lost(pdf):
    row = elements(pdf, "TR")[5]
    row.P.K = pikepdf.Array([kid for kid in row.P.K if kid.objgen != row.objgen])


def link_described_by_address(pdf):
    note = next(note for note in pdf.pages[2].Annots if "/A" in note)
    note.Contents = note.A.URI


def link_without_annotation(pdf):
    link = elements(pdf, "Link")[-1]
    link.K = pikepdf.Array([kid for kid in link.K if isinstance(kid, int)])


def no_alternative(pdf):
    del elements(pdf, "Figure")[1]["/Alt"]


def font_not_embedded(pdf):
    font = next(iter(pdf.pages[0].resources.Font.values()))
    del font.DescendantFonts[0].FontDescriptor["/FontFile2"]


def font_without_text(pdf):
    del next(iter(pdf.pages[2].resources.Font.values()))["/ToUnicode"]


def page_narrower(pdf):
    pdf.pages[3].mediabox = [0, 0, 400, 842]


@pytest.mark.parametrize(
    ("harm", "check"),
    [
        (other_language, "identity"),
        (no_title, "identity"),
        (title_not_displayed, "identity"),
        (no_identification, "identity"),
        (chapter_cut_out, "content"),
        (chapter_cut_out, "text"),
        (paragraphs_swapped, "text"),
        (paragraph_twice, "content"),
        (marker_lost, "text"),
        (text_outside, "content"),
        (heading_moved_down, "headings"),
        (bookmark_renamed, "headings"),
        (contents_lead_elsewhere, "contents_list"),
        (headers_of_another, "tables"),
        (header_unknown, "tables"),
        (no_scope, "tables"),
        (row_lost, "tables"),
        (link_described_by_address, "links"),
        (link_without_annotation, "links"),
        (no_alternative, "figures"),
        (font_not_embedded, "fonts"),
        (font_without_text, "fonts"),
        (page_narrower, "margins"),
    ],
)
def test_a_harm_is_found_by_its_check(pdf, whole, source, harm, check):
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as broken:
        harm(broken)
        broken.save(out)
    read = PdfReader(out.getvalue())
    judge = getattr(pdfcheck, f"check_{check}")
    beside = () if check in ("content", "contents_list", "fonts", "margins") else (source,)
    assert judge(whole, *beside) == []
    assert judge(read, *beside) != []


def test_words_that_run_together_are_found(monkeypatch):
    monkeypatch.setattr("finsam.rendering.pdf.pdf.spaces_at_line_ends", nullcontext)
    html = document(f"<h1>Prov</h1><p>{'Ord efter ord. ' * 40}</p>")
    assert "words run together" in " ".join(check_pdf(to_pdf(html, assets()), html))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"pdfuaid:part>1<", b"pdfuaid:part>9<"),
        (b'pdfaid:part="2"', b'pdfaid:part="9"'),
    ],
)
def test_both_validators_are_asked(pdf, old, new):
    assert pdfcheck.check_profiles(pdf) == []
    assert pdfcheck.check_profiles(pdf.replace(old, new)) != []


def test_a_cross_reference_table_that_leads_astray_is_found(pdf, whole):
    assert pdfcheck.check_objects(pdf, whole) == []
    moved = pdf.replace(b"%\xf0\x9f\x96\xa4\n", b"%\xf0\x9f\x96\xa4\n\n", 1)
    start = pdf.rindex(b"startxref\n") + len(b"startxref\n")
    offset = pdf[start:].split()[0]
    moved = moved.replace(b"startxref\n" + offset, b"startxref\n%d" % (int(offset) + 1))
    assert pdfcheck.check_objects(moved, PdfReader(moved)) != []


@pytest.mark.parametrize(
    ("length", "ending", "right"),
    [(3, b"\r\n", True), (3, b"x\n", False), (2, b"\r\n", False), (4, b"\r\n", False)],
)
def test_the_known_false_alarm_is_told_from_a_true_one(length, ending, right):
    """A stream may end in 0D; only then, and with the right length, is the validator not believed."""
    stream = b"%%PDF-1.7\n8 0 obj\n<</Length %d>>\nstream\nab%sendstream\nendobj\n" % (length, ending)
    assert pdfcheck._length_is_right(stream, 8) is right


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('<p style="opacity: 0.5">Svagt</p>', "opacity"),
        ('<style>p::after { content: "påhittat" }</style><p>Skrivet</p>', "påhittat"),
        ("<p style='text-transform: uppercase'>Ropat</p>", "OPAT"),
        ("<h3>Hoppat</h3>", "skipped"),
        ("<p style='margin-left: 180mm; width: 30mm'>Utanför</p>", "margins"),
        ('<figure><img src="asset:logo" alt="Bild"><figcaption>Bild</figcaption></figure>', "caption"),
        ('<img src="asset:logo" alt="logo.png">', "file name"),
    ],
)
def test_a_template_that_breaks_the_rules_is_found(body, words):
    html = document(f"<h1>Prov</h1>{body}")
    assert words in " ".join(check_pdf(to_pdf(html, assets()), html))
