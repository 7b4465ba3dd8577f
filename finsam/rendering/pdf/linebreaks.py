"""The space between two words that a line break separates, kept in the PDF.

WeasyPrint leaves it out where a line ends, so that a screen reader or a copied passage runs words together
("region,Arbetsförmedlingen"). A tagged PDF must carry its word breaks as characters (ISO 32000-1, 14.8.2.5).
The space is drawn after the line's last word, where nothing is seen and no measure changes. We found no issue of it in
Kozea/WeasyPrint; `tests/rendering/test_upstream.py` says when this may go.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weasyprint.formatting_structure.boxes import Box, LineBox, TextBox


@contextmanager
def spaces_at_line_ends() -> Iterator[None]:
    """While it is entered, WeasyPrint draws the space that it breaks a line at.

    Swapping a module's function is safe because only one PDF is made at a time in a process.
    """
    from weasyprint.layout import inline

    get_next_linebox = inline.get_next_linebox

    def keeping_space(
        context: object, linebox: LineBox, *args: Any, **kwargs: Any
    ) -> tuple[LineBox | None, dict[int, Any] | None]:
        line, resume_at = get_next_linebox(context, linebox, *args, **kwargs)
        texts = list(_text_boxes(line)) if line is not None and resume_at is not None else []
        # A last text without words is the space after a link or bold words, emptied at the line's end.
        if texts and (not texts[-1].text or _breaks_at_space(linebox, resume_at)):
            for box in [box for box in texts if box.text][-1:]:
                # Text and width stay as they are; the glyphs are laid out again from this when they are drawn.
                box.pango_layout.text = f"{box.text} "
        return line, resume_at

    inline.get_next_linebox = keeping_space
    try:
        yield
    finally:
        inline.get_next_linebox = get_next_linebox


def _breaks_at_space(box: Box, resume_at: dict[int, Any] | None) -> bool:
    """Whether the text goes on after, or with, a space or a forced break. `resume_at` leads down to it by each child's index."""
    while not hasattr(box, "text"):
        ((index, resume_at),) = (resume_at or {0: None}).items()
        if index >= len(box.children):  # nothing left, or an image
            return False
        box = box.children[index]
    index = next(iter(resume_at or {0: None}))
    return any(blank in box.text.encode()[max(0, index - 1) : index + 1] for blank in b" \n")


def _text_boxes(box: Box) -> Iterator[TextBox]:
    """The boxes of a line that hold text."""
    if hasattr(box, "pango_layout"):
        yield box
    for child in getattr(box, "children", ()):
        yield from _text_boxes(child)
