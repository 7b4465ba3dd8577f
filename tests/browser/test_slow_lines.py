"""What one writes before the scripts are there, or while an answer is on its way, is lost by none of them."""

import re
from contextlib import contextmanager

from playwright.sync_api import expect

from tests.browser.keys import press
from tests.browser.test_editor import PAGE, section, write

HERE = "/kramfors/2024"
SECTION = f"{HERE}/dokument/verksamhetsplan/avsnitt/inledning/"
FIGURES = f"{HERE}/dokument/verksamhetsplan/avsnitt/ekonomi/"  # three of them
AGENDA = f"{HERE}/moten/2024-11-22/dagordning/"
KEPT = "är kvar men inte sparat"


@contextmanager
def held(page, pattern, method="GET"):
    """Within this, what is asked for at such addresses waits; at the end it is answered."""
    waiting, over = [], False

    def hold(route):
        if over or route.request.method != method:
            route.continue_()
        else:
            waiting.append(route)

    page.route(pattern, hold)
    yield
    assert waiting, f"nobody asked for {pattern}"
    over = True
    for route in waiting:
        route.continue_()


def saves(page):
    """Within this, the text is saved once more."""
    return page.expect_response(lambda answer: answer.url.endswith("/skriv/") and answer.ok)


def test_a_text_written_before_the_editor_is_there_is_saved_by_itself(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    with saves(page):
        with held(page, re.compile(r"/(prose|autosave)\.[^/]*js")):
            page.goto(f"{fresh_site}{SECTION}", wait_until="commit")
            page.locator("textarea[name=prose]").press("Control+End")
            page.keyboard.type("<p>Skrivet på en långsam lina</p>")
        surface = page.locator(".ProseMirror").first
        expect(surface).to_contain_text("Skrivet på en långsam lina")
        expect(surface).to_be_focused()
    with saves(page):
        page.keyboard.type(" och färdigt.")
    page.goto(f"{fresh_site}{SECTION}")
    expect(page.locator(".ProseMirror").first).to_contain_text("Skrivet på en långsam lina och färdigt.")


def test_who_only_looks_at_a_text_saves_nothing_of_it(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    page.clock.install()
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    with held(page, re.compile(r"/autosave\.[^/]*js")):
        page.goto(f"{fresh_site}{SECTION}", wait_until="commit")
        page.locator(".ProseMirror").first.wait_for()  # which puts the text in its own order
    page.locator(".autosave-state").wait_for()
    page.clock.run_for(60_000)
    page.locator(".ProseMirror").first.focus()
    assert [url for url in sent if url.endswith("/skriv/")] == []


def test_a_field_written_before_the_scripts_are_there_is_kept(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    page.on("dialog", lambda dialog: dialog.accept())
    with held(page, "**/drafts.js*"):
        page.goto(f"{fresh_site}{HERE}/moten/ny/", wait_until="commit")
        page.locator("form[data-keep] input[type=text]").first.fill("Skrivet på en långsam lina")
    page.wait_for_load_state()
    page.goto(f"{fresh_site}{HERE}/moten/")
    page.goto(f"{fresh_site}{HERE}/moten/ny/")
    page.get_by_text(KEPT).wait_for()
    page.get_by_role("button", name="Lägg tillbaka").click()
    field = page.locator("form[data-keep] input[type=text]").first
    expect(field).to_have_value("Skrivet på en långsam lina")


def test_the_last_word_before_one_leaves_is_kept_too(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{fresh_site}{HERE}/moten/ny/")
    page.clock.install()
    page.clock.pause_at(4_000_000_000_000)  # the pause after which a draft is kept never ends
    page.locator("form[data-keep] input[type=text]").first.fill("Sista ordet")
    page.goto(f"{fresh_site}{HERE}/moten/")
    page.goto(f"{fresh_site}{HERE}/moten/ny/")
    page.get_by_text(KEPT).wait_for()


def test_an_amount_written_while_a_line_is_made_stands_when_it_has_come(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    page.goto(f"{fresh_site}{HERE}/budget/tabell/")
    page.locator(".sheet-tools > summary").click()
    page.get_by_label("Namn", exact=True).fill("Kurser")
    staff = page.get_by_label("Teamkoordinator/Coach Samkraft, Budget 2024")
    with held(page, "**/tabell/", "POST"):
        with page.expect_request(lambda asked: asked.method == "POST" and asked.url.endswith("/tabell/")):
            page.keyboard.press("Enter")
        staff.fill("612 000")
    page.get_by_role("rowheader", name="Kurser").wait_for()
    expect(staff).to_have_value("612 000")
    expect(staff).to_be_focused()
    page.locator("tr#kostnader", has_text="2\u00a0623\u00a0000").wait_for()


def test_a_row_moved_twice_at_once_is_moved_twice(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    page.goto(f"{fresh_site}{AGENDA}")
    last = page.locator(".agenda h3 a").last
    last.focus()
    title = last.inner_text()
    with held(page, re.compile("."), "POST"):
        with page.expect_request(lambda asked: asked.method == "POST"):
            page.keyboard.press("Alt+ArrowUp")
        page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".agenda h3").nth(1)).to_contain_text(title)
    expect(page.get_by_role("link", name=title, exact=True)).to_be_focused()


@contextmanager
def refused(page, pattern, times):
    """Within this, so many of the first questions to such addresses aren't answered: no line, and then a server that can't."""
    asked = []

    def refuse(route):
        asked.append(route.request.url)
        if len(asked) > times:
            route.continue_()
        elif len(asked) % 2:
            route.abort()
        else:
            route.fulfill(status=503, body="")

    page.route(pattern, refuse)
    yield asked
    assert len(asked) >= times, f"asked for {pattern} {len(asked)} times"
    page.unroute(pattern)


def hasten(page):
    """What the page waits for comes ten times as soon, from the next page on."""
    page.add_init_script(
        "const set = setTimeout; window.setTimeout = (what, wait, ...more) => set(what, wait / 10, ...more)"
    )


def test_typed_figures_and_cautions_are_asked_for_again_where_no_answer_came(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    hasten(page)
    page.goto(f"{fresh_site}{SECTION}")
    page.locator(".ProseMirror").first.click()
    press(page, "Control+End", "Enter")
    with refused(page, "**/uppgifter/i-texten/", 2), refused(page, "**/texten/varningar/", 2):
        page.keyboard.type("Anna Svensson har autism. Kostnaderna blir 2 586 000 kr.")
        offered = page.get_by_role("region", name="Siffror som är skrivna för hand").first
        offered.get_by_text("Summa kostnader").wait_for()
        page.locator(".cautions").get_by_text("Anna Svensson har autism").first.wait_for()


def test_a_figure_that_could_not_be_fetched_is_not_said_to_be_missing(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    hasten(page)
    chip = page.locator(".ProseMirror .figure-chip").first
    with refused(page, "**/uppgifter.json*", 2):
        page.goto(f"{fresh_site}{FIGURES}")
        expect(chip).to_have_text("1 293 000 kr")
    with refused(page, "**/uppgifter.json*", 12):
        page.goto(f"{fresh_site}{FIGURES}")
        expect(chip).to_have_text("går inte att hämta")
        expect(chip).to_have_attribute("title", re.compile("Ladda om sidan"))


def test_what_is_written_while_a_section_is_saved_is_saved_next_and_shown(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    page.goto(f"{fresh_site}{PAGE}")
    write(page, "inledning")
    press(page, "Control+End")
    page.keyboard.type(" Först.")
    answers = []
    page.on(
        "response", lambda answer: answers.append(answer.status) if answer.url.endswith("/text/") else None
    )
    with held(page, "**/avsnitt/inledning/text/", "POST"):
        page.keyboard.press("Control+Enter")
        page.keyboard.type(" Sedan.")
        page.wait_for_timeout(2500)  # longer than the pause after which a text is saved by itself
        page.keyboard.type(" Sist.")
    place = section(page, "inledning")
    expect(place.locator(".text-here").first).to_contain_text("Först. Sedan. Sist.")
    assert place.locator(".ProseMirror").count() == 0
    assert answers == [200, 200]
    assert page.evaluate("Object.keys(localStorage)") == []
    expect(write(page, "inledning")).to_contain_text("Först. Sedan. Sist.")
    assert place.get_by_text(KEPT).count() == 0


def test_a_section_that_could_not_be_saved_keeps_what_was_written_meanwhile(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    page.goto(f"{fresh_site}{PAGE}")
    write(page, "inledning")
    press(page, "Control+End")
    page.route("**/avsnitt/inledning/text/", lambda route: route.fulfill(status=502, body="borta"))
    page.keyboard.type(" Först.")
    page.keyboard.press("Control+Enter")
    page.keyboard.type(" Sedan.")
    page.get_by_text("Det du skrev står kvar.").wait_for()
    page.unroute("**/avsnitt/inledning/text/")
    with saves(page):
        page.keyboard.type(" Sist.")
    page.keyboard.press("Control+Enter")
    expect(section(page, "inledning").locator(".text-here").first).to_contain_text("Först. Sedan. Sist.")
