"""Charts: what of a table is drawn, and in which kind of chart.

The figures are printed by the table's own columns, so a chart can't say another number than its table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from finsam.core.values.money import UNITS, in_unit
from finsam.facts.tables import UNKNOWN, Cell, Chart, Column, Row
from finsam.rendering.charts import told
from finsam.rendering.charts.dots import against, dots
from finsam.rendering.charts.drawing import Picture
from finsam.rendering.charts.kinds import Figures, Mark, bars, columns, shares
from finsam.rendering.charts.levels import levels
from finsam.rendering.charts.lines import lines
from finsam.rendering.charts.matrix import matrix
from finsam.rendering.charts.panels import grid
from finsam.rendering.charts.squares import tally, waffle
from finsam.rendering.fonts import printable

KINDS: dict[str, Callable[[Figures, str], Picture | None]] = {
    "bar": bars,
    "columns": columns,
    "shares": shares,
    "matrix": matrix,
    "levels": levels,
    "lines": lines,
    "dots": dots,
    "against": against,
    "grid": grid,
    "waffle": waffle,
    "tally": tally,
}
SEVERAL = (
    "columns",
    "matrix",
    "levels",
    "lines",
    "dots",
    "against",
)  # the kinds that draw more than one column
WORDED = ("dots", "against", "grid")  # those of them that have room for words in the place of a figure


def svg(chart: Chart, *, accent: str, beside: bool = False) -> str:
    """The chart as an SVG element whose first child is its alternative text; "" when all its figures are blank.

    `beside` says that its table stands there too, so that its text need not say every figure once more. A kind that
    doesn't suit the figures (names that don't fit, shares that aren't parts of a whole) is drawn as bars instead.
    """
    figures = figures_of(chart)
    if not figures.marks:
        return ""
    if chart.kind not in KINDS:
        raise ValueError(f"no such kind of chart: {chart.kind}")
    drawn = KINDS[chart.kind](figures, accent) or bars(figures, accent)
    return drawn.svg(printable(chart.alt) or told.alternative(chart, figures, beside=beside))


def takeaway(chart: Chart) -> str:
    """The line under the chart's title: what its figures say, or "" where that can't be said of those that are shown."""
    return told.takeaway(chart, figures_of(chart))


# ---- What to draw ----


def figures_of(chart: Chart) -> Figures:
    """What of its table a chart draws."""
    table = chart.table
    if chart.columns:  # in the chart's order: time goes to the right
        by_key = {column.key: column for column in table.columns}
        columns = [by_key[key] for key in chart.columns if key in by_key]
    else:
        columns = [column for column in table.columns if column.kind == "number"]
    if chart.kind not in SEVERAL:
        columns = columns[:1]
    rows = [row for row in table.rows if (row.key in chart.rows if chart.rows else row.kind == "post")]
    drawn = [(row, [row.cells.get(column.key) for column in columns]) for row in rows]
    # A single row of bars has room for words in the place of a bar; else the chart's text and table say them.
    worded = len(columns) == 1 or chart.kind in WORDED
    drawn = [
        (row, cells)
        for row, cells in drawn
        if any(map(_has_value, cells)) or (worded and any(map(_words_of, cells)))
    ]
    headings = _headings(table.rows)
    marks = [
        mark
        for place, (_, cells) in enumerate(drawn)
        for n, cell in enumerate(cells)
        if (mark := _mark(place, n, columns[n], cell)) is not None
    ]
    units = {column.unit for column in columns if not column.suffix and column.unit in UNITS}
    return Figures(
        labels=[printable(row.label) for row, _ in drawn],
        series=[printable(f"{column.group} {column.label}".strip()) for column in columns],
        marks=marks,
        unit=units.pop() if len(units) == 1 else "",
        words={
            place: printable(_words_of(cells[0]))
            for place, (_, cells) in enumerate(drawn)
            if not any(map(_has_value, cells))
        },
        blanks={
            (place, n): printable(words)
            for place, (_, cells) in enumerate(drawn)
            for n, cell in enumerate(cells)
            if (words := _words_of(cell))
        },
        groups=[printable(headings.get(row.key, "")) for row, _ in drawn],
        keys=[row.key for row, _ in drawn],
        planned=frozenset(place for place, (row, _) in enumerate(drawn) if row.key in chart.planned),
        apart=chart.apart,
    )


def _headings(rows: Iterable[Row]) -> dict[str, str]:
    """The heading that each row stands under, by the row's key."""
    under, last = {}, ""
    for row in rows:
        last = row.label if row.kind == "heading" else last
        under[row.key] = last
    return under


# What a table's marks are in words, where there is room for them.
WORDS = {UNKNOWN: "uppgift saknas"}


def _words_of(cell: Cell | None) -> str:
    """What a cell says that holds no figure."""
    return "" if cell is None or cell.fact is not None else WORDS.get(cell.text, cell.text)


def _has_value(cell: Cell | None) -> bool:
    return cell is not None and cell.fact is not None and cell.fact.value is not None


def _mark(row: int, col: int, column: Column, cell: Cell | None) -> Mark | None:
    if cell is None or (fact := cell.fact) is None or (value := column.signed(fact)) is None:
        return None
    second = (
        f" ({column.text(cell.second)})" if cell.second is not None and cell.second.value is not None else ""
    )
    return Mark(
        row,
        col,
        value=float(in_unit(value, column.unit_of(fact))),
        text=printable(replace(column, suffix=True).text(fact) + second),
        bare=printable(column.text(fact) + second),
    )
