"""From HTML to blocks of plain text, where bound figures, links and lists are still known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

# Every kind of space that stands between or inside figures, as one plain space.
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\t\r\n"), " ") | {
    0xAD: None,
    0x200B: None,
}
_MANY = re.compile(r" {2,}")
_BLOCKS = {
    "p",
    "li",
    "blockquote",
    "div",
    "td",
    "th",
    "tr",
    "table",
    "ul",
    "ol",
    "br",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "figure",
    "figcaption",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands at characters `start`–`end` of a block: a bound figure (its fact's key) or a link (where it leads)."""

    start: int
    end: int
    value: str
    kind: str = "bound"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, an item of a list, or a heading. `group` is the list that an item stands in, 0 outside lists."""

    text: str
    marks: tuple[Mark, ...] = ()
    group: int = 0


def spaced(text: str) -> str:
    """The text with one plain space wherever there is any kind of space."""
    return _MANY.sub(" ", text.translate(_SPACES))


class _Reader(HTMLParser):
    """Gathers blocks; an element that isn't a block is part of the running text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.text: list[str] = []
        self.length = 0
        self.marks: list[Mark] = []
        self.open: list[tuple[str, int, str]] = []
        self.lists: list[int] = []
        self.count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end_block()
        if tag in ("ul", "ol"):
            self.count += 1
            self.lists.append(self.count)
        elif tag == "data":
            self.open.append(("bound", self.length, dict(attrs).get("value") or ""))
        elif tag == "a":
            self.open.append(("link", self.length, dict(attrs).get("href") or ""))
        elif tag == "img":  # what it shows is read aloud, as a paragraph of its own
            self.handle_data(dict(attrs).get("alt") or "")
            self.end_block()

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag in ("data", "a") and self.open:
            kind, start, value = self.open.pop()
            self.marks.append(Mark(start, self.length, value, kind))

    def handle_data(self, data: str) -> None:
        piece = spaced(data)
        if not self.length or self.text[-1].endswith(" "):
            piece = piece.lstrip(" ")
        if piece:
            self.text.append(piece)
            self.length += len(piece)

    def end_block(self) -> None:
        text = "".join(self.text)
        if text.strip():
            marks = sorted(self.marks, key=lambda mark: mark.start)
            self.blocks.append(Block(text.rstrip(), tuple(marks), self.lists[-1] if self.lists else 0))
        self.text, self.length, self.marks, self.open = [], 0, [], []


def blocks(html: str) -> tuple[Block, ...]:
    """The HTML's paragraphs, items and headings in order, each with its marks."""
    if not html:
        return ()
    if "<" not in html and "&" not in html:
        text = spaced(html).strip()
        return (Block(text),) if text else ()
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return tuple(reader.blocks)


def written(text: str) -> tuple[Block, ...]:
    """A field's own text, which is no HTML: one block a line."""
    return tuple(Block(line) for line in map(str.strip, map(spaced, text.splitlines())) if line)
