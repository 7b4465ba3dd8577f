"""Elements of prose, found and rewritten: the one place that reads HTML which is clean already.

What people write is made clean by `sanitizer`, and blocks escape what they put in, so `<` and `>` stand round tags only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape

_ATTRIBUTE = re.compile(r'([a-z-]++)="([^"]*+)"')
_VOID = {"img"}  # elements that have no end
_ID = re.compile(r'\sid="([^"<>]++)"')


@dataclass(frozen=True, slots=True)
class Element:
    """An element: all of it as it stands, its attributes, and the HTML between its tags."""

    source: str
    attributes: dict[str, str]
    inside: str

    def __getitem__(self, name: str) -> str:
        """An attribute's value; blank for one that it doesn't have."""
        return self.attributes.get(name, "")

    @property
    def place(self) -> str:
        """Where in its own document a link leads, as `s-budget`; blank for one that leads elsewhere."""
        return self["href"].removeprefix("#") if self["href"].startswith("#") else ""


def within(names: str) -> str:
    """The pattern of what stands in an element that holds none like itself; `names` is a pattern of what such are called.

    A `<` always begins another turn, so nothing is tried twice. Only single characters are taken for good (`*+`): Python
    before 3.11.5, as Debian 12 has it, loses what a group finds so (CPython issue 106052).
    """
    return rf"[^<]*+(?:<(?!/?(?:{names})\b)[^<]*+)*"


@cache
def _pattern(name: str) -> re.Pattern:
    """An element of that name, which holds none like itself."""
    if name in _VOID:
        return re.compile(rf"<{name}((?:\s[^<>]*+)?)>()")
    return re.compile(rf"<{name}((?:\s[^<>]*+)?)>({within(name)})</{name}>")


def _element(match: re.Match) -> Element:
    return Element(match[0], {key: unescape(value) for key, value in _ATTRIBUTE.findall(match[1])}, match[2])


def elements(html: str, name: str) -> Iterator[Element]:
    """The elements of that name, in order."""
    return map(_element, _pattern(name).finditer(html))


def rewritten(html: str, name: str, make: Callable[[Element], str]) -> str:
    """The HTML with what `make` gives for each element of that name."""
    return rewritten_in_place(html, name, lambda element, start, end: make(element))


def rewritten_in_place(html: str, name: str, make: Callable[[Element, int, int], str]) -> str:
    """As `rewritten`, for what depends on where it stands: `make` is also given where in the HTML it begins and ends."""
    if f"<{name}" not in html:
        return html
    return _pattern(name).sub(lambda match: make(_element(match), *match.span()), html)


def ids(html: str) -> set[str]:
    """Every place that a link can lead to."""
    return set(_ID.findall(html))
