"""Charts: what of a table is drawn, and in which kind of chart.

The figures are printed by the table's own columns, so a chart can't say another number than its table.
"""

from __future__ import annotations

from dataclasses import replace

from finsam.core.values.money import UNITS, in_unit
from finsam.disclosure.knowledge import HIDDEN
from finsam.facts.tables import UNKNOWN, Cell, Chart, Column
from finsam.rendering.charts.kinds import Figures, Mark, bars, columns, shares
from finsam.rendering.charts.levels import levels
from finsam.rendering.charts.matrix import matrix
from finsam.rendering.fonts import printable

KINDS = {"bar": bars, "columns": columns, "shares": shares, "matrix": matrix, "levels": levels}
SEVERAL = ("columns", "matrix", "levels")  # the kinds that draw more than one column


def svg(chart: Chart, *, accent: str) -> str:
    """The chart as an SVG element whose first child is its alternative text; "" when all its figures are blank.

    Columns whose names or figures don't fit, and shares that aren't parts of a whole, are drawn as bars instead.
    """
    figures = _figures(chart)
    if not figures.marks:
        return ""
    if chart.kind not in KINDS:
        raise ValueError(f"no such kind of chart: {chart.kind}")
    drawn = KINDS[chart.kind](figures, accent) or bars(figures, accent)
    return drawn.svg(printable(chart.alt) or _alt(chart, figures))


def _alt(chart: Chart, figures: Figures) -> str:
    """The chart in words, where its maker gave none."""
    several = len(figures.series) > 1
    told = [(mark.row, figures.series[mark.col] if several else "", mark.text) for mark in figures.marks]
    told += [(row, "", text) for row, text in figures.words.items()]
    parts = [
        " ".join(filter(None, (figures.labels[row], *words)))
        for row, *words in sorted(told, key=lambda words: words[0])
    ]
    return f"{printable(chart.title)}: {', '.join(parts)}."


# ---- What to draw ----


def _figures(chart: Chart) -> Figures:
    table = chart.table
    columns = [c for c in table.columns if (c.key in chart.columns if chart.columns else c.kind == "number")]
    if chart.kind not in SEVERAL:
        columns = columns[:1]
    rows = [row for row in table.rows if (row.key in chart.rows if chart.rows else row.kind == "post")]
    drawn = [(row, [row.cells.get(column.key) for column in columns]) for row in rows]
    # A single row of bars has room for words in the place of a bar; else the chart's text and table say them.
    worded = chart.kind == "bar" and len(columns) == 1
    drawn = [
        (row, cells)
        for row, cells in drawn
        if any(map(_has_value, cells)) or (worded and _words_of(cells[0]))
    ]
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
    )


# What a table's marks are in words, where there is room for them.
WORDS = {HIDDEN: "visas inte", UNKNOWN: "uppgift saknas"}


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
