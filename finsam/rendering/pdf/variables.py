"""Custom properties put into the style sheets that use them, before WeasyPrint reads these.

WeasyPrint looks a `var()` up anew for every property of every element, and what is the same for a whole document need
only be looked up once. Only what `:root` alone declares is put in: a property that is something else further in stays
as it is written, and WeasyPrint sees to it. The rules are those of CSS Custom Properties for Cascading Variables; what
is read is our own style sheets, so at-rules around `:root` and `!important` are not thought of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ROOT = re.compile(r":root\s*\{([^}]*)\}")
_DECLARED = re.compile(r"(--[\w-]+)\s*:\s*([^;}]*)")
_USED = re.compile(r"var\(\s*(--[\w-]+)\s*\)")


def root_properties(sheets: Iterable[str]) -> dict[str, str]:
    """The custom properties that are the same in a whole document, by name: what its style sheets, in their order, say
    of `:root`, without those that are declared anywhere else too. One that leads back to itself is left out."""
    declared: dict[str, str] = {}
    elsewhere: set[str] = set()
    for sheet in sheets:
        bare = _COMMENT.sub("", sheet)
        for block in _ROOT.findall(bare):
            declared |= {name: value.strip() for name, value in _DECLARED.findall(block)}
        elsewhere |= {name for name, _ in _DECLARED.findall(_ROOT.sub("", bare))}
    known = {name: value for name, value in declared.items() if name not in elsewhere}
    for _ in known:  # each round takes a property at least one step nearer to plain values
        if not any(_USED.search(value) for value in known.values()):
            break
        known = {name: with_values(value, known) for name, value in known.items()}
    return {name: value for name, value in known.items() if not _USED.search(value)}


def with_values(css: str, values: Mapping[str, str]) -> str:
    """The style sheet with the known properties' values in the place of `var()`; one with a fallback stays."""
    return _USED.sub(lambda used: values.get(used[1], used[0]), css)
