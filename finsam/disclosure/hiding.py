"""Documents with what is hidden left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from html import unescape

from finsam.core.text.elements import Element, rewritten_in_place
from finsam.core.values.money import rounded
from finsam.disclosure.knowledge import (
    DEFAULT_THRESHOLD,
    HIDDEN,
    INNER,
    Plan,
    PublishedKnowledge,
    _of_people,
    _printed,
    is_count,
    plan,
)
from finsam.documents.resolved import Resolved
from finsam.facts.book import Fact
from finsam.facts.tables import Cell, Chart, Column, Piece, Row, Table

# Prose is read line by line: a paragraph, a point or a cell
_BREAKS = re.compile(r"</?(?:p|li|ul|ol|td|th|tr|table|caption|h[1-6]|blockquote|div)\b[^<>]*+>")
_TAG = re.compile(r"<[^<>]*+>")
_BEGINS = re.compile(r"\w{3}[.!?][”’)]?\s+$")  # what a sentence begins after; `bl.a.` ends none
_SENTENCE = re.compile(
    r"[.!?][”’)]?\s*$"
)  # how a line ends that isn't only some words, as a cell's `40 svarande`
WHOLES = ("shares", "waffle")  # the kinds of chart that draw parts of a whole


def suppress(
    resolved: Resolved, threshold: int = DEFAULT_THRESHOLD, earlier: Iterable[PublishedKnowledge] = ()
) -> Resolved:
    """The document as it may be published. `earlier` is what published renditions have told already."""
    return apply(resolved, plan(resolved, threshold, earlier), threshold)


def inner(resolved: Resolved, plan: Plan) -> Resolved:
    """The document as it is, with a word on every page where the published one hides something."""
    return replace(resolved, rendition=INNER) if plan.hidden else resolved


def apply(resolved: Resolved, plan: Plan, threshold: int = DEFAULT_THRESHOLD) -> Resolved:
    """The document with the plan's figures hidden, in every place and behind every figure that is left."""
    if not plan.hidden and not any(is_count(fact) for fact in plan.facts.values()):
        return resolved
    return _Hider(resolved, plan, threshold).document()


def mark(plan: Plan, key: str, threshold: int) -> str:
    """What stands in a hidden figure's place."""
    return f"färre än {threshold}" if key in plan.choice.small else HIDDEN


def in_text(said: str, figure: str) -> str:
    """What stands in a hidden figure's place within a sentence: a mark as a cell has it, made a part of speech.

    `figure` is the figure as it would be printed: it says whether it is a count, a share or an amount.
    """
    if said != HIDDEN:
        return said
    if "%" in figure:
        return "en dold andel"
    if re.search(r"\b(?:kr|tkr|mnkr)\b", figure):
        return "ett dolt belopp"
    return "ett dolt värde" if "," in figure else "ett dolt antal"


def without_hidden(html: str, mark: Callable[[str], str]) -> str:
    """Filled prose with words in the place of its hidden figures. `mark` is what a cell says in the place of the figure
    by a key, or "" for one that is shown.

    A figure that stands alone in its paragraph or cell is told as in a table.
    """

    def worded(figure: Element, start: int, end: int) -> str:
        said = mark(figure["value"])
        if not said:
            return figure.source
        around = _BREAKS.split(html[:start])[-1], _BREAKS.split(html[end:], maxsplit=1)[0]
        ahead, behind = (_TAG.sub("", line) for line in around)
        if not re.search(r"\w", ahead + behind):
            return said
        words = in_text(said, unescape(figure.inside))
        begins = _BEGINS.search(ahead) if ahead.strip() else _SENTENCE.search(behind)
        return words[:1].upper() + words[1:] if begins else words

    return rewritten_in_place(html, "data", worded)


class _Hider:
    """Rewrites a document piece by piece."""

    def __init__(self, resolved: Resolved, plan: Plan, threshold: int):
        self.resolved, self.plan, self.threshold = resolved, plan, threshold
        self.precision = _printed(resolved)
        self.told: dict[str, Fact] = {}

    def document(self) -> Resolved:
        resolved = self.resolved
        parts = tuple(part.rewritten(self.prose, self.piece) for part in resolved.parts)
        facts = {key: self.shown(fact) for key, fact in resolved.facts.items() if not self.hides(fact)}
        return replace(resolved, parts=parts, facts=facts, tied={})  # they tie what is hidden to what isn't

    def hides(self, fact: Fact | None) -> bool:
        """Whether the fact isn't printed."""
        return fact is not None and fact.key in self.plan.hidden

    def text(self, key: str) -> str:
        """What stands in a hidden figure's place."""
        return mark(self.plan, key, self.threshold)

    def shown(self, fact: Fact) -> Fact:
        """A fact that is printed, without parts or precision that tell of what isn't."""
        if fact.key not in self.told:
            self.told[fact.key] = self._shown(fact)
        return self.told[fact.key]

    def _shown(self, fact: Fact) -> Fact:
        if not _of_people(fact):
            return fact
        printed = self.precision
        if fact.op == "given":
            return replace(fact, identities=(), bounds=())
        # Also a share that isn't printed itself: under another name it would else stand there exactly.
        if all(part.key in printed and not self.hides(part) for _, part in fact.parts if _of_people(part)):
            parts = tuple((factor, self.shown(part)) for factor, part in fact.parts)
            return replace(fact, value=None, parts=parts, identities=(), bounds=())
        step, value = printed.get(fact.key), fact.value
        if step is not None and value is not None:
            value = rounded(value / step) * step
        return replace(fact, op="given", parts=(), value=value, identities=(), bounds=())

    def prose(self, html: str) -> str:
        """Filled prose with hidden figures replaced by what may be said."""
        return without_hidden(html, lambda key: self.text(key) if key in self.plan.hidden else "")

    def piece(self, piece: Piece) -> Piece:
        """A block's piece with hidden figures taken out."""
        if isinstance(piece, Chart):
            return self.chart(piece)
        return self.table(piece) if isinstance(piece, Table) else piece.rewritten(self.prose)

    def chart(self, chart: Chart) -> Chart:
        """A chart draws what is left; its words are made anew, and a whole with a part missing is no whole."""
        table = self.table(chart.table)
        if not any(self.hides(fact) for fact in chart.table.facts()):
            return replace(chart, table=table)
        return replace(chart, table=table, alt="", kind="bar" if chart.kind in WHOLES else chart.kind)

    def table(self, table: Table) -> Table:
        """A table with its hidden cells said in words, and a note on what they mean."""
        hidden = [fact.key for fact in table.facts() if self.hides(fact)]
        lost = {
            (row.key, column)
            for row in table.rows
            for column, cell in row.cells.items()
            if self.hides(cell.fact)
        }
        rows = tuple(self.row(row, table.columns, lost) for row in table.rows)
        return replace(table, rows=rows, note=" ".join(filter(None, (table.note, self.note(hidden)))))

    def row(self, row: Row, columns: tuple[Column, ...], lost: set[tuple[str, str]]) -> Row:
        """A sum of rows that aren't all there is a figure of its own."""
        cells = {key: self.cell(cell) for key, cell in row.cells.items()}
        whole = not any((key, column.key) in lost for key in (*row.sums, row.key) for column in columns)
        return replace(row, cells=cells, sums=row.sums if whole else ())

    def cell(self, cell: Cell) -> Cell:
        """A cell with its hidden figures replaced."""
        if cell.html:
            return replace(cell, html=self.prose(cell.html))
        if cell.fact is None:
            return cell
        if self.hides(cell.fact):
            return replace(cell, fact=None, second=None, text=self.text(cell.fact.key))
        second = None if cell.second is None or self.hides(cell.second) else self.shown(cell.second)
        return replace(cell, fact=self.shown(cell.fact), second=second)

    def note(self, hidden: list[str]) -> str:
        """What the marks of a table mean."""
        if not hidden:
            return ""
        few = f"Uppgifter om färre än {self.threshold} personer visas inte."
        if all(key in self.plan.choice.small for key in hidden):
            return few
        return f"{few} Där det står ”{HIDDEN}” är en större uppgift dold, för att ingen liten ska gå att räkna ut."
