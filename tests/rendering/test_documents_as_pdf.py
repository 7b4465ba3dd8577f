"""The four plans and the årsredovisning as PDF: each drawn once, judged by both profiles and by our own checks, and read back."""

import io
import re
from functools import cache

import pytest
from pypdf import DocumentInformation, PdfReader

from finsam.core.models import Forbund
from finsam.core.tenancy.scope import inside
from finsam.documents.models import Document
from finsam.documents.resolved import Resolved
from finsam.rendering.files import rendition_of
from finsam.rendering.html import assets_of, to_html
from finsam.rendering.pdf.pdf import to_pdf
from tests.rendering.htmlread import HtmlReader
from tests.rendering.pdfcheck import check_pdf
from tests.rendering.pdfread import PdfReader as PdfTree
from tools.fill import FULL, pages_of

AMOUNT = re.compile(r"−?\d{1,3}(\u00a0\d{3})+(\u00a0kr)?")
POINTS_PER_MM = 72 / 25.4
PLAN, REPORT = "verksamhetsplan", "arsredovisning"
DOCUMENTS = (
    ("degerfors-karlskoga", 2024, PLAN, False),
    ("finnveden", 2025, PLAN, False),
    ("kramfors", 2024, PLAN, False),
    ("lekeberg-orebro", 2024, PLAN, False),
    ("degerfors-karlskoga", 2023, REPORT, False),
    ("degerfors-karlskoga", 2023, REPORT, True),
)
pytestmark = pytest.mark.django_db


@cache
def resolved_of(key: str, year: int, kind: str, inner: bool) -> Resolved:
    """A document resolved, as it may be published or as it is."""
    forbund = Forbund.objects.get(key=key)
    with inside(forbund):
        document = Document.objects.select_related("forbund__logo", "fiscal_year", "cover_picture").get(
            fiscal_year__year=year, kind=kind
        )
        return rendition_of(document, inside=inner)


@cache
def drawn(key: str, year: int, kind: str, inner: bool):
    """A rendition of a document resolved, as HTML and as PDF."""
    resolved = resolved_of(key, year, kind, inner)
    html = to_html(resolved)
    return resolved, html, to_pdf(html, assets_of(resolved))


@cache
def printed(key: str, year: int, kind: str, inner: bool) -> tuple[DocumentInformation, tuple[str, ...]]:
    """What a rendition's PDF says of itself, and the text of each page: reading takes longer than drawing."""
    reader = PdfReader(io.BytesIO(drawn(key, year, kind, inner)[2]))
    return reader.metadata, tuple(page.extract_text() for page in reader.pages)


@pytest.fixture(params=DOCUMENTS, ids=lambda one: f"{one[0]}-{one[2]}{'-inre' if one[3] else ''}")
def document(request):
    """Each of them, drawn the first time it is asked for."""
    return drawn(*request.param)


@pytest.fixture
def paper(request, document):
    """What the document's PDF says of itself, and the text of each of its pages."""
    return printed(*request.node.callspec.params["document"])


def words(text: str) -> str:
    """Text without the ways a line is broken, so that paper and data can be compared."""
    return "".join(text.split()).replace("\u00ad", "")


def test_is_accessible_and_archivable(document):
    _, html, pdf = document
    assert check_pdf(pdf, html) == []


def test_names_its_forbund_and_year(document, paper):
    resolved, (info, _) = document[0], paper
    assert resolved.name in info.title
    assert info.author == resolved.cover.forbund


def test_every_figure_of_every_table_is_on_paper(document, paper):
    resolved, text = document[0], words(" ".join(paper[1]))
    missing = []
    for table in resolved.tables():
        for row in table.rows:
            if words(row.label) not in text:
                missing.append(row.label)
            for column in table.columns:
                cell = row.cells.get(column.key)
                if cell is not None and cell.fact is not None and words(column.text(cell.fact)) not in text:
                    missing.append((row.label, column.label, column.text(cell.fact)))
    assert missing == []


def test_every_page_but_the_cover_says_where_one_is(document, paper):
    resolved, (_, pages) = document[0], paper
    for number, page in enumerate(pages[1:], 2):
        text = words(page)
        assert words(resolved.running_head) in text
        assert words(f"Sida {number} ({len(pages)})") in text


def test_every_page_is_full_but_where_a_chapter_ends(document, tmp_path):
    (tmp_path / "document.pdf").write_bytes(document[2])
    pages = pages_of(tmp_path / "document.pdf")
    assert [(page.number, round(page.fill)) for page in pages if page.wanting] == []
    excused = [page for page in pages if page.fill < FULL]
    assert len(excused) <= len(pages) / 4  # else it says nothing


def right_edges(html: str, pdf: bytes) -> dict[float, set[str]]:
    """Where the amounts of thousands end in the tables that stand on the grid: mm from the left, and in which tables."""
    reader = PdfTree(pdf)
    edges: dict[float, set[str]] = {}
    in_html = list(HtmlReader(html).body.iter("table"))
    for element, table in zip(reader.tree.find("Table"), in_html, strict=True):
        if "grid" not in table.get("class", "").split():
            continue
        for cell in element.find("TD"):
            for kid in (kid for inner in cell.walk() for kid in inner.kids if isinstance(kid, tuple)):
                for text, x in reader.ends.get(kid, ()):
                    if AMOUNT.fullmatch(text):
                        edges.setdefault(round(x / POINTS_PER_MM, 1), set()).add(table.get("id"))
    return edges


# From the right margin, 187 mm from the left, in steps of 20 mm: the newest of two years ends at 167 everywhere.
@pytest.mark.parametrize(
    ("document", "edges", "tables"),
    [
        (("degerfors-karlskoga", 2023, REPORT, False), {187, 167, 147, 127, 107, 87}, 12),
        (("degerfors-karlskoga", 2024, PLAN, False), {187, 167, 147}, 4),
        (("kramfors", 2024, PLAN, False), {187, 167, 147, 127}, 2),
        (("lekeberg-orebro", 2024, PLAN, False), {187, 167, 147}, 2),
    ],
    ids=["report", "plan", "accounts", "groups"],
)
def test_amounts_end_in_the_same_places_in_all_tables_of_a_document(document, edges, tables):
    _, html, pdf = drawn(*document)
    found = right_edges(html, pdf)
    assert {round(x) for x in found} == edges
    assert all(abs(x - round(x)) <= 0.2 for x in found)
    assert len(set().union(*found.values())) >= tables


def test_the_statements_and_notes_have_their_two_years_in_the_same_places():
    _, html, pdf = drawn("degerfors-karlskoga", 2023, REPORT, False)
    found = right_edges(html, pdf)
    for name in ("resultatrakning", "balansrakning", "kassaflode", "not-intakter", "not-eget-kapital"):
        assert {round(x) for x, tables in found.items() if f"t-{name}" in tables} == {187, 167}, name


def test_no_figure_is_missing(document):
    resolved, html, _ = document
    assert resolved.missing == ()
    assert 'class="missing"' not in html


def test_is_the_same_bytes_each_time():
    resolved, html, pdf = drawn(*DOCUMENTS[1])
    assert to_pdf(html, assets_of(resolved)) == pdf
