"""HTML as people write or paste it, made into the few elements that prose holds: paragraphs, lists, emphasis.

One pass over the characters and no tree, so that the time follows the length whatever is sent. What can't be kept
(a table, a struck word, a link that only Word follows) is noted, for whoever saves to be told. This module follows the
source, Word's and Excel's oddities among it; `prosewriter` writes.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape

from finsam.core.text.marks import LEVEL, LONGEST_MARK, MARK, MAY_BE_MARK, ORDERED, is_mark
from finsam.core.text.pictures import PictureReader
from finsam.core.text.prosewriter import SPACES, Item, ProseWriter
from finsam.core.text.tables import TableReader
from finsam.core.text.tags import BLOCKS, CONTROL, INLINE, STRUCK, given_by, loose_lines, tokens

SCHEMES = ("https:", "http:", "mailto:")
# What a link may lead to in a document of ours: a section, a table, a note or a row.
_OWN_PLACE = re.compile(r"#(?:s|t|not|rad)-[a-z0-9-]+")

# An address as people write it.
_WITHOUT_SCHEME = re.compile(r"www\.[a-z0-9åäö-]+(?:\.[a-z0-9åäö-]+)+(?=[/?#]|$)", re.IGNORECASE)


@dataclass
class Tidied:
    """What was made of some HTML: the `html` itself, how large it is, and what of it was not kept.

    `depth` is the levels of its lists as they were written, `rows` its paragraphs and points.
    """

    html: str = ""
    depth: int = 0
    rows: int = 0
    dead_links: list[str] = field(default_factory=list)  # the words of each
    struck: bool = False
    tables: bool = False
    merged: bool = False  # cells over several columns or rows, of which the others are blank now
    pictures: bool = False


def tidy(html: str, *, section: bool = False) -> Tidied:
    """The HTML in the elements of prose, as well-formed as can be; doing it again changes nothing.

    Of a `section` tables, footnotes and pictures are kept. Elsewhere the rows of a table are lines with a bar between the
    cells, a footnote is words like others, and a picture is left out.
    """
    work = Tidier(section=section)
    work.read(html)
    if work.struck_open():  # a deletion without an end would take the whole text with it
        work = Tidier(section=section, keep_struck=True)
        work.read(html)
    return work.done


class Tidier:
    """Follows the tags and tells the writer where each word belongs."""

    def __init__(self, *, section: bool, keep_struck: bool = False):
        self.done = Tidied()
        self.keep_struck = keep_struck
        self.prose = ProseWriter()
        self.section = section
        self.tables, self.pictures = TableReader(self), PictureReader(self)
        self.dead: list[str] | None = None  # the words of a link that leads nowhere
        self.spans: list[str] = []
        self.smalls: list[bool] = []  # whether each small that is open is a footnote
        self.struck: Counter[str] = Counter()
        self.cells, self.in_row = 0, False
        # A paragraph of Word's that is a point.
        self.lead: str | None = None  # its first words, until it is known what marks it
        self.mark = ""  # the mark that Word itself points out
        self.marking = 0

    def struck_open(self) -> bool:
        """Whether a deletion never ended."""
        return not self.keep_struck and any(self.struck.values())

    def read(self, html: str) -> None:
        """Everything, to the end."""
        read = list(tokens(CONTROL.sub("", html)))
        if all(kind == "text" for kind, _, _ in read):
            for line in loose_lines("".join(value for _, value, _ in read)):
                self.boundary()
                self.text(unescape(line))
            read = []
        for kind, value, attributes in read:
            if kind == "text":
                self.text(unescape(value))
            elif kind == "start":
                self.start(value, attributes)
            else:
                self.end(value)
        self.pictures.finish()
        self.tables.finish()
        self.prose.lists.clear()
        self.prose.quotes = 0
        self.leave_row()
        self.done.html = self.prose.finish()
        self.done.depth, self.done.rows = self.prose.depth, self.prose.rows

    # ---- Tags ----

    def start(self, name: str, attributes: str) -> None:
        """A tag begins."""
        if name in BLOCKS:
            if not (self.tables.begin(name, attributes) or self.pictures.begin(name, attributes)):
                self.begin_block(name, attributes)
        elif name in INLINE:
            self.prose.inline[INLINE[name]] += 1
        elif name == "a":
            self.end_link()
            self.begin_link(given_by(attributes).get("href", "").strip())
        elif name == "br":
            self.prose.broken += 1
        elif name == "data":
            self.begin_figure(given_by(attributes))
        elif name in STRUCK:
            self.struck[name] += 1
        elif name == "span":
            self.begin_span(given_by(attributes).get("style", ""))
        elif name == "small":
            note = "data-note" in given_by(attributes)
            self.smalls.append(note and self.section)
            self.prose.inline["small"] += self.smalls[-1]
            self.prose.after(" " if note and not self.section else "")
        elif name == "img":
            self.pictures.picture(attributes)

    def end(self, name: str) -> None:
        """A tag ends; one that never began is passed over."""
        if name in BLOCKS:
            if not (self.tables.end(name) or self.pictures.end(name)):
                self.end_block(name)
        elif name in INLINE:
            self.prose.inline[INLINE[name]] = max(self.prose.inline[INLINE[name]] - 1, 0)
        elif name == "a":
            self.end_link()
        elif name == "data":
            self.prose.end_figure()
        elif name in STRUCK:
            self.struck[name] = max(self.struck[name] - 1, 0)
        elif name == "span" and self.spans:
            self.end_span(self.spans.pop())
        elif name == "small" and self.smalls:
            self.prose.inline["small"] = max(self.prose.inline["small"] - self.smalls.pop(), 0)

    # ---- Blocks ----

    def begin_block(self, name: str, attributes: str) -> None:
        if name == "tr":
            self.leave_row()
        self.boundary()
        if name in ("td", "th"):
            self.begin_cell()
        elif self.cells:  # in a cell there are lines, and nothing else
            self.done.tables = self.done.tables or name == "table"
        elif name in ("ul", "ol"):
            start = given_by(attributes).get("start", "") if name == "ol" else ""
            self.prose.begin_list(name, start if re.fullmatch(r"[0-9]{1,4}", start) else "")
        elif name == "li":
            self.prose.item = Item(self.prose.lists[-1] if self.prose.lists else None)
        elif name == "blockquote":
            self.prose.quotes += not self.prose.lists
        elif name == "p" and not self.prose.lists:
            self.begin_paragraph(attributes)

    def end_block(self, name: str) -> None:
        if name in ("tr", "table"):
            self.leave_row()
        self.boundary()
        if name in ("td", "th"):
            self.cells = max(self.cells - 1, 0)
        elif self.cells:
            return
        elif name in ("ul", "ol") and self.prose.lists:
            self.prose.item = None
            self.prose.lists.pop()
            if not self.prose.lists:
                self.boundary()
                self.prose.close_lists(0)
        elif name == "li":
            self.prose.item = None
        elif name == "blockquote" and not self.prose.lists:
            self.prose.quotes = max(self.prose.quotes - 1, 0)

    def begin_cell(self) -> None:
        """Cells of a row stand on one line with a bar between, so that two figures never become one."""
        self.cells += 1
        if self.in_row:
            self.prose.broken = 0
            self.prose.after(" | ")
            self.done.tables = True
        self.in_row = True

    def leave_row(self) -> None:
        self.cells, self.in_row = 0, False
        self.boundary()

    def begin_paragraph(self, attributes: str) -> None:
        """Word writes the points of a list as paragraphs that say so."""
        given = given_by(attributes) if "mso" in attributes.lower() else {}
        style = given.get("style", "").replace(" ", "").lower()
        listed = "mso-list:" in style and "mso-list:none" not in style
        if listed or "MsoListParagraph" in given.get("class", ""):
            level = int(level_mark[1]) if listed and (level_mark := LEVEL.search(style)) else 1
            self.prose.item = Item(word=level)
            self.lead, self.mark, self.marking = "", "", 0

    def begin_link(self, href: str) -> None:
        if _WITHOUT_SCHEME.match(href):
            href = f"https://{href}"
        if _OWN_PLACE.fullmatch(href) or href.lower().startswith(SCHEMES):
            self.prose.href = re.sub(r'[<>"\s]', lambda match: f"%{ord(match[0]):02X}", href)
            if self.prose.href.startswith("#") and not self.hidden():
                self.tables.leave()
                self.settle("a")
                self.prose.begin_reference()
        elif href:
            self.dead = []

    def end_link(self) -> None:
        if self.dead is not None:
            words = SPACES.sub(" ", "".join(self.dead)).strip()
            self.done.dead_links.append(words)
        self.prose.href = self.dead = None

    def begin_figure(self, given: dict[str, str]) -> None:
        value, shape = given.get("value", ""), given.get("data-format", "")
        if not value or re.search(r'[<>&"]', value + shape) or self.hidden() or self.prose.figure:
            return
        self.tables.leave()
        self.settle("0")
        self.prose.begin_figure(value, shape)

    def begin_span(self, style: str) -> None:
        style = style.replace(" ", "").lower()
        if self.lead is not None and "mso-list:ignore" in style:
            self.spans.append("mark")
            self.marking += 1
        elif "line-through" in style:
            self.spans.append("struck")
            self.struck["span"] += 1
        else:
            self.spans.append("")

    def end_span(self, was: str) -> None:
        if was == "struck":
            self.struck["span"] = max(self.struck["span"] - 1, 0)
        elif was == "mark" and self.marking and self.lead is not None:
            self.begin_point(self.mark.strip())
            self.lead, self.marking = None, 0

    # ---- Words ----

    def hidden(self) -> bool:
        """Whether what is read now is struck out."""
        return not self.keep_struck and any(self.struck.values())

    def text(self, words: str) -> None:
        """Words, with their entities resolved."""
        if words.strip():
            self.tables.leave()
        if self.hidden():
            self.done.struck = self.done.struck or not words.isspace()
        elif self.lead is None:
            self.write(words)
        elif self.marking and len(self.mark) + len(words) < LONGEST_MARK:
            self.mark += words
        else:
            self.lead += words
            if self.marking or len(self.lead) > LONGEST_MARK or not MAY_BE_MARK.fullmatch(self.lead):
                self.settle()

    def settle(self, following: str = "") -> None:
        """Decide what of a point's first words is its mark: a § or minus before a figure is what somebody wrote."""
        if self.lead is None:
            return
        lead, self.lead, self.mark, self.marking = self.mark + self.lead, None, "", 0
        mark = MARK.match(lead + following)
        if mark and is_mark(mark):
            self.begin_point(mark["mark"])
            lead = lead[mark.start("rest") :]
        self.write(lead)

    def begin_point(self, mark: str) -> None:
        """The point that has this mark stands in a list of its kind."""
        if (item := self.prose.item) is not None and ORDERED.fullmatch(mark):
            number = re.search(r"([0-9]+)[.)]?$", mark)
            item.kind, item.start = "ol", number[1] if number else ""

    def write(self, words: str) -> None:
        """Words to be printed, noted where their link leads nowhere."""
        written = self.prose.write(words)
        if self.dead is not None:
            self.dead.append(written)

    def boundary(self) -> None:
        """Where one block ends and another begins."""
        self.settle()
        self.prose.boundary(in_row=self.in_row)
        self.pictures.settle()
