"""Rows with a mark for each group on one scale, and the figures in columns beside: questions by women and men.

The head of a group's column has the group's mark, so that it is the legend too. What isn't shown says so in its column
and has no mark. `against` is the same for a bar and what it is held against.
"""

from __future__ import annotations

from finsam.rendering.charts import shapes
from finsam.rendering.charts.drawing import (
    INK,
    INK_SOFT,
    RULE,
    Picture,
    element,
    room_for,
    text,
    tint,
    widest,
    width,
    wrap,
)
from finsam.rendering.charts.kinds import BAR, GAP, LINE, QUIET, SIZE, SMALL, WIDTH, Figures

RADIUS = 4.6
STRENGTHS = (1.0, 0.62, 0.8, 0.5, 0.9)
LEAST = 130  # px that the scale needs
SPACE = 14  # between columns of figures
SIGN = 16  # room for a mark before the name of its column


def dots(figures: Figures, accent: str) -> Picture | None:
    """A mark for each group, or nothing where there is one group only, or figures leave no room."""
    sheet = _Sheet(figures)
    if len(figures.series) < 2 or len(figures.series) > len(shapes.MARKS) or sheet.across < LEAST:
        return None
    at = figures.scale(sheet.start + RADIUS, sheet.end - RADIUS)
    drawn, words = [], sheet.words()
    marks = figures.by_place()
    for row in range(len(figures.labels)):
        y = sheet.middles[row]
        mine = [marks[row, col] for col in range(len(figures.series)) if (row, col) in marks]
        drawn.append(_rule(sheet.start, sheet.end, y, RULE, 0.8))
        if mine:
            reach = [at(mark.value) for mark in mine]
            drawn.append(_rule(min(reach), max(reach), y, INK_SOFT, 1.4))
        # The last first, so that the groups lie on all together.
        for mark in reversed(mine):
            colour = tint(accent, STRENGTHS[mark.col])
            drawn.append(shapes.mark(mark.col, at(mark.value), y, RADIUS, colour))
    for col, x in enumerate(sheet.rights):
        start = x - width(figures.series[col], SMALL) - SIGN / 2
        drawn.append(shapes.mark(col, start, sheet.head - SMALL / 3, 3.8, tint(accent, STRENGTHS[col])))
    return Picture(WIDTH, sheet.height, SIZE, [*drawn, *words])


def against(figures: Figures, accent: str) -> Picture | None:
    """Bars of the first column with a tick where the second is; nothing where there aren't two, or no room."""
    sheet = _Sheet(figures)
    if len(figures.series) != 2 or sheet.across < LEAST:
        return None
    at = figures.scale(sheet.start, sheet.end - 2)
    drawn, words = [], sheet.words()
    fill = tint(accent, QUIET)
    for mark in sorted(figures.marks, key=lambda mark: mark.col):
        y, end, zero = sheet.middles[mark.row], at(mark.value), at(0)
        if mark.col == 0:
            wide = abs(end - zero)
            drawn.append(element("rect", x=min(zero, end), y=y - BAR / 2, width=wide, height=BAR, fill=fill))
        else:
            drawn.append(
                element(
                    "line",
                    x1=end,
                    y1=y - BAR / 2 - 4,
                    x2=end,
                    y2=y + BAR / 2 + 4,
                    stroke=INK,
                    stroke_width=2.2,
                )
            )
    top, bottom = sheet.top, sheet.height
    drawn.append(element("line", x1=at(0), y1=top, x2=at(0), y2=bottom, stroke=INK_SOFT, stroke_width=0.8))
    for col, x in enumerate(sheet.rights):
        start, y = x - width(figures.series[col], SMALL) - SIGN / 2, sheet.head - SMALL / 3
        if col == 0:
            drawn.append(element("rect", x=start - 5, y=y - 4, width=10, height=8, fill=fill))
        else:
            drawn.append(
                element("line", x1=start, y1=y - 6, x2=start, y2=y + 6, stroke=INK, stroke_width=2.2)
            )
    return Picture(WIDTH, sheet.height, SIZE, [*drawn, *words])


def _rule(x: float, x2: float, y: float, stroke: str, thick: float) -> str:
    return element("line", x1=x, y1=y, x2=x2, y2=y, stroke=stroke, stroke_width=thick)


class _Sheet:
    """Where names, the scale and the columns of figures stand, with room for a mark in each head."""

    def __init__(self, figures: Figures):
        self.figures = figures
        printed = {place: mark.text for place, mark in figures.by_place().items()} | figures.blanks
        self.printed = printed
        columns = range(len(figures.series))
        wide = [
            max(
                width(figures.series[col], SMALL) + SIGN,
                widest([words for (_, at), words in printed.items() if at == col], SIZE),
            )
            for col in columns
        ]
        self.rights = [WIDTH - sum(wide[col + 1 :]) - SPACE * (len(wide) - 1 - col) for col in columns]
        self.end = WIDTH - sum(wide) - SPACE * len(wide)
        most = max(self.end - LEAST - GAP, 90)
        one_line = widest(figures.labels, SIZE)
        room = (
            one_line if one_line <= min(most, 170) else room_for(figures.labels, 2, SIZE, least=90, most=most)
        )
        self.labels = [wrap(label, room, SIZE) for label in figures.labels]
        self.start = max(widest(lines, SIZE) for lines in self.labels) + 2 * GAP
        self.across = self.end - self.start
        self.head, self.top = SMALL + 2.0, LINE + 6.0
        self.middles, y = [], self.top
        for lines in self.labels:
            high = max(LINE * len(lines), BAR + 3) + 8
            self.middles.append(y + high / 2)
            y += high
        self.height = y

    def words(self) -> list[str]:
        """Heads, names and figures."""
        made = [
            text(x, self.head, name, font_size=SMALL, text_anchor="end", fill=INK_SOFT)
            for x, name in zip(self.rights, self.figures.series, strict=True)
        ]
        for y, lines in zip(self.middles, self.labels, strict=True):
            first = y - LINE * (len(lines) - 1) / 2
            made += [
                text(0, first + LINE * n + SIZE / 3, line, font_size=SIZE) for n, line in enumerate(lines)
            ]
        for (row, col), words in sorted(self.printed.items()):
            made.append(
                text(self.rights[col], self.middles[row] + SIZE / 3, words, font_size=SIZE, text_anchor="end")
            )
        return made
