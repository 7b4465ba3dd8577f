"""The page that a document is written on, in a real browser: nothing in it loads another page."""

import re

import pytest

from finsam.documents.models import Section
from tests.browser.keys import press

PAGE = "/kramfors/2024/dokument/verksamhetsplan/"


@pytest.fixture
def page(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    page.goto(f"{fresh_site}{PAGE}")
    page.evaluate("window.sameLoad = true")
    yield page
    assert page.evaluate("window.sameLoad"), "the page has been loaded anew"


def outline(page) -> list[str]:
    """The headings at the side, without their numbers."""
    words = page.locator("#outline li .what > a").all_inner_texts()
    return [re.sub(r"^[\d.]+\s+", "", one).strip() for one in words]


def section(page, key):
    return page.locator(f"#s-{key}")


def write(page, key):
    """Open a section and give the place to write."""
    section(page, key).get_by_role("link", name="Skriv").click()
    surface = section(page, key).locator(".ProseMirror").first
    page.wait_for_function("document.activeElement.closest('section.writing .ProseMirror')")
    return surface


def stored(site, key) -> Section:
    with site.connected():
        return Section._base_manager.get(document__fiscal_year__year=2024, document__kind="verksamhetsplan",
                                   forbund__key="kramfors", key=key)  # fmt: skip


def test_a_text_is_written_in_place_and_saved_when_one_goes_on(page, fresh_site):
    write(page, "inledning")
    press(page, "Control+End")
    page.keyboard.type(" Så blir året.")
    write(page, "verksamhetsinriktning")  # elsewhere: the first is saved and read again, one editor is left
    page.wait_for_function("document.querySelectorAll('section.writing').length === 1")
    section(page, "inledning").get_by_text("Så blir året.").wait_for()
    assert (
        page.locator(".ProseMirror").count() == page.locator("section.writing textarea[data-prose]").count()
    )
    assert page.locator("section.writing").count() == 1
    assert "Så blir året." in stored(fresh_site, "inledning").prose
    page.keyboard.type("Ändamålet först. ")
    page.keyboard.press("Control+Enter")
    page.wait_for_function("!document.querySelector('section.writing')")
    section(page, "verksamhetsinriktning").get_by_text("Ändamålet först.").wait_for()


def test_a_section_that_nobody_changed_is_not_saved(page, fresh_site):
    before = stored(fresh_site, "inledning").version
    write(page, "inledning")
    write(page, "verksamhetsinriktning")
    section(page, "inledning").locator(".text-here").first.wait_for()
    assert stored(fresh_site, "inledning").version == before


def test_a_chapter_is_moved_by_keyboard_with_its_subsections(page, fresh_site):
    before = outline(page)
    first, second = [place for place, one in enumerate(page.locator("#outline li").all())
                     if "level-1" in one.get_attribute("class")][:2]  # fmt: skip
    page.locator("#outline li .what > a").nth(second).focus()
    page.keyboard.press("Alt+ArrowUp")
    page.locator("#said").get_by_text("är flyttat").wait_for()
    after = outline(page)
    assert after[first] == before[second]
    assert sorted(after) == sorted(before)
    assert page.evaluate("document.activeElement.textContent").strip().endswith(before[second])


def test_a_section_is_dragged_to_where_it_should_stand(page, fresh_site):
    before = outline(page)
    page.locator("#outline li").nth(1).drag_to(
        page.locator("#outline li").nth(4), target_position={"x": 30, "y": 3}
    )
    page.locator("#said").get_by_text("är flyttat").wait_for()
    assert outline(page) == [before[0], *before[2:4], before[1], *before[4:]]


def test_a_section_is_added_where_one_points_and_written_at_once(page, fresh_site):
    before = outline(page)
    page.get_by_role("button", name="Nytt avsnitt här efter").nth(1).click()
    page.locator("section.writing .ProseMirror").first.wait_for()
    page.wait_for_function("document.activeElement.name === 'title'")
    page.keyboard.type("Vårt eget")
    page.keyboard.press("Control+Enter")
    page.locator("#outline a", has_text="Vårt eget").wait_for()
    page.get_by_role("button", name="Lägg till avsnitt sist").click()
    page.locator("section.writing .ProseMirror").first.wait_for()
    page.wait_for_function("document.activeElement.name === 'title'")
    page.keyboard.type("Allra sist")
    page.keyboard.press("Control+Enter")
    page.locator("#outline a", has_text="Allra sist").wait_for()
    assert outline(page) == [*before[:2], "Vårt eget", *before[2:], "Allra sist"]


def test_what_is_written_stays_when_somebody_else_has_saved(page, fresh_site):
    write(page, "inledning")
    press(page, "Control+End")
    page.keyboard.type(" Mitt.")
    other = stored(fresh_site, "inledning")
    with fresh_site.connected():
        Section._base_manager.filter(pk=other.pk).update(prose="<p>Ditt.</p>", version=other.version + 1)
    page.keyboard.press("Control+Enter")
    page.get_by_text("har sparats i en annan flik eller av någon annan").wait_for()
    text = section(page, "inledning").locator("textarea[name=prose]").input_value()
    assert "Mitt." in text
    assert "Ditt." in text, (
        "what stands for itself is taken over; the paragraph that both changed is asked about"
    )
    assert "Mitt." in section(page, "inledning").get_by_role("table").inner_text()
    assert stored(fresh_site, "inledning").prose == "<p>Ditt.</p>"


def test_two_people_who_move_the_same_chapter_are_told(page, fresh_site):
    with fresh_site.connected():
        moved = Section._base_manager.filter(
            document__fiscal_year__year=2024, forbund__key="kramfors", level=1
        ).order_by("order")[1]
        Section._base_manager.filter(pk=moved.pk).update(version=moved.version + 1)
    before = outline(page)
    page.locator(f"#till-{moved.key}").focus()
    page.keyboard.press("Alt+ArrowUp")
    page.locator("#said").get_by_text("har ändrats eller flyttats av någon annan").wait_for()
    assert outline(page) == before


def test_settings_stand_beside_the_text_and_show_at_once(page, fresh_site):
    section(page, "inledning").get_by_role("link", name="Inställningar").click()
    panel = page.locator("#panel")
    panel.get_by_label("dolt").check()
    panel.get_by_role("button", name="Spara").click()
    section(page, "inledning").get_by_text("Dolt, skrivs inte ut").wait_for()
    assert stored(fresh_site, "inledning").hidden
    panel.get_by_label("dolt").uncheck()
    panel.get_by_label("ej tillämpligt", exact=False).fill("Förbundet har inga egna lokaler")
    panel.get_by_role("button", name="Spara").click()
    section(page, "inledning").get_by_text("Ej tillämpligt. Förbundet har inga egna lokaler").wait_for()
    panel.get_by_label("ej tillämpligt", exact=False).fill("x")
    panel.get_by_role("button", name="Spara").click()
    panel.get_by_text("Skriv varför det inte gäller er").first.wait_for()


def test_content_is_chosen_in_groups_by_words_with_keyboard_and_mouse(page, fresh_site, accessible):
    place = section(page, "verksamhetsinriktning")
    place.get_by_role("link", name="Tabell, diagram eller bild").click()
    panel = page.locator("#panel")
    search = panel.get_by_label("Sök på ord")
    page.wait_for_function("document.activeElement.id === 'kinds-search'")
    risks = panel.get_by_role("group", name="Insatser, mål och risker").get_by_role(
        "button", name="Risker Risk"
    )
    assert "Riskanalysen: risk, nivå och åtgärd." in risks.inner_text()
    accessible(page)
    search.fill("lagens DATUM")
    assert panel.get_by_role("button", name="Årshjul").is_visible()
    assert panel.locator(".kind:visible").count() == 1
    assert panel.get_by_role("status").inner_text().startswith("1 av ")
    search.fill("enhörning")
    panel.get_by_text("Inget innehåll heter så").wait_for()
    search.fill("")
    press(page, "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp")
    assert page.evaluate("document.activeElement.id") == "kinds-search"
    search.fill("risk")
    press(page, "ArrowDown")
    assert page.evaluate("document.activeElement.value") == "risker"
    page.keyboard.press("Enter")
    page.locator("#said").get_by_text("”Risker” står nu i ”Verksamhetsinriktning”.").wait_for()
    place.locator("table").first.wait_for()
    assert stored(fresh_site, "verksamhetsinriktning").block == "risker"

    panel.get_by_role("link", name="Byt innehåll").click()
    assert panel.locator("[aria-current=true]").inner_text().startswith("Risker")
    panel.get_by_role("button", name="Ta bort innehållet ur avsnittet").click()
    page.locator("#said").get_by_text("Innehållet är borttaget").wait_for()
    assert stored(fresh_site, "verksamhetsinriktning").block == ""


def test_a_section_is_done_and_counted(page, fresh_site):
    count = page.locator(".progress-line label")
    assert count.inner_text().startswith("0 av")
    section(page, "inledning").get_by_role("button", name="Klart").click()
    page.locator("#s-inledning [aria-pressed=true]").wait_for()
    assert count.inner_text().startswith("1 av")


def test_a_section_is_removed_without_leaving_the_page_and_put_back(page, fresh_site):
    before = outline(page)
    section(page, "inledning").get_by_role("link", name="Inställningar").click()
    page.locator("#panel").get_by_role("link", name="Ta bort").click()
    page.locator("#panel").get_by_role("button", name="Ta bort").click()
    page.locator("#said").get_by_text("har tagits bort").wait_for()
    assert outline(page) == before[1:]
    assert page.locator("#panel").inner_text() == ""
    other = page.context.new_page()  # this one is never left
    other.goto(fresh_site + page.locator("#outline").get_by_text("Borttagna avsnitt").get_attribute("href"))
    other.get_by_role("button", name="Lägg tillbaka").click()
    other.get_by_text("”Inledning” är tillbaka där det stod.").wait_for()
    assert outline(other) == before


def test_the_page_is_accessible_while_one_writes(page, accessible):
    write(page, "inledning")
    page.locator("#s-verksamhetsinriktning").get_by_role("link", name="Inställningar").click()
    page.locator("#panel h2").wait_for()
    write(page, "verksamhetsinriktning")
    accessible(page)


def test_words_are_replaced_in_the_whole_document(page, fresh_site):
    page.get_by_role("link", name="Sök och ersätt").click()
    panel = page.locator("#panel")
    panel.get_by_label("Sök efter").fill("kortformen")
    panel.get_by_label("Ersätt med").fill("det korta namnet")
    page.keyboard.press("Enter")
    panel.get_by_text("står på 1 ställe i 1 avsnitt").wait_for()
    panel.get_by_role("button", name="Ersätt med").click()
    section(page, "inledning").get_by_text("det korta namnet").wait_for()
    assert "är ersatt i 1 avsnitt" in page.locator("#said").inner_text()
    assert "det korta namnet" in stored(fresh_site, "inledning").prose


PASTE = """(html) => {
    const carried = new DataTransfer();
    carried.setData("text/html", html);
    const surface = document.querySelector("section.writing .ProseMirror");
    surface.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
}"""
# Imitations of what each puts on the clipboard, not captured from it.
IMITATED = {
    "Word 365": "<html xmlns:w='urn:schemas-microsoft-com:office:word'><head><meta name=ProgId content=Word.Document></head>"
    "<body lang=SV><!--StartFragment--><h2><span style='mso-list:Ignore'>1.1</span> Ur Word</h2><p class=MsoNormal>§ 14 kostar "
    "- 428 000 kr<o:p></o:p></p><p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span "
    "style='mso-list:Ignore'>·<span>&nbsp;&nbsp;&nbsp; </span></span><![endif]>Punkt</p><!--EndFragment--></body></html>",
    "Google Docs": "<meta charset='utf-8'><b style='font-weight:normal' id='docs-internal-guid-1'><h2 dir='ltr'><span>Ur Word"
    "</span></h2><p dir='ltr'><span>§ 14 kostar - 428 000 kr</span></p><ul><li dir='ltr'><p role='presentation'><span>Punkt"
    "</span></p></li></ul></b>",
}


@pytest.mark.parametrize("program", IMITATED)
def test_a_pasted_heading_becomes_a_section(page, fresh_site, program):
    before = outline(page)
    write(page, "verksamhetsinriktning")
    press(page, "Control+End")
    with page.expect_response("**/klistrat/"):
        page.evaluate(PASTE, IMITATED[program])
    page.locator("section.writing h2", has_text="Ur Word").wait_for()
    page.keyboard.press("Control+Enter")
    page.locator("#outline a", has_text="Ur Word").wait_for()
    assert outline(page) == [*before[:4], "Ur Word", *before[4:]]
    made = stored(fresh_site, "ur-word")
    assert made.level == 2
    assert made.prose.replace("\u00a0", " ") == "<p>§ 14 kostar - 428 000 kr</p><ul><li>Punkt</li></ul>"


def test_a_link_is_understood_as_people_write_it_and_a_script_is_refused(page, fresh_site):
    surface = write(page, "verksamhetsinriktning")
    press(page, "Control+A")
    section(page, "verksamhetsinriktning").get_by_role("button", name="Länk").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Adress").fill("javascript:alert(1)")
    dialog.get_by_role("button", name="Spara länken").click()
    assert dialog.is_visible()
    dialog.get_by_label("Adress").fill("www.forsakringskassan.se")
    dialog.get_by_role("button", name="Spara länken").click()
    surface.locator("a").first.wait_for()
    page.wait_for_function("document.activeElement.closest('.ProseMirror')")
    page.keyboard.press("Control+Enter")
    section(page, "verksamhetsinriktning").locator(
        "a[href='https://www.forsakringskassan.se']"
    ).first.wait_for()


def test_from_a_section_to_the_data_behind_it_and_back(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef")
    page.goto(f"{fresh_site}{PAGE}")
    section(page, "motesplan").get_by_role("link", name="Uppgifterna bakom").click()
    page.wait_for_url("**/moten/")
    page.get_by_role("link", name="Tillbaka till Verksamhetsplan 2024").click()
    page.wait_for_url("**/verksamhetsplan/#s-motesplan")
    assert page.get_by_role("link", name="Tillbaka till Verksamhetsplan 2024").count() == 0
