"""A public edition as web pages: chapters, figures that lead to what they are made of, and a search; of what it stored only."""

import re
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from lxml import html

from finsam.documents.resolved import ContentsLine, Cover, Part, Resolved
from finsam.editions.models import Edition, EditionFile, FileForm
from finsam.editions.public.services import make_public, withdraw
from finsam.editions.serialized import dump
from finsam.editions.trail.trail import TracedFigure, Trail
from finsam.editions.trail.trail import dump as dump_trail
from finsam.facts.book import Fact
from finsam.facts.tables import Cell, Chart, Column, Row, Table
from tests import clients
from tests.factories import store

CODE = "k7rw3mzt9q"
PLACE = f"/handling/{CODE}/las/"
MANY = Fact("stat.coach.inskrivna@2024", "Inskrivna", Decimal(183))
COSTS = Fact("budget.kostnader@2024", "Kostnader", Decimal(-1234567), unit="kr", side="kostnad")


def table(key: str, title: str, *rows: Row) -> Table:
    return Table(key, title, (Column("antal", "Antal"), Column("inte", "Ritas inte")), rows)


def part(key: str, level: int, number: str, title: str, prose: str = "", pieces: tuple = ()) -> Part:
    return Part(key, f"s-{key}", level, number, title, True, False, prose, pieces, "", "")


def document(*, long: int = 0) -> Resolved:
    """Two chapters: one that links to the other, with a table whose small figure is hidden and a chart of its own."""
    shown = table(
        "t", "Deltagare", Row("in", "Inskrivna", {"antal": Cell(MANY)}), Row("ut", "Avslutade", {"antal": Cell(text="färre än 5")})
    )  # fmt: skip
    drawn = table(
        "d", "Ritat", Row("in", "Inskrivna i år", {"antal": Cell(MANY), "inte": Cell(text="gömd kolumn")})
    )
    chart = Chart("d", "Ritat", drawn, columns=("antal",), alt="Inskrivna: 183")
    told = f'<p>Budgeten är <data class="fact" value="{COSTS.key}">1 234 567 kr</data>. Se <a href="#s-maluppfyllelse">målen</a>.</p>'
    more = [
        part(f"del-{at}", 2, f"2.{at}", f"Del {at}", f"<p>{'Text om delen. ' * (5 if at < 3 else 100)}</p>")
        for at in range(1, long + 1)
    ]
    parts = (
        part("om-aret", 1, "1", "Om året", told, (shown, chart)),
        part("maluppfyllelse", 1, "2", "Måluppfyllelse", "<p>Alla <b>mål</b> är uppfyllda, och <a href='#s-borta'>mer</a>.</p>".replace("'", '"')),
        *more,
    )  # fmt: skip
    lines = tuple(ContentsLine(each.level, each.number, each.title, each.anchor) for each in parts)
    cover = Cover("Samordningsförbundet Norra Ån", "Verksamhetsplan", 2024)
    facts = {fact.key: fact for fact in (MANY, COSTS)}
    return Resolved(cover, "verksamhetsplan", "beslutad", "#1d5b79", "", parts, lines, (), facts)


def stored(published: Resolved, *, public: bool = True) -> Edition:
    """An edition with a published and an inner content."""
    edition = Edition(
        forbund_key="norra-an", forbund_name="Samordningsförbundet Norra Ån", year=2024, document="plan",
        kind="verksamhetsplan", title="Verksamhetsplan 2024", number=1, code=CODE, status="beslutad",
        decided_on="2023-11-20", decided_by="styrelsen", paragraph="45", by_name="Hemliga Hanna", code_version="0",
    )  # fmt: skip
    edition.save()
    traced = TracedFigure(7, COSTS.key, "Kostnader", "Budget 2024", "kr", COSTS.value, "", "", "", 0, "given")
    trail = Trail({"code": CODE, "title": "Verksamhetsplan"}, {7: traced})
    inner = Resolved(**{**vars(published), "parts": (part("hemligt", 1, "1", "Inre kapitel"),)})
    for form, inside, content in (
        (FileForm.PDF, False, b"%PDF-1"),
        (FileForm.DATA, False, dump(published).encode()),
        (FileForm.DATA, True, dump(inner).encode()),
        (FileForm.TRAIL_DATA, False, dump_trail(trail)),
    ):
        store(edition, EditionFile.of(form, content, inside=inside))
    kept = Edition.unscoped.get(pk=edition.pk)
    if public:
        make_public(edition=kept, by=clients.user("offentlig"))
    return kept


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests(db):
    cache.clear()


@pytest.fixture
def edition(db) -> Edition:
    return stored(document())


def page(place: str, status: int = 200):
    response = Client().get(place)
    assert response.status_code == status, place
    return html.fromstring(response.content)


def told(element) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def test_the_contents_lead_to_a_page_for_each_chapter(edition):
    links = page(PLACE).xpath('//ol[@class="chapters"]//a')
    assert [(told(link), link.get("href")) for link in links] == [
        ("1 Om året", f"{PLACE}om-aret/"), ("2 Måluppfyllelse", f"{PLACE}maluppfyllelse/"),
    ]  # fmt: skip


def test_a_chapter_leads_to_the_one_before_and_the_one_after(edition):
    first, last = page(f"{PLACE}om-aret/"), page(f"{PLACE}maluppfyllelse/")
    assert [link.get("href") for link in first.xpath('//a[@rel="next"]')] == [f"{PLACE}maluppfyllelse/"]
    assert first.xpath('//a[@rel="prev"]') == []
    assert [link.get("href") for link in last.xpath('//a[@rel="prev"]')] == [f"{PLACE}om-aret/"]
    assert last.xpath('//a[@rel="next"]') == []
    current = {told(link) for link in first.xpath('//ol[@class="chapters"]//a[@aria-current="page"]')}
    assert current == {"1 Om året"}


def test_a_link_to_another_chapter_leads_to_its_page_and_one_to_nowhere_is_words(edition):
    first, last = page(f"{PLACE}om-aret/"), page(f"{PLACE}maluppfyllelse/")
    assert [link.get("href") for link in first.xpath('//article//a[text()="målen"]')] == [
        f"{PLACE}maluppfyllelse/#s-maluppfyllelse"
    ]
    assert last.xpath('//article//a[@href="#s-borta"]') == []


def test_a_figure_leads_to_what_it_is_made_of_by_the_editions_own_number(edition):
    (link,) = page(f"{PLACE}om-aret/").xpath('//a[@class="figure"]')
    assert (told(link), link.get("href")) == ("1 234 567 kr", f"/handling/{CODE}/uppgift/7/")


def test_a_chart_has_its_figures_and_no_more_than_it_draws(edition):
    (data,) = page(f"{PLACE}om-aret/").xpath("//details[contains(@class, 'data')]")
    assert told(data.find("summary")) == "Siffrorna i diagrammet Ritat"
    assert [told(cell) for cell in data.xpath(".//tbody//th | .//tbody//td")] == ["Inskrivna i år", "183"]
    assert "gömd kolumn" not in told(data)


def test_small_counts_and_the_inner_edition_stay_hidden(edition):
    whole = told(page(f"{PLACE}om-aret/")) + told(page(PLACE))
    assert "färre än 5" in whole
    assert "Inre kapitel" not in whole
    page(f"{PLACE}hemligt/", 404)
    assert "Hanna" not in whole


def test_words_are_searched_in_the_whole_document(edition):
    found = page(f"{PLACE}?q=UPPFYLLDA").xpath('//ul[@class="found"]/li')
    assert [(told(each.find("a")), each.find("a").get("href"), told(each.find(".//mark"))) for each in found] == [
        ("2 Måluppfyllelse", f"{PLACE}maluppfyllelse/#s-maluppfyllelse", "uppfyllda"),
    ]  # fmt: skip
    assert [
        told(each.find("a")) for each in page(f"{PLACE}?q=1 234 567").xpath('//ul[@class="found"]/li')
    ] == ["1 Om året"]
    assert "Inget avsnitt har ”älg”" in told(page(f"{PLACE}?q=älg"))
    assert "<b>x" not in Client().get(f"{PLACE}?q=<b>x").content.decode()


def test_a_long_chapter_has_a_page_for_each_of_its_parts(db):
    stored(document(long=12))
    links = page(PLACE).xpath('//ol[@class="chapters"]/li/a')
    assert [told(link) for link in links][1:4] == ["2 Måluppfyllelse", "2.3 Del 3", "2.4 Del 4"]
    part = page(f"{PLACE}del-4/")
    assert [told(head) for head in part.xpath("//article//h2 | //article//h3")] == [
        "2 Måluppfyllelse",
        "2.4 Del 4",
    ]


def test_the_short_parts_that_open_a_long_chapter_share_its_first_page(db):
    stored(document(long=12))
    opening = page(f"{PLACE}maluppfyllelse/")
    heads = ["2 Måluppfyllelse", "2.1 Del 1", "2.2 Del 2"]
    assert [told(head) for head in opening.xpath("//article//h2 | //article//h3")] == heads
    below = page(PLACE).xpath('//ol[@class="chapters"]/li[2]//ol//a')
    assert [told(link) for link in below] == heads[1:]
    page(f"{PLACE}del-1/", 404)


def test_what_is_not_public_or_withdrawn_has_no_pages(db):
    edition = stored(document(), public=False)
    for place in (PLACE, f"{PLACE}om-aret/"):
        page(place, 404)
    by = clients.user("klara")
    make_public(edition=edition, by=by)
    assert told(page(PLACE).find(".//h1")) == "Verksamhetsplan 2024"
    withdraw(edition=edition, by=by, reason="Fel bilaga var med")
    for place in (PLACE, f"{PLACE}om-aret/"):
        assert "Fel bilaga var med" in told(page(place, 410))


def test_pages_are_kept_by_all_and_asked_for_anew(edition):
    for place in (PLACE, f"{PLACE}om-aret/"):
        first = Client().get(place)
        assert first["Cache-Control"] == "public, max-age=300"
        again = Client().get(place, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_the_editions_page_leads_to_its_pages(edition):
    assert page(f"/handling/{CODE}/").xpath('//a[text()="Läs på webben"]/@href') == [PLACE]


def test_an_edition_that_was_stored_without_content_is_read_as_pdf(db):
    edition = Edition(
        forbund_key="norra-an", forbund_name="Norra Ån", year=2024, document="plan", kind="verksamhetsplan",
        title="Verksamhetsplan 2024", number=1, code=CODE, status="beslutad", by_name="Klara", code_version="0",
    )  # fmt: skip
    edition.save()
    make_public(edition=edition, by=clients.user("offentlig"))
    assert page(f"/handling/{CODE}/").xpath('//a[text()="Läs på webben"]') == []
    assert "Läs den som PDF" in told(page(PLACE, 404))
