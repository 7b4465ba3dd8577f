"""What a chart says in words: the line under its title, and its alternative text, which doesn't say that line once more.

Both are made of the figures that are drawn, after small counts are taken away, and compare them as they are printed: a
sentence never knows more than the picture. Where a figure isn't shown, nothing is said of which is largest.
"""

from __future__ import annotations

from finsam.core.text.prose import listed
from finsam.facts.tables import Cell, Chart, Takeaway
from finsam.rendering.charts.kinds import Figures, Mark
from finsam.rendering.fonts import printable

COMPARED = 3  # rows from which it is worth to say which is largest
MOST_COURSES = 6  # lines of which it is told from what to what they go
IN_TABLE = "Alla siffror står i tabellen."


def takeaway(chart: Chart, figures: Figures) -> str:
    """The line under the title in the maker's words, or "" where the figures that are shown don't say it."""
    made = chart.takeaway
    if made is None or not figures.marks:
        return ""
    said = {"change": _change, "most": _most, "gap": _gap, "levels": _levels}[made.way](made, chart, figures)
    return printable(said)


def alternative(chart: Chart, figures: Figures, *, beside: bool = False) -> str:
    """The chart in words: all its figures; or, where they stand beside it, what an eye sees in it. Whoever listens has just
    heard the line under the title."""
    title = printable(chart.title)
    seen = _courses(chart, figures) if beside else []
    first = f"{title}." if beside else f"{title}: {_all(figures)}."
    return " ".join([first, *(seen or _ends(chart, figures)), *([IN_TABLE] if beside else [])])


def _all(figures: Figures) -> str:
    """Every figure with its row and column, in the table's order."""
    several = len(figures.series) > 1
    marks = [(mark.row, figures.series[mark.col] if several else "", mark.text) for mark in figures.marks]
    words = [(row, "", text) for row, text in figures.words.items() if text]
    parts = [
        " ".join(filter(None, (figures.labels[row], *said)))
        for row, *said in sorted([*marks, *words], key=lambda each: each[0])
    ]
    return ", ".join(parts)


def _courses(chart: Chart, figures: Figures) -> list[str]:
    """`Vård från 20 % 2021 till 45 % 2023; arbete 12 % 2023.`: each line from its first to its last figure that is shown."""
    if chart.kind != "lines" or len(figures.labels) > MOST_COURSES:
        return []
    told = []
    for row, label in enumerate(figures.labels):
        marks = sorted((mark for mark in figures.marks if mark.row == row), key=lambda mark: mark.col)
        ends = [f"{mark.text} {figures.series[mark.col]}" for mark in (marks[0], marks[-1])] if marks else []
        if len(marks) > 1:
            told.append(f"{label} från {ends[0]} till {ends[1]}")
        elif marks:
            told.append(f"{label} {ends[0]}")
    return [f"{'; '.join(told)}."]


def _ends(chart: Chart, figures: Figures) -> list[str]:
    """`Störst är vård, 45 %, minst är arbete, 12 %.` Not where the line under the title has said it."""
    said = chart.takeaway is not None and chart.takeaway.way == "most" and takeaway(chart, figures)
    if chart.kind in ("matrix", "tally") or said:
        return []
    col = len(figures.series) - 1 if chart.kind in ("lines", "columns") else 0
    ends = _extremes(figures, col)
    if ends is None:
        return []
    most, least = ends
    of = f" ({figures.series[col]})" if len(figures.series) > 1 else ""
    largest, smallest = (f"{figures.labels[mark.row]}, {mark.text}" for mark in (most, least))
    return [f"Störst{of} är {largest}, minst är {smallest}."]


def _extremes(figures: Figures, col: int) -> tuple[Mark, Mark] | None:
    """The largest and the smallest of a column; None where one isn't shown, several are alike, there are too few, or one is
    less than nothing: the largest cost is then the smallest figure."""
    marks = [mark for mark in figures.marks if mark.col == col]
    shown = len(marks) == len(figures.labels) and not any(at == col for _, at in figures.blanks)
    if not shown or len(marks) < COMPARED:
        return None
    ordered = sorted(marks, key=lambda mark: mark.value)
    if ordered[0].value < 0:
        return None
    texts = [mark.text for mark in ordered]
    if texts[0] == texts[1] or texts[-1] == texts[-2]:
        return None
    return ordered[-1], ordered[0]


def _change(made: Takeaway, chart: Chart, figures: Figures) -> str:
    """Whether a row (unless one is named the largest) has become more or fewer, by the figures as they are printed."""
    name = made.row or _largest(chart, figures, made.column)
    row = next((row for row in chart.table.rows if row.key == name), None)
    columns = {column.key: column for column in chart.table.columns}
    if row is None or not {made.column, made.before} <= columns.keys():
        return ""
    values, texts = [], []
    for key in (made.column, made.before):
        fact = row.cells.get(key, Cell()).fact
        value = columns[key].signed(fact) if fact is not None else None
        if fact is None or value is None:
            return ""
        values.append(value)
        texts.append(columns[key].text(fact))
    more, fewer, same = (words.format(row=row.label) for words in made.words)
    if texts[0] == texts[1]:
        return same
    return more if values[0] > values[1] else fewer


def _largest(chart: Chart, figures: Figures, column: str) -> str:
    """The key of the row with the largest figure in a column that is drawn; "" where that isn't sure."""
    columns = chart.columns
    ends = _extremes(figures, columns.index(column)) if column in columns else None
    return figures.keys[ends[0].row] if ends is not None else ""


def _most(made: Takeaway, chart: Chart, figures: Figures) -> str:
    """Which row is largest and which smallest."""
    ends = _extremes(figures, 0)
    if ends is None:
        return ""
    most, least = (figures.labels[mark.row] for mark in ends)
    return made.words[0].format(most=most, least=least)


def _gap(made: Takeaway, chart: Chart, figures: Figures) -> str:
    """In which row two columns differ most."""
    keys = list(chart.columns)
    first, other = keys.index(made.column), keys.index(made.before)
    marks = figures.by_place()
    rows = range(len(figures.labels))
    if len(rows) < COMPARED or any((row, col) not in marks for row in rows for col in (first, other)):
        return ""
    apart = sorted((abs(marks[row, first].value - marks[row, other].value), row) for row in rows)
    (second, _), (widest, row) = apart[-2:]
    return made.words[0].format(row=figures.labels[row]) if widest > second else ""


def _levels(made: Takeaway, chart: Chart, figures: Figures) -> str:
    """Which rows of the first column are over the highest level or under the lowest; levels are named in that order."""
    marks = figures.by_place()
    by_key = {key: place for place, key in enumerate(chart.columns)}
    high, low = by_key.get(made.column, -1), by_key.get(made.before, -1)
    over, under, held = [], [], 0
    for row, label in enumerate(figures.labels):
        value = marks.get((row, 0))
        limits = [marks.get((row, col)) for col in (high, low)]
        if value is None or not any(limits):
            continue
        held += 1
        if limits[0] is not None and value.value > limits[0].value:
            over.append(label.partition(",")[0])
        elif limits[1] is not None and value.value < limits[1].value:
            under.append(label.partition(",")[0])
    within, above, below = made.words
    said = [words.format(rows=listed(rows)) for words, rows in ((above, over), (below, under)) if rows]
    if held and not said:
        return within
    return ". ".join(said)
