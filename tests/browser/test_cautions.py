"""What points somebody out is said beside the field while it is written, in a real browser, and stops nobody."""

from tests.browser.keys import press
from tests.browser.looking import looked_at

HERE = "/kramfors/2024/"
NAMED = "Texten nämner ett namn intill en diagnos, ett stöd eller en ersättning: ”Anna Svensson har autism”."


def test_beside_the_editor_and_beside_a_field_while_it_is_written(fresh_site, signed_in, accessible):
    page = signed_in(fresh_site, "chef")
    page.goto(f"{fresh_site}{HERE}dokument/verksamhetsplan/")
    section = page.locator("#s-inledning")
    section.get_by_role("link", name="Skriv").click()
    page.wait_for_function("document.activeElement.closest('section.writing .ProseMirror')")
    press(page, "Control+End", "Enter")
    page.keyboard.type("Anna Svensson har autism.")
    section.locator(".cautions").get_by_text(NAMED).wait_for()
    looked_at(page, "cautions-editor", accessible)
    page.keyboard.press("Control+Enter")
    page.wait_for_function("!document.querySelector('section.writing')")
    section.get_by_text("Anna Svensson har autism.").wait_for()

    page.goto(f"{fresh_site}{HERE}risker/ny/")
    area = page.locator("form textarea").first
    area.fill("Det gäller Anna Svensson, som fick sjukersättning.")
    said = page.locator(".cautions").get_by_text("Texten nämner ett namn")
    said.wait_for()
    looked_at(page, "cautions-field", accessible)
    area.fill("Det gäller de som fick sjukersättning.")
    said.wait_for(state="detached")
