"""Keys that move the caret in an editor, pressed as fast as a person can and no faster."""

HEARD = "() => new Promise((heard) => requestAnimationFrame(() => requestAnimationFrame(heard)))"


def press(page, *keys: str) -> None:
    """Press one key after another, each when the page has heard where the last one put the caret.

    The browser tells an editor of a moved caret a moment after it moved. A person's fingers are slower than that;
    keys that come at once would be taken for keys at the old place.
    """
    for key in keys:
        page.keyboard.press(key)
        page.evaluate(HEARD)
