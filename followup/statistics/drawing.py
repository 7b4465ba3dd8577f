"""How the tables of participants are drawn: over the years, by women and men, as parts of a whole, or in one grid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from finsam.facts.tables import Chart, Column, Row, Table, Takeaway
from followup.statistics.models import Population, Sex
from followup.statistics.statistics_table import TableFacts

MANY_TABLES = 3  # charts from which they are one grid
LEAST_YEARS = 3  # a line of two points says no more than its figures
MOST_PARTS = 5  # of a whole that is drawn as squares
BEFORE = "fore"
_WORK = re.compile(r"arbete\b|arbetet\b|anställning|^jobb", re.IGNORECASE)


def drawn(table: Table, year: int, *, closed: bool = False, least: int = 2) -> Chart | None:
    """The chart that says most of a table; None where it has fewer than `least` figures to draw.

    `closed` says that its people have left, so that its rows are where they went.
    """
    posts = tuple(row.key for row in table.rows if row.kind == "post")
    column = next((key for key in ("alla", "andel") if _count(table, key) >= least), None)
    over_years = _over_years(table)
    if over_years:
        named = _named_by_year(table, over_years, year)
        return Chart(
            table.key,
            table.title,
            named,
            "lines",
            over_years,
            posts,
            takeaway=_compared(table, over_years, year, closed),
        )
    if column is None:
        return None
    said = _compared(table, _pair(table), year, closed) or Takeaway(
        "most", ("Flest: {most}. Färst: {least}",)
    )
    sexes = _sexes(table)
    if len(sexes) > 1 and min(_count(table, key) for key in sexes[:2]) >= least:
        return Chart(table.key, table.title, table, "dots", sexes, posts, takeaway=said)
    kind = "waffle" if column == "alla" and _is_whole(table) else "bar"
    return Chart(table.key, table.title, table, kind, (column,), posts, takeaway=said)


def one_grid(charts: Sequence[Chart], key: str, title: str) -> Chart:
    """Charts of several tables as one: a panel for each, with women and men where all tables have them."""
    tables = [chart.table for chart in charts]
    sexes = set.intersection(*(set(_sexes(table)) for table in tables))
    shares = all(_count(table, "andel") >= 2 for table in tables)
    keys = tuple(sex.value for sex in Sex if sex.value in sexes) if len(sexes) > 1 else ()
    keys = keys or (("andel",) if shares else ("alla",))
    columns = tuple(column for column in tables[0].columns if column.key in keys)
    rows: list[Row] = []
    for table in tables:
        rows.append(Row(f"rubrik.{table.key}", table.row_label or table.title, kind="heading"))
        rows += [
            Row(
                f"{table.key}.{row.key}", row.label, {key: row.cells[key] for key in keys if key in row.cells}
            )
            for row in table.rows
            if row.kind == "post"
        ]
    whole = Table(key, title, columns, tuple(rows), row_label="Grupp")
    return Chart(key, title, whole, "grid", keys)


def is_closed(facts: TableFacts) -> bool:
    """Whether a table is of those who have left."""
    return facts.table.population == Population.CLOSED


def _count(table: Table, column: str) -> int:
    """How many bars a chart of the column has."""
    cells = [row.cells.get(column) for row in table.rows if row.kind == "post"]
    return sum(cell is not None and cell.fact is not None for cell in cells)


def _sexes(table: Table) -> tuple[str, ...]:
    known = {column.key for column in table.columns}
    return tuple(sex.value for sex in Sex if sex.value in known)


def _earlier(table: Table) -> list[Column]:
    """The columns of earlier years, the oldest first."""
    return [column for column in reversed(table.columns) if column.key.startswith(BEFORE)]


def _this_year(before: Column) -> str:
    """The column that an earlier year's is compared with: in the same unit."""
    return "andel" if before.unit == "%" else "alla"


def _pair(table: Table) -> tuple[str, ...]:
    """Last year's column and this year's, where both are there."""
    known = {column.key: column for column in table.columns}
    if BEFORE not in known:
        return ()
    now = _this_year(known[BEFORE])
    return (BEFORE, now) if now in known else ()


def _over_years(table: Table) -> tuple[str, ...]:
    """The columns of the years in one unit, the oldest first; nothing where they are too few."""
    earlier = _earlier(table)
    if len({column.unit for column in earlier}) != 1:
        return ()
    now = _this_year(earlier[0])
    keys = (*(column.key for column in earlier), now)
    return keys if len(keys) >= LEAST_YEARS and _count(table, now) else ()


def _named_by_year(table: Table, keys: Iterable[str], year: int) -> Table:
    """The table with those columns called by their year alone."""
    years = {key: _year_of(key, year) for key in keys}
    columns = (
        replace(column, label=str(years[column.key])) if column.key in years else column
        for column in table.columns
    )
    return replace(table, columns=tuple(columns))


def _year_of(key: str, year: int) -> int:
    if not key.startswith(BEFORE):
        return year
    return year - int(key.partition("-")[2] or 1)


def _compared(table: Table, keys: Sequence[str], year: int, closed: bool) -> Takeaway | None:
    """What is said of this year against last; of those who have left, how many went to work."""
    if len(keys) < 2 or _year_of(keys[-2], year) != year - 1:
        return None
    before, shares = year - 1, keys[-1] == "andel"
    more, fewer, same = (
        ("Större andel", "Mindre andel", "Lika stor andel") if shares else ("Fler", "Färre", "Lika många")
    )
    work = (
        next((row for row in table.rows if row.kind == "post" and _WORK.search(row.label)), None)
        if closed
        else None
    )
    if work is not None:
        went = f"gick till {work.label[:1].lower()}{work.label[1:]}"
        words = (f"{more} {went} än {before}", f"{fewer} {went} än {before}", f"{same} {went} som {before}")
        return Takeaway("change", words, work.key, keys[-1], keys[-2])
    words = (
        f"{{row}}: {more.lower()} än {before}", f"{{row}}: {fewer.lower()} än {before}", f"{{row}}: {same.lower()} som {before}"
    )  # fmt: skip
    return Takeaway("change", words, "", keys[-1], keys[-2])


def _is_whole(table: Table) -> bool:
    """Whether its groups make up the total that stands under them."""
    parts = [row for row in table.rows if row.kind == "post"]
    return 2 <= len(parts) <= MOST_PARTS and any(
        row.kind == "sum" and row.sums == tuple(part.key for part in parts) for row in table.rows
    )
