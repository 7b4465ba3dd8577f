"""The three kinds of chart as Vega-Lite specifications.

Everything that has to fit (names, figures) is measured here and the scales are given what is left, so no label is
ever cut, and neither axes nor legends are needed: each mark says its name and its figure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from finsam.rendering.charts.drawing import INK, INK_SOFT, room_for, tint, tints, widest, width, wrap
from finsam.rendering.fonts import FAMILY

WIDTH = 600  # px, which is 159 mm on paper: the measures below are then 12 px = 9 pt
SIZE, SMALL, LINE = 12, 11, 15
GAP = 8  # between a label and what it labels
BAR = 15  # how thick a bar is
COLUMNS_HEIGHT = 190
MOST_SHARES = 8  # parts of a whole that an eye can compare in one bar
QUIET = 0.72  # how strong the accent is where it fills a single series


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

    @property
    def least(self) -> float:
        return min(0, *(mark.value for mark in self.marks))

    @property
    def most(self) -> float:
        return max(0, *(mark.value for mark in self.marks))


# ---- The three kinds ----


def bars(figures: Figures, accent: str) -> dict:
    """Horizontal bars: label, bar, figure. Several series lie under each other, each saying its name."""
    several = len(figures.series) > 1
    texts = [f"{mark.text} · {figures.series[mark.col]}" if several else mark.text for mark in figures.marks]
    before = _reach(figures, texts, lambda mark: mark.value < 0)
    said = [width(text, SIZE) + GAP for text in figures.words.values()]
    after = max([_reach(figures, texts, lambda mark: mark.value >= 0), *said])
    most = max(90, min(250, WIDTH - 120 - before - after))
    one_line = widest(figures.labels, SIZE)
    room = one_line if one_line <= most else room_for(figures.labels, 2, SIZE, least=190, most=most)
    lines = [wrap(label, room, SIZE) for label in figures.labels]
    thick = 17 * len(figures.series) if several else BAR
    slot = max(thick + 9, max(map(len, lines)) * LINE + 9)
    height = slot * len(lines)

    left = max(widest(one, SIZE) for one in lines) + 2 * GAP
    start, end = left + before, WIDTH - after
    x = _linear([start, end], figures)
    y = _band("row", [0, height], len(lines), thick / slot)
    place = {"x": x, "y": y, **({"yOffset": _band("col", None, len(figures.series), 0.9)} if several else {})}
    names = [
        {"x": 0, "y": slot * (row + 0.5) + LINE * (n - (len(one) - 1) / 2), "text": text}
        for row, one in enumerate(lines)
        for n, text in enumerate(one)
    ]
    zero = start + (end - start) * -figures.least / ((figures.most - figures.least) or 1)
    words = [
        {"x": zero + GAP - 2, "y": slot * (row + 0.5), "text": text} for row, text in figures.words.items()
    ]
    fills = tints(accent, len(figures.series)) if several else [tint(accent, QUIET)]
    layers = [
        {"mark": _shape(accent, several), "encoding": {**place, "color": _fill(fills, "col")}},
        *([_words(words, align="left", color=INK_SOFT)] if words else ()),
        _figures_at(place, "datum.value >= 0", align="left", dx=GAP - 2),
        _figures_at(place, "datum.value < 0", align="right", dx=2 - GAP),
        _words(names, align="left"),
        _lines([{"x": zero, "y": 0, "x2": zero, "y2": height}], INK_SOFT),
    ]
    return _sheet(_data(figures, texts), layers, height)


def _reach(figures: Figures, texts: list[str], where: Callable[[Mark], bool]) -> float:
    """The room that the figures outside the bars' ends need."""
    pairs = zip(figures.marks, texts, strict=True)
    return max((width(text, SIZE) + GAP for mark, text in pairs if where(mark)), default=0)


def columns(figures: Figures, accent: str) -> dict:
    """Standing columns in groups, or nothing when names and figures would be crowded."""
    count, slot = len(figures.series), WIDTH / len(figures.labels)
    group = slot * (0.86 if count > 1 else 0.5)
    room = group / count if count > 1 else slot - GAP
    if (
        max(width(text, SMALL) for text in [*figures.series, *(mark.bare for mark in figures.marks)]) + 4
        > room
    ):
        return {}
    lines = [wrap(label, slot - 2 * GAP, SIZE) for label in figures.labels]
    words = [word for label in figures.labels for word in label.split()]
    if max(map(len, lines)) > 3 or max((width(word, SIZE) for word in words), default=0) > slot - 2 * GAP:
        return {}

    top = LINE + (LINE + 6 if figures.unit else 0)
    bottom = top + COLUMNS_HEIGHT
    series_at = bottom + 12 + (LINE if figures.least < 0 else 0)
    labels_at = series_at + (LINE + 5 if count > 1 else 0)
    height = labels_at + LINE * (max(map(len, lines)) - 0.5)
    y = _linear([bottom, top], figures)
    x = _band("row", [0, WIDTH], len(figures.labels), group / slot)
    place = {"x": x, "y": y, **({"xOffset": _band("col", None, count, 0.9)} if count > 1 else {})}
    names = [
        {"x": slot * (row + 0.5), "y": labels_at + LINE * n, "text": text}
        for row, one in enumerate(lines)
        for n, text in enumerate(one)
    ]
    series = [
        {
            "x": slot * (m.row + 0.5) + group * ((m.col + 0.5) / count - 0.5),
            "y": series_at,
            "text": figures.series[m.col],
        }
        for m in figures.marks
        if count > 1
    ]
    zero = bottom - COLUMNS_HEIGHT * -figures.least / ((figures.most - figures.least) or 1)
    fills = tints(accent, count) if count > 1 else [tint(accent, QUIET)]
    layers = [
        {"mark": _shape(accent, count > 1), "encoding": {**place, "color": _fill(fills, "col")}},
        _figures_at(place, "datum.value >= 0", size=SMALL, dy=-8),
        _figures_at(place, "datum.value < 0", size=SMALL, dy=9),
        _lines([{"x": 0, "y": zero, "x2": WIDTH, "y2": zero}], INK_SOFT),
        _words(series, size=SMALL, color=INK_SOFT),
        _words(names),
        _words([{"x": 0, "y": LINE / 2, "text": figures.unit}], align="left", size=SMALL, color=INK_SOFT),
    ]
    return _sheet(_data(figures, [mark.bare for mark in figures.marks]), layers, height)


def shares(figures: Figures, accent: str) -> dict:
    """One bar whose parts are a whole, or nothing when they can't be shown so.

    Each part's words hang from its left edge, lower the more parts to the right they reach under, so that no line
    crosses a word. The bar is as long as the last words allow.
    """
    values = [mark.value for mark in figures.marks]
    whole = sum(values)
    if not 2 <= len(values) <= MOST_SHARES or min(values) < 0 or not whole:
        return {}
    starts = [sum(values[:n]) / whole for n in range(len(values))]
    rooms = [max(150, 0.8 * WIDTH * value / whole) for value in values]
    names = [wrap(label, room, SIZE) for label, room in zip(figures.labels, rooms, strict=True)]
    wide = [
        max(widest(name, SIZE), width(m.text, SIZE, "Semibold")) + GAP
        for name, m in zip(names, figures.marks, strict=True)
    ]
    length = min(WIDTH, *((WIDTH - w) / start for w, start in zip(wide, starts, strict=True) if start))
    if length < 0.55 * WIDTH:
        return {}
    lefts = [start * length for start in starts]
    levels = _levels(lefts, wide)
    step = LINE * (max(map(len, names)) + 1) + 9
    thick, first = 38, 38 + 22
    words, figures_under, leaders = [], [], []
    for mark, name, left, level in zip(figures.marks, names, lefts, levels, strict=True):
        y = first + step * level
        leaders.append({"x": left + 0.5, "y": thick, "x2": left + 0.5, "y2": y + LINE * len(name) + 6})
        words.extend({"x": left + GAP - 2, "y": y + LINE * n, "text": text} for n, text in enumerate(name))
        figures_under.append({"x": left + GAP - 2, "y": y + LINE * len(name), "text": mark.text})
    height = first + step * max(levels) + LINE * max(map(len, names)) + LINE / 2 + 2
    x = {"field": "value", "type": "quantitative", "axis": None, "stack": "zero"}
    x["scale"] = {"domain": [0, whole], "range": [0.5, length - 0.5], "nice": False}
    layers = [
        {
            "mark": {**_shape(accent, True), "height": thick - 1},
            "encoding": {
                "x": x,
                "y": {"value": thick / 2},
                "order": {"field": "row"},
                "color": _fill(tints(accent, len(values)), "row"),
            },
        },
        _lines(leaders, INK_SOFT),
        _words(words, align="left"),
        _words(figures_under, align="left", weight=600),
    ]
    return _sheet(_data(figures, [mark.text for mark in figures.marks]), layers, height)


def _levels(lefts: list[float], wide: list[float]) -> list[int]:
    """How far down each part's words hang: below all parts to the right that they reach under."""
    levels = [0] * len(lefts)
    for n in reversed(range(len(lefts))):
        below = [levels[m] for m in range(n + 1, len(lefts)) if lefts[m] < lefts[n] + wide[n]]
        levels[n] = max(below, default=-1) + 1
    return levels


# ---- Pieces of a specification ----


def _sheet(data: list[dict], layers: list[dict], height: float) -> dict:
    return {
        "width": WIDTH,
        "height": round(height),
        "padding": 0,
        "autosize": "none",
        "background": None,
        "data": {"values": data},
        "layer": layers,
        "config": {"aria": False, "font": FAMILY, "view": {"stroke": None}},
    }


def _data(figures: Figures, texts: list[str]) -> list[dict]:
    pairs = zip(figures.marks, texts, strict=True)
    return [{"row": mark.row, "col": mark.col, "value": mark.value, "text": text} for mark, text in pairs]


def _linear(reach: list[float], figures: Figures) -> dict:
    """The scale of figures. Where all are zero, any end will do."""
    scale = {
        "domain": [figures.least, figures.most or (figures.least and 0) or 1],
        "range": reach,
        "nice": False,
    }
    return {"field": "value", "type": "quantitative", "axis": None, "scale": scale}


def _band(field: str, reach: list[float] | None, count: int, share: float) -> dict:
    """The scale of rows or series, each `share` of its slot."""
    scale = {"domain": list(range(count)), "paddingInner": 1 - share, "paddingOuter": (1 - share) / 2}
    if reach:
        scale["range"] = reach
    return {"field": field, "type": "ordinal", "scale": scale, **({"axis": None} if reach else {})}


def _fill(fills: list[str], field: str) -> dict:
    scale = {"domain": list(range(len(fills))), "range": fills}
    return {"field": field, "type": "ordinal", "scale": scale, "legend": None}


def _shape(accent: str, several: bool) -> dict:
    """A bar; where there are several tints an outline holds the pale ones together."""
    return {"type": "bar", **({"stroke": accent, "strokeWidth": 1} if several else {})}


def _figures_at(place: dict, test: str, *, size: int = SIZE, **mark) -> dict:
    """The figures at the ends of their bars."""
    mark = {"type": "text", "color": INK, "fontSize": size, "baseline": "middle", **mark}
    return {"transform": [{"filter": test}], "mark": mark, "encoding": {**place, "text": {"field": "text"}}}


def _words(
    words: list[dict], *, size: int = SIZE, align: str = "center", color: str = INK, weight: int = 400
) -> dict:
    """Words at places of their own in px."""
    mark = {
        "type": "text",
        "fontSize": size,
        "align": align,
        "baseline": "middle",
        "color": color,
        "fontWeight": weight,
    }
    encoding = {"x": _px("x"), "y": _px("y"), "text": {"field": "text"}}
    return {"data": {"values": words}, "mark": mark, "encoding": encoding}


def _lines(lines: list[dict], color: str) -> dict:
    """Thin lines between places in px."""
    encoding = {"x": _px("x"), "y": _px("y"), "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    return {
        "data": {"values": lines},
        "mark": {"type": "rule", "color": color, "strokeWidth": 0.8},
        "encoding": encoding,
    }


def _px(field: str) -> dict:
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}
