"""Where a line may not be broken, and where a word may be: for paper.

A figure and its unit stay together, and a heading's last short words: WeasyPrint cannot balance the lines of a heading.
A word longer than its column may be broken with a hyphen, so that it never pushes the next column off the page. Only
no-break spaces and soft hyphens are put in: what is read, searched and copied stays the same.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

if TYPE_CHECKING:
    from pyphen import Pyphen

NBSP = "\u00a0"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SOFT_HYPHEN = "\u00ad"
LONGEST_IN_CELL, LONGEST_IN_LINE = 40, 50  # letters of a word that is never broken
LONGEST_IN_SLOT, LONGEST_IN_LABEL = 9, 20  # and of one that heads a column of figures, or a row of them
PIECE, LEAST_PIECE = 10, 4  # letters of each piece of one that may be, and of its last
PIECE_IN_SLOT = 5
# Characters that stand together with no place to break them, from which they may be broken anywhere: a web address, a word
# in a narrow column. WeasyPrint does more for a text that may be, so it is asked for only there.
UNBROKEN_IN_CELL, UNBROKEN_IN_LINE = 12, 40
LONGEST_KNOWN = 200  # letters that are looked up: the dictionary takes longer the longer the word is
LAST_LINE = 15  # characters that the last line of a heading has at least

_UNITS = "år|kr|kronor|tkr|mnkr|miljoner|procent|personer|dagar|arbetsdagar"
_MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_TIED = re.compile(
    rf"(?<=\d) (?=(?:{_UNITS}|{_MONTHS}|%|§)(?!\w))|(?<=§) (?=\d)|(?<=\b[Cc]a) (?=\d)|(?<=\bkl\.) (?=\d)"
)


_BREAK = re.compile(rf"[\s{SOFT_HYPHEN}-]+")


def tied(text: str) -> str:
    """`16–29 år`, `§ 6`, `13 november` and `ca 80` with a space that a line is not broken at."""
    return _TIED.sub(NBSP, text)


def tied_end(text: str) -> str:
    """A heading whose last words stay together, so that none stands alone on the last line."""
    words = text.rstrip().split(" ")
    while len(words) > 2 and len(words[-1]) < LAST_LINE:
        words[-2:] = [f"{words[-2]}{NBSP}{words[-1]}"]
    return " ".join(words)


@lru_cache
def _hyphens() -> Pyphen:
    import pyphen

    return pyphen.Pyphen(lang="sv_SE")


def breakable(text: str, longest: int, piece: int = PIECE) -> str:
    """The text with soft hyphens in words of more letters than `longest`, where Swedish is divided or else evenly."""
    return re.sub(rf"\w{{{longest + 1},}}+", lambda match: SOFT_HYPHEN.join(_pieces(match[0], piece)), text)


def _pieces(word: str, piece: int) -> list[str]:
    """A long word in pieces of some `piece` letters."""
    places, last = [0], 0
    for place in [*(_hyphens().positions(word[:LONGEST_KNOWN])), len(word)]:
        while place - last > 2 * piece:  # nothing that the dictionary knows
            last += piece
            places.append(last)
        if place - last >= piece and len(word) - place >= LEAST_PIECE:
            last = int(place)
            places.append(last)
    return [word[start:end] for start, end in pairwise([*places, len(word)])]


def set_words(body: Element) -> None:
    """Tie and divide the words of a parsed document's body, in place; not those of pictures, which are placed already."""
    cells = {inner for name in ("td", "th") for cell in body.iter(name) for inner in cell.iter()}
    heads, labels = _of_figures(body)
    for element in body.iter():
        if not isinstance(element.tag, str) or element.tag.startswith("{"):  # a comment, or SVG
            continue
        longest, piece = LONGEST_IN_CELL if element in cells else LONGEST_IN_LINE, PIECE
        if element in heads:
            longest, piece = LONGEST_IN_SLOT, PIECE_IN_SLOT
        elif element in labels:
            longest = LONGEST_IN_LABEL
        element.text = element.text and breakable(element.text, longest, piece)
        element.tail = element.tail and breakable(element.tail, longest, piece)
        if _unbroken(element, UNBROKEN_IN_CELL if element in cells else UNBROKEN_IN_LINE):
            element.set("class", f"{element.get('class', '')} unbroken".strip())
        element.text = element.text and tied(element.text)
        element.tail = element.tail and tied(element.tail)
        if element.tag in HEADINGS:
            last = element[-1] if len(element) else None
            if last is not None and last.tail:
                last.tail = tied_end(last.tail)
            elif last is None and element.text:
                element.text = tied_end(element.text)


def _unbroken(element: Element, most: int) -> bool:
    """Whether an element's own text has more characters together than `most`."""
    texts = (element.text, *(inner.tail for inner in element))
    return any(len(word) > most for text in texts if text for word in _BREAK.split(text))


def _of_figures(body: Element) -> tuple[set[Element], set[Element]]:
    """What heads the columns of figures whose width is fixed, and what their rows are called."""
    heads: set[Element] = set()
    labels: set[Element] = set()
    for table in body.iter("table"):
        if {"grid", "wide"}.isdisjoint(table.get("class", "").split()):
            continue
        for cell in table.iter("th"):
            if {"num", "over"} & set(cell.get("class", "").split()):
                heads.update(cell.iter())
            else:
                labels.update(cell.iter())
    return heads, labels
