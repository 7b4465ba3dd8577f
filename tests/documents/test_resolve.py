"""From sections to plain data: numbers, contents, references, and what is missing."""

from decimal import Decimal

import pytest

from finsam.core.registry import Registry
from finsam.documents import registry
from finsam.documents.models import Document, Section
from finsam.documents.resolve import resolve, resolve_block
from finsam.facts import book as facts
from finsam.facts.book import Book, Fact
from finsam.facts.figures import Format, FormatError, fill, references
from finsam.facts.tables import Cell, Column, Html, Row, Table
from finsam.rendering.html import to_html
from tests.plans.small import YEAR, make_forbund

FIGURE = '<data value="{}" data-format="{}"></data>'


@pytest.fixture
def known(monkeypatch):
    """Facts and blocks that only the test knows."""
    monkeypatch.setattr(facts, "PROVIDERS", Registry("provider of the test"))
    monkeypatch.setattr(registry, "BLOCKS", Registry("block of the test"))

    def know(*names, **values):
        made = [Fact(f"prov.{name}@{YEAR}", name, value) for name, value in values.items()]
        facts.provider("prov")(lambda book, year: made if year == YEAR else [])

    return know


def block(key: str, *pieces) -> None:
    """Register a block that returns what it is told."""
    registry.block(key, label=key)(lambda book, options, document: pieces)


def section(key: str, title: str = "", level: int = 1, **fields) -> Section:
    return Section(key=key, title=title, level=level, **fields)


@pytest.fixture
def made(db, known):
    """Resolve a document of the sections given."""
    from finsam.core.models import FiscalYear

    forbund = make_forbund()
    year = FiscalYear.objects.with_scopes_disabled().create(forbund=forbund, year=YEAR, key=str(YEAR))

    def make(*sections: Section, **fields):
        fields = {"title": "Verksamhetsplan", "kind": "verksamhetsplan", "key": "vp", **fields}
        return resolve(
            Document(forbund=forbund, fiscal_year=year, **fields), Book(forbund, YEAR), list(sections)
        )

    make.forbund = forbund
    return make


def numbers(resolved) -> list[tuple[int, str]]:
    return [(part.level, part.number) for part in resolved.parts]


def test_numbers_follow_the_levels(made):
    levels = [1, 2, 2, 3, 3, 2, 1, 2, 1]
    found = made(*(section(f"s{place}", "R", level) for place, level in enumerate(levels)))
    assert [number for _, number in numbers(found)] == [
        "1",
        "1.1",
        "1.2",
        "1.2.1",
        "1.2.2",
        "1.3",
        "2",
        "2.1",
        "3",
    ]


def test_level_never_jumps_over_one(made):
    """Whoever listens to the headings must meet each level, as in Word's outline."""
    found = made(section("a", "A", 3), section("b", "B", 4), section("c", "C", 4), section("d", "D", 1))
    assert numbers(found) == [(1, "1"), (2, "1.1"), (3, "1.1.1"), (1, "2")]


def test_unnumbered_heading_takes_no_number_and_resets_nothing(made):
    found = made(
        section("a", "A"),
        section("b", "B", 2),
        section("c", "C", 2, numbered=False),
        section("d", "D", 2),
        section("e"),
        section("f", "F"),
    )
    assert [number for _, number in numbers(found)] == ["1", "1.1", "", "1.2", "", "2"]


def test_document_without_numbers(made):
    found = made(section("a", "A"), section("b", "B", 2), numbered=False)
    assert numbers(found) == [(1, ""), (2, "")]


def test_headings_follow_the_year(made):
    found = made(section("a", "Budget {år} och plan {år+1}–{år+2}, efter {år-1}"), subtitle="för {år}")
    assert found.parts[0].title == "Budget 2024 och plan 2025–2026, efter 2023"
    assert found.cover.subtitle == "för 2024"
    assert found.name == "Verksamhetsplan 2024"


def test_contents_to_their_depth(made):
    sections = [
        section("a", "A"),
        section("b", "B", 2),
        section("c", "C", 3),
        section("d", "D", in_contents=False),
        section("e"),
    ]
    assert [entry.title for entry in made(*sections).contents] == ["A", "B"]
    assert [entry.title for entry in made(*sections, contents_depth=1).contents] == ["A"]
    assert [entry.title for entry in made(*sections, contents_depth=3).contents] == ["A", "B", "C"]
    assert made(*sections, contents=False).contents == ()


def test_contents_with_names_gathered_under_the_heading(made):
    block("kort", Html("k", "<p>x</p>", heading="Samkraft", listed=True))
    sections = [section("a", "A"), section("b", "B", 2), section("c", "C", block="kort")]
    found = made(*sections, contents_style="samlade").contents
    assert [(entry.title, entry.below) for entry in found] == [("A", ("B",)), ("C", ("Samkraft",))]
    lines = made(*sections, contents_depth=1, contents_style="rader").contents
    assert [entry.title for entry in lines] == ["A", "C", "Samkraft"]


def test_every_line_of_the_contents_leads_to_a_heading(made):
    block("kort", Html("k", "<p>x</p>", heading="Samkraft", listed=True))
    found = made(section("a", "A"), section("b", "B", 2, block="kort"), contents_depth=3)
    html = to_html(found)
    assert len(found.contents) == 3
    for entry in found.contents:
        assert html.count(f'id="{entry.anchor}"') == 1


def test_reference_gets_the_present_number_or_title(made):
    prose = '<p>Se <a href="#s-b"></a> och <a href="#s-c">avsnitt </a>.</p>'
    found = made(section("a", "A", prose=prose), section("b", "B", 2), section("c", "C & D", numbered=False))
    assert found.parts[0].prose == (
        '<p>Se <a href="#s-b">avsnitt 1.1</a> och <a href="#s-c">”C &amp; D”</a>.</p>'
    )
    assert found.missing == ()


def test_reference_to_a_table_gets_its_title_and_the_first_of_that_name(made):
    table = Table("kostnader", "Kostnader", (Column("belopp", "Belopp"),), (Row("hyra", "Hyra"),))
    block("tabell", table, table)
    resolved = made(section("a", "Först", prose='<p>Se <a href="#t-kostnader"></a>.</p>', block="tabell"))
    assert '<a href="#t-kostnader">tabellen ”Kostnader”</a>' in resolved.parts[0].prose
    html = to_html(resolved)
    assert html.count('id="t-kostnader"') == 1
    assert html.count('id="t-kostnader-2"') == 1


def test_reference_to_a_section_that_is_gone(made):
    found = made(section("a", "A", after='<p>Se <a href="#s-borta"></a>.</p>'))
    assert "saknas" in found.parts[0].after
    assert [one.reason for one in found.missing] == ["Hänvisningen till ”borta” leder ingenstans."]


def test_figures_are_filled_and_remembered(made, known):
    known(belopp=Decimal(5_040_000))
    found = made(section("a", "A", prose=f"<p>Vi får {FIGURE.format('prov.belopp@0', 'tkr')}.</p>"))
    assert (
        found.parts[0].prose
        == '<p>Vi får <data class="fact" value="prov.belopp@2024">5\xa0040\xa0tkr</data>.</p>'
    )
    assert list(found.facts) == ["prov.belopp@2024"]
    assert found.missing == ()


def test_figures_in_cells_and_pieces_too(made, known):
    known(belopp=Decimal(7))
    figure = FIGURE.format("prov.belopp@0", "kr")
    row = Row("r", "R", {"c": Cell(html=f"<p>{figure}</p>")})
    block("bada", Table("t", "T", (Column("c", "C", kind="text"),), (row,), shape="card"), Html("h", figure))
    found = made(section("a", "A", block="bada"))
    assert to_html(found).count('<data class="fact" value="prov.belopp@2024">7\xa0kr</data>') == 2


@pytest.mark.parametrize(
    "key, shape, reason",
    [
        ("prov.borta@0", "kr", "Uppgiften ”prov.borta@2024” finns inte."),
        ("prov.belopp@-1", "kr", "Uppgiften ”prov.belopp@2023” finns inte."),
        ("okand.belopp@0", "kr", "Uppgiften ”okand.belopp@2024” finns inte."),
        ("inte en nyckel", "kr", "”inte en nyckel” är inte en uppgift som finns."),
        ("prov.tom@0", "kr", "Uppgiften ”tom” är tom."),
        ("prov.belopp@0", "dollar", "Formatet ”dollar” finns inte. Välj kr, tkr, mnkr eller %."),
    ],
)
def test_figure_that_cannot_be_had_says_so_in_print(made, known, key, shape, reason):
    known(belopp=Decimal(7), tom=None)
    found = made(section("a", "Ekonomi", prose=f"<p>{FIGURE.format(key, shape)}</p>"))
    assert ">saknas</data>" in found.parts[0].prose
    (one,) = found.missing
    assert (one.reason, one.section, one.anchor) == (reason, "Ekonomi", "s-a")
    assert one.href == "/norra-an/2024/dokument/vp/avsnitt/a/"


def test_block_that_is_gone_is_reported(made):
    found = made(section("a", "A", block="borta"))
    assert found.parts[0].pieces == ()
    assert [one.reason for one in found.missing] == ["Innehållet ”borta” finns inte längre."]


def test_block_gets_its_options_over_the_usual_and_the_document(made):
    seen = {}

    def build(book, options, document):
        seen.update(options=options, title=document.title)
        return []

    registry.block("prov", label="Prov")(build)
    made(section("a", "A", block="prov", options={"form": "lista"}))
    assert seen == {"options": {"form": "lista"}, "title": "Verksamhetsplan"}


def test_block_on_a_page_of_its_own(made, known):
    known(belopp=Decimal(7))
    block("eget", Html("h", FIGURE.format("prov.belopp@0", "kr")))
    from finsam.core.tenancy.scope import inside

    with inside(made.forbund):
        found = resolve_block(registry.find_block("eget"), Book(made.forbund, YEAR), {})
    assert "prov.belopp@2024" in found.facts
    assert found.contents == ()


@pytest.mark.parametrize(
    "status, head",
    [
        ("utkast", "Finsam Norra ån · Verksamhetsplan 2024 · Utkast"),
        ("forslag", "Finsam Norra ån · Verksamhetsplan 2024 · Förslag"),
        ("beslutad", "Finsam Norra ån · Verksamhetsplan 2024"),
    ],
)
def test_head_of_every_page(made, status, head):
    assert made(section("a", "A"), status=status).running_head == head


def test_text_that_looks_like_html_stays_text(made):
    found = made(section("a", "A < B & <script>alert(1)</script>"))
    html = to_html(found)
    assert "<script" not in html
    assert "A &lt; B &amp; &lt;script&gt;" in html


@pytest.mark.parametrize(
    "shape, value, side, text",
    [
        ("", "-575499.5", "kostnad", "575 500 kr"),
        ("kr", "-575000", "kostnad", "575 000 kr"),
        ("tkr", "-575499", "kostnad", "575 tkr"),
        ("mnkr", "5040000", "", "5,0 mnkr"),
        ("mnkr.2", "5040000", "", "5,04 mnkr"),
        ("tkr~100", "776340", "", "800 tkr"),
        ("tkr~100 abs", "-776340", "", "800 tkr"),
        ("kr abs", "-38000", "", "38 000 kr"),
        ("kr", "-38000", "", "−38 000 kr"),
        ("tkr utan enhet", "428000", "", "428"),
        ("tal", "5", "", "5"),
        ("kr mer", "-14000", "", "14 000 kr mindre"),
        ("kr mer", "-14000", "kostnad", "14 000 kr mer"),
        ("tkr bättre", "-267000", "", "267 tkr sämre"),
        ("tkr överskott", "-795108", "", "underskott på 795 tkr"),
        ("tkr överskott", "243398", "", "överskott på 243 tkr"),
    ],
)
def test_formats(shape, value, side, text):
    fact = Fact("prov.a@2024", "A", Decimal(value), side=side)
    assert Format.read(shape).text(fact).replace("\xa0", " ") == text


@pytest.mark.parametrize("shape", ["euro", "kr.", "%.22", "tkr~", "~", "kr  abs", "abs", "kr mera"])
def test_format_that_means_nothing(shape):
    with pytest.raises(FormatError, match="finns inte"):
        Format.read(shape)


def test_references_of_a_text(known):
    known(belopp=Decimal(1))
    html = f"<p>{FIGURE.format('prov.belopp@0', 'kr')} {FIGURE.format('prov.annat@-1', '%.2')}</p>"
    assert references(html) == [("prov.belopp@0", "kr"), ("prov.annat@-1", "%.2")]
    assert fill("<p>Inga siffror.</p>", Book(None, YEAR)).html == "<p>Inga siffror.</p>"


def test_old_text_inside_a_figure_is_not_printed(made, known):
    known(belopp=Decimal(7))
    prose = '<p><data value="prov.belopp@0" data-format="kr">99 kr</data></p>'
    assert "99" not in made(section("a", "A", prose=prose)).parts[0].prose
