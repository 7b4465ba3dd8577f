"""Prose, which is clean HTML, as the paragraphs, lists, quotations, links, pictures and footnotes of a Word file."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from docx.shared import Twips
from docx.text.paragraph import Paragraph

from finsam.core.text.columns import cells_of, figure_columns
from finsam.core.text.elements import Element, elements
from finsam.core.text.pictures import SIZES, UNDESCRIBED, PictureInText
from finsam.core.text.prose import plain
from finsam.rendering.docx.paper import TEXT_WIDTH, Paper, dress, repeated, tight, widen

_FONTS = {"strong": "bold", "em": "italic", "sub": "subscript", "sup": "superscript"}
POINT = Twips(425)  # how far in a point stands, for each level
MUCH = 60  # characters of a cell from which it wants no wider column than others
_SPACE = re.compile(r"[ \t\r\n\f]+")


def write_prose(paper: Paper, html: str, *, style: str | None = None, **font: Any) -> None:
    """Everything in the prose, where the paper is. `style` is its paragraphs', `font` adds to how its words look."""
    at = 0
    for block in _blocks(html):
        start = html.index(block.source, at)
        _feed(paper, html[at:start], style, font)
        if block.source.startswith("<table"):
            _table(paper, block, font)
        elif (picture := PictureInText.of(block)) is not None:
            _picture(paper, picture)
        at = start + len(block.source)
    _feed(paper, html[at:], style, font)


def _blocks(html: str) -> Iterator[Element]:
    """The tables and pictures, in order."""
    tables, figures = deque(elements(html, "table")), deque(elements(html, "figure"))
    kinds = re.findall(r"<(table|figure)\b", html) if tables or figures else []
    return (tables.popleft() if kind == "table" else figures.popleft() for kind in kinds)


def _picture(paper: Paper, picture: PictureInText) -> None:
    """A picture with its text, or as decoration, and the words under it."""
    if picture.key not in paper.pictures:
        return
    alt = "" if picture.decoration else picture.alt or UNDESCRIBED
    paper.picture(paper.pictures[picture.key], alt, widest=int(TEXT_WIDTH * SIZES.get(picture.size, 1)))
    if picture.caption:
        paper.words(paper.paragraph("Caption"), picture.caption)


def _feed(paper: Paper, html: str, style: str | None, font: dict[str, Any]) -> None:
    writer = _Writer(paper, style, font)
    writer.feed(html)
    writer.close()


def _table(paper: Paper, table: Element, font: dict[str, Any]) -> None:
    """A table as Word's own, whose head is repeated on each page; head cells are bold."""
    caption = next(elements(table.inside, "caption"), None)
    if caption is not None:
        write_prose(paper, caption.inside, style="Caption")
    rows = [cells_of(row.inside) for row in elements(table.inside, "tr")]
    head = next(elements(table.inside, "thead"), None)
    heads = len(list(elements(head.inside, "tr"))) if head is not None else 0
    made = paper.into.add_table(rows=0, cols=max(map(len, rows)))
    labels = any(row[0][0] == "th" for row in rows[heads:])
    figures = figure_columns(rows[heads:])
    dress(made, plain(caption.inside) if caption else "", "", heads=heads, labels=labels)
    for place, cells in enumerate(rows):
        row = made.add_row()
        if place < heads:
            repeated(row)
        for at, (cell, (tag, inside)) in enumerate(zip(row.cells, cells, strict=True)):
            with paper.inside(cell):
                write_prose(paper, inside, **(font | {"bold": True} if tag == "th" else font))
            for paragraph in cell.paragraphs:
                tight(paragraph, right=at in figures)
    widen(made, _widths([[plain(inside) for _, inside in cells] for cells in rows]))
    paper.space()


def _widths(rows: list[list[str]]) -> list[int]:
    """How wide each column is, in EMU, by the longest of its texts; none is narrower than its longest word is likely to be."""
    longest = [min(max(8, *map(len, column)), MUCH) for column in zip(*rows, strict=True)]
    return [TEXT_WIDTH * count // sum(longest) for count in longest]


class _Writer(HTMLParser):
    """Follows the tags. Prose without a paragraph round it, as in a cell, is one."""

    def __init__(self, paper: Paper, style: str | None, font: dict[str, Any]):
        super().__init__(convert_charrefs=True)
        self.paper, self.style, self.font = paper, style, font
        self.here: Paragraph | None = None
        self.note: Paragraph | None = None  # that is written, with its mark in the paragraph
        self.lists: list[tuple[int, bool]] = []  # number, and whether its point has its paragraph
        self.inline: Counter[str] = Counter()
        self.href = ""
        self.space = ""  # before the next word
        self.marked = False  # whether a point is begun by a mark of its own

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "span" and given.get("class") == "marker" and self.lists:
            self._mark()
        elif tag == "p" and self.marked:
            return  # what the mark stands before
        if tag in ("p", "blockquote", "ul", "ol", "li"):
            self.here, self.space = None, ""
        if tag in ("ul", "ol"):
            start = int(given.get("start") or 1)
            self.lists.append((self.paper.begin_list(ordered=tag == "ol", start=start), False))
        elif tag == "li" and self.lists:
            self.lists[-1] = (self.lists[-1][0], False)
        elif tag == "br":
            self.paper.words(self._paragraph(), "\n")
            self.space = ""
        elif tag == "a":
            self.href = given.get("href") or ""
        elif tag == "small" and "data-note" in given:
            self.note = self.paper.footnotes.begin(self._paragraph())
            self.space = ""
        self.inline[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "blockquote", "ul", "ol", "li"):
            self.here, self.space, self.marked = None, "", False
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "a":
            self.href = ""
        elif tag == "small":
            self.note, self.space = None, ""
        self.inline[tag] -= 1

    def handle_data(self, data: str) -> None:
        words = _SPACE.sub(" ", data)
        if self.marked and self.inline["span"] > 0:
            words = f"{words.strip()}\t"
        inner = words.strip(" ")
        if not inner:
            self.space = self.space or words
            return
        before = (self.space or words[: words.index(inner[0])]) if self.here is not None else ""
        font = {name: True for tag, name in _FONTS.items() if self.inline[tag] > 0} | self.font
        self.paper.words(self._paragraph(), before + inner, href=self.href, **font)
        self.space = words[words.index(inner[0]) + len(inner) :]

    def _paragraph(self) -> Paragraph:
        if self.note is not None:
            return self.note
        if self.here is None:
            self.here = self._begun()
        return self.here

    def _mark(self) -> None:
        """Begin a point whose own mark stands in the place of the list's."""
        level = len(self.lists) - 1
        self.lists[-1] = (self.lists[-1][0], True)
        self.here = self.paper.paragraph("List Paragraph")
        self.here.paragraph_format.left_indent = POINT * (level + 1)
        self.here.paragraph_format.first_line_indent = -POINT
        self.marked = True

    def _begun(self) -> Paragraph:
        level = len(self.lists) - 1
        if level < 0:
            return self.paper.paragraph("Quote" if self.inline["blockquote"] > 0 else self.style)
        number, begun = self.lists[-1]
        if begun:  # goes on after a list within the point
            more = self.paper.paragraph("List Paragraph")
            more.paragraph_format.left_indent = POINT * (level + 1)
            return more
        self.lists[-1] = (number, True)
        return self.paper.point(number, level)
