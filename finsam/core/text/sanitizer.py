"""HTML as people write or paste it, made into the few elements that prose holds: paragraphs, lists, emphasis.

One pass over the characters and no tree, so that the time follows the length whatever is sent. What can't be kept
(a table, a struck word, a link that only Word follows) is noted, for whoever saves to be told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape

DEEPEST = 5  # levels of a list; deeper points stand on the last
SCHEMES = ("https:", "http:", "mailto:")
# What a link may lead to in a document of ours: a section, a table, a note or a row.
_OWN_PLACE = re.compile(r"#(?:s|t|not|rad)-[a-z0-9-]+")

_INLINE = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "sub": "sub", "sup": "sup"}
_ORDER = ("strong", "em", "sub", "sup")  # the one way of nesting them, inside a link
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
_SPACES = re.compile(r"[ \t\r\n\f\v]++")
_TAB = re.compile(r"(?<=\d)[ \u00a0]*+\t[ \t\u00a0]*+(?=[-−–]?\d)")  # cells of a row, in text
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# The marks that Word writes before the points of a list when it doesn't say which they are.
_BULLETS = "·•▪●○◦■□✚✓➢\uf0b7\uf0a7\uf0a8\uf0d8\uf0fc"
_NUMBER = r"\(?(?:\d{1,3}|[a-zåäö]|[ivxlc]{1,5})[.)]"
_MARK = re.compile(
    rf"\s*+(?P<mark>[{_BULLETS}§o✚\-–—]|{_NUMBER})(?P<gap>\s++)(?P<rest>\S.*)", re.DOTALL | re.IGNORECASE
)
_MAY_BE_MARK = re.compile(rf"\s*+(?:[{_BULLETS}§o\-–—]|{_NUMBER}|\(?\d{{0,3}})?\s*+", re.IGNORECASE)
_LONGEST_MARK = 40
_LONGEST_SPACE = 200
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
        elif found := _TAG.match(html, place):
            name = found[2].lower()
            yield ("end" if found[1] else "start"), name, found[3]
            at = found.end()
            if name in _DROPPED and not found[1]:
                end = _ENDS[name].search(html, at)
                at = end.start() if end else len(html)
        else:  # a tag without an end: the rest is text
            at = place
            break
    if at < len(html):
        yield "text", html[at:], ""


def _given(attributes: str) -> dict[str, str]:
    """A tag's attributes by name; of two alike the first."""
    found: dict[str, str] = {}
    for one in _ATTRIBUTE.finditer(attributes):
        found.setdefault(one[1].lower(), unescape(one[2] or one[3] or one[4] or ""))
    return found


@dataclass
class _List:
    """A list of the source: its kind, the level of the points around it, and the level of its own when it has any."""

    kind: str
    start: str
    around: int
    level: int = 0


@dataclass
class _Item:
    """A point to begin when its first word comes: in a list of the source, or on a level of Word's."""

    of: _List | None = None
    word: int = 1
    kind: str = "ul"
    start: str = ""


class _Tidier:
    """Follows the tags and writes what is needed when there is a word to write."""

    def __init__(self, *, keep_struck: bool = False):
        self.done = Tidied()
        self.keep_struck = keep_struck
        self.out: list[str] = []
        # As the source has it.
        self.inline: Counter[str] = Counter()
        self.href: str | None = None
        self.dead: list[str] | None = None  # the words of a link that leads nowhere
        self.spans: list[str] = []
        self.struck: Counter[str] = Counter()
        self.lists: list[_List] = []
        self.quotes = 0
        self.cells = 0
        self.in_row = False
        # As it is written.
        self.levels: list[str] = []  # the lists that are open, each with an open point
        self.item: _Item | None = None
        self.quoted = False
        self.paragraph = False
        self.open: list[str] = []  # links and emphasis
        self.figure = False
        self.begun = False  # whether the paragraph or point has a word yet
        self.space = ""  # what stands before the next word
        self.broken = 0  # line breaks before the next word
        # A paragraph of Word's that is a point.
        self.word: list[int] = []  # Word's levels that are open
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
        self.lists.clear()
        self.leave_row()
        self.close_lists(0)
        self.close_quote()
        self.done.html = "".join(self.out)

    # ---- Tags ----

    def start(self, name: str, attributes: str) -> None:
        """A tag begins."""
        if name in _BLOCKS:
            self.begin_block(name, attributes)
        elif name in _INLINE:
            self.inline[_INLINE[name]] += 1
        elif name == "a":
            self.end_link()
            self.begin_link(_given(attributes).get("href", "").strip())
        elif name == "br":
            self.broken += 1
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
            self.inline[_INLINE[name]] = max(self.inline[_INLINE[name]] - 1, 0)
        elif name == "a":
            self.end_link()
        elif name == "data":
            self.end_figure()
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
            self.begin_list(name, attributes)
        elif name == "li":
            self.item = _Item(self.lists[-1]) if self.lists else _Item()
        elif name == "blockquote":
            self.quotes += not self.lists
        elif name == "p" and not self.lists:
            self.begin_paragraph(attributes)

    def end_block(self, name: str) -> None:
        if name in ("tr", "table"):
            self.leave_row()
        self.boundary()
        if name in ("td", "th"):
            self.cells = max(self.cells - 1, 0)
        elif self.cells:
            return
        elif name in ("ul", "ol") and self.lists:
            self.item = None
            self.lists.pop()
            if not self.lists:
                self.boundary()
                self.close_lists(0)
        elif name == "li":
            self.item = None
        elif name == "blockquote" and not self.lists:
            self.quotes = max(self.quotes - 1, 0)

    def begin_cell(self) -> None:
        """Cells of a row stand on one line with a bar between, so that two figures never become one."""
        self.cells += 1
        self.broken = 0
        if self.in_row:
            self.after(" | ")
            self.done.tables = True
        self.in_row = True

    def leave_row(self) -> None:
        self.cells, self.in_row = 0, False
        self.boundary()

    def begin_list(self, kind: str, attributes: str) -> None:
        start = _given(attributes).get("start", "") if kind == "ol" else ""
        parent = self.lists[-1] if self.lists else None
        around = (parent.level or parent.around) if parent else 0
        self.lists.append(_List(kind, start if re.fullmatch(r"[0-9]{1,4}", start) else "", around))
        self.done.depth = max(self.done.depth, len(self.lists))

    def begin_paragraph(self, attributes: str) -> None:
        """Word writes the points of a list as paragraphs that say so."""
        given = _given(attributes) if "mso" in attributes.lower() else {}
        style = given.get("style", "").replace(" ", "").lower()
        listed = "mso-list:" in style and "mso-list:none" not in style
        if listed or "MsoListParagraph" in given.get("class", ""):
            level = int(found[1]) if listed and (found := _LEVEL.search(style)) else 1
            self.item = _Item(word=level)
            self.lead, self.mark, self.marking = "", "", 0

    def begin_link(self, href: str) -> None:
        if _OWN_PLACE.fullmatch(href) or href.lower().startswith(SCHEMES):
            self.href = re.sub(r'[<>"\s]', lambda found: f"%{ord(found[0]):02X}", href)
            if self.href.startswith("#") and not self.hidden():
                self.settle("a")
                self.word_begins()  # a reference may be without words: they are filled in when printed
        elif href:
            self.dead = []

    def end_link(self) -> None:
        if self.dead is not None:
            words = _SPACES.sub(" ", "".join(self.dead)).strip()
            self.done.dead_links.append(words)
        self.href = self.dead = None

    def begin_figure(self, given: dict[str, str]) -> None:
        value, shape = given.get("value", ""), given.get("data-format", "")
        if not value or re.search(r'[<>&"]', value + shape) or self.hidden() or self.figure:
            return
        self.settle("0")
        self.word_begins()
        self.out.append(f'<data value="{value}"' + (f' data-format="{shape}">' if shape else ">"))
        self.figure = True

    def end_figure(self) -> None:
        if self.figure:
            self.out.append("</data>")
            self.figure = False

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
        found = _MARK.match(lead + following)
        if found and self.is_mark(found):
            self.begin_point(found["mark"])
            lead = lead[found.start("rest") :]
        self.write(lead)

    @staticmethod
    def is_mark(found: re.Match) -> bool:
        """Word pads its marks with several spaces; only a bullet is one without."""
        mark, signed = found["mark"], found["mark"] in "§-–—"
        return mark in _BULLETS or (len(found["gap"]) > 1 and not (signed and found["rest"][0].isdigit()))

    def begin_point(self, mark: str) -> None:
        """The point that has this mark stands in a list of its kind."""
        if self.item is not None and _ORDERED.fullmatch(mark):
            number = re.search(r"([0-9]+)[.)]?$", mark)
            self.item.kind, self.item.start = "ol", number[1] if number else ""

    def after(self, space: str) -> None:
        """Space, or a bar, to stand before the next word if there is one."""
        self.space = _SPACES.sub(" ", self.space + space)[:_LONGEST_SPACE]

    def write(self, words: str) -> None:
        """Words as they are printed: runs of spaces as one, none at either end of a paragraph."""
        words = _SPACES.sub(" ", _TAB.sub(" | ", words))
        inner = words.strip(" \u00a0")
        if not inner:
            self.after(words)
            return
        start = words.index(inner[0])
        self.after(words[:start])
        if self.dead is not None:
            self.dead.append(words)
        self.word_begins()
        self.out.append(escape(inner, quote=False))
        self.space = words[start + len(inner) :][:_LONGEST_SPACE]

    def word_begins(self) -> None:
        """Open what the next word stands in, and close what it doesn't."""
        if self.figure:
            self.out.append(self.space)
            self.space = ""
            return
        self.place()
        wanted = [name for name in _ORDER if self.inline[name] > 0]
        if self.href is not None:
            wanted.insert(0, f'a href="{escape(self.href, quote=False)}"')
        same = 0
        while same < min(len(wanted), len(self.open)) and wanted[same] == self.open[same]:
            same += 1
        self.close_inline(same)
        if self.begun:
            self.out.append("<br>" * min(self.broken, 2) if self.broken else self.space)
        self.out.extend(f"<{one}>" for one in wanted[same:])
        self.open = wanted
        self.space, self.broken, self.begun = "", 0, True

    def place(self) -> None:
        """The paragraph or point that the next word stands in."""
        if self.item is None and self.lists and not self.lists[-1].level:
            self.item = _Item(self.lists[-1])  # words in a list, before its first point
        if self.item is not None:
            self.open_point(self.item)
            self.item = None
        elif self.lists:
            if self.lists[-1].level < len(self.levels):  # after a list within the point
                self.close_lists(self.lists[-1].level)
                self.begun = False
        elif self.levels and not self.begun:
            self.close_lists(0)
            self.word = []
        if not self.levels and not self.paragraph:
            self.enter_quote()
            self.out.append("<p>")
            self.paragraph = True
            self.begun = False
            self.done.rows += 1

    def open_point(self, item: _Item) -> None:
        self.close_inline(0)
        self.close_paragraph()
        kind, start = item.kind, item.start
        if item.of is not None:
            self.word = []
            kind, start, item.of.start = item.of.kind, item.of.start, ""
            level = item.of.level = item.of.level or min(item.of.around + 1, DEEPEST)
        else:
            self.word = [*(one for one in self.word if one < item.word), item.word]
            self.done.depth = max(self.done.depth, len(self.word))
            level = min(len(self.word), DEEPEST)
        self.close_lists(level)
        if len(self.levels) == level and self.levels[-1] != kind:
            self.close_lists(level - 1)
        if len(self.levels) == level:
            self.out.append("</li><li>")
        else:
            if not self.levels:
                self.enter_quote()
            self.out.append(
                f'<{kind} start="{int(start)}"><li>' if start and int(start) != 1 else f"<{kind}><li>"
            )
            self.levels.append(kind)
        self.begun = False
        self.done.rows += 1

    def enter_quote(self) -> None:
        """Be inside of a quotation or outside, as the source is."""
        if self.quotes and not self.quoted:
            self.out.append("<blockquote>")
            self.quoted = True
        elif not self.quotes:
            self.close_quote()

    # ---- Ends ----

    def boundary(self) -> None:
        """Where one block ends and another begins: a new paragraph, or in a cell or point a new line."""
        self.settle()
        self.end_figure()
        if self.in_row or self.lists:
            if "|" not in self.space:  # nothing stands in the cell yet
                self.broken = max(self.broken, 1)
            return
        self.close_inline(0)
        self.close_paragraph()
        self.item = None
        self.begun = False
        self.space, self.broken = "", 0

    def close_inline(self, keep: int) -> None:
        for one in reversed(self.open[keep:]):
            self.out.append(f"</{one.partition(' ')[0]}>")
        del self.open[keep:]

    def close_paragraph(self) -> None:
        if self.paragraph:
            self.out.append("</p>")
            self.paragraph = False

    def close_lists(self, keep: int) -> None:
        self.close_inline(0)
        while len(self.levels) > keep:
            self.out.append(f"</li></{self.levels.pop()}>")

    def close_quote(self) -> None:
        if self.quoted:
            self.out.append("</blockquote>")
            self.quoted = False


def _lines(text: str) -> Iterator[str]:
    """The paragraphs of text without tags: parted by blank lines, but rows of cells stand each on its own."""
    for block in re.split(r"\n[^\S\n]*+\n\s*+", text.replace("\r\n", "\n")):
        if "\t" not in block.strip():
            yield block
            continue
        for row in block.split("\n"):
            yield " | ".join(cell.strip() for cell in row.split("\t") if cell.strip())
