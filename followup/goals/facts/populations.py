"""A part's results among its populations, all as facts; a row for all of them is worked out and not typed.

20 of 40 in one place and 5 of 10 in another are 25 of 50, 50 %: the counts are added, and never the percentages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from finsam.core.values.money import places
from finsam.facts.book import Book, Fact, provider, ratio, total
from followup.goals import queries as results
from followup.goals.facts.goals import (
    LEAST,
    OWN,
    Figures,
    base_of,
    bound_figures,
    demand_of,
    footings_of,
    result_href,
    so_many,
    stem,
    told,
    typed_figures,
)
from followup.goals.judging.verdicts import limits_of
from followup.goals.models import SEXES, GoalReport, GoalResult, total_of
from plans import queries
from plans.models.goals import Goal, GoalPart


def figures_of(
    book: Book, goal: Goal, report: GoalReport, part: GoalPart, rows: Iterable[GoalResult]
) -> Iterator[tuple[GoalResult, Figures]]:
    """Each of a part's rows with its figures; those of the total are the others' added."""
    rows = list(rows)
    made = [(one, typed_figures(book, goal, report, one, part)) for one in rows]
    found = total_of(rows)
    for row, figures in made:
        if found is None or row is not found[0]:
            yield row, figures
        else:
            groups = [other for one, other in made if any(one is each for each in found[1])]
            yield row, _together(book, goal, report, part, row, groups)


def _together(
    book: Book, goal: Goal, report: GoalReport, part: GoalPart, row: GoalResult, groups: list[Figures]
) -> Figures:
    """The groups' figures added: how many, of how many, and their share; and so of each sex that all of them know."""
    name, year = stem(part, goal, row.population, report.end), goal.fiscal_year.year
    label = f"{goal.name}: {part.measure}, {row.population.lower()}"
    common = {
        "href": result_href(goal, report.end),
        "definition": f"Resultat till och med {report.end}: grupperna tillsammans.",
    }
    decimals = places(part.target) if part.target is not None else 0

    def added(ending: str, words: str, facts: Iterable[Fact | tuple[int, Fact]]) -> Fact:
        return total(f"{name}{ending}@{year}", f"{label}, {words}", facts, unit="st", persons=True, **common)

    def together(each: list[Figures], ending: str = "", words: str = "") -> Figures:
        upper = added(f"{ending}.taljare", f"{words}antal", [one.numerator for one in each])
        lower = added(f"{ending}.namnare", f"{words}av antal", [one.denominator for one in each])
        rest = added(f"{ending}.ovriga", f"{words}antal som inte nådde målet", [(1, lower), (-1, upper)])
        said = f"{label}, {words.rstrip(' ,')}" if words else label
        value = ratio(f"{name}{ending}@{year}", said, upper, lower, decimals=decimals, **common)
        return Figures(value, upper, lower, unprinted=(rest,))

    sexes = []
    for sex, _, word in SEXES:
        each = [dict(one.sexes).get(word) for one in groups]
        if all(one is not None and one.numerator is not None and one.denominator is not None for one in each):
            sexes.append((word, together(each, f".{sex}", f"{word}, ")))
    whole = together(groups)
    bounds = told(book, goal, part, whole.value, whole.numerator, whole.denominator)
    beyond = limits_of(demand_of(part, base_of(book, goal, part)))
    limit = so_many(book, goal, part, name, whole.denominator, href=common["href"], definition=LEAST)
    return replace(
        whole,
        value=replace(whole.value, value=None, bounds=bounds, beyond=beyond),
        needed=limit,
        sexes=tuple(sexes),
    )


@provider(OWN, called="Resultat", people=True)
def result_facts(book: Book, year: int) -> Iterator[Fact]:
    """Every result that is handed in, and every bound one."""
    found = book.read(results.reports, year)
    for goal in book.read(queries.goals, year):
        parts = list(goal.parts.all())
        for part in parts:
            for by in footings_of(book, part, goal) if part.fact else ():
                own = bound_figures(book, goal, part, by).facts()
                yield from (fact for fact in own if fact.key.startswith(f"{OWN}."))
        counted = found.counted(goal)
        for report in counted:
            for part in parts:
                rows = [one for one in report.results.all() if one.part_id == part.pk]
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
