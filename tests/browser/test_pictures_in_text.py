"""A picture in the text: put in by keyboard alone, described, changed where it stands, pasted, and refused with a sentence."""

from base64 import b64encode
from io import BytesIO

from PIL import Image

from tests.browser.keys import press
from tests.browser.test_editor import page, section, stored, write  # noqa: F401

KEY = "verksamhetsinriktning"
PASTE_FILE = """async (coded) => {
  const bytes = Uint8Array.from(atob(coded), (sign) => sign.codePointAt(0));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([bytes], "image.png", { type: "image/png" }));
  const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.querySelector(".ProseMirror").dispatchEvent(event);
}"""


def a_picture(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (90, 60), colour).save(out, "PNG")
    return out.getvalue()


def test_a_picture_is_put_in_described_changed_and_pasted(page, fresh_site, accessible):  # noqa: F811
    write(page, KEY)
    press(page, "Control+End", "Enter")
    place = section(page, KEY)
    place.get_by_role("button", name="Bild: sätts in").press("Enter")
    dialog = page.get_by_role("dialog")
    file = dialog.get_by_label("Bildfil, PNG eller JPEG, högst 5 MB")
    file.set_input_files({"name": "trasig.png", "mimeType": "image/png", "buffer": a_picture("green")[:60]})
    dialog.get_by_text("Filen är inte en bild som går att läsa. Använd PNG eller JPEG.").wait_for()
    file.set_input_files({"name": "lanet.png", "mimeType": "image/png", "buffer": a_picture("green")})
    dialog.locator("img.picture-chosen:visible").wait_for()
    dialog.get_by_label("Bildtext").press("Enter")  # nothing is put in until it is said what it shows
    page.wait_for_function("document.activeElement.id.endsWith('-alt')")
    accessible(page)
    page.keyboard.type("Karta över länet")
    dialog.get_by_label("Bildtext").fill("Länet")
    page.keyboard.press("Enter")
    place.locator(".ProseMirror figcaption", has_text="Länet").wait_for()
    page.wait_for_function("document.activeElement.closest('.ProseMirror')")
    page.keyboard.type("Efter bilden.")
    press(page, "ArrowUp")
    place.get_by_text("Bilden är vald.").wait_for()
    page.keyboard.press("Enter")
    dialog.get_by_label("Bredd").select_option("Halva bredden")
    dialog.get_by_role("button", name="Spara bilden").press("Enter")
    place.locator(".ProseMirror figure.half").wait_for()
    page.wait_for_function("document.activeElement.closest('.ProseMirror')")
    press(page, "Control+End")
    place.get_by_text("Bilden är vald.").wait_for(state="detached")  # the caret is in the text again
    page.evaluate(PASTE_FILE, b64encode(a_picture("blue")).decode())
    dialog.get_by_label("Bilden är dekoration").check()
    dialog.get_by_role("button", name="Spara bilden").press("Enter")
    place.locator(".ProseMirror figure:not(.half) img[alt='']").wait_for()
    page.wait_for_function("document.activeElement.closest('.ProseMirror')")
    place.locator(".ProseMirror p", has_text="Efter bilden.").wait_for()
    accessible(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_function("!document.querySelector('section.writing')")
    assert stored(fresh_site, KEY).prose.endswith(
        '<figure data-size="half"><img data-picture="lanet" alt="Karta över länet"><figcaption>Länet</figcaption></figure>'
        '<p>Efter bilden.</p><figure><img data-picture="inklistrad-bild" data-decoration=""></figure>'
    )
    place.get_by_role("img", name="Karta över länet").wait_for()
    page.wait_for_function(
        "[...document.querySelectorAll('.text-here img')].every((image) => image.naturalWidth)"
    )
