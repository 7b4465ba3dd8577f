"""A year as it stands at a month: each line, total and grouping with its outcome, budget, deviation and forecast."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from budget.facts import SeriesFacts, series_facts
from budget.ledger.facts import UNPLACED
from budget.ledger.queries import closed_months
from budget.models import Line, Side
from budget.models.series import SeriesKind
from budget.queries import money
from budget.variance import judging
from budget.variance.judging import Status, judge, worst
from budget.variance.to_date import (
    OTHER,
    Periodised,
    ToDate,
    budget_in_force,
    categories,
    cost_types,
    month_to_show,
    periodised,
    to_date,
)
from finsam.core.values.periods import MONTHS
from finsam.facts.book import Book, Fact, ratio, total

DEVIATION = "avvikelse"
VIEWS = {
    "rader": "Rad för rad",
    "insatser": "Insats för insats",
    "slag": "Kostnadsslag",
    "kategorier": "Verksamhetskategori",
}
Pick = Callable[[SeriesFacts], Fact | None]


@dataclass(frozen=True, slots=True)
class Held:
    """A line or a total with its figures beside each other; one that isn't known is None."""

    name: str  # in the keys of its facts: `personal`, `insats.coachteamet`
    label: str
    side: str
    outcome: Fact | None = None
    period: Fact | None = None
    deviation: Fact | None = None
    share: Fact | None = None
    budget: Fact | None = None
    forecast: Fact | None = None
    ahead: Fact | None = None  # the forecast's deviation from the year's budget
    last_year: Fact | None = None
    status: Status = judging.UNJUDGED
    line: Line | None = None
    level: int = 0
    is_sum: bool = False

    def facts(self) -> Iterator[Fact]:
        """Those that there are."""
        figures = (
            self.outcome, self.period, self.deviation, self.share, self.budget, self.forecast, self.ahead, self.last_year,
        )  # fmt: skip
        yield from (fact for fact in figures if fact is not None)

    @property
    def known(self) -> bool:
        """Whether any of it has a value."""
        return any(fact.value is not None for fact in self.facts())

    @property
    def way(self) -> str:
        """Which way it deviates, in words; by the forecast where the months so far are as planned."""
        for deviation in (self.deviation, self.ahead):
            if deviation is not None and deviation.value:
                return judging.direction(deviation, self.side)
        return ""


class Standing:
    """A year's figures at a month, from one book."""

    def __init__(self, book: Book, year: int, month: int):
        self.book, self.year, self.month = book, year, month
        self.data = book.read(money)
        self.limits = book.read(judging.limits, year)
        self.outcome: ToDate | None = to_date(book, year, month)
        self.last_year: ToDate | None = to_date(book, year - 1, month)
        series = budget_in_force(book, year)
        self.budget: SeriesFacts | None = series_facts(book, series) if series else None
        self.period: Periodised | None = periodised(book, series, month) if series else None
        forecast = self.data.canonical.get((SeriesKind.FORECAST, year, 0))
        self.forecast: SeriesFacts | None = series_facts(book, forecast) if forecast else None

    @property
    def until(self) -> str:
        """`till och med juni 2024`."""
        return f"till och med {MONTHS[self.month - 1]} {self.year}"

    @property
    def preliminary(self) -> str:
        """Why the figures may change yet, in a sentence; empty when the month is closed."""
        if self.outcome is None:
            return ""
        if not self.outcome.books:
            return "Utfallet är inskrivet för hand, så det finns inga månader bakom det. Läs in bokföringen för att följa det till konto och månad."
        if self.month in self.book.read(closed_months, self.year):
            return ""
        return f"Preliminärt: {MONTHS[self.month - 1]} är inte stängd i bokföringen, så siffrorna kan ändras."

    # What is held beside what

    def hold(
        self, name: str, label: str, side: str, pick: Pick, *, comparable: bool = True, **fields
    ) -> Held:
        """Pick a figure of each of the year's sets, and work out how they differ."""
        outcome, period, budget, forecast, last_year = (
            pick(facts) if facts is not None else None
            for facts in (self.outcome, self.period, self.budget, self.forecast, self.last_year)
        )
        deviation = share = ahead = None
        if comparable and self.outcome is not None and self.period is not None:
            deviation = total(
                f"{DEVIATION}.{self.month:02}.{name}@{self.year}", f"{label}: avvikelse",
                [each for each in ((1, outcome), (-1, period)) if each[1] is not None],
                definition=f"Utfallet minus budgeten, {self.until}. Plus är bättre för resultatet än budgeten.",
            )  # fmt: skip
            if side and period is not None:
                share = ratio(
                    f"{DEVIATION}.{self.month:02}.andel.{name}@{self.year}", f"{label}: avvikelse i procent",
                    deviation, period, side=side, decimals=1,
                    definition=f"Avvikelsen delad med budgeten, {self.until}. Plus är bättre för resultatet än budgeten.",
                )  # fmt: skip
        if comparable and forecast is not None and forecast.value is not None and self.budget is not None:
            ahead = total(
                f"{DEVIATION}.prognos.{name}@{self.year}", f"{label}: prognosens avvikelse",
                [each for each in ((1, forecast), (-1, budget)) if each[1] is not None],
                definition="Prognosen för året minus årets budget. Plus är bättre för resultatet än budgeten.",
            )  # fmt: skip
        status = worst(judge(deviation, period, self.limits), judge(ahead, budget, self.limits))
        return Held(
            name, label, side, outcome, period, deviation, share, budget, forecast, ahead, last_year, status, **fields
        )  # fmt: skip

    def rows(self, view: str = "rader") -> list[Held]:
        """The rows of a view, totals last; made once."""
        return self.book.memo((DEVIATION, self.year, self.month, view), lambda: self._rows(view))

    def _rows(self, view: str) -> list[Held]:
        if view == "rader":
            return [row for row in self._lines() if row.known]
        groupings: dict[str, Callable[[SeriesFacts], dict[str, Fact]]] = {
            "insatser": lambda facts: {f"insats.{key}": fact for key, fact in facts.insatser().items()},
            "slag": lambda facts: {f"slag.{key}": fact for key, fact in cost_types(facts).items()},
            "kategorier": lambda facts: {f"kategori.{key}": fact for key, fact in categories(facts).items()},
        }
        return [row for row in self._grouped(view, groupings[view]) if row.known]

    @cached_property
    def totals(self) -> dict[str, Held]:
        """Income, costs and result."""
        return {
            name: self.hold(name, label, side, lambda facts, name=name: facts.measure(name), is_sum=True)
            for name, label, side in (
                ("intakter", "Summa intäkter", "intakt"),
                ("kostnader", "Summa kostnader", "kostnad"),
                ("resultat", "Resultat", ""),
            )
        }

    def _lines(self) -> Iterator[Held]:
        for side, measure in ((Side.INCOME, "intakter"), (Side.COST, "kostnader")):
            for line in self._children(None, side):
                yield from self._tree(line, 0, comparable=True)
            yield self.totals[measure]
        yield self.totals["resultat"]

    def _children(self, line: Line | None, side: str = "") -> list[Line]:
        facts = self.outcome or self.budget
        return facts.children(line, side) if facts is not None else []

    def _tree(self, line: Line, level: int, *, comparable: bool) -> Iterator[Held]:
        """A line and those under it. Under what is known as a lump in one of the sets there is nothing to compare."""
        children = self._children(line)
        yield self.hold(
            line.key, line.name, line.side, lambda facts: facts.line(line), comparable=comparable, line=line,
            level=level, is_sum=bool(children),
        )  # fmt: skip
        sets = [facts.series.pk for facts in (self.outcome, self.budget) if facts is not None]
        lump = any((series, line.pk) in self.data.amounts for series in sets)
        for child in children:
            yield from self._tree(child, level + 1, comparable=comparable and not lump)

    def _grouped(self, view: str, named: Callable[[SeriesFacts], dict[str, Fact]]) -> Iterator[Held]:
        """The costs in a grouping, with what belongs to none of it, so that they come to all costs."""
        sets = [
            facts
            for facts in (self.outcome, self.period, self.budget, self.forecast, self.last_year)
            if facts is not None
        ]
        known = {id(facts): named(facts) for facts in sets}
        labels = {name: fact.label for facts in sets for name, fact in known[id(facts)].items()}
        for name, label in labels.items():
            yield self.hold(name, label, "kostnad", lambda facts, name=name: known[id(facts)].get(name))
        rest = {id(facts): self._rest(view, facts, known[id(facts)]) for facts in sets}
        if any(fact.value for fact in rest.values()):
            yield self.hold(f"{view}.{OTHER}", "Övriga kostnader", "kostnad", lambda facts: rest[id(facts)])
        yield self.totals["kostnader"]

    def _rest(self, view: str, facts: SeriesFacts, named: dict[str, Fact]) -> Fact:
        minus = [(-1, fact) for fact in named.values()]
        return total(
            facts.key(f"{view}.{OTHER}"), "Övriga kostnader", [facts.measure("kostnader"), *minus], side="kostnad",
            definition="Kostnader som inte hör till någon av de andra raderna.",
        )  # fmt: skip

    # What is to be said something of

    @cached_property
    def deviating(self) -> list[Held]:
        """The lines that deviate, each told of where it does so itself: not the group that only sums it up."""
        lines = [row for row in self.rows() if row.line is not None]
        deviate = [
            row for row in lines if row.status is judging.DEVIATES and row.line.key not in UNPLACED.values()
        ]
        above = {parent.pk for row in deviate for parent in self.above(row.line)}
        return [row for row in deviate if row.line.pk not in above]

    def above(self, line: Line) -> Iterator[Line]:
        """The groups that a line is part of, the nearest first."""
        while line.parent_id is not None:
            line = self.data.lines[line.parent_id]
            yield line

    def facts(self) -> dict[str, Fact]:
        """Every figure of the month by its key, with all that they are made of."""
        rows = [row for view in VIEWS for row in self.rows(view)]
        return {part.key: part for row in rows for fact in row.facts() for part in fact.walk()}


def standing(book: Book, year: int, month: int | None = None) -> Standing | None:
    """A year at a month, or at the last that is closed or known; None where no outcome is known to that month."""
    chosen = month_to_show(book, year) if month is None else month
    if chosen is None or to_date(book, year, chosen) is None:
        return None
    return book.memo((DEVIATION, year, chosen), lambda: Standing(book, year, chosen))
