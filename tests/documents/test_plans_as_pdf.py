"""The four plans as PDF: each drawn once, judged by both profiles and by our own checks, and read back."""

import io
from functools import cache

import pytest
from pypdf import PdfReader

from finsam.documents.html import assets_of, to_html
from finsam.documents.models import Document
from finsam.documents.pdf import to_pdf
from finsam.documents.rendering import resolved_document
from finsam.models import Forbund
from finsam.scope import inside
from tests.documents.pdfcheck import check_pdf

PLANS = (
    ("degerfors-karlskoga", 2024),
    ("finnveden", 2025),
    ("kramfors", 2024),
    ("lekeberg-orebro", 2024),
)
pytestmark = pytest.mark.django_db


@cache
def drawn(key: str, year: int):
    """A plan resolved, as HTML and as PDF."""
    forbund = Forbund.objects.get(key=key)
    with inside(forbund):
        document = Document.objects.select_related("forbund__logo", "fiscal_year", "cover_picture").get(
            fiscal_year__year=year, kind="verksamhetsplan"
        )
        resolved = resolved_document(document)
    html = to_html(resolved)
    return resolved, html, to_pdf(html, assets_of(resolved))


@pytest.fixture(params=PLANS, ids=lambda plan: plan[0])
def plan(request):
    """Each of the four, drawn the first time it is asked for."""
    return drawn(*request.param)


def words(text: str) -> str:
    """Text without the ways a line is broken, so that paper and data can be compared."""
    return "".join(text.split()).replace("\u00ad", "")


def test_is_accessible_and_archivable(plan):
    _, html, pdf = plan
    assert check_pdf(pdf, html) == []


def test_names_its_forbund_and_year(plan):
    resolved, _, pdf = plan
    info = PdfReader(io.BytesIO(pdf)).metadata
    assert resolved.name in info.title
    assert info.author == resolved.cover.forbund


def test_every_figure_of_every_table_is_on_paper(plan):
    resolved, _, pdf = plan
    paper = words(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))
    missing = []
    for table in resolved.tables():
        for row in table.rows:
            if words(row.label) not in paper:
                missing.append(row.label)
            for column in table.columns:
                cell = row.cells.get(column.key)
                if cell is not None and cell.fact is not None and words(column.text(cell.fact)) not in paper:
                    missing.append((row.label, column.label, column.text(cell.fact)))
    assert missing == []


def test_every_page_but_the_cover_says_where_one_is(plan):
    resolved, _, pdf = plan
    pages = PdfReader(io.BytesIO(pdf)).pages
    for number, page in enumerate(pages[1:], 2):
        text = words(page.extract_text())
        assert words(resolved.running_head) in text
        assert words(f"Sida {number} ({len(pages)})") in text


def test_no_figure_is_missing(plan):
    resolved, html, _ = plan
    assert resolved.missing == ()
    assert 'class="missing"' not in html


def test_is_the_same_bytes_each_time():
    resolved, html, pdf = drawn(*PLANS[1])
    assert to_pdf(html, assets_of(resolved)) == pdf
