"""Prose that people write or paste: clean HTML with few elements, and bound figures.

A bound figure is `<data value="budget.intakter@0" data-format="tkr">`; its text is filled when the
document is resolved, so the words around it can be copied to next year and the figure follows.

`clean` gives HTML and `plain` gives text. What is text is escaped by the template that shows it and never here.
"""

import re
from html import escape, unescape

import nh3

from finsam.core.text.elements import rewritten
from finsam.core.text.pictures import PictureInText, with_pictures
from finsam.core.text.prosewriter import DEEPEST
from finsam.core.text.sanitizer import Tidied, tidy
from finsam.core.values.money import number

# What only the text of a section may hold.
TABLE_TAGS = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
PICTURE_TAGS = {"figure", "img", "figcaption"}
# Headings are sections of their own; a text may not bring any (levels are computed).
TAGS = {
    "p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "sub", "sup", "small", "data", *TABLE_TAGS,
    *PICTURE_TAGS,
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"}, "data": {"value", "data-format"}, "ol": {"start"}, "th": {"scope"}, "small": {"data-note"},
    "figure": {"data-size"}, "img": {"data-picture", "data-decoration", "alt"},
}  # fmt: skip
SCHEMES = {"https", "http", "mailto"}

LONGEST_SENT = 200_000  # characters with all that Word brings along
LONGEST = 60_000  # characters of a text as it is kept: some twenty pages
MOST_ROWS = 1_000  # paragraphs and points of a text


def clean(html: str, *, section: bool = False) -> str:
    """Sanitise: keep the few elements of TAGS, drop scripts and styles with their content.

    Of a `section` the tables of Word and Excel are kept too, with head cells and a caption, footnotes, and our own
    pictures; else rows are lines, footnotes words like others, and pictures left out.

    Text pasted from Word or Excel keeps its paragraphs, emphasis, lists and cells apart, and loses everything else.
    Idempotent, and as quick as the text is long.
    """
    return _safe(tidy(html, section=section).html) if html else ""


def _safe(html: str) -> str:
    """What the tidying wrote, through the sanitiser: whatever happens to be wrong there, no script gets past here."""
    html = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    return html.replace("&nbsp;", "\u00a0")


def judged(html: str, *, section: bool = False) -> tuple[str, list[str], list[str]]:
    """Clean HTML; why it can't be taken; and what of it wasn't kept, both as Swedish sentences."""
    if len(html) > LONGEST_SENT:
        return html, [f"Texten är för stor att ta emot. {_PARTS}"], []
    tidied = tidy(html, section=section)
    kept = _safe(tidied.html)
    return kept, list(_refusals(kept, tidied)), list(_losses(tidied))


def received(html: str, *, section: bool = False) -> tuple[str, list[str]]:
    """Clean HTML of what is pasted, and what of it wasn't kept as Swedish sentences. How long it is, is asked when it is saved."""
    tidied = tidy(html, section=section)
    return _safe(tidied.html), list(_losses(tidied))


_PARTS = "Dela upp den på flera avsnitt."


def _refusals(kept: str, tidied: Tidied):
    if len(kept) > LONGEST:
        yield f"Texten är {number(len(kept), 0)} tecken lång. Högst {number(LONGEST, 0)} får plats i ett fält. {_PARTS}"
    if tidied.rows > MOST_ROWS:
        yield f"Texten har {number(tidied.rows, 0)} stycken och punkter. Högst {number(MOST_ROWS, 0)} får plats i ett fält. {_PARTS}"
    if tidied.depth > DEEPEST:
        yield f"Listan har {tidied.depth} nivåer. Högst {DEEPEST} går att skriva ut. Flytta ut de innersta punkterna."


def _losses(tidied: Tidied):
    links = list(dict.fromkeys(filter(None, tidied.dead_links)))
    if links:
        words = listed([f"”{link[:60]}”" for link in links[:3]]) + (" med flera" if len(links) > 3 else "")
        yield f"Länken {words} togs bort, för den leder ingenstans härifrån. Orden står kvar."
    elif tidied.dead_links:
        yield "En länk utan ord togs bort, för den leder ingenstans härifrån."
    if tidied.struck:
        yield "Överstruken text togs bort. Bara det som gäller finns kvar."
    if tidied.tables:
        yield "Tabellen blev rader med | mellan cellerna. En riktig tabell väljer du under Tabell, diagram eller bild."
    if tidied.merged:
        yield "Sammanslagna celler i tabellen delades: orden står i den första, de andra är tomma."
    if tidied.pictures:
        yield "Bilden följde inte med. Spara den som en fil, och lägg in filen i ett avsnitts text med knappen Bild."


_ENDS = r"</(?:p|li|t[dh]|caption)>|<br>|<[uo]l\b"  # of a paragraph, a point or a cell


def _said(picture: PictureInText) -> str:
    """A picture in words, with its caption, as paragraphs."""
    return "".join(
        f"<p>{escape(words, quote=False)}</p>" for words in (picture.words, picture.caption) if words
    )


def plain(html: str) -> str:
    """The words only, as text; a bound figure that isn't filled in stands as [its key].

    No-break spaces stay, so that an amount is kept together where the text is shown. A footnote stands in brackets,
    and so does what a picture shows.
    """
    html = with_pictures(html, _said)
    html = rewritten(html, "small", lambda note: f" ({note.inside})")
    html = rewritten(
        html, "data", lambda data: data.source if data.inside.strip() else f"[{escape(data['value'])}]"
    )
    text = unescape(nh3.clean(re.sub(_ENDS, r" \g<0>", html), tags=set()))
    return _folded(text)


def _folded(text: str) -> str:
    """The text with one space where there were several, and none around it."""
    return " ".join(filter(None, re.split(r"[ \t\r\n\f]+", text)))


def lines(html: str) -> str:
    """The words only, as text with a line for each paragraph, point and cell."""
    text = re.sub(_ENDS, r"\n\g<0>", with_pictures(html, _said))
    texts = (_folded(line) for line in unescape(nh3.clean(text, tags=set())).splitlines())
    return "\n".join(filter(None, texts))


def shortened(text: str, most: int) -> str:
    """The first words of a text, when it has to be named: at most so many signs of it, and ` …` where there is more."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    return f"{text[:most].rsplit(' ', 1)[0].rstrip('.,;:')} …"


def listed(names: list[str]) -> str:
    """`a, b och c`."""
    return " och ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


_LETTERS = re.compile(r"[^\W\d_]{2,}")


def not_a_reason(text: str, ask: str = "Skriv varför det är som det ska") -> str | None:
    """Why a text is no reason that somebody else can judge, or None: a few letters, or one word over and over.

    Every place that demands a reason asks here; `ask` is what is to be written there.
    """
    words = {word.casefold() for word in _LETTERS.findall(text)}
    if len(words) >= 3 and sum(map(len, words)) >= 10:
        return None
    return f"{ask}, med minst några ord: den som granskar ska förstå utan att fråga."
