"""How soon a key is seen where one writes: in a document of forty sections, held against one of a single section."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date

from finsam.core.models import FiscalYear
from finsam.core.tenancy.scope import inside
from finsam.documents.models import Document, Section
from tools.bench import world
from tools.bench.lines import Line, ms
from tools.bench.processes import Site
from tools.bench.visitors import percentile

SECTIONS, TURNS = 40, 10
TYPED = "Samverkan med andra "  # letters that the keyboard of every language has
KEYS = TURNS * len(TYPED)
LIMITS = {"p50": 1.5, "p95": 2.0}  # whatever else the machine does falls on the slowest keys
PAUSE = 60  # milliseconds between two keys: quick fingers
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]  # fmt: skip
SENTENCE = "Förbundet samverkar med sina medlemmar och följer hur det går för dem som deltar. "
BLOCKS = ("medlemmar", "organ", "mal", "insatser", "handelser")  # every fourth section has one of them
# From a key, or from what it is late by, to when the frame that it has changed has been drawn.
LATENCY = """
window.latencies = [];
const drawn = new MessageChannel();
const waiting = [];
drawn.port1.onmessage = () => {
  const now = performance.now();
  while (waiting.length) window.latencies.push(now - waiting.shift());
};
addEventListener("keydown", ({ key, timeStamp }) => {
  if (key.length > 1) return;
  waiting.push(timeStamp);
  requestAnimationFrame(() => drawn.port2.postMessage(0));
}, true);
"""


def latency(site: Site, cookie: str) -> Iterator[Line]:
    """From the key to the next painted frame, for the middle key and for the one that only one in twenty is slower than."""
    from playwright.sync_api import sync_playwright

    places = {many: _document(many) for many in (SECTIONS, 1)}
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright waits in a loop of its own, in which nothing is asked
    )
    with sync_playwright() as playwright:
        program = os.environ.get("FINSAM_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        pages = {many: _opened(browser, site, cookie, path) for many, path in places.items()}
        for number in range(TURNS):
            for page in list(pages.values())[:: -1 if number % 2 else 1]:
                page.bring_to_front()
                _surface(page).press("End")
                if not number:
                    page.keyboard.type("Till ", delay=PAUSE)
                    page.evaluate("latencies.length = 0")
                page.keyboard.type(TYPED, delay=PAUSE)
        times = {many: page.evaluate("latencies") for many, page in pages.items()}
        browser.close()
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        forty, single = (percentile(times[many], share) / 1000 for many in (SECTIONS, 1))
        words = f"{ms(forty)} to {ms(single)}, {len(times[SECTIONS])} keys"
        short = min(map(len, times.values())) < KEYS
        yield Line(
            f"{name} of a key, {SECTIONS} sections to 1", forty / single, LIMITS[name], words, broken=short
        )


def _document(many: int) -> str:
    """A document of so many sections, and the page that it is written on."""
    year = FiscalYear._base_manager.select_related("forbund").get(forbund__key=world.KEY, year=world.YEAR)
    forbund = year.forbund
    with inside(forbund):
        document = Document(
            forbund=forbund,
            fiscal_year=year,
            kind="delarsrapport",
            key=f"skriven-{many}",
            title=f"Skriven {many}",
            until=date(world.YEAR, 1 + many % 12, 28),
        )
        document.save()
        for number in range(many):
            prose = f"<p>{SENTENCE * 5}</p>" * 6
            block = BLOCKS[number // 4 % len(BLOCKS)] if number % 4 == 1 else ""
            Section(
                forbund=forbund, document=document, title=f"Avsnitt {number}", prose=prose, block=block, order=number + 1,
                level=1 + bool(number % 3),
            ).save()  # fmt: skip
    return f"/{world.KEY}/{world.YEAR}/dokument/{document.key}/"


def _surface(page):
    return page.locator("section.writing .ProseMirror").first


def _opened(browser, site: Site, cookie: str, path: str):
    """The page of a document with the first section open to be written in."""
    origin = f"http://127.0.0.1:{site.port}"
    context = browser.new_context(locale="sv-SE", viewport={"width": 1280, "height": 900})
    pairs = (pair.split("=", 1) for pair in cookie.split("; "))
    context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in pairs])
    context.add_init_script(LATENCY)
    page = context.new_page()
    page.goto(f"{origin}{path}")
    page.locator("section .write").first.click()
    page.wait_for_function("document.activeElement.closest('section.writing .ProseMirror')")
    return page
