"""A part's results among its populations, all as facts; a row for all of them is worked out and not typed.

20 of 40 in one place and 5 of 10 in another are 25 of 50, 50 %: the counts are added, and never the percentages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from finsam.core.values.money import HUNDRED, places, rounded
from finsam.facts.book import Book, Fact, provider, ratio, total
from followup.goals import queries as results
from followup.goals.facts.goals import (
    LEAST,
    OWN,
    Figures,
    about_of,
    bound_figures,
    footings_of,
    judged,
    result_href,
    so_many,
    stem,
)
from followup.goals.models import SEXES, GoalReport, GoalResult, total_of
from plans import queries
from plans.models.goals import Goal, GoalPart, Unit


@dataclass(frozen=True, slots=True)
class _Row:
    """A part's result among a population: what its facts are called, and what all of them say."""

    book: Book
    goal: Goal
    report: GoalReport
    part: GoalPart
    result: GoalResult
    label: str
    definition: str
    about: str = ""

    @property
    def stem(self) -> str:
        """Its key without the year."""
        return stem(self.part, self.goal, self.result.population, self.report.end)

    def key(self, ending: str = "") -> str:
        """The key of the figure with that ending."""
        return f"{self.stem}{ending}@{self.goal.fiscal_year.year}"

    @property
    def said(self) -> dict[str, str]:
        """What every figure says of itself."""
        definition = f"Resultat till och med {self.report.end}: {self.definition}."
        return {
            "href": result_href(self.goal, self.report.end), "definition": definition, "about": self.about
        }  # fmt: skip

    @property
    def trace(self) -> tuple[str, str]:
        """Where the change log tells of it."""
        among = f", {self.result.population}" if self.result.population else ""
        return self.report.reference(), f"{self.result._meta.label_lower}:{self.part}{among}"

    def count(self, ending: str, words: str, value: int | None, identities=()) -> Fact | None:
        """How many there are of something; None where nobody has said."""
        if value is None:
            return None
        return Fact(
            self.key(ending), f"{self.label}, {words}", Decimal(value), unit="st", persons=True, trace=self.trace,
            identities=identities, **self.said,
        )  # fmt: skip

    def added(self, ending: str, words: str, facts: Iterable[Fact | tuple[int, Fact]]) -> Fact:
        """How many there are together."""
        return total(self.key(ending), f"{self.label}, {words}", facts, unit="st", persons=True, **self.said)

    def share(self, ending: str, words: str, upper: Fact, lower: Fact, *rest: Fact, qualifier="") -> Figures:
        """How many of how many, with as many decimals as the target; `rest` are those that are not among them."""
        label, target = f"{self.label}, {words}".rstrip(" ,"), self.part.target
        decimals = 0 if target is None else places(target)
        fields = {"decimals": decimals, "qualifier": qualifier, **self.said}
        return Figures(ratio(self.key(ending), label, upper, lower, **fields), upper, lower, unprinted=rest)

    def judged(self, whole: Figures, sexes: list[tuple[str, Figures]]) -> Figures:
        """A share with its verdict's limits, how many it takes, and the sexes."""
        where, fields = (self.book, self.goal, self.part), {"href": self.said["href"], "definition": LEAST}
        return replace(
            whole,
            value=judged(*where, whole.value, whole.numerator, whole.denominator),
            needed=so_many(*where, self.stem, whole.denominator, **fields),
            sexes=tuple(sexes),
        )


def _typed(book: Book, goal: Goal, report: GoalReport, part: GoalPart, result: GoalResult) -> Figures:
    """A reported result as facts."""
    population = result.population or part.population
    measured = f"{part.measure} bland {population}" if population else part.measure
    label = f"{goal.name}: {measured}"
    row = _Row(book, goal, report, part, result, label, measured, about_of(book, goal))
    if result.numerator is None:
        return Figures() if result.value is None else _stated(row)
    if result.denominator is None:
        return Figures(numerator=row.count(".taljare", "antal", result.numerator))
    return _counted(row)


def _tied(row: _Row, ending: str, whole: int, attribute: str = "") -> tuple:
    """That the sexes make up the whole, as a fact's `identities`, where they do."""
    given = {sex: getattr(row.result, field + attribute) for sex, field, _ in SEXES}
    given = {sex: value for sex, value in given.items() if value is not None}
    if not given or sum(given.values()) != whole:
        return ()
    return (((1, row.key(ending)), *((-1, row.key(f".{sex}{ending}")) for sex in given)),)


def _stated(row: _Row) -> Figures:
    """A value as it was reported, and the counts that it lets one work out where it is known how many answered."""
    result, unit, exact = row.result, row.part.unit, row.result.value
    people = unit == Unit.COUNT and exact == int(exact)
    answered = row.count(".svarande", "antal svarande", result.answered)
    implied = _implied(row, answered) if unit == Unit.PERCENT else ()
    value = Fact(
        row.key(),
        row.label,
        exact / HUNDRED if unit == Unit.PERCENT else exact,
        unit=unit,
        decimals=places(exact),
        qualifier=result.qualifier,
        persons=people,
        identities=_tied(row, "", int(exact)) if people else (),
        trace=row.trace,
        ratio_parts=(implied[0].key, answered.key) if implied else (),
        **row.said,
    )
    value = judged(row.book, row.goal, row.part, value, implied[0] if implied else value, answered)
    sexes = tuple(
        (word, Figures(value=row.count(f".{sex}", word, getattr(result, field))))
        for sex, field, word in SEXES
        if unit == Unit.COUNT and getattr(result, field) is not None
    )
    return Figures(value, denominator=answered, sexes=sexes, unprinted=implied)


def _implied(row: _Row, answered: Fact | None) -> tuple[Fact, ...]:
    """About how many of those who answered a stated share is, and the rest of them."""
    result = row.result
    if not result.answered or result.value > HUNDRED:
        return ()
    many = int(rounded(result.value * result.answered / HUNDRED))
    rest = row.count(".ovriga", "antal som inte nådde målet", result.answered - many)
    identities = (((1, answered.key), (-1, row.key(".taljare")), (-1, rest.key)),)
    return replace(row.count(".taljare", "antal", many, identities), qualifier="ca"), rest


def _counted(row: _Row) -> Figures:
    """So many of so many, and of each sex where both are known."""
    result, upper, lower = row.result, row.result.numerator, row.result.denominator
    identities = _tied(row, ".taljare", upper), _tied(row, ".namnare", lower, "_of")
    pairs = [
        (sex, word, getattr(result, field), getattr(result, f"{field}_of")) for sex, field, word in SEXES
    ]
    sexes = [
        (word, _pair(row, f".{sex}", f"{word}, ", *pair)) for sex, word, *pair in pairs if None not in pair
    ]
    return row.judged(_pair(row, "", "", upper, lower, *identities), sexes)


def _pair(
    row: _Row, ending: str, words: str, upper: int, lower: int, of_upper: tuple = (), of_lower: tuple = ()
) -> Figures:
    """`upper` of `lower`, with the identities that each of them is part of."""
    top, rest = row.count(f"{ending}.taljare", f"{words}antal", upper, of_upper), ()
    if upper <= lower:  # "38 av 40" tells that two didn't
        rest = (row.count(f"{ending}.ovriga", f"{words}antal som inte nådde målet", lower - upper),)
        of_lower = (*of_lower, ((1, row.key(f"{ending}.namnare")), (-1, top.key), (-1, rest[0].key)))
    bottom = row.count(f"{ending}.namnare", f"{words}av antal", lower, of_lower)
    return row.share(ending, words, top, bottom, *rest, qualifier=row.result.qualifier)


def figures_of(
    book: Book, goal: Goal, report: GoalReport, part: GoalPart, rows: Iterable[GoalResult]
) -> Iterator[tuple[GoalResult, Figures]]:
    """Each of a part's rows with its figures; those of the total are the others' added."""
    rows = list(rows)
    made = [(x, _typed(book, goal, report, part, x)) for x in rows]
    total = total_of(rows)
    for row, figures in made:
        if total is None or row is not total[0]:
            yield row, figures
        else:
            groups = [other for candidate, other in made if any(candidate is each for each in total[1])]
            yield row, _together(book, goal, report, part, row, groups)


def _together(
    book: Book, goal: Goal, report: GoalReport, part: GoalPart, whole: GoalResult, groups: list[Figures]
) -> Figures:
    """The groups' figures added: how many, of how many, and their share; and so of each sex that all of them know."""
    label = f"{goal.name}: {part.measure}, {whole.population.lower()}"
    row = _Row(book, goal, report, part, whole, label, "grupperna tillsammans")
    sexes = []
    for sex, _, word in SEXES:
        each = [dict(group.sexes).get(word) for group in groups]
        if all(x is not None and x.numerator is not None and x.denominator is not None for x in each):
            sexes.append((word, _added(row, each, f".{sex}", f"{word}, ")))
    return row.judged(_added(row, groups), sexes)


def _added(row: _Row, each: list[Figures], ending: str = "", words: str = "") -> Figures:
    upper = row.added(f"{ending}.taljare", f"{words}antal", [piece.numerator for piece in each])
    lower = row.added(f"{ending}.namnare", f"{words}av antal", [piece.denominator for piece in each])
    rest = row.added(f"{ending}.ovriga", f"{words}antal som inte nådde målet", [(1, lower), (-1, upper)])
    return row.share(ending, words, upper, lower, rest)


@provider(OWN, called="Resultat", people=True)
def result_facts(book: Book, year: int) -> Iterator[Fact]:
    """Every result that is handed in, and every bound one."""
    reported = book.read(results.reports, year)
    for goal in book.read(queries.goals, year):
        parts = list(goal.parts.all())
        for part in parts:
            for by in footings_of(book, part, goal) if part.fact else ():
                own = bound_figures(book, goal, part, by).facts()
                yield from (fact for fact in own if fact.key.startswith(f"{OWN}."))
        counted = reported.counted(goal)
        for report in counted:
            for part in parts:
                rows = [result for result in report.results.all() if result.part_id == part.pk]
                for row, figures in figures_of(book, goal, report, part, rows):
                    yield from figures.facts()
                    if report is counted[-1] and not report.at_year_end and figures.value is not None:
                        yield _latest(goal, row, part, figures.value)


def _latest(goal: Goal, result: GoalResult, part: GoalPart, value: Fact) -> Fact:
    """The year's latest result under the name that the year's own will have."""
    return total(
        f"{stem(part, goal, result.population)}@{goal.fiscal_year.year}", value.label, [value], unit=value.unit,
        decimals=value.decimals, qualifier=value.qualifier, persons=value.persons, definition=value.definition,
        beyond=value.beyond,
    )  # fmt: skip
