"""Which amounts stand side by side in a year's sheet, what can be written there, and whether they begin where they should."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from budget.facts import series_facts
from budget.models import Series, SeriesKind
from budget.models.series import AHEAD, ORIGINAL, REVISIONS
from budget.queries import Money
from finsam.core.models import FiscalYear
from finsam.core.values.money import exact
from finsam.facts.book import Book

# What a year's sheet is written in, in the order that it stands.
WRITTEN = (
    SeriesKind.BUDGET,
    SeriesKind.REVISED,
    SeriesKind.FORECAST,
    SeriesKind.PLAN,
    SeriesKind.REVISED_PLAN,
)
# What is known of the year before, the first of each that there is.
BEFORE = ((SeriesKind.REVISED, SeriesKind.BUDGET), (SeriesKind.OUTCOME, SeriesKind.FORECAST))


@dataclass(frozen=True)
class Column:
    """A series in the sheet, and why nothing is written in it here; "" where it is written."""

    series: Series
    why: str = ""


def columns(data: Money, year: FiscalYear) -> list[Column]:
    """What the year before came to, then the year's own: budget, revisions, forecasts, and the years after it."""
    last = [
        next((series for kind in kinds if (series := data.canonical.get((kind, year.year - 1, 0)))), None)
        for kinds in BEFORE
    ]
    own = [row for row in data.series.values() if row.fiscal_year_id == year.pk and row.kind in WRITTEN]
    own.sort(key=lambda row: (row.about, row.kind in AHEAD, WRITTEN.index(SeriesKind(row.kind))))
    return [
        *(Column(series, "Förra året") for series in last if series is not None),
        *(Column(series, "Beslutad" if series.decided else "") for series in own),
    ]


def before(column: Series, shown: Iterable[Series]) -> list[Series]:
    """What a column may go on from: what is shown of the year before it, of its own kind where there is any."""
    there = [series for series in shown if series.about == column.about - 1]
    kinds = REVISIONS if column.kind in REVISIONS else ORIGINAL
    if column.about > column.fiscal_year.year:
        there = [series for series in there if series.kind in kinds] or there
    return there


def source(data: Money, column: Series) -> Series | None:
    """What a column may be suggested from: last year's plan for its year, else what stands before it.

    A forecast is suggested from the budget that holds.
    """
    known, made = data.canonical, column.fiscal_year.year
    if column.kind in (SeriesKind.FORECAST, SeriesKind.REVISED):
        wanted = [(SeriesKind.REVISED, column.about, 0), (SeriesKind.BUDGET, column.about, 0)]
    else:
        wanted = [(kind, column.about, made - 1) for kind in (SeriesKind.REVISED_PLAN, SeriesKind.PLAN)]
        before = column.about - 1
        wanted += [
            (SeriesKind.PLAN, before, made),
            (SeriesKind.REVISED, before, 0),
            (SeriesKind.BUDGET, before, 0),
        ]
    there = (known.get(place) for place in wanted)
    return next((series for series in there if series is not None and series.pk != column.pk), None)


def breaks(book: Book, shown: list[Series]) -> Iterator[tuple[Series, str]]:
    """The columns that don't begin with the equity that the year before ends with, each with a sentence."""
    for column in shown:
        opening = series_facts(book, column).measure("ingaende").value
        closings = {
            series: series_facts(book, series).measure("utgaende").value for series in before(column, shown)
        }
        known = {series: value for series, value in closings.items() if value is not None}
        if opening is None or not known or opening in known.values():
            continue
        ends = " och ".join(f"{series} slutar med {exact(value, 'kr')}" for series, value in known.items())
        yield column, f"{column} börjar med {exact(opening, 'kr')} i eget kapital, men {ends}."
