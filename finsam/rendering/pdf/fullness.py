"""What is kept together gives way where its page would be left half empty.

print.css keeps a chart with its table, and two lines with what they lead up to. WeasyPrint then moves all of it to the next
page, however much room that leaves. CSS can't say "unless", and laying a document out once more for it takes half as long
again as the whole drawing did. So WeasyPrint is asked anew where it decides: a break between two such blocks is avoided
only when the first of them begins far down on the page. If WeasyPrint comes to decide elsewhere nothing gives way, and
`tests/rendering/test_pages.py` fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from weasyprint.formatting_structure.boxes import Box
    from weasyprint.layout import LayoutContext

FULL = 0.76  # of the way from the page's upper edge to where its text block ends: 0.7 of the text block, and a heading
GIVE_WAY = {"figure", "p"}  # what may be left alone on a page by the figure that follows it


class Kept(str):
    """A break that is avoided if what stands before it begins far enough down: `top` is px from the page's upper edge."""

    top: float

    def __new__(cls, value: str, top: float) -> Self:
        """The break's value, as CSS calls it."""
        kept = super().__new__(cls, value)
        kept.top = top
        return kept


@contextmanager
def pages_before_blocks() -> Iterator[None]:
    """While it is entered, a full page goes before a figure that is kept with what stands over it.

    Swapping a module's functions is safe because only one PDF is made at a time in a process.
    """
    from weasyprint.layout import block

    break_between, avoids = block.block_level_page_break, block.avoid_page_break

    def between(before: Box, after: Box | None) -> str:
        value: str = break_between(before, after)
        gives_way = after is not None and after.element_tag == "figure" and before.element_tag in GIVE_WAY
        return Kept(value, before.position_y) if gives_way and value.startswith("avoid") else value

    def avoided(value: str, context: LayoutContext) -> bool:
        if isinstance(value, Kept) and value.top < FULL * context.page_bottom:
            return False
        said: bool = avoids(value, context)
        return said

    block.block_level_page_break, block.avoid_page_break = between, avoided
    try:
        yield
    finally:
        block.block_level_page_break, block.avoid_page_break = break_between, avoids
