"""Keyboard alone: every place can be reached, left and seen, and the whole journey is made without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import PASSWORD, email

HERE = "/kramfors/2024"

# What shows where one is. A place that is only focused to be read from (main, the error summary) needs no ring;
# an editor has it around its buttons too.
SEEN = """() => { const one = document.activeElement;
    const ringed = (place) => { const style = getComputedStyle(place);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2; };
    return one === document.body || one.tabIndex < 0 || ringed(one.closest(".prose-editor") ?? one); }"""
WHERE = "document.activeElement.outerHTML.slice(0, 120)"


def tab_to(page, place, limit=80):
    """Press Tab until the place has the focus; every stop on the way is seen."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), f"the focus is not seen at {page.evaluate(WHERE)}"
        if place.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"{place} is not reached; stopped at {page.evaluate(WHERE)}")


def test_from_signing_in_to_a_saved_amount(live_site, page):
    page.goto(f"{live_site}/konto/login/")
    tab_to(page, page.get_by_label("E-post"))
    page.keyboard.type(email("kollega"))
    tab_to(page, page.get_by_label("Lösenord"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{HERE}/")

    tab_to(page, page.locator(".nav-wide").get_by_role("link", name="Budget", exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/budget/")
    tab_to(page, page.get_by_role("link", name="Skriv in belopp"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/budget/belopp/budget-2024/")
    tab_to(page, page.get_by_label("Bidrag till staten"))
    page.keyboard.type("12000")
    tab_to(page, page.get_by_role("button", name="Spara beloppen"))
    page.keyboard.press("Enter")
    page.get_by_text("1 belopp i Budget 2024 har sparats").wait_for()
    assert page.get_by_label("Bidrag till staten").input_value().replace("\xa0", " ") == "12 000"


def test_past_the_head_of_the_page(live_site, signed_in):
    page = signed_in(live_site, "revisor")
    page.goto(f"{live_site}{HERE}/mal/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Hoppa till innehållet")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null"), page.evaluate(WHERE)


@pytest.mark.parametrize(
    ("menu", "choice"),
    [(".nav-wide .menu", "Ändringslogg"), (".head .year", "2023"), (".head .person", "Byt lösenord")],
)
def test_menus(menu, choice, live_site, signed_in):
    page = signed_in(live_site, "revisor")
    page.goto(f"{live_site}{HERE}/budget/")
    opener, link = page.locator(f"{menu} > summary"), page.locator(menu).get_by_role("link", name=choice)
    tab_to(page, opener)
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    tab_to(page, link, limit=25)
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(opener).to_be_focused()

    page.keyboard.press("Space")
    expect(link).to_be_visible()
    page.keyboard.press("Shift+Tab")  # whoever goes on elsewhere leaves no menu open behind
    expect(link).to_be_hidden()

    opener.focus()
    page.keyboard.press("Enter")
    tab_to(page, link, limit=25)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != f"{live_site}{HERE}/budget/")


def test_menu_of_a_narrow_screen(live_site, signed_in):
    page = signed_in(live_site, "revisor", viewport={"width": 360, "height": 740})
    page.goto(f"{live_site}{HERE}/budget/")
    tab_to(page, page.locator(".nav-narrow summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator(".nav-narrow").get_by_role("link", name="Möten"), limit=20)
    page.keyboard.press("Enter")
    page.wait_for_url("**/moten/")


def test_what_is_wrong_is_said_first_and_leads_to_the_field(live_site, signed_in):
    page = signed_in(live_site, "chef")
    page.goto(f"{live_site}{HERE}/moten/ny/")
    page.get_by_label("Datum").fill("")
    page.get_by_label("Datum").press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    field = page.locator("[aria-invalid=true]").first
    link = summary.get_by_role("link").first
    tab_to(page, link, limit=2)
    page.keyboard.press("Enter")
    expect(page.locator(link.get_attribute("href"))).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    # The sentence is read out together with the field.
    told = field.get_attribute("aria-describedby").split()
    assert any(page.locator(f"#{one}.invalid-feedback").count() for one in told), told


def led_from_the_summary(page, field, limit: int) -> None:
    """What is wrong has the focus, and its first link leads to the field."""
    expect(page.locator(".error-summary")).to_be_focused()
    tab_to(page, page.locator(".error-summary a").first, limit=limit)
    page.keyboard.press("Enter")
    expect(field).to_be_focused()


def test_wrong_amount_is_led_to(live_site, signed_in):
    page = signed_in(live_site, "chef")
    page.goto(f"{live_site}{HERE}/budget/belopp/budget-2024/")
    field = page.get_by_label("Psykiatridagen")
    tab_to(page, field)
    page.keyboard.press("Control+A")
    page.keyboard.type("tjugo")
    tab_to(page, page.get_by_role("button", name="Spara beloppen"))
    page.keyboard.press("Enter")
    led_from_the_summary(page, field, limit=2)


def test_rows_are_walked_like_a_sheet(live_site, signed_in):
    page = signed_in(live_site, "chef")
    page.goto(f"{live_site}{HERE}/budget/belopp/budget-2024/")
    page.get_by_label("Teamkoordinator/Coach Samkraft").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Aktivitetscoach STEGSAM")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Teamkoordinator/Coach Samkraft")).to_be_focused()


def test_counts_are_walked_and_added_up(live_site, signed_in):
    page = signed_in(live_site, "vandrare")
    page.goto(f"{live_site}/degerfors-karlskoga/2023/statistik/avslutsorsak/varden/")
    studies, work = (
        page.locator("tr", has=page.get_by_role("rowheader", name=label, exact=True)).locator("input").last
        for label in ("Studier", "Anställning")
    )
    tab_to(page, studies)
    page.keyboard.press("ArrowDown")
    expect(work).to_be_focused()
    page.keyboard.type("9")
    expect(page.locator("#sum-v__totalt")).to_have_text("64")
    page.keyboard.press("ArrowUp")
    expect(studies).to_be_focused()


PASTE = """(field, text) => { const carried = new DataTransfer(); carried.setData("text/plain", text);
field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true })) }"""


def test_a_range_is_pasted_right_and_down(live_site, signed_in):
    page = signed_in(live_site, "vandrare")
    page.on("dialog", lambda dialog: dialog.accept())  # "leave the page?"
    page.goto(f"{live_site}/degerfors-karlskoga/2023/statistik/avslutsorsak/varden/")
    rows = page.locator("table.amounts tbody tr")
    rows.nth(0).locator("input").nth(2).evaluate(PASTE, "1\t2\t3\r\n4\t5\r\n")
    values = [[one.input_value() for one in rows.nth(row).locator("input").all()[2:]] for row in (0, 1)]
    assert values == [["1", "2"], ["4", "5"]]
    expect(page.locator(".pasted")).to_have_text(
        "4 uppgifter klistrades in. Se efter att de hamnade rätt innan du sparar. 1 fick inte plats."
    )


def test_a_column_is_pasted_down_past_the_names_of_its_rows(live_site, signed_in):
    page = signed_in(live_site, "vandrare")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live_site}/degerfors-karlskoga/2023/bokslut/balans/")
    fields = page.locator("form.grid input.amount")
    fields.first.evaluate(PASTE, "Inventarier\t7\nKundfordringar\t8")
    assert [fields.nth(place).input_value() for place in (0, 1)] == ["7", "8"]
    expect(page.locator(".pasted")).to_have_text(
        "2 belopp klistrades in. Se efter att de hamnade rätt innan du sparar."
    )


def test_result_that_contradicts_itself_is_led_to(live_site, signed_in):
    page = signed_in(live_site, "chef")
    page.goto(f"{live_site}{HERE}/resultat/samkraft-nojda/2024-12-31/")
    reached = page.get_by_role("textbox", name="Antal som nådde målet")
    tab_to(page, reached)
    page.keyboard.type("44")
    tab_to(page, page.get_by_role("textbox", name="Av antal", exact=True), limit=1)
    page.keyboard.type("40")
    tab_to(page, page.get_by_role("button", name="Lämna in"))
    page.keyboard.press("Enter")
    led_from_the_summary(page, reached, limit=1)
    expect(reached).to_have_value("44")


def test_one_more_row(live_site, signed_in):
    page = signed_in(live_site, "chef")
    page.goto(f"{live_site}{HERE}/risker/eget-kapital/")
    rows = page.locator("fieldset.child:visible")
    before = rows.count()
    tab_to(page, page.get_by_role("button", name="Lägg till rad"))
    page.keyboard.press("Enter")
    expect(rows).to_have_count(before + 1)
    expect(rows.last.locator("textarea, input:not([type=hidden])").first).to_be_focused()
    page.keyboard.type("Styrelsen får en lägesbild vid varje möte.")
    tab_to(page, page.get_by_role("button", name="Spara", exact=True))
    page.keyboard.press("Enter")
    page.get_by_text("har sparats").wait_for()
    page.goto(f"{live_site}{HERE}/risker/eget-kapital/")
    assert "Styrelsen får en lägesbild vid varje möte." in [
        one.input_value() for one in page.locator("fieldset.child textarea").all()
    ]


def test_prose_is_written_and_left_without_a_mouse(live_site, signed_in):
    """Tab must not be caught by the editor, and its buttons work by key."""
    page = signed_in(live_site, "chef")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live_site}{HERE}/dokument/verksamhetsplan/avsnitt/kommunikation/")
    editor = page.locator(".ProseMirror").first
    editor.wait_for()
    tab_to(page, editor)
    page.keyboard.type("Hej ")
    page.keyboard.press("Shift+Tab")
    figure = page.get_by_role("button", name="Sätt in en siffra").first
    for _ in range(12):
        if figure.evaluate("(one) => one === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    expect(figure).to_be_focused()
    page.keyboard.press("Enter")
    picker = page.get_by_role("dialog")
    expect(picker).to_be_visible()
    picker.get_by_role("radio").first.wait_for()
    tab_to(page, picker.get_by_role("radio").first, limit=5)
    page.keyboard.press("Space")
    tab_to(page, picker.get_by_role("button", name="Sätt in"), limit=5)
    page.keyboard.press("Enter")
    expect(picker).to_be_hidden()
    expect(editor.locator(".figure-chip").first).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Spara", exact=True))
