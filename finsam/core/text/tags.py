"""HTML in the pieces that it is read by: words, and tags that begin and end, whatever is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

# What tags mean to a text: those of a table, emphasis as it is kept, what is struck out, and what ends a line.
OF_TABLE = {"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"}
INLINE = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "sub": "sub", "sup": "sup"}
STRUCK = {"del", "s", "strike"}
BLOCKS = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "table", "caption", "thead", "tbody",
    "tfoot", "tr", "td", "th", "dl", "dt", "dd", "pre", "hr", "section", "article", "aside", "header", "footer", "main",
    "nav", "address", "figure", "figcaption", "center", "details", "summary", "form", "fieldset", "legend", "option",
}  # fmt: skip

_DROPPED = {"script", "style", "title", "xml"}  # with all that is in them

# A tag is found, or there is no end to it and the rest is text. Each character has one way to be read, so nothing is tried twice:
# a name has a value or no `=` follows, and a value is left out only where there is none. Groups aren't possessive, for what
# `elements.within` says.
_VALUE = r"""(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)"""
_TAG = re.compile(
    rf"<(/?)([a-zA-Z][^\s/>]*+)((?:[^\s/>=]++(?:\s*+=\s*+(?:{_VALUE}|(?!{_VALUE}))|(?!\s*+=))|[\s/=]++)*)>"
)
# A name without a value is found too: passed over letter by letter, a long one would be read from each of them.
_ATTRIBUTE = re.compile(r"""([^\s/>=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+)))?""")
_ENDS = {name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in _DROPPED}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def tokens(html: str) -> Iterator[tuple[str, str, str]]:
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


def given_by(attributes: str) -> dict[str, str]:
    """A tag's attributes by name; of two alike the first."""
    given: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(attributes):
        given.setdefault(match[1].lower(), unescape(match[2] or match[3] or match[4] or ""))
    return given


def loose_lines(text: str) -> Iterator[str]:
    """The paragraphs of text without tags: parted by blank lines, but rows of cells stand each on its own."""
    for block in re.split(r"\n[^\S\n]*+\n\s*+", text.replace("\r\n", "\n")):
        if "\t" not in block.strip():
            yield block
            continue
        for row in block.split("\n"):
            yield " | ".join(cell.strip() for cell in row.split("\t") if cell.strip())
