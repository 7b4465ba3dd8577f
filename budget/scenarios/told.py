"""A scenario's figures beside the real ones: result, equity and what it is held against, year by year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from budget.capital.path import step_of
from budget.facts import series_facts
from budget.models import Scenario
from budget.queries import money
from budget.scenarios.imagined import imagine, tried_series
from finsam.core.values.money import exact, number, rounded
from finsam.documents.books import open_book
from finsam.facts.book import Fact


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure as it is and as it would be, in words, and the real one's key for the way to its page."""

    label: str
    key: str
    real: str
    imagined: str
    change: str
    total: bool = False


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the scenario: its figures, and where closing equity lies as it is and as it would be."""

    name: str
    rows: tuple[Compared, ...]
    real: str
    imagined: str


@dataclass(frozen=True, slots=True)
class Told:
    """All that a scenario comes to, the sentence that says so, and what could not be tried."""

    years: tuple[Year, ...]
    summary: str
    remarks: tuple[str, ...]


def told_of(scenario: Scenario) -> Told:
    """Work a scenario out, now; nothing of it is stored or kept."""
    real, imagined = open_book(scenario.forbund, scenario.fiscal_year.year), imagine(scenario)
    ours, theirs = real.read(money), imagined.book.read(money)
    years, ends = [], []
    for series in tried_series(ours, real.year):
        thought = theirs.series[series.pk]
        before, after = step_of(real, series), step_of(imagined.book, thought)
        facts = series_facts(real, series), series_facts(imagined.book, thought)
        income, costs = ([each.measure(name) for each in facts] for name in ("intakter", "kostnader"))
        pairs = [
            ("Intäkter", *income, False),
            ("Kostnader", *costs, False),
            ("Resultat", before.result, after.result, True),
            ("Eget kapital när året börjar", before.opening, after.opening, False),
            ("Eget kapital när året slutar", before.closing, after.closing, True),
            ("Högsta nivå", before.ceiling, after.ceiling, False),
            ("Lägsta nivå", before.floor, after.floor, False),
        ]
        rows = tuple(_rows(pairs))
        name = str(series) if str(series.about) in str(series) else f"{series}, {series.about}"
        years.append(Year(name, rows, before.standing, after.standing))
        ends.append((series.about, after.closing.value, before.closing.value))
    return Told(tuple(years), _summary(ends), tuple(imagined.told))


def _rows(pairs) -> Iterator[Compared]:
    for label, before, after, total in pairs:
        if before is None or after is None or before.value is None or after.value is None:
            continue
        difference = rounded(after.natural, 2) - rounded(before.natural, 2)
        yield Compared(label, before.key, exact(before.natural), _kronor(after), _signed(difference), total)


def _kronor(fact: Fact) -> str:
    """What is imagined, to the krona."""
    return number(fact.natural or Decimal(0), 0)


def _signed(difference: Decimal) -> str:
    """With a plus or a minus; no difference is a dash."""
    if not difference:
        return "–"
    return f"+{number(difference, 0)}" if difference > 0 else number(difference, 0)


def _summary(ends: list[tuple[int, Decimal | None, Decimal | None]]) -> str:
    """What equity would be when the last known year ends."""
    known = [
        (year, after, before) for year, after, before in ends if after is not None and before is not None
    ]
    if not known:
        return "Det egna kapitalet är inte känt, så det går inte att säga vad läget leder till."
    year, after, before = known[-1]
    if rounded(after, 0) == rounded(before, 0):
        return f"Det egna kapitalet när {year} slutar blir detsamma, {number(before, 0)} kr."
    empty = next((each for each, value, _ in known if value < 0), None)
    ending = f" Redan {empty} tar det slut." if empty is not None else ""
    return f"Det egna kapitalet när {year} slutar blir {number(after, 0)} kr i stället för {number(before, 0)} kr.{ending}"
