"""Headings in what is written or pasted. A heading is a section of its own, so a text is parted where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from finsam.core.text import notes, prose
from finsam.core.text.elements import within

LONGEST_PASTED = 2_000_000  # characters with all that Word brings along
LONGEST_TITLE = 200  # characters; what is longer is a paragraph that only looks like a heading
# One that holds no other.
_HEADING = re.compile(rf"<h([1-6])\b[^>]*+>({within('h[1-6]')})</h\1\s*+>", re.IGNORECASE)
_TABLE = re.compile(r"<(/?)table\b", re.IGNORECASE)
# The number that Word writes before a heading; ours are computed.
_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,4}\.)\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Headed:
    """A heading as it was written (level 1–6), and the HTML under it up to the next, not yet clean."""

    level: int
    title: str
    html: str


def parted(html: str) -> tuple[str, list[Headed]]:
    """What stands before the first heading, and each heading with what stands under it. In a table there are none."""
    marks = list(_headings(html))
    ends = [*(match.start() for match in marks[1:]), len(html)]
    headed = [
        Headed(int(match[1]), _title(match[2]), html[match.end() : end])
        for match, end in zip(marks, ends[: len(marks)], strict=True)
    ]
    return (html[: marks[0].start()] if marks else html), headed


def _title(inside: str) -> str:
    words = prose.plain(prose.clean(inside))
    number = _NUMBER.match(words)
    return words[number.end() :] if number else words


def _headings(html: str) -> Iterator[re.Match[str]]:
    tables = [(match.start(), -1 if match[1] else 1) for match in _TABLE.finditer(html)]
    depth = place = 0
    for match in _HEADING.finditer(html):
        while place < len(tables) and tables[place][0] < match.start():
            depth = max(depth + tables[place][1], 0)
            place += 1
        if not depth and 0 < len(_title(match[2])) <= LONGEST_TITLE:
            yield match


def pasted(html: str, *, headings: bool, section: bool = False) -> tuple[str, list[str]]:
    """What is pasted, as a text can hold it, and what was left out of it, as Swedish sentences.

    With `headings` they are kept as such, for the sections that they are to be; of a `section` tables and footnotes are kept too.
    """
    if len(html) > LONGEST_PASTED:
        return "", ["Det inklistrade är för stort att ta emot på en gång. Klistra in en del i taget."]
    html = notes.gathered(html, _line) if section else html
    first, under = parted(html) if headings else (html, [])
    kept, said = [], []
    for headed in (Headed(0, "", first), *under):
        text, losses = prose.received(headed.html, section=section)
        if headed.level:
            kept.append(f"<h{headed.level}>{escape(headed.title, quote=False)}</h{headed.level}>")
        kept.append(text)
        said += losses
    return "".join(kept), list(dict.fromkeys(said))


def _line(html: str) -> str:
    """The words of a footnote as one line, with their emphasis and links; of lists and tables the words alone."""
    kept = prose.clean(html)
    line = kept.replace("</p><p>", " ").removeprefix("<p>").removesuffix("</p>")
    return (
        line if not re.search(r"<(?:[uo]l|blockquote|p)\b", line) else escape(prose.plain(kept), quote=False)
    )
