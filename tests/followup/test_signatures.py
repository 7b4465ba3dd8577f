"""The page that the board signs: who, in what order, and room for a name on paper."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from finsam.core.tenancy.scope import inside
from finsam.documents.models import Document, Section
from finsam.documents.resolve import resolve
from finsam.facts.tables import SIGNATURE
from finsam.rendering.html import assets_of, to_html
from finsam.rendering.pdf.pdf import to_pdf
from tests.followup.ledger import NBSP, YEAR, Ledger, pieces, printed
from tests.rendering.pdfcheck import check_pdf, check_profiles

POINTS_PER_MM = 72 / 25.4


@pytest.fixture
def ledger(db):
    """A board of three on the signing day, with a deputy and one who has left."""
    one = Ledger()
    with inside(one.forbund):
        one.seat("Bo Ek", "ledamot")
        one.seat("Ada Al", "ordforande")
        one.seat("Gamla Gran", "vice", end=date(2024, 1, 31))
        one.seat("Nya Näver", "vice", start=date(2024, 2, 1))
        one.seat("Eva Er", "ersattare")
        yield one


def test_who_sits_on_the_day_signs_with_name_and_function(ledger):
    ledger.texts(signed_on=date(2024, 3, 20), signed_at="Åby")
    place, table = pieces("underskrifter", ledger.book())
    assert place.html == f'<p class="signed">Åby den 20{NBSP}mars 2024</p>'
    assert printed(table) == {
        "Ada Al": ["Ordförande", ""], "Nya Näver": ["Vice ordförande", ""], "Bo Ek": ["Ledamot", ""],
    }  # fmt: skip
    assert {row.dress for row in table.rows} == {SIGNATURE}
    before = pieces("underskrifter", ledger.book(), on="2024-01-15")[1]
    assert [row.label for row in before.rows] == ["Ada Al", "Gamla Gran", "Bo Ek"]


def test_an_unknown_place_is_a_line_to_write_on(ledger):
    ledger.texts(signed_on=date(2024, 3, 20))
    place, _ = pieces("underskrifter", ledger.book())
    assert place.html == f'<p class="signed"><span class="blank"></span> den 20{NBSP}mars 2024</p>'


def test_a_place_is_text_and_nothing_else(ledger):
    ledger.texts(signed_on=date(2024, 3, 20), signed_at="<b>Åby</b>")
    assert "&lt;b&gt;Åby" in pieces("underskrifter", ledger.book())[0].html


@pytest.fixture
def pdf(ledger) -> tuple[bytes, str]:
    """The page in print, and the HTML it was made of."""
    ledger.texts(signed_on=date(2024, 3, 20))
    one = Document.objects.create(
        forbund=ledger.forbund, fiscal_year=ledger.years[YEAR], kind="arsredovisning", title="Årsredovisning"
    )
    Section.objects.create(
        forbund=ledger.forbund, document=one, title="Underskrift", key="underskrift", block="underskrifter"
    )
    resolved = resolve(one, ledger.book())
    html = to_html(resolved)
    return to_pdf(html, assets_of(resolved)), html


def test_there_is_room_to_sign(pdf):
    """The names stand 14 mm from each other, and the page can be read by those who don't see it."""
    found: dict[str, float] = {}

    def tenant(text, page, line, *_):
        for name in ("Ada", "Nya", "Bo"):
            if text.startswith(name):
                found[name] = line[5] * page[3] + page[5]

    for sheet in PdfReader(BytesIO(pdf[0])).pages:
        sheet.extract_text(visitor_text=tenant)
    heights = [found["Ada"] - found["Nya"], found["Nya"] - found["Bo"]]
    assert [round(one / POINTS_PER_MM) for one in heights] == [14, 14]
    assert check_pdf(*pdf) == []
    assert check_profiles(pdf[0]) == []
