"""WeasyPrint with less to do: how its libraries are loaded, how HTML is read, and which of its own styles are looked at.

None of it changes what is drawn, and where a library comes to do otherwise the drawing only takes longer, or fails
at once; `tests/rendering/test_loading.py` says which.
"""

from __future__ import annotations

import ctypes.util
import re
import sys
from collections.abc import Collection, Iterator
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


class Patterns(dict[tuple[Collection[str], bool], re.Pattern[str]]):
    """What tinyhtml5 reads up to, or as long as it sees, as patterns by the characters: each is made once.

    tinyhtml5 2.1 means to keep them but does so under another key, so that it makes one for each tag and attribute:
    half of the time that reading HTML took. (No issue found in CourtBouillon/tinyhtml5.)
    """

    def __missing__(self, key: tuple[Collection[str], bool]) -> re.Pattern[str]:
        """Characters and whether they are those wanted: a run of these, or of all others."""
        characters, wanted = key
        each = "".join(map(re.escape, sorted(characters)))
        self[key] = re.compile(f"[{each}]+" if wanted else f"[^{each}]+")
        return self[key]


@contextmanager
def patterns_kept() -> Iterator[None]:
    """While it is entered, tinyhtml5 makes each pattern once."""
    from tinyhtml5 import inputstream

    kept = inputstream.characters_until_regex
    inputstream.characters_until_regex = Patterns()
    try:
        yield
    finally:
        inputstream.characters_until_regex = kept


def needed(sheet: CSS) -> CSS:
    """A copy of WeasyPrint's own style sheet without the unused pseudo-elements: they cost each element five styles."""
    less = copy(sheet)
    less.matcher = copy(sheet.matcher)
    rules = sheet.matcher.other_selectors  # (test, specificity, order, pseudo-element, declarations)
    less.matcher.other_selectors = [rule for rule in rules if rule[3] not in UNUSED]
    return less
