"""The matrix: squares by likelihood and impact, with the number of each row in its square and the names under it.

Where a row stands is told by its square, which has its steps written at the edges; the tint only repeats it. It is
as narrow as its squares, so that its words are large enough also on a phone.
"""

from __future__ import annotations

from collections import defaultdict

from finsam.rendering.charts.drawing import INK_SOFT, RULE, Picture, element, text, tint, wrap
from finsam.rendering.charts.kinds import GAP, LINE, SIZE, SMALL, Figures

STEPS = 5
SQUARE = 58  # px
LEFT, TOP = 22, 4  # room for what stands at the edges
DOT = 10  # the radius of a number's circle
ACROSS = 2  # circles beside each other in a square
STRONGEST = 0.42  # of the accent, in the square that is highest both ways: ink on it keeps its contrast
GRID = SQUARE * STEPS
WIDTH = LEFT + GRID + 1
NUMBER = 20  # room for the number before a name


def matrix(figures: Figures, accent: str) -> Picture | None:
    """The matrix, or nothing where a row lacks a figure, one isn't a step, or a square can't hold its numbers."""
    values: dict[int, dict[int, float]] = defaultdict(dict)
    for mark in figures.marks:
        values[mark.row][mark.col] = mark.value
    squares: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in range(len(figures.labels)):
        place = (values[row].get(0), values[row].get(1))
        if any(value not in range(1, STEPS + 1) for value in place):
            return None
        squares[int(place[0] or 0), int(place[1] or 0)].append(row)
    steps = range(1, STEPS + 1)
    drawn = [_square(up, right, accent) for up in steps for right in steps]
    words = []
    for (up, right), rows in squares.items():
        shapes, numbers = _numbers(up, right, rows, accent)
        drawn += shapes
        words += numbers
    names, height = _names(figures.labels, TOP + GRID + 4 * LINE)
    return Picture(WIDTH, height, SIZE, [*drawn, *_edges(figures.series), *words, *names])


def _corner(up: int, right: int) -> tuple[float, float]:
    """The upper left corner of a square; both count from 1."""
    return LEFT + SQUARE * (right - 1), TOP + SQUARE * (STEPS - up)


def _square(up: int, right: int, accent: str) -> str:
    x, y = _corner(up, right)
    fill = tint(accent, STRONGEST * up * right / STEPS**2)
    return element("rect", x=x, y=y, width=SQUARE, height=SQUARE, fill=fill, stroke=RULE)


def _numbers(up: int, right: int, rows: list[int], accent: str) -> tuple[list[str], list[str]]:
    """The circles of a square and the numbers in them; many lie closer, so that all are in it."""
    x, y = _corner(up, right)
    across = max(ACROSS, -(-len(rows) // ACROSS)) if len(rows) > ACROSS**2 else ACROSS
    lines = -(-len(rows) // across)
    shapes, numbers = [], []
    for place, row in enumerate(rows):
        line, column = divmod(place, across)
        beside = min(across, len(rows) - line * across)
        middle = x + SQUARE * (column + 0.5) / beside
        down = y + SQUARE * (line + 0.5) / lines
        radius = min(DOT, SQUARE / across / 2 - 1)
        shapes.append(element("circle", cx=middle, cy=down, r=radius, fill="#ffffff", stroke=accent))
        size = min(SMALL, radius * 1.1)
        numbers.append(
            text(
                middle,
                down + size * 0.36,
                str(row + 1),
                text_anchor="middle",
                font_size=size,
                font_weight=600,
            )
        )
    return shapes, numbers


def _edges(series: list[str]) -> list[str]:
    """The steps along both edges, and what each edge counts: upwards at the top step, to the right under the steps."""
    upwards, rightwards = series
    words = []
    for step in range(1, STEPS + 1):
        x, y = _corner(step, step)
        words.append(
            text(LEFT - GAP, y + SQUARE / 2 + SMALL / 3, str(step), text_anchor="end", font_size=SMALL)
        )
        words.append(
            text(x + SQUARE / 2, TOP + GRID + LINE, str(step), text_anchor="middle", font_size=SMALL)
        )
    under = TOP + GRID + 2 * LINE + 2
    words.append(
        text(LEFT, under, f"Uppåt: {upwards.lower()}. Åt höger: {rightwards.lower()}.", fill=INK_SOFT)
    )
    return words


def _names(labels: list[str], y: float) -> tuple[list[str], float]:
    """Each row's number and name, under each other from a height, and how far down they reach."""
    words = []
    for number, label in enumerate(labels, 1):
        words.append(text(NUMBER, y, str(number), text_anchor="end", font_weight=600))
        for line in wrap(label, WIDTH - NUMBER - GAP, SIZE):
            words.append(text(NUMBER + GAP, y, line))
            y += LINE
        y += 4
    return words, y - LINE
