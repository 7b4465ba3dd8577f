"""What the boxes of a page and the HTML elements behind them are, for whoever tags them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

if TYPE_CHECKING:
    from weasyprint.formatting_structure import boxes


def walk(box: boxes.Box) -> Iterator[boxes.Box]:
    """A box and all boxes in it, in reading order."""
    box = getattr(box, "_box", box)  # a placeholder stands for what is absolutely positioned
    yield box
    for child in getattr(box, "children", None) or ():
        yield from walk(child)


def is_label(box: boxes.Box) -> bool:
    """Whether a box is what marks a list item: its number, letter or bullet."""
    tag: str = box.element_tag
    return tag == "li::before" or (tag == "span" and "marker" in box.element.get("class", "").split())


def unprinted_caption(table: Element) -> str:
    """The caption of an HTML table that print.css leaves out; "" for a table whose caption is printed, or that has none."""
    caption = table.find("caption[@class='quiet']")
    return "" if caption is None else " ".join("".join(caption.itertext()).split())


def link_text(element: Element) -> str:
    """What a link is called: its title, its text, or the text of its images."""
    words = element.get("title") or "".join(element.itertext())
    words = words.strip() or " ".join(image.get("alt", "") for image in element.iter("img"))
    return " ".join(words.split())
