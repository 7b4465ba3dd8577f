"""Where the caret is when a question about the text has been answered, also for keys pressed before the browser tells of it."""

import pytest

from tests.browser.keys import press
from tests.browser.test_editor import page, write  # noqa: F401
from tests.browser.test_pictures_in_text import a_picture

# What is typed as soon as a dialog closes and the text has the focus again: keys go before what the browser tells of the dialog.
AT_ONCE = """() => document.addEventListener(
  "focusin",
  ({ target }) => target.closest(".ProseMirror") && queueMicrotask(() => document.execCommand("insertText", false, "X")),
  { capture: true, once: true },
)"""
IN_TEXT = "document.activeElement.closest('.ProseMirror')"


@pytest.fixture
def surface(page):  # noqa: F811
    """A text of three paragraphs, with the caret at the end of the last."""
    surface = write(page, "verksamhetsinriktning")
    press(page, "Control+A")
    page.keyboard.type("Först.")
    press(page, "Enter")
    page.keyboard.type("Sedan.")
    press(page, "Enter")
    page.keyboard.type("Sist")
    return surface


def by_pointer(surface, words: str):
    """Press a button over the text as with a mouse, which leaves the focus in the text; the dialog that it opens."""
    surface.locator("xpath=..").get_by_title(words).first.click()
    dialog = surface.page.get_by_role("dialog")
    dialog.wait_for()
    return dialog


def put_figure(surface) -> None:
    """Put a figure in where the caret is."""
    dialog = by_pointer(surface, "Sätt in en siffra")
    dialog.get_by_label("Sök på ord eller belopp").fill("summa kostnader")
    dialog.locator("[role=radiogroup][aria-busy=false] label", has_text="Summa kostnader").first.click()
    dialog.get_by_role("button", name="Sätt in ").click()


def written(page) -> str:  # noqa: F811
    """The text as it would be saved, with common spaces."""
    return page.locator("section.writing textarea[data-prose]").first.input_value().replace("\u00a0", " ")


def left(page) -> None:  # noqa: F811
    """Leave a dialog without an answer, and write on."""
    page.evaluate(AT_ONCE)
    press(page, "Escape")
    page.wait_for_function(IN_TEXT)
    page.keyboard.type("Y")


ASKING = ["Sätt in en siffra", "Bild: sätts in", "Länk"]


@pytest.mark.parametrize("button", ASKING)
def test_who_takes_it_back_writes_on_where_she_was(page, surface, button):  # noqa: F811
    by_pointer(surface, button)
    left(page)
    assert written(page) == "<p>Först.</p><p>Sedan.</p><p>SistXY</p>"


def test_a_brace_stands_where_it_was_typed(page, surface):  # noqa: F811
    page.keyboard.type(" {")
    page.get_by_role("dialog").wait_for()
    left(page)
    assert written(page) == "<p>Först.</p><p>Sedan.</p><p>Sist {XY</p>"


def test_a_figure_stands_where_it_was_asked_for(page, surface):  # noqa: F811
    put_figure(surface)
    page.keyboard.type(" nu")
    text = written(page)
    assert text.startswith("<p>Först.</p><p>Sedan.</p><p>Sist<data value=")
    assert text.endswith("</data> nu</p>")


def test_a_link_is_put_on_what_was_chosen(page, surface):  # noqa: F811
    press(page, *["Shift+ArrowLeft"] * 4)
    dialog = by_pointer(surface, "Länk")
    dialog.get_by_label("Webbadress").fill("www.fk.se")
    press(page, "Enter")
    surface.locator("a", has_text="Sist").wait_for()
    assert written(page).startswith('<p>Först.</p><p>Sedan.</p><p><a href="https://www.fk.se"')


def test_a_picture_stands_after_what_it_was_asked_for_at(page, surface):  # noqa: F811
    dialog = by_pointer(surface, "Bild: sätts in")
    dialog.get_by_label("Bildfil").set_input_files(
        {"name": "lanet.png", "mimeType": "image/png", "buffer": a_picture("green")}
    )
    dialog.locator("img.picture-chosen:visible").wait_for()
    dialog.get_by_label("Bilden är dekoration").check()
    dialog.get_by_role("button", name="Sätt in bilden").click()
    page.keyboard.type("Nytt")
    text = written(page)
    assert text.startswith("<p>Först.</p><p>Sedan.</p><p>Sist</p><figure")
    assert text.endswith("</figure><p>Nytt</p>")


def test_a_caption_is_that_of_the_table_that_it_was_written_for(page, surface):  # noqa: F811
    surface.locator("xpath=..").get_by_title("Tabell med rubrikrad").first.click()
    surface.locator("table").wait_for()
    page.wait_for_function(IN_TEXT)
    page.keyboard.type("Post")
    dialog = by_pointer(surface, "Tabelltext")
    dialog.get_by_label("Vad tabellen visar").fill("Lokaler")
    page.evaluate(AT_ONCE)
    press(page, "Enter")
    surface.locator("caption", has_text="Lokaler").wait_for()
    page.wait_for_function(IN_TEXT)
    page.keyboard.type("Y")
    assert "<th><p>PostXY</p></th>" in written(page)


def test_a_figure_is_exchanged_for_another_where_it_stands(page, surface):  # noqa: F811
    put_figure(surface)
    page.keyboard.type(" nu")
    press(page, *["ArrowLeft"] * 4)
    page.locator(".figure-told", has_text="Retur byter siffran").wait_for()
    press(page, "Enter")
    page.get_by_role("heading", name="Byt siffran").wait_for()
    page.get_by_role("button", name="Avbryt").click()
    press(page, "ArrowRight")
    page.keyboard.type(",")
    assert written(page).endswith("</data>, nu</p>")
