"""Looking at a page as a careful person does, on a screen and on a telephone."""

import os

WIDTHS = (1280, 360)
PICTURES = os.environ.get("FINSAM_PICTURES", "")  # a folder to leave pictures of the pages in

WIDEST = """() => [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".table-scroll, [class*=scroll]"))
    .slice(0, 5).map((one) => one.outerHTML.slice(0, 140))"""


def fits(page, name=""):
    """Nothing of the page sticks out at its side; a page that is still being loaded is waited for."""
    page.wait_for_load_state()
    wide, screen = page.evaluate("document.documentElement.scrollWidth"), page.viewport_size["width"]
    assert wide <= screen, f"{name or page.url} is {wide} px wide at {screen}: {page.evaluate(WIDEST)}"


def kept(page, name):
    """Leave a picture of the whole page, where somebody asked for pictures."""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def looked_at(page, name, accessible):
    """The page passes WCAG at both widths, and nothing of it sticks out; pictures are kept where they are asked for."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        fits(page, name)
        accessible(page)
        kept(page, f"{name}-{width}")
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
