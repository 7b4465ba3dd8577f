"""A footnote in the text: written by keyboard alone where the caret stands, of chosen words, and shown with its number."""

from tests.browser.keys import press
from tests.browser.test_editor import page, section, stored, write  # noqa: F401


def test_a_footnote_is_written_by_keyboard_alone(page, fresh_site, accessible):  # noqa: F811
    write(page, "verksamhetsinriktning")
    press(page, "Control+End", "Enter")
    place = section(page, "verksamhetsinriktning")
    page.keyboard.type("Antalet ökar")
    place.get_by_role("button", name="Fotnot").first.press("Enter")
    place.locator(".ProseMirror small").wait_for()
    page.keyboard.type("Enligt SCB")
    press(page, "ArrowRight")
    page.keyboard.type(" i år.")
    accessible(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_function("!document.querySelector('section.writing')")
    kept = stored(fresh_site, "verksamhetsinriktning").prose
    assert kept.endswith('<p><strong>Antalet ökar</strong><small data-note="">Enligt SCB</small> i år.</p>')
    place.locator(".text-here small", has_text="Enligt SCB").wait_for()
