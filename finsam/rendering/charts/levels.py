"""Standing columns with levels to hold them against: each level is a dashed line over its column, and says its name.

A level that moves from year to year moves in steps. Its name stands at its last step, so that no legend is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from finsam.rendering.charts.drawing import INK, Look, Picture, element, text, tint, widest, wrap
from finsam.rendering.charts.kinds import COLUMNS_HEIGHT, GAP, LINE, QUIET, SIZE, SMALL, WIDTH, Figures, Mark

DASHES = ("7 4", "2 4", "10 3 2 3")  # told apart without colour
WIDE = 0.5  # how much of its place a column fills


def levels(figures: Figures, accent: str) -> Picture | None:
    """The first series as columns and the others as levels, or nothing when names and figures would be crowded."""
    columns = [mark for mark in figures.marks if mark.col == 0]
    lines = {
        col: [mark for mark in figures.marks if mark.col == col] for col in range(1, len(figures.series))
    }
    lines = {col: marks for col, marks in lines.items() if marks}
    names = {col: wrap(figures.series[col], 130, SMALL) for col in lines}
    told = max((widest(name, SMALL) for name in names.values()), default=0)
    across = WIDTH - (told + 2 * GAP if lines else 0)
    slot = across / max(len(figures.labels), 1)
    labels = [wrap(label, slot - GAP, SIZE) for label in figures.labels]
    tallest = max(map(len, labels), default=1)
    if widest([mark.bare for mark in columns], SMALL) + 4 > slot or tallest > 3 or len(lines) > len(DASHES):
        return None

    top = LINE + (LINE + 6 if figures.unit else 0)
    bottom = top + COLUMNS_HEIGHT
    at = figures.scale(bottom, top)
    zero = at(0)
    shapes, words = [], []
    for mark in columns:
        middle, end, half = slot * (mark.row + 0.5), at(mark.value), slot * WIDE / 2
        # What hasn't happened is an outline, so that plan and outcome differ also in grey.
        look: Look = {"fill": tint(accent, QUIET)}
        if mark.row in figures.planned:
            look = {"fill": tint(accent, 0.12), "stroke": accent, "stroke_dasharray": "3 2"}
        shapes.append(
            element(
                "rect", "", x=middle - half, y=min(zero, end), width=2 * half, height=abs(end - zero), **look
            )
        )
        words.append(_middle(middle, end + (9 if mark.value < 0 else -8), mark.bare, text_anchor="middle"))
    places: list[float] = []
    for col, marks in lines.items():
        shapes += _line(marks, at, slot, DASHES[col - 1])
        y = _free(at(marks[-1].value), places, LINE * len(names[col]))
        places.append(y)
        for n, line in enumerate(names[col]):
            words.append(_middle(across + GAP, y + LINE * (n - (len(names[col]) - 1) / 2), line))
    labels_at = bottom + 12 + (LINE if any(mark.value < 0 for mark in columns) else 0)
    for row, lined in enumerate(labels):
        for n, line in enumerate(lined):
            x = slot * (row + 0.5)
            words.append(text(x, labels_at + LINE * n + SIZE / 3, line, font_size=SIZE, text_anchor="middle"))
    words.append(_middle(0, LINE / 2, figures.unit))
    axis = element("line", x1=0, y1=zero, x2=across, y2=zero, stroke=INK, stroke_width=0.8)
    return Picture(WIDTH, labels_at + LINE * (tallest - 0.5), SIZE, [*shapes, axis, *words])


def _line(marks: list[Mark], at: Callable[[float], float], slot: float, dash: str) -> list[str]:
    """A level's steps, each over its own column, and the way between those beside each other."""
    steps = [
        _dashed(slot * mark.row, at(mark.value), slot * (mark.row + 1), at(mark.value), dash)
        for mark in marks
    ]
    for mark, after in pairwise(marks):
        if after.row == mark.row + 1 and after.value != mark.value:
            steps.append(_dashed(slot * after.row, at(mark.value), slot * after.row, at(after.value), dash))
    return steps


def _dashed(x: float, y: float, x2: float, y2: float, dash: str) -> str:
    return element("line", x1=x, y1=y, x2=x2, y2=y2, stroke=INK, stroke_width=1.4, stroke_dasharray=dash)


def _free(y: float, places: list[float], high: float) -> float:
    """Where a name has room, as near its level as the names before it leave."""
    while any(abs(y - other) < high for other in places):
        y += high / 2
    return y


def _middle(x: float, y: float, words: str, **attributes: str) -> str:
    return text(x, y + SMALL / 3, words, font_size=SMALL, **attributes)
