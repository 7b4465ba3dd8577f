"""How equity goes from year to year: the surest that is known of years behind, and the budget with its plan years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from budget.facts import series_facts
from budget.models import Series
from budget.models.series import SeriesKind
from budget.queries import Money, money
from finsam.facts.book import Book, Fact

BEHIND = 4  # years before the book's own that are shown
# What tells of a year, the surest first; of a year ahead only the plans that were made in the book's own.
KNOWN = (SeriesKind.OUTCOME, SeriesKind.FORECAST, SeriesKind.REVISED, SeriesKind.BUDGET)
OWN = (SeriesKind.OUTCOME, SeriesKind.REVISED, SeriesKind.BUDGET)
PLANNED = (SeriesKind.REVISED_PLAN, SeriesKind.PLAN)
OVER, UNDER, UNTRIED = "✕ över högsta nivån", "✕ under lägsta nivån", "– kan inte prövas"
WITHIN, BELOW, ABOVE = "✓ inom nivåerna", "✓ under högsta nivån", "✓ över lägsta nivån"


@dataclass(frozen=True, slots=True)
class Step:
    """A year of the path: the series that tells of it, its equity, and what that is held against."""

    series: Series
    opening: Fact
    result: Fact
    closing: Fact
    share: Fact | None = None
    ceiling: Fact | None = None
    floor: Fact | None = None
    room: Fact | None = None  # up to the ceiling
    above: Fact | None = None  # over the floor

    @property
    def year(self) -> int:
        """The year that it is about."""
        return self.series.about

    @property
    def kind(self) -> str:
        """What tells of the year: `utfall`, `budget`."""
        return str(self.series.get_kind_display()).lower()

    @property
    def standing(self) -> str:
        """Where the closing equity lies, in a word and a shape."""
        if self.above is not None and (self.above.value or 0) < 0:
            return UNDER
        if self.room is not None and (self.room.value or 0) < 0:
            return OVER
        if self.room is None:
            return UNTRIED if self.above is None else ABOVE
        return BELOW if self.above is None else WITHIN


def equity_path(book: Book) -> list[Step]:
    """A step for each year of which the closing equity is known, the earliest first."""
    return list(book.memo(("equity path", book.year), lambda: list(_steps(book))))


def _steps(book: Book) -> Iterator[Step]:
    data = book.read(money)
    for year in range(book.year - BEHIND, book.year + 4):
        for series in _told(data, book.year, year):
            step = step_of(book, series)
            if step.closing.value is not None:
                yield step
                break


def _told(data: Money, own: int, year: int) -> Iterator[Series]:
    """The series that may tell of a year, the surest first."""
    behind = KNOWN if year < own else OWN
    for kind in PLANNED if year > own else behind:
        series = data.canonical.get((kind, year, own if kind in PLANNED else 0))
        if series is not None:
            yield series


def step_of(book: Book, series: Series) -> Step:
    """A series as a year of the path."""
    facts, about = series_facts(book, series), series.about
    return Step(
        series,
        facts.measure("ingaende"),
        facts.measure("resultat"),
        facts.measure("utgaende"),
        book.get(facts.key("andel.kapital")),
        book.get(f"forbund.kapitaltak@{about}"),
        book.get(f"forbund.kapitalgolv@{about}"),
        book.get(facts.key("kapital.till-taket")),
        book.get(facts.key("kapital.over-golvet")),
    )
