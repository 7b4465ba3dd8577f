"""Ties goals, reports and facts together into verdicts: what pages, documents and rules all tell from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budget.queries import money as money_of
from finsam.core.values import periods
from finsam.facts.book import Book
from followup.accounts.basis import Basis, Footing, basis_at, follows_money, footing
from followup.goals import queries as results
from followup.goals.facts.goals import Figures, base_of, bound_figures, demand_of, leeway
from followup.goals.facts.populations import figures_of
from followup.goals.judging.verdicts import Result, Status, judge, together
from followup.goals.models import Answer, GoalReport, GoalResult
from plans import queries
from plans.facts import Target, targets
from plans.models.goals import Goal, GoalPart


@dataclass(frozen=True, slots=True)
class Among:
    """What came out among one population, and the verdict there."""

    population: str
    figures: Figures
    status: Status
    result: GoalResult | None = None


@dataclass(frozen=True, slots=True)
class PartVerdict:
    """A part: its target, what came out among each population, and these together.

    `by` is the series that a part which follows money is judged by, in words: `prognosen per 30 april`. `why` is a
    sentence on why what is read from a fact has no result.
    """

    target: Target
    among: tuple[Among, ...]
    status: Status
    base: Decimal | None = None
    by: str = ""
    why: str = ""

    @property
    def part(self) -> GoalPart:
        """The part itself."""
        return self.target.part


@dataclass(frozen=True, slots=True)
class GoalVerdict:
    """A goal as of a day: its parts, what they make together, and what is said instead with a reason."""

    goal: Goal
    end: date
    report: GoalReport | None
    parts: tuple[PartVerdict, ...]
    computed: Status

    @property
    def overridden(self) -> bool:
        """Whether somebody has judged otherwise than the figures do."""
        return self.report is not None and self.report.judgement not in ("", self.computed)

    @property
    def status(self) -> Status:
        """The verdict that is printed."""
        said = self.report.judgement if self.report is not None else ""
        return Status(said) if said else self.computed

    @property
    def why(self) -> str:
        """What is said of why the goal wasn't reached, where it wasn't."""
        return self.report.why.strip() if self.report is not None and self.status.asks_why else ""

    @property
    def missing(self) -> list[PartVerdict]:
        """The parts that have no result yet."""
        return [judged for judged in self.parts if judged.status == Status.UNMEASURED]


def judge_part(book: Book, target: Target, report: GoalReport | None, basis: Basis, end: date) -> PartVerdict:
    """A part's verdict, read from its fact or from the report's results; money is read from the basis, as of a day."""
    goal, part = target.goal, target.part
    year = goal.fiscal_year.year
    by = footing(book, year, basis, end)
    base = base_of(book, goal, part, by)
    demand, near = demand_of(part, base), leeway(book)

    def verdict(figures: Figures, result: GoalResult | None) -> Status:
        value = figures.value
        return judge(
            demand,
            Result(
                value=None if value is None else value.value,
                answer=None if result is None or not result.answer else result.answer == Answer.YES,
                word=Status(result.word) if result is not None and result.word else None,
                qualifier="" if value is None else value.qualifier,
            ),
            near,
        )

    if part.fact:
        figures = bound_figures(book, goal, part, by)
        among = [Among("", figures, verdict(figures, None))] if figures.value is not None else []
    else:
        rows = [r for r in report.results.all() if r.part_id == part.pk] if report is not None else []
        among = []
        for row in rows:
            row.part, row.report = part, report
        for row, figures in figures_of(book, goal, report, part, rows):
            status = Status.UNJUDGED if row.contradicts_itself else verdict(figures, row)
            among.append(Among(row.population, figures, status, row))
    status = together(judgement.status for judgement in among) if among else Status.UNMEASURED
    follows = bool(part.fact) and follows_money(part.fact, year)
    why = ""
    if part.fact and not among:
        why = _unread(book, year, basis, by, end) if follows else _LOST.format(year)
    return PartVerdict(target, tuple(among), status, base, by.word if follows and by else "", why)


_LOST = "Uppgiften som resultatet läses ur saknas för {}."


def _unread(book: Book, year: int, basis: Basis, by: Footing | None, end: date) -> str:
    """Why a part that follows money has no result."""
    first = next((forecast for forecast in book.read(money_of).of_kind(basis, year) if forecast.date), None)
    if by is None and first is not None:
        return (
            f"Det finns ingen prognos till och med {periods.long_date(end)}: "
            f"den första är per {periods.long_date(first.date)}."
        )
    word = f"{basis.word[:1].upper()}{basis.word[1:]}"
    if by is None or not book.facts(by.prefix.partition(".")[0], by.made):
        return f"{word} för {year} finns inte än."
    return f"{word} för {year} har ingen siffra för det som målet mäter."


def judge_goal(
    book: Book, goal: Goal, report: GoalReport | None, end: date, basis: Basis | None = None
) -> GoalVerdict:
    """A goal's verdict from its parts by its own rule; one without parts is judged by words alone.

    Without a basis, money is judged by what is usual for the day.
    """
    by = basis or basis_at(end)
    parts = tuple(judge_part(book, target, report, by, end) for target in targets(goal))
    computed = together((judged.status for judged in parts), goal.verdict) if parts else Status.UNMEASURED
    return GoalVerdict(goal, end, report, parts, computed)


def counted_verdict(book: Book, goal: Goal, end: date, basis: Basis | None = None) -> GoalVerdict:
    """The verdict that documents print as of a day: drafts aren't told."""
    report = book.read(results.reports, goal.fiscal_year.year).newest(goal, end)
    return judge_goal(book, goal, report, end, basis)


def all_verdicts(book: Book, end: date, basis: Basis | None = None) -> Iterator[GoalVerdict]:
    """Every goal that has results, as documents print it."""
    for goal in results.reported_goals(book.read(queries.goals, end.year)):
        yield counted_verdict(book, goal, end, basis)
