"""Bound figures by the keyboard alone, and typed ones that are offered to be bound."""

import re

from tests.browser.keys import press

HERE = "/kramfors/2024"
PLACE = f"{HERE}/dokument/verksamhetsplan/avsnitt/inledning/"


def opened(page, site):
    page.goto(f"{site}{PLACE}")
    surface = page.locator(".ProseMirror").first
    surface.wait_for()
    surface.click()
    press(page, "Control+End", "Enter")
    return surface


def answered(picker):
    """The list shows the answer to what was asked last."""
    picker.locator("[role=radiogroup][aria-busy=false]").wait_for()


def test_a_brace_opens_the_search_and_the_keyboard_is_enough(fresh_site, signed_in, accessible):
    page = signed_in(fresh_site, "chef")
    surface = opened(page, fresh_site)
    page.keyboard.type("Vi räknar med {")
    picker = page.get_by_role("dialog", name="Välj en siffra")
    picker.wait_for()
    picker.get_by_label("Sök på ord eller belopp").press_sequentially("summa kostnader")
    picker.get_by_text("Summa kostnader").first.wait_for()
    answered(picker)
    accessible(page)
    picker.get_by_label("Ur", exact=True).select_option("Budget")
    answered(picker)
    picker.get_by_label("Sök på ord eller belopp").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert "Summa kostnader" in picker.locator(".figure-meaning").inner_text()
    picker.get_by_role("button", name=re.compile(r"Sätt in [\d ]+")).wait_for()
    page.keyboard.press("Enter")
    surface.locator(".figure-chip").filter(has_text="kr").wait_for()
    page.keyboard.type(" i år")
    text = surface.inner_text()
    assert re.search(r"Vi räknar med [\d\s]+kr i år", text)
    assert "{" not in text

    press(page, *["ArrowLeft"] * 6)
    told = page.locator(".figure-told").first
    told.filter(has_text="Retur byter siffran").wait_for()
    assert "Summa kostnader, Budget 2024" in told.inner_text()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Byt siffran").wait_for()
    page.keyboard.press("Escape")
    assert surface.locator(".figure-chip").count() == 1


def test_a_brace_that_was_meant_as_one_stays(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    surface = opened(page, fresh_site)
    page.keyboard.type("a {")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.type("b")
    assert "a {b" in surface.inner_text()


def test_a_typed_figure_is_marked_and_bound_with_one_button(fresh_site, signed_in, accessible):
    page = signed_in(fresh_site, "chef")
    page.goto(f"{fresh_site}{HERE}/uppgifter/budget.kostnader@2024/")
    amount = page.locator(".big-figure").inner_text()
    surface = opened(page, fresh_site)
    page.keyboard.type(f"Förbundets kostnader blir {amount} under året.")
    offered = page.get_by_role("region", name="Siffror som är skrivna för hand").first
    offered.get_by_text("Summa kostnader").wait_for()
    assert page.evaluate("CSS.highlights.get('loose-figure').size") == 1
    accessible(page)
    offered.get_by_role("button", name="följa med").click()
    surface.locator(".figure-chip").filter(has_text="kr").wait_for()
    assert "budget.kostnader@0" in page.locator("textarea[name=prose]").input_value()
    assert offered.is_hidden()


def test_a_figure_that_is_typed_twice_is_bound_where_its_button_says(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    surface = opened(page, fresh_site)
    page.keyboard.type("Kostnaderna blir 2 586 000 kr.")
    press(page, "Enter")
    page.keyboard.type("Kostnaderna blir 2 586 000 kr.")
    offered = page.get_by_role("region", name="Siffror som är skrivna för hand").first
    buttons = offered.get_by_role("button", name="följa med")
    buttons.nth(1).click()
    surface.locator(".figure-chip").wait_for()
    written = page.locator("textarea[name=prose]").input_value()
    assert re.search(r"blir 2 586 000 kr\.</p><p>Kostnaderna blir <data ", written)
    buttons.click()  # the one that is left
    surface.locator(".figure-chip").nth(1).wait_for()
    assert offered.is_hidden()
