"""Words found and replaced in texts, also in HTML: what stands in tags is never touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape, unescape

_TAGS = re.compile(r"(<[^>]++>)")
_FIGURE = re.compile(r"<data\b[^>]*+>.*?</data>", re.DOTALL)  # its words are filled in when it is printed
AROUND = 40  # characters of what stands on either side of a place


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in a text: the words, and a little of what stands before and after."""

    before: str
    words: str
    after: str


@dataclass(frozen=True)
class Change:
    """Some words, and what they are to be replaced with. Any space matches any other; `exact` tells capitals apart."""

    words: str
    by: str = ""
    exact: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds the words."""
        parts = map(re.escape, re.split(r"\s+", self.words.strip()))
        return re.compile(r"\s+".join(parts), 0 if self.exact else re.IGNORECASE)

    def places(self, html: str) -> Iterator[Place]:
        """Every place in a text or in HTML where the words stand."""
        for text in _texts(html):
            for match in self.pattern.finditer(text):
                start, end = match.span()
                yield Place(text[max(start - AROUND, 0) : start], match[0], text[end : end + AROUND])

    def in_words(self, text: str) -> str:
        """A text with the words replaced."""
        return self.pattern.sub(lambda _: self.by, text)

    def in_html(self, html: str) -> str:
        """HTML with the words replaced where they are read. Words that stand across tags aren't found."""
        kept: list[str] = []

        def keep(figure: re.Match) -> str:
            kept.append(figure[0])
            return f"<{len(kept) - 1}>"

        parts = _TAGS.split(_FIGURE.sub(keep, html))
        for place in range(0, len(parts), 2):
            text = unescape(parts[place])
            if self.pattern.search(text):
                parts[place] = escape(self.in_words(text), quote=False)
        return re.sub(r"<(\d+)>", lambda mark: kept[int(mark[1])], "".join(parts))


def _texts(html: str) -> list[str]:
    """What is read of HTML, in pieces that no tag stands within."""
    return [unescape(part) for part in _TAGS.split(_FIGURE.sub("<data>", html))[::2]]
