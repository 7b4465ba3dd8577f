"""What all kinds of chart draw from, and the simplest of them: bars, columns and the parts of a whole.

Everything that has to fit (names, figures) is measured first and the bars are given what is left, so no label is ever
cut, and neither axes nor legends are needed: each bar says its name and its figure, so colour is never alone in telling
bars apart. Words are drawn after the shapes, figures before names: the order in which a PDF's text is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from finsam.rendering.charts.drawing import (
    INK_SOFT,
    Picture,
    element,
    room_for,
    text,
    tint,
    tints,
    widest,
    width,
    wrap,
)

WIDTH = 600  # px, which is 159 mm on paper: the measures below are then 12 px = 9 pt
SIZE, SMALL, LINE = 12, 11, 15
GAP = 8  # between a label and what it labels
NEAR = GAP - 2  # between a bar's end and its figure
BAR = 15  # how thick a bar is
COLUMNS_HEIGHT = 190
MOST_SHARES = 8  # parts of a whole that an eye can compare in one bar
QUIET = 0.72  # how strong the accent is where it fills a single series
FILLED = 0.9  # how much of its place a bar among several fills


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure: its place in rows and series, its value in the printed unit, and how it is printed."""

    row: int
    col: int
    value: float
    text: str  # with its unit
    bare: str  # as its table prints it


@dataclass(frozen=True, slots=True)
class Figures:
    """What a chart draws: labels in the table's order and the figures that aren't blank."""

    labels: list[str]
    series: list[str]
    marks: list[Mark]
    unit: str  # what the bare figures leave unsaid
    words: dict[int, str] = field(default_factory=dict)  # by row, what is said where there is no figure
    blanks: dict[tuple[int, int], str] = field(default_factory=dict)  # the same by row and series
    groups: list[str] = field(default_factory=list)  # by row, the heading that it stands under
    keys: list[str] = field(default_factory=list)  # by row, what it is called in its table
    planned: frozenset[int] = frozenset()  # the rows that haven't happened yet
    apart: bool = False  # whether what stands under each heading has a scale of its own

    def by_place(self) -> dict[tuple[int, int], Mark]:
        """The marks by row and series."""
        return {(mark.row, mark.col): mark for mark in self.marks}

    def scale(self, low: float, high: float) -> Callable[[float], float]:
        """Where a value lies between two places in px; zero always has one. Where all are zero, any scale will do."""
        least = min([0, *(mark.value for mark in self.marks)])
        most = max([0, *(mark.value for mark in self.marks)])
        return lambda value: low + (high - low) * (value - least) / ((most - least) or 1)

    def place(self, mark: Mark, slot: float, room: float) -> tuple[float, float, float]:
        """Where a mark's bar begins, has its middle and ends, when each row has a slot and its bars that room in it."""
        count = len(self.series)
        middle = slot * (mark.row + 0.5) + room * ((mark.col + 0.5) / count - 0.5)
        half = room / count * (FILLED if count > 1 else 1) / 2
        return middle - half, middle, middle + half

    def fills(self, accent: str) -> list[str]:
        """The colour of each series."""
        return tints(accent, len(self.series)) if len(self.series) > 1 else [tint(accent, QUIET)]


def bars(figures: Figures, accent: str) -> Picture:
    """Horizontal bars: label, bar, figure. Several series lie under each other, each saying its name."""
    count = len(figures.series)
    told = [
        (mark, f"{mark.text} · {figures.series[mark.col]}" if count > 1 else mark.text)
        for mark in figures.marks
    ]
    before = _reach(words for mark, words in told if mark.value < 0)
    after = max(_reach(words for mark, words in told if mark.value >= 0), _reach(figures.words.values()))
    most = max(90, min(250, WIDTH - 120 - before - after))
    one_line = widest(figures.labels, SIZE)
    room = one_line if one_line <= most else room_for(figures.labels, 2, SIZE, least=190, most=most)
    labels = [wrap(label, room, SIZE) for label in figures.labels]
    thick = 17 * count if count > 1 else BAR
    slot = max(thick + 9, max(map(len, labels)) * LINE + 9)
    height = slot * len(labels)

    at = figures.scale(max(widest(lines, SIZE) for lines in labels) + 2 * GAP + before, WIDTH - after)
    zero, fills, outline = at(0), figures.fills(accent), accent if count > 1 else None
    shapes = []
    words = [
        _middle(zero + NEAR, slot * (row + 0.5), said, fill=INK_SOFT) for row, said in figures.words.items()
    ]
    for mark, said in sorted(told, key=lambda pair: pair[0].value < 0):
        upper, y, lower = figures.place(mark, slot, thick)
        end = at(mark.value)
        shapes.append(_bar(zero, upper, end, lower, fills[mark.col], outline))
        if mark.value < 0:
            words.append(_middle(end - NEAR, y, said, text_anchor="end"))
        else:
            words.append(_middle(end + NEAR, y, said))
    for row, lines in enumerate(labels):
        words += _lines(0, slot * (row + 0.5) - LINE * (len(lines) - 1) / 2, lines)
    return Picture(WIDTH, height, SIZE, [*shapes, _rule(zero, 0, zero, height), *words])


def _reach(texts: Iterable[str]) -> float:
    """The room that figures outside the bars' ends need."""
    return max((width(words, SIZE) + GAP for words in texts), default=0)


def columns(figures: Figures, accent: str) -> Picture | None:
    """Standing columns in groups, or nothing when names and figures would be crowded."""
    count, slot = len(figures.series), WIDTH / len(figures.labels)
    group = slot * (0.86 if count > 1 else 0.5)
    room = group / count if count > 1 else slot - GAP
    if widest([*figures.series, *(mark.bare for mark in figures.marks)], SMALL) + 4 > room:
        return None
    labels = [wrap(label, slot - 2 * GAP, SIZE) for label in figures.labels]
    tallest = max(map(len, labels))
    longest = widest([word for label in figures.labels for word in label.split()], SIZE)
    if tallest > 3 or longest > slot - 2 * GAP:
        return None

    top = LINE + (LINE + 6 if figures.unit else 0)
    bottom = top + COLUMNS_HEIGHT
    series_at = bottom + 12 + (LINE if any(mark.value < 0 for mark in figures.marks) else 0)
    labels_at = series_at + (LINE + 5 if count > 1 else 0)
    at = figures.scale(bottom, top)
    zero, fills, outline = at(0), figures.fills(accent), accent if count > 1 else None
    shapes, words = [], []
    for mark in sorted(figures.marks, key=lambda mark: mark.value < 0):
        left, x, right = figures.place(mark, slot, group)
        end = at(mark.value)
        shapes.append(_bar(left, zero, right, end, fills[mark.col], outline))
        words.append(_middle(x, end + (9 if mark.value < 0 else -8), mark.bare, SMALL, text_anchor="middle"))
    for mark in figures.marks if count > 1 else ():
        _, x, _ = figures.place(mark, slot, group)
        name = figures.series[mark.col]
        words.append(_middle(x, series_at, name, SMALL, text_anchor="middle", fill=INK_SOFT))
    for row, lines in enumerate(labels):
        words += _lines(slot * (row + 0.5), labels_at, lines, text_anchor="middle")
    words.append(_middle(0, LINE / 2, figures.unit, SMALL, fill=INK_SOFT))
    height = labels_at + LINE * (tallest - 0.5)
    return Picture(WIDTH, height, SIZE, [*shapes, _rule(0, zero, WIDTH, zero), *words])


def shares(figures: Figures, accent: str) -> Picture | None:
    """One bar whose parts are a whole, or nothing when they can't be shown so.

    Each part's words hang from its left edge, lower the more parts to the right they reach under, so that no line
    crosses a word. The bar is as long as the last words allow.
    """
    values = [mark.value for mark in figures.marks]
    whole = sum(values)
    if not 2 <= len(values) <= MOST_SHARES or min(values) < 0 or not whole:
        return None
    starts = [sum(values[:n]) / whole for n in range(len(values))]
    rooms = [max(150, 0.8 * WIDTH * value / whole) for value in values]
    names = [wrap(label, room, SIZE) for label, room in zip(figures.labels, rooms, strict=True)]
    wide = [
        max(widest(name, SIZE), width(mark.text, SIZE, "Semibold")) + GAP
        for name, mark in zip(names, figures.marks, strict=True)
    ]
    reach = ((WIDTH - w) / start for w, start in zip(wide, starts, strict=True) if start)
    length = min([WIDTH, *reach])  # before the last part there may be nothing but zeros
    if length < 0.55 * WIDTH:
        return None
    edges = [0.5 + (length - 1) * start for start in (*starts, 1)]
    levels = _levels(edges, wide)
    tallest = max(map(len, names))
    step = LINE * (tallest + 1) + 9
    thick, first = 38, 38 + 22
    shapes, words, amounts = [], [], []
    fills = tints(accent, len(values))
    for n, (mark, name) in enumerate(zip(figures.marks, names, strict=True)):
        left, y = edges[n], first + step * levels[n]
        under = y + LINE * len(name)
        shapes.append(_bar(left, 0.5, edges[n + 1], thick - 0.5, fills[n], accent))
        shapes.append(_rule(left, thick, left, under + 6))
        words += _lines(left + NEAR, y, name)
        amounts.append(_middle(left + NEAR, under, mark.text, font_weight=600))
    height = first + step * max(levels) + LINE * (tallest + 0.5) + 2
    return Picture(WIDTH, height, SIZE, [*shapes, *words, *amounts])


def _levels(lefts: list[float], wide: list[float]) -> list[int]:
    """How far down each part's words hang: below all parts to the right that they reach under."""
    levels = [0] * len(wide)
    for n in reversed(range(len(wide))):
        below = [levels[m] for m in range(n + 1, len(wide)) if lefts[m] < lefts[n] + wide[n]]
        levels[n] = max(below, default=-1) + 1
    return levels


# ---- Shapes and words ----


def _bar(x: float, y: float, x2: float, y2: float, fill: str, outline: str | None) -> str:
    """A bar between two corners; where there are several tints an outline holds the pale ones together."""
    wide, high = abs(x2 - x), abs(y2 - y)
    return element("rect", x=min(x, x2), y=min(y, y2), width=wide, height=high, fill=fill, stroke=outline)


def _rule(x: float, y: float, x2: float, y2: float) -> str:
    return element("line", x1=x, y1=y, x2=x2, y2=y2, stroke=INK_SOFT, stroke_width=0.8)


def _middle(x: float, y: float, words: str, size: float = SIZE, **attributes: str | float | None) -> str:
    """Words whose middle is at y."""
    return text(x, y + size / 3, words, font_size=size, **attributes)


def _lines(x: float, y: float, lines: list[str], text_anchor: str | None = None) -> list[str]:
    """Lines under each other, the first with its middle at y."""
    return [_middle(x, y + LINE * n, line, text_anchor=text_anchor) for n, line in enumerate(lines)]
