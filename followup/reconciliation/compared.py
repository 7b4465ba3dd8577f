"""Rules that set goals beside what they speak of: an amount beside the budget, counts beside the statistics.

What is bound to a fact can't differ from it. What is typed can, and what has nothing to be compared with says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from finsam.documents.facts import Fact
from finsam.documents.reconciliation import WARNING, Case, Figure, Finding, rule
from finsam.money import number, show
from followup import results
from followup.basis import Basis, follows_money, footing, footings
from followup.facts.goals import bound_fact, result_href
from followup.facts.statistics import statistics
from followup.models.goals import SEXES, GoalResult
from followup.models.statistics import Population
from plans import queries
from plans.addresses import href as goal_href
from plans.models import Goal, GoalPart, Operator, Unit

_COSTS = re.compile(r"\b(kost|budget)", re.IGNORECASE)
LIMITS = (Operator.AT_MOST, Operator.UNDER, Operator.EQUAL)  # ways to say what something may cost


@rule(
    "R15",
    "Insatskorten och budgeten säger samma sak",
    lacks="Inget mål för {year} säger vad en insats får kosta.",
    at="mal/",
)
def goals_and_budget(case: Case) -> Iterator[Finding]:
    """A goal that says what something may cost says what the budget gives it, of the same insats and year."""
    year = case.fiscal_year.year
    tree = case.book.read(queries.goals, year)
    keys = {one.pk: one.insats.key for one in case.book.read(queries.insatser, year).values()}
    for goal in tree:
        insats = keys.get(results.insats_id_of(tree, goal))
        for part in goal.parts.all():
            if part.unit != Unit.KRONOR or part.operator not in LIMITS or part.target is None:
                continue
            about, planned = _planned(case, goal, part, insats)
            if not about:
                continue
            if planned is None or planned.natural is None:
                message = (
                    f"Beloppet i ”{goal}” kan inte prövas: budgeten för {year} har inget belopp för {about}."
                )
                case.lacks("R15", message, case.place("budget/"))
                continue
            case.tally["R15"] += 1
            if planned.natural != part.target:
                figures = (Figure("Målet", show(part.target)), Figure.of(planned))
                message = f"”{goal}” anger ett annat belopp än budgeten har för {about}."
                yield Finding(
                    "R15", WARNING, f"mal/{goal.key}/{part.key}", message, figures,
                    show(part.target - planned.natural), goal_href(goal),
                )  # fmt: skip


def _planned(case: Case, goal: Goal, part: GoalPart, insats: str | None) -> tuple[str, Fact | None]:
    """What a cost goal is about, in words, and the budget's figure for it; "" for a goal about something else."""
    year = case.fiscal_year.year
    if part.fact:
        if not follows_money(part.fact, year):
            return "", None
        told = [bound_fact(case.book, part, goal, by) for by in footings(case.book, year)]
        if not any(one is not None and one.side == "kostnad" for one in told):
            return "", None
        return "det som målet gäller", bound_fact(
            case.book, part, goal, footing(case.book, year, Basis.BUDGET)
        )
    if insats is None or not _COSTS.search(f"{part.measure} {goal.name}"):
        return "", None
    names = (f"{prefix}.insats.{insats}@{year}" for prefix in ("reviderad", "budget"))
    found = (case.book.get(name) for name in names)
    known = (one for one in found if one is not None and one.value is not None)
    return "samma insats", next(known, None)


# How a goal says who it is about, and which population that is; the first that fits.
_WHO = (
    (re.compile(r"avslut", re.IGNORECASE), Population.CLOSED),
    (re.compile(r"\bs[öo]k(er|te|t|ande)", re.IGNORECASE), Population.APPLICANTS),
    (re.compile(r"besök", re.IGNORECASE), Population.VISITORS),
    (re.compile(r"\bnya\b", re.IGNORECASE), Population.NEW),
    (re.compile(r"deltag|inskriv", re.IGNORECASE), Population.ENROLLED),
)
_ASKED = re.compile(r"enkät|indikator|upplev|svar|ORS\b", re.IGNORECASE)


@rule(
    "R19",
    "Mål går att bedöma",
    lacks="Inget resultat för {year} är inskrivet som antal av antal.",
    at="resultat/",
)
def results_and_statistics(case: Case) -> Iterator[Finding]:
    """What a typed result was counted of is as many as the statistics of the same insats and year say.

    Where people were asked, fewer may have answered; more never can.
    """
    year = case.fiscal_year.year
    tree, found = case.book.read(queries.goals, year), case.book.read(results.reports, year)
    keys = {one.pk: one.insats.key for one in case.book.read(queries.insatser, year).values()}
    for goal in results.reported_goals(tree):
        report = found.newest(goal, results.year_end(year))
        insats = keys.get(results.insats_id_of(tree, goal))
        if report is None or insats is None or not report.at_year_end:
            continue
        parts = {part.pk: part for part in goal.parts.all()}
        for result in report.results.all():
            part = parts[result.part_id]
            if not part.fact and result.denominator is not None:
                yield from _counted(case, goal, part, result, insats, result_href(goal, report.end))


def _counted(
    case: Case, goal: Goal, part: GoalPart, result: GoalResult, insats: str, place: str
) -> Iterator[Finding]:
    year = case.fiscal_year.year
    who = result.population or part.population
    population = next((one for pattern, one in _WHO if pattern.search(who)), None)
    known = statistics(case.book, year)
    heads = {} if population is None else {sex: known.head(insats, population, sex) for sex in _OF}
    if all(fact is None or fact.value is None for fact in heads.values()):
        message = (
            f"Antalet i ”{goal}” kan inte prövas: statistiken för {year} har ingen uppgift om {who or 'dem'}."
        )
        case.lacks("R19", message, case.place("statistik/"))
        return
    asked = _ASKED.search(f"{part.measure} {goal.follow_up} {result.source}")
    for sex, field in _OF.items():
        fact, said = heads[sex], getattr(result, field)
        if fact is None or fact.value is None or said is None:
            continue
        case.tally["R19"] += 1
        if said > fact.value or (said < fact.value and not asked):
            figures = (Figure("Resultatet är räknat på", number(said)), Figure.of(fact))
            message = f"Resultatet för ”{goal}” är räknat på {number(said)}, men statistiken säger {number(fact.value)}."
            subject = f"underlag/{goal.key}/{part.key}/{result.key}{f'/{sex}' if sex else ''}"
            yield Finding("R19", WARNING, subject, message, figures, number(said - fact.value), place)


_OF = {"": "denominator", **{sex: f"{field}_of" for sex, field, _ in SEXES}}
