"""HTML as people write or paste it, made into the few elements that prose holds: paragraphs, lists, emphasis.

One pass over the characters and no tree, so that the time follows the length whatever is sent. What can't be kept
(a table, a struck word, a link that only Word follows) is noted, for whoever saves to be told. This module follows the
source, Word's and Excel's oddities among it; `prosewriter` writes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from finsam.core.text.prosewriter import SPACES, Item, ProseWriter

SCHEMES = ("https:", "http:", "mailto:")
# What a link may lead to in a document of ours: a section, a table, a note or a row.
_OWN_PLACE = re.compile(r"#(?:s|t|not|rad)-[a-z0-9-]+")

# An address as people write it.
_WITHOUT_SCHEME = re.compile(r"www\.[a-z0-9åäö-]+(?:\.[a-z0-9åäö-]+)+(?=[/?#]|$)", re.IGNORECASE)

_INLINE = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "sub": "sub", "sup": "sup"}
_STRUCK = {"del", "s", "strike"}
_DROPPED = {"script", "style", "title", "xml"}  # with all that is in them
_BLOCKS = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "table", "caption", "thead", "tbody",
    "tfoot", "tr", "td", "th", "dl", "dt", "dd", "pre", "hr", "section", "article", "aside", "header", "footer", "main",
    "nav", "address", "figure", "figcaption", "center", "details", "summary", "form", "fieldset", "legend", "option",
}  # fmt: skip

# Possessive all through: a tag is found, or there is no end to it and the rest is text. Nothing is tried twice.
_VALUE = r"""(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)"""
_TAG = re.compile(rf"<(/?)([a-zA-Z][^\s/>]*+)((?:[^\s/>=]++(?:\s*+=\s*+{_VALUE}?+)?+|[\s/=]++)*+)>")
# A name without a value is found too: passed over letter by letter, a long one would be read from each of them.
_ATTRIBUTE = re.compile(r"""([^\s/>=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+)))?+""")
_ENDS = {name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in _DROPPED}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# The marks that Word writes before the points of a list when it doesn't say which they are.
_BULLETS = "·•▪●○◦■□✚✓➢\uf0b7\uf0a7\uf0a8\uf0d8\uf0fc"
_NUMBER = r"\(?(?:\d{1,3}|[a-zåäö]|[ivxlc]{1,5})[.)]"
_MARK = re.compile(
    rf"\s*+(?P<mark>[{_BULLETS}§o✚\-–—]|{_NUMBER})(?P<gap>\s++)(?P<rest>\S.*)", re.DOTALL | re.IGNORECASE
)
_MAY_BE_MARK = re.compile(rf"\s*+(?:[{_BULLETS}§o\-–—]|{_NUMBER}|\(?\d{{0,3}})?\s*+", re.IGNORECASE)
_LONGEST_MARK = 40
_ORDERED = re.compile(rf"{_NUMBER}|\(?\d{{1,3}}(?:\.\d{{1,3}}){{1,5}}[.)]?", re.IGNORECASE)
_LEVEL = re.compile(r"level(\d{1,2})")


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
    pictures: bool = False


def tidy(html: str) -> Tidied:
    """The HTML in the elements of prose, as well-formed as can be; doing it again changes nothing."""
    work = _Tidier()
    work.read(html)
    if work.struck_open():  # a deletion without an end would take the whole text with it
        work = _Tidier(keep_struck=True)
        work.read(html)
    return work.done


def _tokens(html: str) -> Iterator[tuple[str, str, str]]:
    """("text", words, ""), ("start", name, attributes) and ("end", name, "") in order."""
    at = 0
    while (place := html.find("<", at)) >= 0:
        if place > at:
            yield "text", html[at:place], ""
        after = html[place + 1 : place + 3]
        letter = after.removeprefix("/")[:1]
        if html.startswith("<!--", place):
            end = html.find("-->", place + 2)
            at = len(html) if end < 0 else end + 3
        elif after[:1] in ("!", "?") and after:
            end = html.find(">", place)
            at = len(html) if end < 0 else end + 1
        elif not (letter.isascii() and letter.isalpha()):
            yield "text", "<", ""
            at = place + 1
        elif tag := _TAG.match(html, place):
            name = tag[2].lower()
            yield ("end" if tag[1] else "start"), name, tag[3]
            at = tag.end()
            if name in _DROPPED and not tag[1]:
                end = _ENDS[name].search(html, at)
                at = end.start() if end else len(html)
        else:  # a tag without an end: the rest is text
            at = place
            break
    if at < len(html):
        yield "text", html[at:], ""


def _given(attributes: str) -> dict[str, str]:
    """A tag's attributes by name; of two alike the first."""
    given: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(attributes):
        given.setdefault(match[1].lower(), unescape(match[2] or match[3] or match[4] or ""))
    return given


class _Tidier:
    """Follows the tags and tells the writer where each word belongs."""

    def __init__(self, *, keep_struck: bool = False):
        self.done = Tidied()
        self.keep_struck = keep_struck
        self.prose = ProseWriter()
        self.dead: list[str] | None = None  # the words of a link that leads nowhere
        self.spans: list[str] = []
        self.struck: Counter[str] = Counter()
        self.cells = 0
        self.in_row = False
        # A paragraph of Word's that is a point.
        self.lead: str | None = None  # its first words, until it is known what marks it
        self.mark = ""  # the mark that Word itself points out
        self.marking = 0

    def struck_open(self) -> bool:
        """Whether a deletion never ended."""
        return not self.keep_struck and any(self.struck.values())

    def read(self, html: str) -> None:
        """Everything, to the end."""
        tokens = list(_tokens(_CONTROL.sub("", html)))
        if all(kind == "text" for kind, _, _ in tokens):
            for line in _lines("".join(value for _, value, _ in tokens)):
                self.boundary()
                self.text(unescape(line))
            tokens = []
        for kind, value, attributes in tokens:
            if kind == "text":
                self.text(unescape(value))
            elif kind == "start":
                self.start(value, attributes)
            else:
                self.end(value)
        self.prose.lists.clear()
        self.leave_row()
        self.done.html = self.prose.finish()
        self.done.depth, self.done.rows = self.prose.depth, self.prose.rows

    # ---- Tags ----

    def start(self, name: str, attributes: str) -> None:
        """A tag begins."""
        if name in _BLOCKS:
            self.begin_block(name, attributes)
        elif name in _INLINE:
            self.prose.inline[_INLINE[name]] += 1
        elif name == "a":
            self.end_link()
            self.begin_link(_given(attributes).get("href", "").strip())
        elif name == "br":
            self.prose.broken += 1
        elif name == "data":
            self.begin_figure(_given(attributes))
        elif name in _STRUCK:
            self.struck[name] += 1
        elif name == "span":
            self.begin_span(_given(attributes).get("style", ""))
        elif name == "img":
            self.done.pictures = True

    def end(self, name: str) -> None:
        """A tag ends; one that never began is passed over."""
        if name in _BLOCKS:
            self.end_block(name)
        elif name in _INLINE:
            self.prose.inline[_INLINE[name]] = max(self.prose.inline[_INLINE[name]] - 1, 0)
        elif name == "a":
            self.end_link()
        elif name == "data":
            self.prose.end_figure()
        elif name in _STRUCK:
            self.struck[name] = max(self.struck[name] - 1, 0)
        elif name == "span" and self.spans:
            self.end_span(self.spans.pop())

    def begin_block(self, name: str, attributes: str) -> None:
        if name == "tr":
            self.leave_row()
        self.boundary()
        if name in ("td", "th"):
            self.begin_cell()
        elif self.cells:  # in a cell there are lines, and nothing else
            self.done.tables = self.done.tables or name == "table"
        elif name in ("ul", "ol"):
            start = _given(attributes).get("start", "") if name == "ol" else ""
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
        self.prose.broken = 0
        if self.in_row:
            self.prose.after(" | ")
            self.done.tables = True
        self.in_row = True

    def leave_row(self) -> None:
        self.cells, self.in_row = 0, False
        self.boundary()

    def begin_paragraph(self, attributes: str) -> None:
        """Word writes the points of a list as paragraphs that say so."""
        given = _given(attributes) if "mso" in attributes.lower() else {}
        style = given.get("style", "").replace(" ", "").lower()
        listed = "mso-list:" in style and "mso-list:none" not in style
        if listed or "MsoListParagraph" in given.get("class", ""):
            level = int(level_mark[1]) if listed and (level_mark := _LEVEL.search(style)) else 1
            self.prose.item = Item(word=level)
            self.lead, self.mark, self.marking = "", "", 0

    def begin_link(self, href: str) -> None:
        if _WITHOUT_SCHEME.match(href):
            href = f"https://{href}"
        if _OWN_PLACE.fullmatch(href) or href.lower().startswith(SCHEMES):
            self.prose.href = re.sub(r'[<>"\s]', lambda match: f"%{ord(match[0]):02X}", href)
            if self.prose.href.startswith("#") and not self.hidden():
                self.settle("a")
                self.prose.word_begins()  # a reference may be without words: they are filled in when printed
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
        if self.hidden():
            self.done.struck = self.done.struck or not words.isspace()
        elif self.lead is None:
            self.write(words)
        elif self.marking and len(self.mark) + len(words) < _LONGEST_MARK:
            self.mark += words
        else:
            self.lead += words
            if self.marking or len(self.lead) > _LONGEST_MARK or not _MAY_BE_MARK.fullmatch(self.lead):
                self.settle()

    def settle(self, following: str = "") -> None:
        """Decide what of a point's first words is its mark: a § or minus before a figure is what somebody wrote."""
        if self.lead is None:
            return
        lead, self.lead, self.mark, self.marking = self.mark + self.lead, None, "", 0
        mark = _MARK.match(lead + following)
        if mark and self.is_mark(mark):
            self.begin_point(mark["mark"])
            lead = lead[mark.start("rest") :]
        self.write(lead)

    @staticmethod
    def is_mark(match: re.Match) -> bool:
        """Word pads its marks with several spaces; only a bullet is one without."""
        mark, signed = match["mark"], match["mark"] in "§-–—"
        return mark in _BULLETS or (len(match["gap"]) > 1 and not (signed and match["rest"][0].isdigit()))

    def begin_point(self, mark: str) -> None:
        """The point that has this mark stands in a list of its kind."""
        if (item := self.prose.item) is not None and _ORDERED.fullmatch(mark):
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


def _lines(text: str) -> Iterator[str]:
    """The paragraphs of text without tags: parted by blank lines, but rows of cells stand each on its own."""
    for block in re.split(r"\n[^\S\n]*+\n\s*+", text.replace("\r\n", "\n")):
        if "\t" not in block.strip():
            yield block
            continue
        for row in block.split("\n"):
            yield " | ".join(cell.strip() for cell in row.split("\t") if cell.strip())
