"""By which money a goal is judged: the outcome in a report, the forecast during the year, the budget in a plan.

A goal may be bound to money in any series ("budget.utgaende@0"): that says which figure is meant. Which series it is
read from depends on where it is judged, since a budget says nothing of how the year went. Other years are read as
they are written. An expression that sets the budget against something else of the same year keeps its budget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from budget.facts import PREFIXES, name_of
from budget.models import Series
from budget.queries import money
from finsam.core.values import periods
from finsam.facts.book import Book, Fact, FactError, split_key
from finsam.facts.expressions import Expression, parse

BOOKS = "bokslut"
BUDGETS = ("budget", "reviderad")  # as first decided, and as changed during the year
# What a year's books call a figure that every series has under another name.
_CLOSING = {"eget-kapital": "utgaende", "andel.eget-kapital": "andel.kapital"}


class Basis(StrEnum):
    """The series that goals are judged by; its value is what the series' facts begin with."""

    OUTCOME = "utfall"
    FORECAST = "prognos"
    BUDGET = "budget"

    @property
    def word(self) -> str:
        """`utfallet`: the series in a sentence."""
        return _WORDS[self]


_WORDS = {Basis.OUTCOME: "utfallet", Basis.FORECAST: "prognosen", Basis.BUDGET: "budgeten"}
_OF_KIND = {
    "arsredovisning": Basis.OUTCOME,
    "delarsrapport": Basis.FORECAST,
    "verksamhetsplan": Basis.BUDGET,
}


def basis_at(end: date) -> Basis:
    """What results up to a day are judged by: the whole year by its outcome, before that by the forecast."""
    return Basis.OUTCOME if (end.month, end.day) == (12, 31) else Basis.FORECAST


def basis_in(kind: str, end: date) -> Basis:
    """What a kind of document judges by; outside documents, what is usual for the day."""
    return _OF_KIND.get(kind) or basis_at(end)


@dataclass(frozen=True, slots=True)
class Footing:
    """A series of a year that goals are judged by: what its figures and the statements' begin with.

    A year has several forecasts. The newest has the names that its kind has, the others names with their day.
    """

    basis: Basis
    series: Series | None = None  # which of the forecasts; None of the others, of which there is one
    name: str = ""  # `prognos`, `prognos-0430`: what the statements' facts and the goals' are called by
    prefix: str = ""  # `prognos`, `serie.prognos-30-april`: what the budget's facts begin with
    made: int = 0  # the year that stands in those facts' names

    @property
    def word(self) -> str:
        """`prognosen per 30 april`: the series in a sentence."""
        return self.basis.word + as_of(self.series)

    @property
    def newest(self) -> bool:
        """Whether it is what its kind means when no day is said."""
        return self.name == str(self.basis)


def footing(book: Book, year: int, basis: Basis, day: date | None = None) -> Footing | None:
    """What a year is judged by as of a day: the newest forecast until then. None where there is no such forecast."""
    if basis is not Basis.FORECAST:
        return Footing(basis, None, str(basis), str(basis), year)
    series = book.read(money).until(basis, year, day)
    return None if series is None else _forecast(book, series)


def footings(book: Book, year: int) -> list[Footing]:
    """Everything that a year may be judged by: its outcome, each of its forecasts, and its budget."""
    forecasts = [_forecast(book, series) for series in book.read(money).of_kind(Basis.FORECAST, year)]
    latest = {forecast.name: forecast for forecast in forecasts if forecast is not None}
    return [footing(book, year, Basis.OUTCOME), *latest.values(), footing(book, year, Basis.BUDGET)]


def _forecast(book: Book, series: Series) -> Footing | None:
    """A forecast; None for one without a day beside others, which nothing is told of."""
    data, kind = book.read(money), str(Basis.FORECAST)
    prefix, made = name_of(series, data)
    if prefix != kind and series.date is None:
        return None
    name = kind if prefix == kind else f"{kind}-{series.date:%m%d}"
    return Footing(Basis.FORECAST, series, name, prefix, made)


def as_of(series: Series | None) -> str:
    """` per 30 april`, or nothing for what has no day."""
    if series is None or series.date is None:
        return ""
    year = "" if series.date.year == series.about else f" {series.date.year}"
    return f" per {series.date.day} {periods.MONTHS[series.date.month - 1]}{year}"


def _series(expression: Expression, year: int) -> set[str]:
    """The series of the year itself that an expression names."""
    prefixes = set()
    for _, key in (*expression.upper, *expression.lower):
        stem, when = split_key(key, year)
        prefix, _, rest = stem.partition(".")
        if when == year and prefix in PREFIXES:
            prefixes.add(prefix)
        elif when == year and prefix == BOOKS:
            prefixes.add(_told(rest)[0] or "utfall")
    return prefixes


def _told(row: str) -> tuple[str, str]:
    """Which series a row of the statements is of, and the row's own name: `prognos-0430.eget-kapital`."""
    first, _, rest = row.partition(".")
    kind = first.partition("-")[0]
    return (kind, rest) if rest and kind in PREFIXES else ("", row)


def follows_money(text: str, year: int) -> bool:
    """Whether what a part is bound to is money of the year, so that its series depends on where it is judged."""
    try:
        return bool(_series(parse(text), year))
    except FactError:
        return False


def _renamed(stem: str, when: int, by: Footing) -> tuple[str, int]:
    prefix, _, rest = stem.partition(".")
    if prefix in PREFIXES:
        same = by.basis is Basis.BUDGET and prefix in BUDGETS
        return (stem, when) if same else (f"{by.prefix}.{rest}", by.made)
    if prefix != BOOKS:
        return stem, when
    row = _told(rest)[1]
    if by.basis is Basis.OUTCOME:
        return f"{BOOKS}.{row}", when
    if row in _CLOSING:
        return f"{by.prefix}.{_CLOSING[row]}", by.made
    return f"{BOOKS}.{by.name}.{row}", when


def reading(text: str, year: int, by: Footing) -> Callable[[str, int], tuple[str, int]] | None:
    """How each name in an expression is read: (name, year) → the same. None where it says nothing by that footing.

    Raises FactError for what is no expression.
    """
    named = _series(parse(text), year)
    against_budget = bool(named & set(BUDGETS)) and bool(named - set(BUDGETS))
    if against_budget and by.basis is Basis.BUDGET:
        return None  # the budget against itself

    def read(stem: str, when: int) -> tuple[str, int]:
        kept = when != year or (against_budget and stem.partition(".")[0] in BUDGETS)
        kept = kept or (against_budget and stem.startswith(f"{BOOKS}.budget."))
        return (stem, when) if kept else _renamed(stem, when, by)

    return read


def of_other_money(facts: Iterable[Fact], year: int, by: Footing | None) -> bool:
    """Whether figures rest on another series of the year than the footing: a cost per participant, in a forecast."""
    allowed: tuple[str, ...] = ()
    if by is not None:
        allowed = BUDGETS if by.basis is Basis.BUDGET else (by.prefix,)
    for fact in facts:
        for part in fact.walk():
            name, _, when = part.key.partition("@")
            prefix = name.partition(".")[0]
            if prefix in PREFIXES and when == str(year) and prefix not in allowed:
                return True
    return False
