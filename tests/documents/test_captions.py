"""Whether the caption of a table or chart is printed is a setting of its section; it is read aloud in any case."""

import pytest

from finsam.core.models import FiscalYear
from finsam.core.registry import Registry
from finsam.core.tenancy.scope import inside, scopes_disabled
from finsam.documents import registry
from finsam.documents.forms import options_form, stored_options
from finsam.documents.models import Document, Section
from finsam.documents.options import CaptionOptions, Choice
from finsam.documents.resolve import resolve
from finsam.facts.book import Book, Fact
from finsam.facts.tables import Cell, Chart, Column, Html, Row, Table, Wheel, first_caption_read_aloud
from finsam.rendering.html import to_html
from finsam.rendering.pdf.pdf import to_pdf
from tests import clients
from tests.plans.small import YEAR, make_forbund
from tests.rendering.example import assets
from tests.rendering.pdfread import PdfReader


def table(title: str, rows: int = 8, **fields) -> Table:
    cells = [
        {"antal": Cell(Fact(f"prov.{place}@{YEAR}", "Antal", place + 1, unit="st"))} for place in range(rows)
    ]
    made = tuple(Row(f"r{place}", f"Rad {place}", each) for place, each in enumerate(cells))
    return Table(
        title.lower(), title, (Column("antal", "Antal", unit="st"),), made, row_label="Rad", **fields
    )


def chart(drawn: Table) -> Chart:
    return Chart(drawn.key, drawn.title, drawn)


LEVELS, REASONS = table("Utbildning"), table("Avslut")


@pytest.mark.parametrize(
    "pieces, shown",
    [
        ([LEVELS], [False]),
        ([LEVELS, REASONS], [False, True]),
        ([chart(LEVELS), LEVELS, REASONS], [False, False, True]),
        ([Wheel("hjul", "Årshjul 2024", {}), LEVELS], [False, True]),
        ([], []),
    ],
    ids=["a table", "two tables", "a chart with its table", "a wheel", "nothing"],
)
def test_a_heading_stands_for_the_first_caption_under_it(pieces, shown):
    assert [piece.show_title for piece in first_caption_read_aloud(pieces)] == shown


def test_texts_before_a_table_have_no_caption():
    text, hidden = first_caption_read_aloud([Html("ort", "<p>Örebro</p>", heading="Ort"), LEVELS])
    assert (text.html, hidden.show_title) == ("<p>Örebro</p>", False)


class Settings(CaptionOptions):
    """As an app's block has them."""

    form = Choice("Visas som", ("tabell", "Tabell"))


@pytest.fixture
def rendered(db, monkeypatch):
    """A section with a chart, its table and another table, resolved under the settings given."""
    monkeypatch.setattr(registry, "BLOCKS", Registry("block of the test"))
    registry.block("prov", label="Prov", options=Settings)(lambda *_: [chart(LEVELS), LEVELS, REASONS])
    forbund = make_forbund()
    year = FiscalYear.objects.with_scopes_disabled().create(forbund=forbund, year=YEAR, key=str(YEAR))
    document = Document(forbund=forbund, fiscal_year=year, title="Plan", kind="verksamhetsplan", key="vp")

    def resolved(heading, **options):
        written = Section(key="a", title=heading, block="prov", options=options)
        return resolve(document, Book(forbund, YEAR), [written])

    resolved.forbund = forbund
    return resolved


HIDDEN, SHOWN = '<caption class="quiet">Utbildning', "<caption>Utbildning"


@pytest.mark.parametrize("heading", ["Utbildning", "Vilka de är", ""])
def test_the_setting_decides_whatever_the_heading_is_called(rendered, heading):
    html = to_html(rendered(heading))
    assert (html.count(SHOWN), html.count("<figcaption>Utbildning</figcaption>")) == (1, 1)
    html = to_html(rendered(heading, show_title=False))
    assert (html.count(HIDDEN), html.count("<figcaption>")) == (1, 0)
    assert "<caption>Avslut" in html


def test_a_caption_that_is_not_printed_is_still_read_aloud(rendered):
    """A table's in the HTML and as its summary in the PDF, a chart's in its text alternative."""
    html = to_html(rendered("Utbildning", show_title=False))
    assert HIDDEN in html
    assert "<title>Utbildning. Störst är" in html, "its figures stand in the table beside"
    read = PdfReader(to_pdf(html, assets()))
    tables = [element.source for element in read.tree.find("Table")]
    assert [str(each["/A"]["/Summary"]) if "/A" in each else "" for each in tables] == ["Utbildning", ""]


def test_a_short_table_under_its_own_chart_repeats_no_caption(rendered, monkeypatch):
    short = table("Utbildning", rows=3)
    monkeypatch.setattr(registry, "BLOCKS", Registry("block of the test"))
    registry.block("prov", label="Prov", options=Settings)(lambda *_: [chart(short), short])
    html = to_html(rendered("Vilka de är"))
    assert (html.count("<figcaption>Utbildning</figcaption>"), html.count(HIDDEN)) == (1, 1)


def test_the_setting_stands_last_on_the_form_and_says_what_it_does(rendered):
    book = Book(rendered.forbund, YEAR)
    block = registry.find_block("prov")
    form = options_form(block, book, initial=block.defaults())
    assert list(form.fields) == ["form", "show_title"]
    assert form["show_title"].label == "Visa tabellens eller diagrammets rubrik"
    assert "då läses den bara upp" in form["show_title"].help_text
    assert form["show_title"].value() is True
    assert stored_options(options_form(block, book, {"val-form": "tabell"})) == {"show_title": False}
    assert stored_options(options_form(block, book, {"val-form": "tabell", "val-show_title": "on"})) == {}


def test_a_new_statement_leaves_its_caption_to_its_heading():
    """An interim income statement says its period only in its caption; a body may have two tables."""
    left = {
        kind.key: [item.key for item in kind.outline if item.options.get("show_title") is False]
        for kind in registry.kinds().values()
    }
    assert left == {
        "verksamhetsplan": [],
        "arsredovisning": [
            "oversikt",
            "medlemsbidrag",
            "revisorer",
            "balanskrav",
            "resultatrakning",
            "balansrakning",
            "kassaflode",
            "driftredovisning",
            "investeringar",
            "underskrift",
        ],
        "delarsrapport": ["balanskrav", "balansrakning"],
    }


def test_every_printed_caption_can_be_left_to_the_heading(db):
    """The insatskort is a card with its name as head, which has a setting of its own."""
    with scopes_disabled():
        documents = list(Document.objects.select_related("forbund", "fiscal_year"))
    unsettled = set()
    for document in documents:
        with inside(document.forbund):
            book = Book(document.forbund, document.fiscal_year.year)
            for block in registry.blocks().values():
                titles = [getattr(piece, "show_title", False) for piece in block.pieces(book)]
                if any(titles) and "show_title" not in block.options.base_fields:
                    unsettled.add(block.key)
    assert unsettled == {"insatser"}


def test_a_user_chooses_in_the_form_of_the_section(db):
    place = {"forbund": "degerfors-karlskoga", "year": 2023, "key": "arsredovisning"}
    edit, read = (
        clients.url("section-edit", section="medlemsbidrag", **place),
        clients.url("document-preview", **place),
    )
    chief = clients.signed_in(clients.chief("degerfors-karlskoga"), headers={"origin": clients.ORIGIN})
    printed = "<figcaption>Medlemsbidragens utveckling och användning"
    assert (
        '<caption class="quiet">Medlemsbidragens utveckling och användning'
        in chief.get(read).content.decode()
    )
    page = chief.get(edit)
    assert "Visa tabellens eller diagrammets rubrik" in page.content.decode()
    sent = clients.written(page.context["form"]) | clients.written(page.context["options"])
    assert "val-show_title" not in sent
    assert chief.post(edit, sent | {"val-show_title": "on"}).status_code == 302
    assert printed in chief.get(read).content.decode()
