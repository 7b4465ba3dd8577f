"""Pages that would be left half empty by what print.css keeps together.

What belongs together is kept on one page as long as the page before is full enough. Where it isn't, that which moved on is
let go: a chart may then stand at the foot of a page and its table on the next. The document is laid out again for it, so
what is kept should be short to begin with.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

if TYPE_CHECKING:
    from weasyprint import Document
    from weasyprint.formatting_structure.boxes import Box

FULL = 0.7  # of the text block's height, to which a page is filled unless a chapter ends on it
FORCED = {"page", "left", "right", "recto", "verso"}
KEPT = {"attached", "whole", "kept", "card", "comments", "leads"}  # classes of what print.css keeps together
SIGNED = "section"  # but for what is signed, which stays whole
LOOSE = "loose"  # the class of what it doesn't


def loosen(document: Document) -> bool:
    """Whether something is to be let go that moved on from a page and left it too empty. It is marked in the HTML that was laid out."""
    changed = False
    for page, following in pairwise(each._page_box for each in document.pages):
        if page.page_type.name != following.page_type.name or _forced(page, following):
            continue
        bottom = page.content_box_y() + page.height
        left = bottom - max((_lowest(each) for each in _flow(page)), default=page.content_box_y())
        if left <= (1 - FULL) * page.height:
            continue
        here = {id(box.element) for box in _flow(page)}
        for box in _flow(following):
            element = box.element
            if element is None or id(element) in here or box.position_y - following.content_box_y() > left:
                continue
            classes = set(_classes(element))
            if KEPT & classes and LOOSE not in classes and element.tag != SIGNED:
                element.set("class", " ".join((*_classes(element), LOOSE)))
                changed = True
    return changed


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()


def _flow(page: Box) -> Iterator[Box]:
    """The boxes of a page's text block, outer before inner."""
    todo: list[Any] = [box for box in page.children if box.element_tag == "html"]
    while todo:
        box = todo.pop()
        box = getattr(box, "_box", box)
        yield box
        todo.extend(reversed(getattr(box, "children", None) or ()))


def _lowest(box: Box) -> float:
    """Where a box without others in it ends, px from the top of the page."""
    return 0 if getattr(box, "children", None) else float(box.position_y + box.margin_height())


def _forced(page: Box, following: Box) -> bool:
    """Whether something asks for the break between two pages: what ends the first, or what begins the second."""
    ends = _asks(_along(page, -1), "break_after", {id(box.element) for box in _flow(following)})
    return ends or _asks(_along(following, 0), "break_before", {id(box.element) for box in _flow(page)})


def _asks(chain: Iterator[Box], name: str, there: set[int]) -> bool:
    """Whether a box that isn't on the other page too has a break asked for."""
    return any(box.style[name] in FORCED and id(box.element) not in there for box in chain)


def _along(page: Box, place: int) -> Iterator[Box]:
    """The boxes that a text block begins (0) or ends (-1) with, outer before inner."""
    box: Any = next(_flow(page))
    while box is not None:
        yield box
        children = getattr(box, "children", None)
        box = getattr(children[place], "_box", children[place]) if children else None
