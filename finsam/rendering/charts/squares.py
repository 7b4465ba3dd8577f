"""Pictures that are counted: a square for each person or per cent of a whole, and a sign for each judged goal."""

from __future__ import annotations

from finsam.rendering.charts import shapes
from finsam.rendering.charts.drawing import INK_SOFT, Picture, element, text, tints, widest, width, wrap
from finsam.rendering.charts.kinds import GAP, LINE, SIZE, SMALL, WIDTH, Figures

ACROSS, SIDE, STEP = 20, 13, 16  # squares in a row, how large one is, and from one to the next
MOST_GROUPS = 5
PERSONS = 100  # people up to which each has a square
NEARLY = 1.5  # per cent that rounded shares of a whole may be from a hundred
SIGNS_APART = 19


def waffle(figures: Figures, accent: str) -> Picture | None:
    """The whole as squares in rows of twenty, or nothing where the rows can't be parts of a whole."""
    values = [mark.value for mark in figures.marks]
    whole = sum(values)
    if not 2 <= len(values) <= MOST_GROUPS or min(values) < 0 or not whole or figures.words:
        return None
    as_shares = all(mark.text.endswith("%") for mark in figures.marks)
    if as_shares and abs(whole - 100) > NEARLY:
        return None
    people = not as_shares and whole <= PERSONS and all(value == int(value) for value in values)
    counts = [int(value) for value in values] if people else _hundred(values)
    fills = tints(accent, len(values))
    legend = ACROSS * STEP + 2 * GAP
    labels = [
        [*wrap(figures.labels[mark.row], WIDTH - legend - 26, SIZE), mark.text] for mark in figures.marks
    ]
    drawn, words, place = [], [], 0
    for number, count in enumerate(counts):
        for _ in range(count):
            y, x = divmod(place, ACROSS)
            drawn += _square(x * STEP + 0.5, y * STEP + 0.5, number, fills[number], accent)
            place += 1
    high, top = -(-place // ACROSS) * STEP, 0.0
    for number, lines in enumerate(labels):
        drawn += _square(legend, top + 1, number, fills[number], accent)
        for n, line in enumerate(lines):
            look = {"font_weight": 600} if n == len(lines) - 1 else {}
            words.append(text(legend + 22, top + SIZE + LINE * n, line, font_size=SIZE, **look))
        top += LINE * len(lines) + 5
    said = "En ruta är en person." if people else "En ruta är en procent."
    words.append(text(0, high + LINE, said, font_size=SMALL, fill=INK_SOFT))
    return Picture(WIDTH, max(high + LINE + 5, top), SIZE, [*drawn, *words])


def _hundred(values: list[float]) -> list[int]:
    """The values as whole hundredths that come to a hundred: what is left goes to the largest remainders."""
    exact = [value * 100 / sum(values) for value in values]
    counts = [int(value) for value in exact]
    order = sorted(range(len(values)), key=lambda n: counts[n] - exact[n])
    for n in order[: 100 - sum(counts)]:
        counts[n] += 1
    return counts


def _square(x: float, y: float, number: int, fill: str, outline: str) -> list[str]:
    """A square; every second group has a stroke across, so that neighbours differ however it is printed."""
    square = element("rect", x=x, y=y, width=SIDE, height=SIDE, fill=fill, stroke=outline, stroke_width=0.8)
    if number % 2 == 0:
        return [square]
    return [square, shapes.path([(x, y + SIDE), (x + SIDE, y)], "none", outline, thick=0.9)]


def tally(figures: Figures, accent: str) -> Picture | None:
    """A row for each verdict: its name, how many, and its sign so many times."""
    counts = {mark.row: mark for mark in figures.marks}
    if any(mark.value < 0 or mark.value != int(mark.value) for mark in figures.marks):
        return None
    start = (
        widest(figures.labels, SIZE)
        + GAP
        + max(width(m.text, SIZE, "Semibold") for m in figures.marks)
        + 3 * GAP
    )
    across = int((WIDTH - start) // SIGNS_APART)
    if across < 5 or max(mark.value for mark in figures.marks) > 6 * across:
        return None
    drawn, words, y = [], [], 0.0
    for row, mark in counts.items():
        lines = max(1, -(-int(mark.value) // across))
        middle = y + LINE / 2 + 4
        words.append(text(0, middle + SIZE / 3, figures.labels[row], font_size=SIZE))
        words.append(
            text(
                start - 2 * GAP,
                middle + SIZE / 3,
                mark.text,
                font_size=SIZE,
                font_weight=600,
                text_anchor="end",
            )
        )
        for n in range(int(mark.value)):
            down, right = divmod(n, across)
            drawn += shapes.verdict(
                figures.keys[row], start + SIGNS_APART * (right + 0.4), middle + 18 * down, 6
            )
        y += 18 * (lines - 1) + LINE + 9
    return Picture(WIDTH, y, SIZE, [*drawn, *words])
