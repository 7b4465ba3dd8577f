"""Prose that people write or paste: clean HTML with few elements, and bound figures.

A bound figure is `<data value="budget.intakter@0" data-format="tkr">`; its text is filled when the
document is resolved, so the words around it can be copied to next year and the figure follows.
"""

import re

import nh3

# Headings are sections of their own; a text may not bring any (levels are computed).
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "sub", "sup", "data"}
ATTRIBUTES = {"a": {"href"}, "data": {"value", "data-format"}}
SCHEMES = {"https", "http", "mailto"}

# Word marks its lists with these classes instead of <ul>, and its bullets as plain characters.
_WORD_ITEM = re.compile(r"<p[^>]*class=[\"']?[^>]*MsoListParagraph[^>]*>(.*?)</p>", re.IGNORECASE | re.DOTALL)
_WORD_BULLET = re.compile(r"^(?:\s|&nbsp;|<[^>]*>)*(?:[·•▪§o✚\-–]|\d{1,2}[.)])(?:\s|&nbsp;|<[^>]*>)+")
_RENAMED = {
    "b": "strong",
    "i": "em",
    "h1": "p",
    "h2": "p",
    "h3": "p",
    "h4": "p",
    "h5": "p",
    "h6": "p",
    "div": "p",
}
_RENAME = re.compile(r"<(/?)(b|i|h[1-6]|div)(\s[^>]*)?>", re.IGNORECASE)
_UNFILLED = re.compile(r'<data\b[^>]*value="([^"]*)"[^>]*>\s*</data>')
_EMPTY = re.compile(r"<(p|strong|em|li|ul|ol|blockquote)>(?:\s|&nbsp;|\u00a0|<br>)*</\1>")


def _word_lists(html: str) -> str:
    """Word's list paragraphs as real lists."""
    html = _WORD_ITEM.sub(lambda found: f"<ul><li>{_WORD_BULLET.sub('', found[1])}</li></ul>", html)
    return re.sub(r"</ul>\s*<ul>", "", html) if "<ul><li>" in html else html


def clean(html: str) -> str:
    """Sanitise: keep the few elements of TAGS, drop scripts and styles with their content.

    Text pasted from Word keeps its paragraphs, emphasis and lists and loses everything else.
    Idempotent.
    """
    if not html:
        return ""
    if "MsoListParagraph" in html:
        html = _word_lists(html)
    html = _RENAME.sub(lambda found: f"<{found[1]}{_RENAMED[found[2].lower()]}>", html)
    html = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "title", "xml"},
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    previous = None
    while previous != html:
        previous, html = html, _EMPTY.sub("", html).strip()
        if html and "<" not in html:
            html = "".join(f"<p>{part}</p>" for part in re.split(r"\n\s*\n", html))
    return html


def plain(html: str) -> str:
    """The words only, for lists and search; a bound figure that isn't filled in stands as [its key]."""
    html = _UNFILLED.sub(lambda found: f"[{found[1]}]", html)
    text = re.sub(r"</(p|li)>|<br>", " ", html)
    return re.sub(r"\s+", " ", nh3.clean(text, tags=set())).strip()


def listed(names: list[str]) -> str:
    """`a, b och c`."""
    return " och ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


_LETTERS = re.compile(r"[^\W\d_]{2,}")


def not_a_reason(text: str) -> str | None:
    """Why a text is no reason that somebody else can judge, or None: a few letters, or one word over and over."""
    words = {word.casefold() for word in _LETTERS.findall(text)}
    if len(words) >= 3 and sum(map(len, words)) >= 10:
        return None
    return "Skriv varför det är som det ska, med minst några ord: den som granskar ska förstå utan att fråga."
