"""Keys as a person presses them: those that move the caret no faster than she can, and Tab until something has the focus."""

HEARD = "() => new Promise((heard) => requestAnimationFrame(() => requestAnimationFrame(heard)))"


def press(page, *keys: str) -> None:
    """Press one key after another, each when the page has heard where the last one put the caret.

    The browser tells an editor of a moved caret a moment after it moved. A person's fingers are slower than that;
    keys that come at once would be taken for keys at the old place.
    """
    for key in keys:
        page.keyboard.press(key)
        page.evaluate(HEARD)


def tab_to(page, target, most: int) -> None:
    """Press Tab until something has the focus, as somebody without a mouse does, at most so many times."""
    target.wait_for()
    for _ in range(most):
        if target.evaluate("its => its === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard doesn't reach it")
