"""Writing in a form: a figure bound in the text, a draft that survives, one more row, and all of it without script."""

import re

from finsam.core.models import Forbund
from tests.browser.keys import press

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
    chip = page.locator(".ProseMirror .figure-chip")
    chip.filter(has_text="tkr").wait_for()
    page.keyboard.type(" om året.")
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


# Whether what the form would send of the editor's text has words.
WORDS = "document.querySelector('textarea[name=values]').value.replace(/<[^>]*>/g, '').trim() !== ''"


def paste(page, site, parts):
    open_forbund(page, site)
    page.locator(".ProseMirror").click()
    press(page, "Control+A")  # what an earlier paste left
    page.keyboard.press("Delete")
    page.wait_for_function(f"!({WORDS})")
    if "text/html" in parts:  # the server says what is kept
        with page.expect_response("**/klistrat/"):
            page.evaluate(PASTE, parts)
    else:
        page.evaluate(PASTE, parts)
    page.wait_for_function(WORDS)


def test_pasted_figures_stay_apart(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    page.on("dialog", lambda dialog: dialog.accept())
    rows = "<tr><td><p>2023</p></td><td>5 560 000</td></tr><tr><td>2024</td><td>5 700 000</td></tr>"
    for parts, kept in (
        ({"text/html": f"<table>{rows}</table>"}, "<p>2023 | 5 560 000</p><p>2024 | 5 700 000</p>"),
        ({"text/html": EXCEL.format(rows)}, "<p>2023 | 5 560 000</p><p>2024 | 5 700 000</p>"),
        ({"text/html": rows}, "<p>2023 | 5 560 000</p><p>2024 | 5 700 000</p>"),
        ({"text/html": "<td>2023</td><td>5 560 000</td>"}, "<p>2023 | 5 560 000</p>"),
        ({"text/html": "<p><del>5 000 000</del><ins>5 040 000</ins> kr</p>"}, "<p>5 040 000 kr</p>"),
        (
            {"text/html": "<p><span style='text-decoration: line-through'>5 000 000</span>5 040 000 kr</p>"},
            "<p>5 040 000 kr</p>",
        ),
        ({"text/plain": "2023\t5 560 000"}, "<p>2023 | 5 560 000</p>"),
    ):
        paste(page, fresh_site, parts)
        assert page.locator("textarea[name=values]").input_value() == kept


# As Excel and Word put them on the clipboard in Chromium.
EXCEL = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta name=ProgId content=Excel.Sheet><style><!--table {{mso-displayed-decimal-separator:"\\,";}} .xl65
{{mso-number-format:"\\#\\,\\#\\#0";}}--></style></head><body link="#0563C1"><table border=0 cellpadding=0 width=128
style='border-collapse:collapse'><!--StartFragment--><col width=64 span=2 style='width:48pt'>{}<!--EndFragment--></table>
</body></html>"""
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head>
<meta name=ProgId content=Word.Document><style><!-- @list l0:level1 {{mso-level-number-format:bullet;}} --></style>
</head><body lang=SV><!--StartFragment-->{}<!--EndFragment--></body></html>"""


def point(words, mark="", level=1, list_="l0"):
    """A point of a list as Word writes it; without a mark, one of which Word doesn't say what marks it."""
    if not mark:
        return f"<p class=MsoListParagraph>{words}<o:p></o:p></p>\n"
    return (
        f"<p class=MsoListParagraphCxSpMiddle style='margin-left:36.0pt;mso-add-space:auto;text-indent:-18.0pt;mso-list:"
        f"{list_} level{level} lfo1'><![if !supportLists]><span style='font-family:Symbol;mso-bidi-font-family:Symbol'>"
        f"<span\nstyle='mso-list:Ignore'>{mark}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;&nbsp;"
        f"</span></span></span><![endif]>{words}<o:p></o:p></p>\n"
    )


PASTED_LISTS = {
    "bullets on two levels": (
        "<p class=MsoNormal>Vi gör:<o:p></o:p></p>"
        + point("Stöd", "·")
        + point("till <b>unga</b>", "o", 2)
        + point("till äldre", "o", 2)
        + point("Samverkan", "·")
        + "<p class=MsoNormal>Det räcker.</p>",
        "<p>Vi gör:</p><ul><li>Stöd<ul><li>till <strong>unga</strong></li><li>till äldre</li></ul></li>"
        "<li>Samverkan</li></ul><p>Det räcker.</p>",
    ),
    "numbers on two levels": (
        point("Stöd", "1.") + point("till unga", "a)", 2) + point("till äldre", "b)", 2) + point("Mer", "2."),
        "<ol><li>Stöd<ol><li>till unga</li><li>till äldre</li></ol></li><li>Mer</li></ol>",
    ),
    "numbers that go on, with bullets within": (
        point("Stöd", "4.") + point("till unga", "§", 2) + "<p>Så här:</p>" + point("Mer", "5."),
        '<ol start="4"><li>Stöd<ul><li>till unga</li></ul></li></ol><p>Så här:</p><ol start="5"><li>Mer</li></ol>',
    ),
    "bullets, and then numbers": (
        point("Stöd", "·") + point("Mer", "1.", list_="l1"),
        "<ul><li>Stöd</li></ul><ol><li>Mer</li></ol>",
    ),
    "a deeper level first": (
        point("Djup", "o", 2) + point("Grund", "·"),
        "<ul><li>Djup</li><li>Grund</li></ul>",
    ),
    "marks as text": (
        point("·&nbsp;&nbsp; Stöd") + point("•\tMer") + point("<b>–&nbsp;&nbsp;&nbsp;</b>Minst"),
        "<ul><li>Stöd</li><li>Mer</li><li>Minst</li></ul>",
    ),
    "what somebody wrote": (
        point("§ 14 Årsredovisning")
        + point("- 428 000 kr")
        + point("−&nbsp;&nbsp; 428 000 kr")
        + "<p class=MsoNormal>§ 14 Årsredovisning</p><p class=MsoNormal>- 428 000 kr</p>",
        "<ul><li>§ 14 Årsredovisning</li><li>- 428 000 kr</li><li>−   428 000 kr</li></ul>"
        "<p>§ 14 Årsredovisning</p><p>- 428 000 kr</p>",
    ),
    "figures that Word marks": (
        point("- 428 000 kr", "·") + point("§ 14 Årsredovisning", "1)"),
        "<ul><li>- 428 000 kr</li></ul><ol><li>§ 14 Årsredovisning</li></ol>",
    ),
}


def test_lists_pasted_from_word_are_lists(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    page.on("dialog", lambda dialog: dialog.accept())
    for name, (html, kept) in PASTED_LISTS.items():
        paste(page, fresh_site, {"text/html": WORD.format(html)})
        shown = page.locator(".ProseMirror")
        assert shown.locator("li").count() == kept.count("<li>"), name
        page.get_by_role("button", name="Spara", exact=True).click()
        page.get_by_text("har sparats").wait_for()
        open_forbund(page, fresh_site)
        with fresh_site.connected():
            saved = Forbund.objects.get(key="kramfors").values
        assert saved.replace("\u00a0", " ") == kept, name


def test_a_draft_survives_a_closed_page_and_goes_when_saved(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    page.on("dialog", lambda dialog: dialog.accept())
    open_forbund(page, fresh_site)
    page.get_by_label("Säte").fill("Kramfors centrum")
    page.locator(".ProseMirror").click()
    page.keyboard.type("Samverkan först.")
    page.wait_for_function(
        "Object.entries(localStorage).some(([key, kept]) => key.startsWith('finsam-kept') && kept.includes('Samverkan först.'))"
    )

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
