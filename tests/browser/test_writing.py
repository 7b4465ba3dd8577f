"""Writing in a form: a figure bound in the text, a draft that survives, one more row, and all of it without script."""

import re

HERE = "/kramfors/2024"


def open_forbund(page, site):
    page.goto(f"{site}{HERE}/forbund/")
    page.wait_for_selector(".ProseMirror")


def test_a_figure_is_chosen_and_shown_and_kept_as_a_reference(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    open_forbund(page, fresh_site)
    page.locator(".ProseMirror").click()
    page.keyboard.type("Förbundet kostar ")
    page.get_by_role("button", name="Sätt in en siffra").click()
    picker = page.get_by_role("dialog")
    picker.get_by_label("Sök").fill("summa kostnader")
    picker.get_by_text("Summa kostnader").first.click()
    picker.get_by_label("Visa som").select_option("tkr")
    picker.get_by_role("button", name="Sätt in").click()
    page.keyboard.type(" om året.")
    chip = page.locator(".ProseMirror .figure-chip")
    chip.filter(has_text="tkr").wait_for()
    shown = chip.inner_text()
    written = page.locator("textarea[name=values]").input_value()
    assert re.fullmatch(
        r'<p>Förbundet kostar <data value="budget\.kostnader@-?\d" data-format="tkr"></data> om året\.</p>',
        written,
    )

    page.get_by_role("button", name="Spara", exact=True).click()
    page.get_by_text("har sparats").wait_for()
    reader = signed_in(fresh_site, "revisor")
    reader.goto(f"{fresh_site}{HERE}/forbund/")
    reader.locator(".summary .figure-chip").filter(has_text="tkr").wait_for()
    assert f"Förbundet kostar {shown} om året." in reader.locator(".summary").inner_text()


PASTE = """(parts) => {
    const carried = new DataTransfer();
    for (const [kind, text] of Object.entries(parts)) carried.setData(kind, text);
    const surface = document.querySelector(".ProseMirror");
    surface.focus();
    surface.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
}"""


def test_pasted_figures_stay_apart(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    page.on("dialog", lambda dialog: dialog.accept())
    rows = "<tr><td><p>2023</p></td><td>5 560 000</td></tr><tr><td>2024</td><td>5 700 000</td></tr>"
    for parts, kept in (
        ({"text/html": f"<table>{rows}</table>"}, "<p>2023 | 5 560 000</p><p>2024 | 5 700 000</p>"),
        ({"text/html": "<p><del>5 000 000</del><ins>5 040 000</ins> kr</p>"}, "<p>5 040 000 kr</p>"),
        ({"text/plain": "2023\t5 560 000"}, "<p>2023 | 5 560 000</p>"),
    ):
        open_forbund(page, fresh_site)
        page.evaluate(PASTE, parts)
        page.wait_for_timeout(100)
        assert page.locator("textarea[name=values]").input_value() == kept


def test_a_draft_survives_a_closed_page_and_goes_when_saved(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    page.on("dialog", lambda dialog: dialog.accept())
    open_forbund(page, fresh_site)
    page.get_by_label("Säte").fill("Kramfors centrum")
    page.locator(".ProseMirror").click()
    page.keyboard.type("Samverkan först.")
    page.wait_for_function("Object.keys(localStorage).some((key) => key.startsWith('finsam-kept'))")
    page.wait_for_timeout(600)  # what is typed last is kept after a moment

    open_forbund(page, fresh_site)
    page.get_by_text("är kvar men inte sparat").wait_for()
    page.get_by_role("button", name="Lägg tillbaka").click()
    assert page.get_by_label("Säte").input_value() == "Kramfors centrum"
    page.locator(".ProseMirror", has_text="Samverkan först.").wait_for()

    page.get_by_role("button", name="Spara", exact=True).click()
    page.get_by_text("har sparats").wait_for()
    open_forbund(page, fresh_site)
    assert page.get_by_text("är kvar men inte sparat").count() == 0
    assert page.get_by_label("Säte").input_value() == "Kramfors centrum"


def test_one_more_row_and_without_script_the_blank_one(live_site, signed_in):
    page = signed_in(live_site, "chef")
    page.goto(f"{live_site}{HERE}/mal/ny/")
    rows = page.locator("fieldset.child")
    before = rows.count()
    page.get_by_role("button", name="Lägg till rad").first.click()
    assert rows.count() == before + 1
    total = page.locator("input[name$=TOTAL_FORMS]").first.input_value()
    assert total == str(before + 1)

    plain = signed_in(live_site, "chef", java_script_enabled=False)
    plain.goto(f"{live_site}{HERE}/mal/ny/")
    assert plain.locator("fieldset.child:visible").count() == before > 0
    assert plain.get_by_role("button", name="Lägg till rad").count() == 0
    plain.goto(f"{live_site}{HERE}/forbund/")
    assert plain.locator("textarea[name=values]").is_visible()


def test_menus_open_without_script_and_close_with_escape(live_site, signed_in):
    plain = signed_in(live_site, "chef", java_script_enabled=False, viewport={"width": 360, "height": 740})
    plain.goto(f"{live_site}{HERE}/medlemmar/")
    plain.get_by_text("Meny", exact=False).first.click()
    plain.get_by_role("link", name="Avstämning").click()
    assert "/avstamning/" in plain.url

    page = signed_in(live_site, "chef")
    page.goto(f"{live_site}{HERE}/medlemmar/")
    page.locator(".nav-wide summary").press("Enter")
    link = page.get_by_role("link", name="Årshjul")
    assert link.is_visible()
    page.keyboard.press("Escape")
    assert not link.is_visible()
