"""WeasyPrint with less to do: how its libraries are loaded, and which of its own styles are looked at.

Neither changes what is drawn, and where WeasyPrint or cffi comes to do otherwise the drawing only takes longer, or fails
at once; `tests/rendering/test_loading.py` says which.
"""

from __future__ import annotations

import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weasyprint import CSS

# Pseudo-elements that WeasyPrint's own style sheet gives to every element: markers of lists, which print.css draws itself,
# and notes at the foot of a page, which no document has.
UNUSED = {"marker", "footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"}


@contextmanager
def loaded_by_name() -> Iterator[None]:
    """While it is entered, a library is only looked for by the name of its file.

    WeasyPrint tries names from other systems before that of the file, and Python asks the linker and a compiler about
    each of them: eighteen commands, and a tenth of a drawing's time before it has begun.
    """
    find_library = ctypes.util.find_library
    if sys.platform == "linux":  # elsewhere the files' names are others
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = find_library


def needed(sheet: CSS) -> CSS:
    """A copy of WeasyPrint's own style sheet without the unused pseudo-elements: they cost each element five styles."""
    less = copy(sheet)
    less.matcher = copy(sheet.matcher)
    rules = sheet.matcher.other_selectors  # (test, specificity, order, pseudo-element, declarations)
    less.matcher.other_selectors = [rule for rule in rules if rule[3] not in UNUSED]
    return less
