"""Which columns of a table in the text hold figures: those are right-aligned, so that the digits stand over each other.

What people have written decides it, column by column. `static/finsam/tables.js` judges in the same way while one writes.
A mark after a figure (`57 000*`, `57 000 a)`, the number of a footnote), and a figure in brackets after it, stand in a
place of their own, as broad in the whole table, so that they never move the digits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from math import ceil

from finsam.core.text.elements import Element, elements, rewritten, within

_CELL = re.compile(rf"<(t[hd])((?:\s[^<>]*+)?)>({within('t[hd]')})</\1>")
_SUP = re.compile(r"<sup\b[^<>]*+>.*?</sup>")  # of a footnote: no digit of the figure
_MARKED = "\ue000"  # stands for one where a cell is read
# A figure with its sign, brackets and unit: `- 428 000 kr`, `(13,5 %)`, `ca 80 st`.
_BARE = r"(?:ca )?\(?[-+−–±]? ?\d{1,3}(?:(?: ?\d{3})*|\d*)(?:,\d+)? ?(?:kr|tkr|mnkr|%|procent|st)?\)?"
_MARK = rf"(?: ?(?:[{_MARKED}†‡¹²³⁰⁴-⁹]|\*{{1,3}}|[a-zåäö]\))| \d\))"
_FIGURE = re.compile(
    rf"{_BARE}(?P<beside>{_MARK}{{0,3}}(?P<second> ?\( ?(?:n ?= ?)?{_BARE} ?\))?{_MARK}{{0,2}})",
    re.IGNORECASE,
)
_UNITS = re.compile(r"<sup\b[^<>]*+>.*?</sup>|<[^<>]*+>|&#?\w+;|.", re.DOTALL)  # of HTML: what is read as one
_BLANKS = {" ", "\u00a0", "\u202f", "&nbsp;", "\n"}
_NUM = ' class="num"'
_NOTHING = {"", "-", "–", "—"}
_LETTER = 0.6  # em of a letter, about
BROADEST = 12  # em of what stands beside a figure: static/finsam/beside.css has a class for each


def cells_of(row: str) -> list[tuple[str, str]]:
    """The cells of a row of clean HTML: `th` or `td`, and the HTML in it."""
    return [(tag, inside) for tag, _, inside in _CELL.findall(row)]


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*+>", " ", _SUP.sub(_MARKED, html))).split())


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
    """Prose whose tables have the class `num` on what stands in columns of figures, also on their heads.

    Where something stands beside a figure, the table has a class for how broad a place it gets, and the other cells of
    the column the class `alone`.
    """
    return rewritten(html, "table", _aligned) if "<table>" in html else html


def _aligned(table: Element) -> str:
    body = next(elements(table.inside, "tbody"), None)
    rows = [cells_of(row.inside) for row in elements(table.inside, "tr")] if body else []
    body_rows = [cells_of(row.inside) for row in elements(body.inside, "tr")] if body else []
    chosen = figure_columns(body_rows)
    if table.attributes or not chosen:
        return table.source
    parts = {
        (at, inside): part
        for cells in rows
        for at, (_, inside) in enumerate(cells)
        if at in chosen and (part := _parted(inside)) is not None
    }
    shared = {at for at, _ in parts}

    def cell(at: int, tag: str, given: str, inside: str) -> str:
        if at not in chosen:
            return f"<{tag}{given}>{inside}</{tag}>"
        if part := parts.get((at, inside)):
            return f"<{tag}{given}{_NUM}>{part.html}</{tag}>"
        kinds = ' class="num alone"' if at in shared else _NUM
        return f"<{tag}{given}{kinds}>{inside}</{tag}>"

    def row(element: Element) -> str:
        cells = enumerate(_CELL.findall(element.inside))
        return f"<tr>{''.join(cell(at, *each) for at, each in cells)}</tr>"

    broad = min(ceil(max((part.letters for part in parts.values()), default=0) * _LETTER), BROADEST)
    kind = f' class="hang-{broad}"' if broad else ""
    return f"<table{kind}>{rewritten(table.inside, 'tr', row)}</table>"


@dataclass(frozen=True, slots=True)
class _Part:
    """A cell with what stands beside its figure set apart, and about how many letters that takes."""

    html: str
    letters: int


def _parted(inside: str) -> _Part | None:
    """A figure's cell parted after its digits and unit; None where nothing stands beside it.

    What is within a link or a bound figure isn't parted: they are one thing to whoever follows them.
    """
    match = _FIGURE.fullmatch(_words(inside))
    if match is None or not match["beside"].strip():
        return None
    left = len("".join(match[0][: match.start("beside")].split()))
    opened: list[str] = []
    before, units = "", _UNITS.findall(inside)
    while left and units:
        unit = units.pop(0)
        before += unit
        if unit.startswith("</"):
            opened.pop()
        elif unit.startswith("<"):
            opened += [] if unit == "<br>" else [unit]
        elif unit not in _BLANKS:
            left -= 1
    second = match["beside"].lstrip().startswith("(")
    apart, closed = second, ""
    while units and (units[0] in _BLANKS or units[0].startswith("</")):
        unit = units.pop(0)
        if unit.startswith("</"):
            closed += unit
            opened.pop()
        apart = apart or unit in _BLANKS
    if any(tag not in ("<strong>", "<em>") for tag in opened):
        return None
    ends = "".join(f"</{tag[1:-1]}>" for tag in reversed(opened))
    kind = ("second" if second else "mark") + " close" * (not apart)
    blank, closed = " " * apart, closed + ends
    # A blank alone between two elements isn't written in the PDF, so it stands in bold with the figure.
    joined = f"{blank}{closed}" if "</strong>" in closed or "</em>" in closed else f"{closed}{blank}"
    beside = f'<span class="{kind}">{"".join(opened)}{"".join(units)}</span>'
    letters = len(unescape(re.sub(r"<[^>]*+>", "", "".join(units)))) + 1
    return _Part(f"{before}{joined}{beside}", letters)
