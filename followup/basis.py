"""By which money a goal is judged: the outcome in a report, the forecast during the year, the budget in a plan.

A goal may be bound to money in any series ("budget.utgaende@0"): that says which figure is meant. Which series it is
read from depends on where it is judged, since a budget says nothing of how the year went. Other years are read as
they are written. An expression that sets the budget against something else of the same year keeps its budget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum

from budget.facts import PREFIXES
from budget.models import Series
from finsam import periods
from finsam.documents.expressions import Expression, parse
from finsam.documents.facts import Fact, FactError, split_key

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

    @property
    def of_base_year(self) -> Basis:
        """What the year compared with is read from: it has its outcome, except for those who plan."""
        return Basis.BUDGET if self is Basis.BUDGET else Basis.OUTCOME


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


def as_of(series: Series | None) -> str:
    """` per 30 april`, or nothing for what has no day."""
    if series is None or series.date is None:
        return ""
    year = "" if series.date.year == series.about else f" {series.date.year}"
    return f" per {series.date.day} {periods.MONTHS[series.date.month - 1]}{year}"


def _series(expression: Expression, year: int) -> set[str]:
    """The series of the year itself that an expression names."""
    found = set()
    for _, key in (*expression.upper, *expression.lower):
        stem, when = split_key(key, year)
        prefix, _, rest = stem.partition(".")
        if when == year and prefix in PREFIXES:
            found.add(prefix)
        elif when == year and prefix == BOOKS:
            first = rest.partition(".")[0]
            found.add(first if first in PREFIXES else "utfall")
    return found


def follows_money(text: str, year: int) -> bool:
    """Whether what a part is bound to is money of the year, so that its series depends on where it is judged."""
    try:
        return bool(_series(parse(text), year))
    except FactError:
        return False


def _renamed(stem: str, basis: Basis) -> str:
    prefix, _, rest = stem.partition(".")
    if prefix in PREFIXES:
        same = basis is Basis.BUDGET and prefix in BUDGETS
        return stem if same else f"{basis}.{rest}"
    if prefix != BOOKS:
        return stem
    first, _, row = rest.partition(".")
    row = row if first in PREFIXES else rest
    if basis is Basis.OUTCOME:
        return f"{BOOKS}.{row}"
    return f"{basis}.{_CLOSING[row]}" if row in _CLOSING else f"{BOOKS}.{basis}.{row}"


def reading(text: str, year: int, basis: Basis) -> Callable[[str, int], str] | None:
    """How each name in an expression is read: (name, year) → name. None where it says nothing by that basis.

    Raises FactError for what is no expression.
    """
    named = _series(parse(text), year)
    against_budget = bool(named & set(BUDGETS)) and bool(named - set(BUDGETS))
    if against_budget and basis is Basis.BUDGET:
        return None  # the budget against itself

    def read(stem: str, when: int) -> str:
        kept = when != year or (against_budget and stem.partition(".")[0] in BUDGETS)
        kept = kept or (against_budget and stem.startswith(f"{BOOKS}.budget."))
        return stem if kept else _renamed(stem, basis)

    return read


def of_other_money(facts: Iterable[Fact], year: int, basis: Basis) -> bool:
    """Whether figures rest on another series of the year than the basis: a cost per participant, in a forecast."""
    allowed = BUDGETS if basis is Basis.BUDGET else (basis,)
    for fact in facts:
        for one in fact.walk():
            name, _, when = one.key.partition("@")
            prefix = name.partition(".")[0]
            if prefix in PREFIXES and when == str(year) and prefix not in allowed:
                return True
    return False
