"""A table in the text: made, filled and named by keyboard alone, and pasted from a spreadsheet."""

from tests.browser.keys import press
from tests.browser.test_editor import PASTE, page, section, stored, write  # noqa: F401

# Imitations of what each puts on the clipboard, not captured from it.
EXCEL = (
    "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><head><meta name=ProgId content=Excel.Sheet></head><body>"
    "<table border=0 cellpadding=0 style='border-collapse:collapse'><!--StartFragment--><col width=64><tr height=20>"
    "<td class=xl65>Post</td><td>Belopp</td></tr><tr><td>§ 14</td><td class=xl66 align=right>- 428 000 kr</td></tr>"
    "<!--EndFragment--></table></body></html>"
)
WORD = (
    "<html xmlns:w='urn:schemas-microsoft-com:office:word'><body><p class=MsoNormal>Före</p><table class=MsoTableGrid>"
    "<tr><td colspan=2><p class=MsoNormal>Två breda<o:p></o:p></p></td></tr><tr><td><p class=MsoNormal>Hyra</p></td>"
    "<td><p class=MsoNormal><del>57 000</del><ins>58 000</ins></p></td></tr></table></body></html>"
)


def test_a_table_is_made_filled_and_named_by_keyboard_alone(page, fresh_site, accessible):  # noqa: F811
    write(page, "verksamhetsinriktning")
    press(page, "Control+End", "Enter")
    place = section(page, "verksamhetsinriktning")
    place.get_by_role("button", name="Tabell med rubrikrad").first.press("Enter")
    place.get_by_text("Tabb går till nästa ruta").first.wait_for()
    for words in (
        "Post",
        "2023",
        "2024",
        "Hyra",
        "57 000 kr",
        "58 000 kr",
        "El",
        "8 000 kr",
        "- 9 000 kr",
        "Summa",
    ):
        page.keyboard.type(words)
        page.keyboard.press("Tab")  # from the last cell it makes a row
    assert place.locator(".ProseMirror tr").count() == 4
    page.keyboard.press("Alt+F10")
    page.wait_for_function("document.activeElement.title === 'Rad under den här'")
    page.keyboard.press("Enter")
    place.locator(".ProseMirror tr").nth(4).wait_for()
    press(page, "Alt+F10")  # the caret stands in the new row
    page.wait_for_function("document.activeElement.closest('.prose-menubar')")
    place.get_by_role("button", name="Ta bort raden", exact=True).first.press("Enter")
    place.get_by_role("button", name="Rubrikkolumn").first.press("Enter")
    place.locator(".ProseMirror tr:nth-child(2) th").wait_for()
    figures = place.locator(".ProseMirror .num")
    assert [words.strip() for words in figures.all_inner_texts()] == [
        "2023",
        "2024",
        "57 000 kr",
        "58 000 kr",
        "8 000 kr",
        "- 9 000 kr",
        "",
        "",
    ]
    assert figures.first.evaluate("(cell) => getComputedStyle(cell).textAlign") == "right"
    place.get_by_role("button", name="Tabelltext").first.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Vad tabellen visar").fill("Lokaler")
    dialog.get_by_role("button", name="Spara tabelltexten").press("Enter")
    place.locator(".ProseMirror caption", has_text="Lokaler").wait_for()
    accessible(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_function("!document.querySelector('section.writing')")
    kept = stored(fresh_site, "verksamhetsinriktning").prose.replace("\u00a0", " ")
    made = (
        '<table><caption>Lokaler</caption><thead><tr><th scope="col">Post</th><th scope="col">2023</th><th scope="col">2024</th></tr></thead>'
        '<tbody><tr><th scope="row">Hyra</th><td>57 000 kr</td><td>58 000 kr</td></tr>'
        '<tr><th scope="row">El</th><td>8 000 kr</td><td>- 9 000 kr</td></tr>'
        '<tr><th scope="row">Summa</th><td></td><td></td></tr></tbody></table>'
    )
    assert made in kept
    place.locator(".text-here table").wait_for()
    assert place.locator(".text-here .num").count() == 8
    accessible(page)
    # Opened and saved again it is the same, and only what is changed changes.
    write(page, "verksamhetsinriktning").locator("td").last.click()
    page.keyboard.type("67 000 kr")
    page.keyboard.press("Control+Enter")
    page.wait_for_function("!document.querySelector('section.writing')")
    again = stored(fresh_site, "verksamhetsinriktning").prose.replace("\u00a0", " ")
    filled = made.removesuffix("<td></td></tr></tbody></table>") + "<td>67 000 kr</td></tr></tbody></table>"
    assert again == kept.replace(made, filled)


def test_a_pasted_table_is_a_table_and_in_a_cell_its_rows_are_lines(page, fresh_site):  # noqa: F811
    surface = write(page, "verksamhetsinriktning")
    press(page, "Control+A")
    for number, (html, cell) in enumerate([(EXCEL, "- 428 000 kr"), (WORD, "58 000")], 1):
        with page.expect_response("**/klistrat/"):
            page.evaluate(PASTE, html)
        surface.locator("td", has_text=cell).wait_for()
        assert surface.locator("table").count() == number
        press(page, "Control+End", "ArrowRight")
    section(page, "verksamhetsinriktning").get_by_text("Sammanslagna celler i tabellen delades").wait_for()
    surface.locator("td", has_text="58 000").click()
    press(page, "End")
    with page.expect_response("**/klistrat/"):
        page.evaluate(PASTE, EXCEL)
    surface.locator("td", has_text="Post | Belopp").wait_for()
    assert surface.locator("table").count() == 2
    page.keyboard.press("Control+Enter")
    page.wait_for_function("!document.querySelector('section.writing')")
    assert stored(fresh_site, "verksamhetsinriktning").prose.replace("\u00a0", " ") == (
        '<table><thead><tr><th scope="col">Post</th><th scope="col">Belopp</th></tr></thead>'
        "<tbody><tr><td>§ 14</td><td>- 428 000 kr</td></tr></tbody></table><p>Före</p>"
        '<table><thead><tr><th scope="col">Två breda</th><td></td></tr></thead>'
        "<tbody><tr><td>Hyra</td><td>58 000<br>Post | Belopp<br>§ 14 | - 428 000 kr</td></tr></tbody></table>"
    )
