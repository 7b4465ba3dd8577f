"""Bars in panels, two beside each other: what would else be one chart after another of the same kind.

They have one scale, unless the figures say that the panels stand apart: then each has its own, and only its bars are compared.

Of several columns (women and men) each row has a bar for each, filled and hollow by turns, with its name in the head.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby

from finsam.rendering.charts.drawing import (
    INK_SOFT,
    PAPER,
    Look,
    Picture,
    element,
    text,
    tint,
    widest,
    width,
    wrap,
)
from finsam.rendering.charts.kinds import GAP, LINE, NEAR, QUIET, SMALL, WIDTH, Figures

BESIDE, BETWEEN = 2, 28
PANEL = (WIDTH - BETWEEN) / BESIDE
NAME = 0.46 * PANEL  # px that the names in a panel may take
THICK, MOST = 11, 3


def grid(figures: Figures, accent: str) -> Picture | None:
    """The rows in a panel for each heading; nothing where they have no headings, or a figure is below zero."""
    groups = [
        (name, [row for row, _ in run])
        for name, run in groupby(enumerate(figures.groups), key=lambda each: each[1])
    ]
    if len(groups) < 2 or len(figures.series) > MOST or any(mark.value < 0 for mark in figures.marks):
        return None
    sheet = _Sheet(figures, accent)
    if sheet.across < 50:
        return None
    top = sheet.legend() if len(figures.series) > 1 else 0.0
    for first in range(0, len(groups), BESIDE):
        beside = groups[first : first + BESIDE]
        heads = [wrap(name, PANEL, SMALL, "Semibold") for name, _ in beside]
        under = top + LINE * max(map(len, heads)) + 4
        bottoms = []
        for place, ((_, rows), head) in enumerate(zip(beside, heads, strict=True)):
            left = place * (PANEL + BETWEEN)
            for n, line in enumerate(head):
                sheet.words.append(text(left, top + SMALL + LINE * n, line, font_size=SMALL, font_weight=600))
            bottoms.append(sheet.panel(rows, left, under))
        top = max(bottoms) + 14
    return Picture(WIDTH, top - 12, SMALL, [*sheet.drawn, *sheet.words])


class _Sheet:
    """What is drawn so far, on the scale that all panels share."""

    def __init__(self, figures: Figures, accent: str):
        self.figures, self.accent = figures, accent
        self.marks = figures.by_place()
        self.printed = {place: mark.text for place, mark in self.marks.items()} | figures.blanks
        self.names = {row: wrap(label, NAME, SMALL) for row, label in enumerate(figures.labels)}
        self.start = max(widest(lines, SMALL) for lines in self.names.values()) + GAP
        self.across = PANEL - self.start - widest(list(self.printed.values()), SMALL) - NEAR
        self.drawn: list[str] = []
        self.words: list[str] = []

    def look(self, col: int) -> Look:
        """How a column's bars are filled: they differ also in grey."""
        if col == 1:
            return {"fill": PAPER, "stroke": self.accent, "stroke_width": 1.2}
        return {"fill": tint(self.accent, QUIET if col == 0 else 0.3)}

    def legend(self) -> float:
        """The columns' names, each after a piece of its bar; returns where the panels begin."""
        x = 0.0
        for col, name in enumerate(self.figures.series):
            self.drawn.append(element("rect", "", x=x + 0.5, y=2, width=14, height=9, **self.look(col)))
            self.words.append(text(x + 20, SMALL, name, font_size=SMALL))
            x += 20 + width(name, SMALL) + 18
        return LINE + 8.0

    def panel(self, rows: list[int], left: float, top: float) -> float:
        """The rows of a panel, under each other; returns where they end."""
        y, zero, count = top, left + self.start, len(self.figures.series)
        at = self._scale(rows)
        for row in rows:
            lines = self.names[row]
            high = max(LINE * len(lines), (THICK + 3) * count) + (5 if count > 1 else 4)
            for n, line in enumerate(lines):
                down = y + high / 2 + LINE * (n - (len(lines) - 1) / 2)
                self.words.append(text(left, down + SMALL / 3, line, font_size=SMALL))
            for col in range(count):
                middle = y + high / 2 + (THICK + 3) * (col - (count - 1) / 2)
                self._bar(row, col, zero, middle, at)
            y += high
        self.drawn.append(element("line", x1=zero, y1=top, x2=zero, y2=y, stroke=INK_SOFT, stroke_width=0.8))
        return y

    def _scale(self, rows: list[int]) -> Callable[[float], float]:
        """How long a value's bar is in a panel of these rows."""
        marks = [mark for mark in self.figures.marks if mark.row in rows or not self.figures.apart]
        return replace(self.figures, marks=marks).scale(0, self.across)

    def _bar(self, row: int, col: int, zero: float, middle: float, at: Callable[[float], float]) -> None:
        mark = self.marks.get((row, col))
        long = 0.0
        if mark is not None:
            long = at(mark.value)
            bar: Look = {"x": zero, "y": middle - THICK / 2, "width": long, "height": THICK}
            self.drawn.append(element("rect", "", **bar, **self.look(col)))
        said: Look = {} if mark is not None else {"fill": INK_SOFT}
        words = self.printed.get((row, col), "")
        self.words.append(text(zero + long + NEAR, middle + SMALL / 3, words, font_size=SMALL, **said))
