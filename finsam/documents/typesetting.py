"""Where a line may not be broken: between a figure and its unit, and before a heading's last short word.

WeasyPrint cannot balance the lines of a heading, so the words at its end are tied together instead. Only no-break
spaces are put in: what is read, searched and copied stays the same.
"""

from __future__ import annotations

import re

NBSP = "\u00a0"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LAST_LINE = 15  # characters that the last line of a heading has at least

_UNITS = "år|kr|kronor|tkr|mnkr|miljoner|procent|personer|dagar|arbetsdagar"
_MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_TIED = re.compile(
    rf"(?<=\d) (?=(?:{_UNITS}|{_MONTHS}|%|§)(?!\w))|(?<=§) (?=\d)|(?<=\b[Cc]a) (?=\d)|(?<=\bkl\.) (?=\d)"
)


def tied(text: str) -> str:
    """`16–29 år`, `§ 6`, `13 november` and `ca 80` with a space that a line is not broken at."""
    return _TIED.sub(NBSP, text)


def tied_end(text: str) -> str:
    """A heading whose last words stay together, so that none stands alone on the last line."""
    words = text.rstrip().split(" ")
    while len(words) > 2 and len(words[-1]) < LAST_LINE:
        words[-2:] = [f"{words[-2]}{NBSP}{words[-1]}"]
    return " ".join(words)


def set_words(root) -> None:
    """Tie the words of a parsed document, in place; not those of pictures, which are placed already."""
    for element in root.find("body").iter():
        if not isinstance(element.tag, str) or element.tag.startswith("{"):  # a comment, or SVG
            continue
        element.text = element.text and tied(element.text)
        element.tail = element.tail and tied(element.tail)
        if element.tag in HEADINGS:
            last = element[-1] if len(element) else None
            if last is not None and last.tail:
                last.tail = tied_end(last.tail)
            elif last is None and element.text:
                element.text = tied_end(element.text)
