"""Well-formed prose, written word by word: paragraphs, lists, quotations, links, emphasis, footnotes and bound figures.

Whoever reads a source says where the next word belongs. It is opened, and what the word doesn't stand in is closed, when
there is a word to write: nothing empty comes out, and everything that is opened is closed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html import escape

from finsam.core.text.notes import TAG as NOTE

DEEPEST = 5  # levels of a list; deeper points stand on the last
SPACES = re.compile(r"[ \t\r\n\f\v]++")
_TAB = re.compile(r"(?<=\d)[ \u00a0]*+\t[ \t\u00a0]*+(?=[-−–]?\d)")  # cells of a row, in text
_ORDER = (
    "strong",
    "em",
    "sub",
    "sup",
)  # the one way of nesting them, inside a link, which may stand in a footnote
_LONGEST_SPACE = 200


@dataclass
class SourceList:
    """A list of the source: its kind, the level of the points around it, and the level of its own when it has any."""

    kind: str
    start: str
    around: int
    level: int = 0


@dataclass
class Item:
    """A point to begin when its first word comes: in a list of the source, or on a level of Word's."""

    of: SourceList | None = None
    word: int = 1
    kind: str = "ul"
    start: str = ""


class ProseWriter:
    """Writes into `out`. `depth` is the levels of the lists as they are in the source, `rows` the paragraphs and points."""

    def __init__(self):
        self.out: list[str] = []
        self.depth = 0
        self.rows = 0
        # Where the next word belongs.
        self.inline: Counter[str] = Counter()
        self.href: str | None = None
        self.lists: list[SourceList] = []
        self.item: Item | None = None
        self.quotes = 0
        # What is open.
        self.levels: list[str] = []  # lists, each with an open point
        self.word: list[int] = []  # Word's levels
        self.quoted = False
        self.paragraph = False
        self.open: list[str] = []  # links and emphasis
        self.figure = False
        self.begun = False  # whether the paragraph or point has a word yet
        self.space = ""  # what stands before the next word
        self.broken = 0  # line breaks before the next word

    # ---- Words ----

    def after(self, space: str) -> None:
        """Space, or a bar, to stand before the next word if there is one."""
        self.space = SPACES.sub(" ", self.space + space)[:_LONGEST_SPACE]

    def write(self, words: str) -> str:
        """Words as they are printed: runs of spaces as one, none at either end of a paragraph.

        Returns them, or "" where there was only space.
        """
        words = SPACES.sub(" ", _TAB.sub(" | ", words))
        inner = words.strip(" \u00a0")
        if not inner:
            self.after(words)
            return ""
        start = words.index(inner[0])
        self.after(words[:start])
        self.word_begins()
        self.out.append(escape(inner, quote=False))
        self.space = words[start + len(inner) :][:_LONGEST_SPACE]
        return words

    def begin_reference(self) -> None:
        """A link to a place of the text's own, which may be without words: they are filled in when it is printed.

        So it is written at once, without emphasis, and never as more of one like it that came just before. Within a
        bound figure there is nothing but the figure.
        """
        if self.figure:
            return
        self._close_inline(int(self.open[:1] == [NOTE]))
        around, self.inline = self.inline, Counter(small=self.inline["small"])
        self.word_begins()
        self.inline = around

    def begin_figure(self, value: str, shape: str) -> None:
        """A bound figure, which ends with its block at the latest."""
        self.word_begins()
        self.out.append(f'<data value="{value}"' + (f' data-format="{shape}">' if shape else ">"))
        self.figure = True

    def end_figure(self) -> None:
        """The end of a bound figure, if there is one."""
        if self.figure:
            self.out.append("</data>")
            self.figure = False

    def word_begins(self) -> None:
        """Open what the next word stands in, and close what it doesn't."""
        if self.figure:
            self.out.append(self.space)
            self.space = ""
            return
        self._place()
        wanted = [name for name in _ORDER if self.inline[name] > 0]
        if self.href is not None:
            wanted.insert(0, f'a href="{escape(self.href, quote=False)}"')
        if self.inline["small"] > 0:
            wanted.insert(0, NOTE)
        same = 0
        while same < min(len(wanted), len(self.open)) and wanted[same] == self.open[same]:
            same += 1
        self._close_inline(same)
        if self.begun:
            self.out.append("<br>" * min(self.broken, 2) if self.broken else self.space)
        self.out.extend(f"<{tag}>" for tag in wanted[same:])
        self.open = wanted
        self.space, self.broken, self.begun = "", 0, True

    def _place(self) -> None:
        """The paragraph or point that the next word stands in."""
        if self.item is None and self.lists and not self.lists[-1].level:
            self.item = Item(self.lists[-1])  # words in a list, before its first point
        if self.item is not None:
            self._open_point(self.item)
            self.item = None
        elif self.lists:
            if self.lists[-1].level < len(self.levels):  # after a list within the point
                self.close_lists(self.lists[-1].level)
                self.begun = False
        elif self.levels and not self.begun:
            self.close_lists(0)
            self.word = []
        if not self.levels and not self.paragraph:
            self._enter_quote()
            self.out.append("<p>")
            self.paragraph = True
            self.begun = False
            self.rows += 1

    def _open_point(self, item: Item) -> None:
        self._close_inline(0)
        self._close_paragraph()
        kind, start = item.kind, item.start
        if item.of is not None:
            self.word = []
            kind, start, item.of.start = item.of.kind, item.of.start, ""
            level = item.of.level = item.of.level or min(item.of.around + 1, DEEPEST)
        else:
            self.word = [*(tag for tag in self.word if tag < item.word), item.word]
            self.depth = max(self.depth, len(self.word))
            level = min(len(self.word), DEEPEST)
        self.close_lists(level)
        if len(self.levels) == level and self.levels[-1] != kind:
            self.close_lists(level - 1)
        if len(self.levels) == level:
            self.out.append("</li><li>")
        else:
            if not self.levels:
                self._enter_quote()
            self.out.append(
                f'<{kind} start="{int(start)}"><li>' if start and int(start) != 1 else f"<{kind}><li>"
            )
            self.levels.append(kind)
        self.begun = False
        self.rows += 1

    def _enter_quote(self) -> None:
        """Be inside of a quotation or outside, as the source is."""
        if self.quotes and not self.quoted:
            self.out.append("<blockquote>")
            self.quoted = True
        elif not self.quotes:
            self._close_quote()

    # ---- Blocks ----

    def begin_list(self, kind: str, start: str) -> None:
        """A list of the source; it is written when its first point has a word."""
        parent = self.lists[-1] if self.lists else None
        around = (parent.level or parent.around) if parent else 0
        self.lists.append(SourceList(kind, start, around))
        self.depth = max(self.depth, len(self.lists))

    def boundary(self, *, in_row: bool) -> None:
        """Where one block ends and another begins: a new paragraph, or in a row of cells or a point a new line."""
        self.end_figure()
        if in_row or self.lists:
            if "|" not in self.space:  # nothing stands in the cell yet
                self.broken = max(self.broken, 1)
            return
        self._close_inline(0)
        self._close_paragraph()
        self.item = None
        self.begun = False
        self.space, self.broken = "", 0

    def close_lists(self, keep: int) -> None:
        """Close the lists deeper than `keep` levels."""
        self._close_inline(0)
        while len(self.levels) > keep:
            self.out.append(f"</li></{self.levels.pop()}>")

    def for_cell(self) -> ProseWriter:
        """A writer of the words of a cell, which has lines and no paragraphs."""
        cell = ProseWriter()
        cell.paragraph, cell.inline = True, self.inline
        return cell

    def block(self, html: str, rows: int) -> None:
        """A block that is whole already, and stands in no list or quotation; how many paragraphs it counts as."""
        self.close_lists(0)
        self.word = []
        self._enter_quote()
        self.out.append(html)
        self.rows += rows

    def finish(self) -> str:
        """Close everything that is open; all that was written."""
        self.end_figure()
        self.close_lists(0)
        self._close_quote()
        return "".join(self.out)

    def _close_inline(self, keep: int) -> None:
        for tag in reversed(self.open[keep:]):
            self.out.append(f"</{tag.partition(' ')[0]}>")
        del self.open[keep:]

    def _close_paragraph(self) -> None:
        if self.paragraph:
            self.out.append("</p>")
            self.paragraph = False

    def _close_quote(self) -> None:
        if self.quoted:
            self.out.append("</blockquote>")
            self.quoted = False
