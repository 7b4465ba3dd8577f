"""What somebody who saves a text is told of it. Apart from the fonts, which need no loaded Django."""

from collections.abc import Iterator

from finsam.core.crud.forms import REMARKS
from finsam.rendering.fonts import FontMissing, undrawable


@REMARKS.function
def remark(text: str) -> Iterator[str]:
    """What somebody who saves the text should know of its characters."""
    try:
        lacking = undrawable(text)
    except FontMissing:  # said when the PDF is asked for
        return
    if lacking:
        which = f"Tecknet {lacking[0]}" if len(lacking) == 1 else f"Tecknen {' '.join(lacking[:8])}"
        yield f"{which} går inte att skriva ut. I PDF:en står ett frågetecken i stället. Byt mot ord eller ta bort."
