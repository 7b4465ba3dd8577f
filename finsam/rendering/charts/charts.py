"""Charts: a Vega-Lite specification made from a Table, and its SVG drawn on the server without a browser.

The figures are printed by the table's own columns, so a chart can't say another number than its table.
"""

from __future__ import annotations

import json
import os
import re
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache

import vl_convert
from django.conf import settings

from finsam.core.values.money import UNITS, in_unit
from finsam.disclosure.knowledge import HIDDEN
from finsam.facts.tables import UNKNOWN, Cell, Chart, Column
from finsam.rendering.charts.chartspec import Figures, Mark, bars, columns, shares
from finsam.rendering.fonts import printable


class ChartError(Exception):
    """The chart was not drawn; the message is a Swedish sentence."""


def spec(chart: Chart, *, accent: str) -> dict:
    """The chart as Vega-Lite, 600 px wide; `{}` when all its figures are blank.

    Columns whose names or figures don't fit, and shares that aren't parts of a whole, are drawn as bars instead.
    """
    figures = _figures(chart)
    if not figures.marks:
        return {}
    match chart.kind:
        case "bar":
            return bars(figures, accent)
        case "columns":
            return columns(figures, accent) or bars(figures, accent)
        case "shares":
            return shares(figures, accent) or bars(figures, accent)
        case unknown:
            raise ValueError(f"no such kind of chart: {unknown}")


def svg(chart: Chart, *, accent: str) -> str:
    """The chart as an SVG element whose first child is its alternative text; "" when all its figures are blank.

    It has no size but a viewBox, and no ids. Raises ChartError in a process forked after the first drawing.
    """
    drawn = spec(chart, accent=accent)
    if not drawn:
        return ""
    return _draw(json.dumps(drawn, ensure_ascii=False), printable(chart.alt) or _alt(chart))


def _alt(chart: Chart) -> str:
    """The chart in words, where its maker gave none."""
    figures = _figures(chart)
    several = len(figures.series) > 1
    told = [(mark.row, several and figures.series[mark.col], mark.text) for mark in figures.marks]
    told += [(row, "", text) for row, text in figures.words.items()]
    parts = [
        " ".join(filter(None, (figures.labels[row], *words)))
        for row, *words in sorted(told, key=lambda one: one[0])
    ]
    return f"{printable(chart.title)}: {', '.join(parts)}."


# ---- What to draw ----


def _figures(chart: Chart) -> Figures:
    table = chart.table
    columns = [c for c in table.columns if (c.key in chart.columns if chart.columns else c.kind == "number")]
    if chart.kind != "columns":
        columns = columns[:1]
    rows = [row for row in table.rows if (row.key in chart.rows if chart.rows else row.kind == "post")]
    found = [(row, [row.cells.get(column.key) for column in columns]) for row in rows]
    # A single row of bars has room for words in the place of a bar; else the chart's text and table say them.
    worded = chart.kind == "bar" and len(columns) == 1
    found = [
        (row, cells)
        for row, cells in found
        if any(map(_has_value, cells)) or (worded and _words_of(cells[0]))
    ]
    marks = [
        _mark(place, n, columns[n], cell)
        for place, (_, cells) in enumerate(found)
        for n, cell in enumerate(cells)
        if _has_value(cell)
    ]
    units = {column.unit for column in columns if not column.suffix and column.unit in UNITS}
    return Figures(
        labels=[printable(row.label) for row, _ in found],
        series=[printable(f"{column.group} {column.label}".strip()) for column in columns],
        marks=marks,
        unit=units.pop() if len(units) == 1 else "",
        words={
            place: printable(_words_of(cells[0]))
            for place, (_, cells) in enumerate(found)
            if not any(map(_has_value, cells))
        },
    )


# What a table's marks are in words, where there is room for them.
WORDS = {HIDDEN: "visas inte", UNKNOWN: "uppgift saknas"}


def _words_of(cell: Cell | None) -> str:
    """What a cell says that holds no figure."""
    return "" if cell is None or cell.fact is not None else WORDS.get(cell.text, cell.text)


def _has_value(cell: Cell | None) -> bool:
    return cell is not None and cell.fact is not None and cell.fact.value is not None


def _mark(row: int, col: int, column: Column, cell: Cell) -> Mark:
    fact = cell.fact
    second = (
        f" ({column.text(cell.second)})" if cell.second is not None and cell.second.value is not None else ""
    )
    return Mark(
        row,
        col,
        value=float(in_unit(column.signed(fact), column.unit_of(fact))),
        text=printable(replace(column, suffix=True).text(fact) + second),
        bare=printable(column.text(fact) + second),
    )


# ---- Drawing ----

# vl-convert keeps a JavaScript engine with threads of its own, which a forked child doesn't get.
_lock = threading.Lock()
_first_used_by: int | None = None


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """One drawing at a time, and only in the process that drew first. The fonts are registered with the first.

    The owner is checked before the lock is asked for: a child may have inherited it locked for ever.
    """
    global _first_used_by
    if _first_used_by not in (None, os.getpid()):
        raise ChartError(
            "Diagrammet kan inte ritas i en process som har delats efter att det första ritades."
        )
    with _lock:
        if _first_used_by is None:
            vl_convert.register_font_directory(str(settings.FONTS_DIR))
            _first_used_by = os.getpid()
        yield


@lru_cache(maxsize=128)
def _draw(specification: str, title: str) -> str:
    """The drawing of a specification: a pure function of its text, so it may be remembered."""
    with _one_at_a_time():
        drawn = vl_convert.vegalite_to_svg(specification, allowed_base_urls=[])
    return _tidy(drawn, title)


# What a picture with one alternative text has no use for: its parts' roles, and its drawer's own notes.
_SPARE = re.compile(r"aria-.*|role|class")


def _tidy(drawn: str, title: str) -> str:
    """Only what is seen, under one root that says what it shows."""
    source = ET.fromstring(drawn)  # noqa: S314 - written by vl-convert from our own specification
    for element in list(source.iter()):
        for child in list(element):
            if child.get("class") in ("background", "foreground"):
                element.remove(child)
    root = ET.Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": source.get("viewBox"), "role": "img"}
    )
    ET.SubElement(root, "title").text = title
    root.extend(source)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for name in filter(_SPARE.fullmatch, [*element.attrib] if element is not root else ()):
            del element.attrib[name]
    return ET.tostring(root, encoding="unicode")
