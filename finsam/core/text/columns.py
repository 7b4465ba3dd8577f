"""Which columns of a table in the text hold figures: those are right-aligned, so that the digits stand over each other.

What people have written decides it, column by column. `static/finsam/tables.js` judges in the same way while one writes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from finsam.core.text.elements import Element, elements, rewritten

_CELL = re.compile(r"<(t[hd])((?:\s[^<>]*+)?)>((?:[^<]++|<(?!/?t[hd]\b))*+)</\1>")
_MARK = re.compile(r"<sup\b[^<>]*+>.*?</sup>")  # of a footnote: no digit of the figure
# A figure with its sign, brackets and unit: `- 428 000 kr`, `(13,5 %)`, `ca 80 st`.
_FIGURE = re.compile(
    r"(?:ca )?\(?[-+−–±]? ?\d{1,3}(?:(?: ?\d{3})*|\d*)(?:,\d+)? ?(?:kr|tkr|mnkr|%|procent|st)?\)?",
    re.IGNORECASE,
)
_NUM = ' class="num"'
_NOTHING = {"", "-", "–", "—"}


def cells_of(row: str) -> list[tuple[str, str]]:
    """The cells of a row of clean HTML: `th` or `td`, and the HTML in it."""
    return [(tag, inside) for tag, _, inside in _CELL.findall(row)]


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*+>", " ", _MARK.sub("", html))).split())


def figure_columns(rows: Sequence[Sequence[tuple[str, str]]]) -> set[int]:
    """The columns of a table's body whose cells are all figures or blank, and not all blank.

    The first column is never one: it tells the rows apart, also where it holds years.
    """
    chosen = set()
    for at, cells in enumerate(zip(*rows, strict=False)):
        words = [_words(inside) for _, inside in cells]
        told = [text for text in words if text not in _NOTHING]
        if at and told and all(_FIGURE.fullmatch(text) for text in told):
            chosen.add(at)
    return chosen


def aligned(html: str) -> str:
    """Prose whose tables have the class `num` on what stands in columns of figures, also on their heads."""
    return rewritten(html, "table", _aligned) if "<table>" in html else html


def _aligned(table: Element) -> str:
    body = next(elements(table.inside, "tbody"), None)
    rows = [cells_of(row.inside) for row in elements(body.inside, "tr")] if body else []
    chosen = figure_columns(rows)
    if table.attributes or not chosen:
        return table.source

    def row(element: Element) -> str:
        cells = (
            f"<{tag}{given}{_NUM if at in chosen else ''}>{inside}</{tag}>"
            for at, (tag, given, inside) in enumerate(_CELL.findall(element.inside))
        )
        return f"<tr>{''.join(cells)}</tr>"

    return f"<table>{rewritten(table.inside, 'tr', row)}</table>"
