"""Every page of the site, from the URL conf itself: WCAG 2.1 A and AA, a telephone's width, headings, titles.

A page that is new comes here by itself: its row in the access matrix says what its address names.
"""

from dataclasses import dataclass

import pytest

from finsam.core.tenancy.permissions import Permission
from finsam.documents import registry
from tests.browser.conftest import sign_in, windows
from tests.browser.looking import fits
from tests.browser.people import PASSWORD
from tests.pages import PAGES, address

# What is not a page to look at: files, and addresses that lead on. The plan is the document of its kind.
FILES = {
    "picture-file",
    "document-pdf",
    "document-html",
    "document-xlsx",
    "document-docx",
    "edition-file",
    "block-xlsx",
    "meetings-ics",
    "meeting-pack",
    "meeting-basis-docx",
    "meeting-basis-html",
    "paper-file",
    "questions-file",
    "private-notes-data",
    "samples-population",
    "samples-script",
    "samples-xlsx",
    "working-paper-pdf",
    "working-paper-xlsx",
    "fact-choices",
    "text-pictures",
    "plan",
    "national-report-xlsx",
    "survey-rounds-template",
    "log-csv",
    "ledger-csv",
    "ledger-xlsx",
    "document-comments-csv",
    "discharge-paper",
    "examination-draft-text",
    "handover-pdf",
}
# One form both makes and changes, and every removal is the same page: one of each stands for its siblings.
TWINS = {name for name in PAGES if name.endswith("-new") and f"{name.removesuffix('-new')}-edit" in PAGES}
TWINS |= set([name for name in PAGES if name.endswith("-delete")][1:])
SHOWN = [name for name, row in PAGES.items() if row.get == 200 and name not in FILES | TWINS]
AUDITORS_PAGES = [name for name in SHOWN if PAGES[name].read == Permission.AUDIT]
NAMES = [name for name in SHOWN if name not in AUDITORS_PAGES]

# The same pages where other förbund have more to show: charts, wheels, matrices, cards, long tables.
# Follow-up's blocks stand where there is a year to follow up.
RICH = [
    *(
        f"/degerfors-karlskoga/{2023 if one.build.__module__.startswith('followup.') else 2024}/innehall/{key}/"
        for key, one in registry.blocks().items()
    ),
    *(
        f"/degerfors-karlskoga/2023/{page}"
        for page in (
            "",
            "dokument/arsredovisning/visa/",
            "avstamning/",
            "budget/prognoser/",
            "budget/uppfoljning/",
            "att-rapportera/",
            "resultat/",
            "resultat/egen-forsorjning/2023-12-31/",
            "uppfoljning-finsam/",
            "statistik/",
            "statistik/avslutade/varden/",
            "statistik/avslutsorsak/varden/",
            "indelningar/",
            "handelser/",
            "indikatorer/",
            "indikatorer/avslut/svar/",
            "enkater/",
            "bokslut/",
            "bokslut/balans/",
            "balansposter/",
            "noter/",
        )
    ),
    "/degerfors-karlskoga/2024/",
    "/degerfors-karlskoga/2024/budget/",
    "/degerfors-karlskoga/2024/dokument/verksamhetsplan/visa/",
    "/degerfors-karlskoga/2024/dokument/verksamhetsplan/andringar/",
    "/lekeberg-orebro/2024/dokument/verksamhetsplan/visa/",
    "/lekeberg-orebro/2024/mal/",
    "/lekeberg-orebro/2024/moten/",
    "/finnveden/2025/dokument/verksamhetsplan/visa/",
    "/finnveden/2025/avstamning/",
    "/finnveden/2025/projekt/",
    "/?valj",
]
OUTSIDE = ["/konto/login/", "/konto/logout/", "/konto/password/change/", "/konto/password/reset/",
           "/konto/password/reset/done/", "/konto/2fa/", "/konto/2fa/webauthn/", "/konto/inloggningar/", "/konto/reauthenticate/", "/tillganglighet/", "/sakerhet/"]  # fmt: skip
READERS_PAGES = ["start", "questions", "questions-show", "examination", "document", "document-preview", "section-edit", "insatser-show", "goals", "goals-edit",
                 "budget", "budget-amounts", "layouts-edit", "reconciliation", "people", "log", "fact",
                 "to-report", "results", "results-enter", "statistics-values", "bin-sets-edit",
                 "survey-rounds-values", "books", "balance", "year-books", "notes-edit"]  # fmt: skip

# The outline as a screen reader lists it. In a hidden menu there are none.
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
    .filter((one) => one.checkVisibility()).map((one) => [Number(one.tagName[1]), one.textContent.trim()])"""
MADE = """() => [...document.querySelectorAll("textarea[data-prose]")].filter((one) => !one.closest("template"))
    .length === document.querySelectorAll(".ProseMirror[role=textbox]").length"""
# What sticks out, to be named when the page is wider than the telephone.


@dataclass
class Desk:
    """One person's window for the whole file, and the titles that she has met."""

    site: str
    page: object
    titles: dict[str, str]

    def open(self, path, status=200):
        self.page.set_viewport_size({"width": 1280, "height": 900})
        response = self.page.goto(f"{self.site}{path}")
        assert response.status == status, path
        # Text areas turn into editors after the page is there; a half-made page says nothing.
        self.page.wait_for_function(MADE)
        return self.page


@pytest.fixture(scope="module")
def desks(browser, live_site, accessible):
    """A desk per person, each signed in once, with what judges every page there beforehand."""
    with windows(browser) as open_page:
        found = {}

        def desk(who=None):
            if who not in found:
                page = open_page()
                if who:
                    sign_in(page, live_site, who)
                page.add_init_script(accessible.script)
                found[who] = Desk(live_site, page, {})
            return found[who]

        yield desk


def check(desk, path, accessible, status=200):
    page = desk.open(path, status)
    assert page.locator("html").get_attribute("lang") == "sv"
    accessible(page)
    headings = page.evaluate(HEADINGS)
    assert [text for level, text in headings if level == 1 and text], f"no h1: {headings}"
    assert [level for level, _ in headings].count(1) == 1, headings
    levels = [0] + [level for level, _ in headings]
    gaps = [headings[place] for place, level in enumerate(levels[1:]) if level > levels[place] + 1]
    assert gaps == [], "a heading skips a level"
    title = page.title()
    assert desk.titles.setdefault(title, path) == path, f"two pages are called {title!r}"
    page.set_viewport_size({"width": 360, "height": 740})
    fits(page)
    accessible(page, "scrollable-region-focusable")


@pytest.mark.parametrize(
    ("who", "name"),
    [*(("chef", name) for name in NAMES), *(("revisor", name) for name in READERS_PAGES + AUDITORS_PAGES)],
)
def test_every_page_with_and_without_buttons(who, name, desks, live_site, accessible):
    with live_site.connected():
        path = address(name)
    check(desks(who), path, accessible)


@pytest.mark.parametrize("path", RICH)
def test_where_there_is_more(path, desks, accessible):
    check(desks("vandrare"), path, accessible)


@pytest.mark.parametrize("path", OUTSIDE)
def test_outside_the_years(path, desks, accessible):
    nobody = path in {"/konto/login/", "/konto/password/reset/", "/konto/password/reset/done/"}
    check(desks(None if nobody else "kollega"), path, accessible)


# The cells that a reader of a narrow screen would have to scroll sideways for.
BESIDE = """[...document.querySelectorAll("table.stacked :is(th, td)")].filter(
    (cell) => !cell.closest("thead") && cell.getBoundingClientRect().right > 360).map((cell) => cell.textContent)"""


@pytest.mark.parametrize("name", ["facts", "reconciliation", "results", "national-report"])
def test_a_list_of_words_stands_whole_on_a_narrow_screen(name, desks, live_site):
    with live_site.connected():
        path = address(name)
    page = desks("chef").open(path)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.locator("table.stacked tbody td").count() > 0
    assert page.evaluate(BESIDE) == []


def test_two_steps(signed_in, live_site, accessible):
    page = signed_in(live_site, "kollega")
    page.goto(f"{live_site}/konto/2fa/totp/activate/")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url("**/activate/")
    accessible(page)
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("chef", "/kramfors/2024/mal/finns-inte/", 404),
        ("chef", "/finnveden/2025/", 404),
        ("chef", "/kramfors/2099/", 404),
        ("chef", "/a/b/c/d/", 404),
        ("revisor", "/kramfors/2024/atkomst/", 403),
    ],
)
def test_pages_that_say_no(who, path, status, desks, accessible):
    desk = desks(who)
    desk.titles.clear()
    check(desk, path, accessible, status)
    assert desk.page.locator("main a").count(), "there is a way on"
