"""Lines over the years: one for each row, with its name and last figure at its end, so that no legend is needed.

Marks and dashes tell the lines apart without colour. More rows than an eye can follow get a panel each, on one scale.
A year without a figure breaks its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from finsam.rendering.charts import shapes
from finsam.rendering.charts.drawing import INK_SOFT, RULE, Picture, element, text, tint, widest, width, wrap
from finsam.rendering.charts.kinds import GAP, LINE, SIZE, SMALL, WIDTH, Figures, Mark

MOST_LINES = 4
HIGH = 150  # px that the lines have
RADIUS = 3.6
STRENGTHS = (1.0, 0.62, 0.85, 0.5)  # of the accent, by line: they differ also in grey

PANELS, BETWEEN, PANEL_HIGH = 4, 20, 40
PANEL = (WIDTH - BETWEEN * (PANELS - 1)) / PANELS

Box = tuple[float, float, float, float]


def lines(figures: Figures, accent: str) -> Picture | None:
    """The rows as lines, or panels; nothing where there is only one year or names would be crowded."""
    told = {row: sorted(marks, key=lambda mark: mark.col) for row, marks in _by_row(figures)}
    if len(figures.series) < 2 or not any(len(marks) > 1 for marks in told.values()):
        return None
    if len(told) > MOST_LINES:
        return panels(figures, told, accent)
    ends = {row: _end(figures, marks) for row, marks in told.items()}
    beside = max(widest(words, SIZE, "Semibold") for words in ends.values()) + 3 * GAP
    left = max(width(name, SIZE) for name in figures.series) / 2
    slot = (WIDTH - beside - left) / (len(figures.series) - 1)
    if widest(figures.series, SIZE) + GAP > slot:
        return None
    top = LINE * 1.5
    at = figures.scale(top + HIGH, top)
    drawn, words, taken = [], [], []
    axis = element("line", x1=left, y1=at(0), x2=WIDTH - beside, y2=at(0), stroke=INK_SOFT, stroke_width=0.8)
    for number, marks in enumerate(told.values()):
        colour = tint(accent, STRENGTHS[number])
        points = {mark.col: (left + slot * mark.col, at(mark.value)) for mark in marks}
        drawn += _joined(points, colour, shapes.DASHES[number])
        drawn += [shapes.mark(number, x, y, RADIUS, colour) for x, y in points.values()]
        taken += [(x - 5, y - 5, x + 5, y + 5) for x, y in points.values()]
    bottom = top + HIGH
    for row, y in _spread({row: (at(marks[-1].value), LINE * len(ends[row])) for row, marks in told.items()}):
        last, colour = told[row][-1], INK_SOFT
        x, start = left + slot * last.col, WIDTH - beside + 2 * GAP
        drawn.append(shapes.path([(x + 6, at(last.value)), (start - 4, y)], "none", colour, thick=0.6))
        lined = ends[row]
        for n, line in enumerate(lined):
            below = y + LINE * (n - (len(lined) - 1) / 2)
            look = {"font_weight": 600} if n == len(lined) - 1 else {}
            words.append(text(start, below + SIZE / 3, line, font_size=SIZE, **look))
            bottom = max(bottom, below + LINE / 2)
    words += _values(told, left, slot, at, taken)
    under = bottom + LINE
    for col, name in enumerate(figures.series):
        words.append(
            text(left + slot * col, under, name, font_size=SIZE, text_anchor="middle", fill=INK_SOFT)
        )
    return Picture(WIDTH, under + 5, SIZE, [axis, *drawn, *words])


def _by_row(figures: Figures) -> Iterator[tuple[int, list[Mark]]]:
    marks = sorted(figures.marks, key=lambda mark: mark.row)
    return ((row, list(run)) for row, run in groupby(marks, key=lambda mark: mark.row))


def _end(figures: Figures, marks: list[Mark]) -> list[str]:
    """What stands at a line's end: its name, and its last figure with the year where that isn't the last of all."""
    last = marks[-1]
    when = "" if last.col == len(figures.series) - 1 else f" ({figures.series[last.col]})"
    return [*wrap(figures.labels[last.row], 150, SIZE), f"{last.text}{when}"]


def _joined(
    points: dict[int, tuple[float, float]], colour: str, dash: str | None, thick: float = shapes.THICK
) -> list[str]:
    """The pieces of a line between years beside each other."""
    runs: list[list[tuple[float, float]]] = []
    for col, point in points.items():
        if col - 1 in points:
            runs[-1].append(point)
        else:
            runs.append([point])
    return [shapes.path(run, "none", colour, dash=dash, thick=thick) for run in runs if len(run) > 1]


def _spread(wanted: dict[int, tuple[float, float]]) -> list[tuple[int, float]]:
    """The middle of each row's words, as near its wanted height as those above leave."""
    placed, free = [], 0.0
    for row, (y, high) in sorted(wanted.items(), key=lambda each: each[1]):
        start = max(y - high / 2, free)
        placed.append((row, start + high / 2))
        free = start + high + 3
    return placed


def _values(
    told: dict[int, list[Mark]], left: float, slot: float, at: Callable[[float], float], taken: list[Box]
) -> Iterator[str]:
    """The figures of the years before the last, over or under their marks where there is room; the table has them all."""
    for marks in told.values():
        for mark in marks[:-1]:
            wide = width(mark.bare, SMALL)
            x = min(max(left + slot * mark.col, wide / 2), WIDTH)
            for y in (at(mark.value) - 9, at(mark.value) + 17):
                box = (x - wide / 2 - 2, y - SMALL, x + wide / 2 + 2, y + 2)
                if box[1] >= 0 and y <= at(0) and not any(_meet(box, other) for other in taken):
                    taken.append(box)
                    yield text(x, y, mark.bare, font_size=SMALL, text_anchor="middle", fill=INK_SOFT)
                    break


def _meet(box: Box, other: Box) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def _named(figures: Figures, first: int, last: int, step: float) -> list[int]:
    """The years that stand under a small line: those at its ends, or the last alone where both haven't room."""
    apart = (width(figures.series[first], SMALL) + width(figures.series[last], SMALL)) / 2 + 2
    return [first, last] if step * (last - first) >= apart else [last]


def panels(figures: Figures, told: dict[int, list[Mark]], accent: str) -> Picture | None:
    """A small line for each row, all on one scale, with the first and the last figure at its ends."""
    before = max(width(marks[0].text, SMALL) for marks in told.values()) + GAP
    after = max(width(marks[-1].text, SMALL, "Semibold") for marks in told.values()) + GAP
    across = PANEL - before - after
    if across < 40:
        return None
    step = across / (len(figures.series) - 1)
    at = figures.scale(PANEL_HIGH, 0)
    drawn: list[str] = []
    words: list[str] = []
    y = 0.0
    rows = list(told.items())
    for start in range(0, len(rows), PANELS):
        beside = rows[start : start + PANELS]
        names = [wrap(figures.labels[row], PANEL, SMALL) for row, _ in beside]
        top = y + LINE * max(map(len, names)) + GAP
        for place, ((_, marks), name) in enumerate(zip(beside, names, strict=True)):
            x = place * (PANEL + BETWEEN)
            first, last = marks[0], marks[-1]
            points = {mark.col: (x + before + step * mark.col, top + at(mark.value)) for mark in marks}
            zero = top + at(0)
            drawn.append(
                element("line", x1=x + before, y1=zero, x2=x + before + across, y2=zero, stroke=RULE)
            )
            drawn += _joined(points, accent, None)
            drawn += [shapes.mark(0, *points[mark.col], 2.6, accent) for mark in dict.fromkeys((first, last))]
            words += [text(x, y + SMALL + LINE * n, line, font_size=SMALL) for n, line in enumerate(name)]
            if first is not last:
                words.append(
                    text(
                        points[first.col][0] - 6,
                        top + at(first.value) + 4,
                        first.text,
                        font_size=SMALL,
                        text_anchor="end",
                    )
                )
            words.append(
                text(
                    points[last.col][0] + 6,
                    top + at(last.value) + 4,
                    last.text,
                    font_size=SMALL,
                    font_weight=600,
                )
            )
            under = top + PANEL_HIGH + LINE
            for col in _named(figures, first.col, last.col, step):
                words.append(
                    text(
                        x + before + step * col,
                        under,
                        figures.series[col],
                        font_size=SMALL,
                        text_anchor="middle",
                        fill=INK_SOFT,
                    )
                )
        y = top + PANEL_HIGH + 2 * LINE + GAP
    return Picture(WIDTH, y - GAP - LINE / 2, SMALL, [*drawn, *words])
