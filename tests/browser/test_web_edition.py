"""A public annual report read as web pages in a real browser: by everybody, on a telephone, in the dark, without a mouse, on paper."""

from functools import partial

import pytest

from finsam.core.models import User
from finsam.disclosure.hiding import apply
from finsam.disclosure.publishing import plan_of
from finsam.documents.books import open_book
from finsam.documents.models import Document
from finsam.documents.resolve import resolve
from finsam.editions.contents import entered_in
from finsam.editions.models import Edition, EditionFile, FileForm
from finsam.editions.public.services import make_public
from finsam.editions.serialized import dump
from finsam.editions.trail.paper import trail_of
from finsam.editions.trail.trail import dump as dump_trail
from tests import clients
from tests.browser import keys
from tests.browser.looking import fits, kept, looked_at
from tests.factories import store

KEY = "degerfors-karlskoga"


@pytest.fixture(scope="session")
def report(live_site):
    """Where the demo's annual report of 2023 is read: what a reader of it meets, kept without its PDF.

    Made once by a process, which may come back to this file after another.
    """
    with live_site.connected(), clients.in_scope(KEY):
        document = Document.objects.get(fiscal_year__year=2023, kind="arsredovisning")
        forbund = document.forbund
        resolved = resolve(document, open_book(forbund, 2023), list(document.sections.all()))
        shown = apply(resolved, plan_of(document, resolved), forbund.suppression_threshold)
        edition = Edition(
            forbund_key=KEY, forbund_name=forbund.name, year=2023, document="arsredovisning", kind="arsredovisning",
            title="Årsredovisning 2023", number=1, status="beslutad", by_name="Någon", code_version="0",
        )  # fmt: skip
        edition.save()
        trail = trail_of(
            document,
            resolved,
            shown,
            entered_in(forbund, resolved.facts.values()),
            code=edition.code,
            inside=False,
        )
        store(
            edition,
            EditionFile.of(FileForm.DATA, dump(shown).encode()),
            EditionFile.of(FileForm.TRAIL_DATA, dump_trail(trail)),
        )
        make_public(edition=edition, by=User.objects.first())
    return f"{live_site}/handling/{edition.code}/las/"


def chapters_of(page) -> list[str]:
    return [link.get_attribute("href") for link in page.locator("ol.chapters > li > a").all()]


tab_to = partial(keys.tab_to, most=60)


def test_every_chapter_is_for_all(report, live_site, page, new_page, accessible):
    """By all of WCAG where it is light and wide; what differs in the dark is colours, and on a telephone the width."""
    dark = new_page(color_scheme="dark")
    page.goto(report)
    looked_at(page, "las", accessible)
    chapters = chapters_of(page)
    assert len(chapters) > 5
    for place in chapters:
        name = f"las-{place.rstrip('/').rpartition('/')[2]}"
        assert page.goto(f"{live_site}{place}").status == 200
        assert page.locator("h1").count() == 1
        page.set_viewport_size({"width": 1280, "height": 900})
        accessible(page)
        kept(page, f"{name}-1280")
        page.set_viewport_size({"width": 360, "height": 740})
        fits(page, name)
        kept(page, f"{name}-360")
        dark.goto(f"{live_site}{place}")
        accessible(dark, "color-contrast")


# The height in px that each text of the page's charts has on the screen
TEXTS = """() => [...document.querySelectorAll("article figure.chart svg text")].map(
  (words) => parseFloat(getComputedStyle(words).fontSize) * words.getScreenCTM().d)"""


def test_the_words_of_a_chart_can_be_read_on_a_telephone(report, live_site, page):
    """The chart is scrolled within its own region, by key too, and is drawn in the room there is on a wide screen."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(report)
    drawn = []
    for place in chapters_of(page):
        page.goto(f"{live_site}{place}")
        sizes = page.evaluate(TEXTS)
        assert all(size >= 11 for size in sizes), f"{place}: {min(sizes)}"
        fits(page, place.rstrip("/").rpartition("/")[2])
        drawn += [place] if sizes else []
    assert len(drawn) > 2
    page.goto(f"{live_site}{drawn[-1]}")
    region = page.locator("article .chart-scroll").first
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('article .chart-scroll').scrollLeft > 0")
    page.emulate_media(media="print")
    assert region.evaluate(
        "region => region.firstElementChild.getBoundingClientRect().width <= region.clientWidth + 1"
    )


def test_a_word_is_found_and_read_about_with_the_keyboard_alone(report, page):
    """Contents, search, the place where the word stands, the next chapter and a figure's own page; on a telephone the same."""
    page.goto(report)
    tab_to(page, page.locator("ol.chapters a", has_text="Balansräkning"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/las/balansrakning/")
    tab_to(page, page.locator("#q"))
    page.keyboard.insert_text("Studiespåret")
    page.keyboard.press("Enter")
    page.wait_for_url("**/las/?q=*")
    tab_to(page, page.locator(".found a").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/las/handelser/#*")
    assert page.locator("h4:has-text('Studiespåret'), h3:has-text('Studiespåret')").first.is_visible()
    tab_to(page, page.locator(".pager .after"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/las/styrning/")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{report}balansrakning/")
    tab_to(page, page.locator(".contents-narrow > summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator(".contents-narrow ol.chapters a", has_text="Resultaträkning"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/las/resultatrakning/")
    tab_to(page, page.locator("article a.figure").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/uppgift/*/")


def test_what_is_around_a_chapter_is_not_printed(report, page):
    page.goto(f"{report}resultatrakning/")
    shown = page.locator(".contents-side, .pager")
    assert all(one.is_visible() for one in shown.all())
    page.emulate_media(media="print")
    assert not any(one.is_visible() for one in shown.all())
    assert page.locator("article table").first.is_visible()
    kept(page, "las-utskrift")
