"""The words of a drawing set as wholes, as all other words are.

SVG may place each letter by itself, and so WeasyPrint sets each letter by itself (Kozea/WeasyPrint, issue 2249): letters
that belong together are parted, and a chart's labels take as long as a page of text. No chart of ours places letters.
`tests/rendering/test_upstream.py` says when this may go.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

EACH_LETTER = ("x", "y", "dx", "dy", "rotate")  # attributes that may have a value for each
SPACING = ("letter-spacing", "textLength")


class Whole(str):
    """A text that is gone through as one piece."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        """The text itself."""
        yield str(self)


@contextmanager
def labels_as_wholes() -> Iterator[None]:
    """While it is entered, WeasyPrint sets the texts of a drawing whole, but for those that place their letters.

    Swapping a module's function is safe because only one PDF is made at a time in a process.
    """
    from weasyprint import svg

    by_letters, tags = svg.text, svg.TAGS

    def text(drawing: Any, node: Any, font_size: float) -> None:
        placed = any(len(node.get(name, "").split()) > 1 for name in EACH_LETTER)
        if node.text and not placed and not any(name in node.attrib for name in SPACING):
            node._etree_node.text = Whole(node.text)
        by_letters(drawing, node, font_size)

    svg.text = text
    svg.TAGS = {tag: text if draw is by_letters else draw for tag, draw in tags.items()}
    try:
        yield
    finally:
        svg.text, svg.TAGS = by_letters, tags
