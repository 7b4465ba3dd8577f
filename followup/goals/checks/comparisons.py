"""Rules that set goals beside what they speak of: an amount beside the budget, counts beside the statistics.

What is bound to a fact can't differ from it. What is typed can, and what has nothing to be compared with says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from finsam.checks.reading.words import meaning, stem, stems
from finsam.checks.reconciliation import WARNING, Case, Figure, Finding, rule
from finsam.core.values.money import number, show
from finsam.facts.book import Fact, total
from followup.accounts.basis import Basis, follows_money, footing, footings
from followup.goals import queries as results
from followup.goals.facts.goals import bound_fact, result_href
from followup.goals.models import SEXES, GoalResult, counts_of
from followup.responsibility.queries import year_end
from followup.statistics.facts import YearStatistics, statistics
from followup.statistics.models import Population
from followup.statistics.statistics_table import Place, TableFacts
from plans import queries
from plans.addresses import href as goal_href
from plans.facts import in_force
from plans.models.goals import Goal, GoalPart, Operator, Unit

_COSTS = re.compile(r"\b(kost|budget)", re.IGNORECASE)
LIMITS = (Operator.AT_MOST, Operator.UNDER, Operator.EQUAL)  # ways to say what something may cost


@rule("R15", lacks="Inget mål för {year} säger vad en insats får kosta.", at="goals")
def goals_and_budget(case: Case) -> Iterator[Finding]:
    """A goal that says what something may cost says what the budget gives it, of the same insats and year."""
    year = case.fiscal_year.year
    tree = case.book.read(queries.goals, year)
    keys = {row.pk: row.insats.key for row in case.book.read(queries.insatser, year).values()}
    for goal in tree:
        insats = keys.get(results.insats_year_id_of(tree, goal))
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
                case.lacks("R15", message, case.address("budget"))
                continue
            case.tally["R15"] += 1
            if planned.natural != part.target:
                figures = (Figure("Målet", show(part.target)), Figure.of(planned))
                message = f"”{goal}” anger ett annat belopp än budgeten har för {about}."
                yield Finding(
                    WARNING,
                    f"mal/{goal.key}/{part.key}",
                    message,
                    figures,
                    show(part.target - planned.natural),
                    goal_href(goal),
                )


def _planned(case: Case, goal: Goal, part: GoalPart, insats: str | None) -> tuple[str, Fact | None]:
    """What a cost goal is about, in words, and the budget's figure for it; "" for a goal about something else."""
    year = case.fiscal_year.year
    if part.fact:
        if not follows_money(part.fact, year):
            return "", None
        told = [bound_fact(case.book, part, goal, by) for by in footings(case.book, year)]
        if not any(line is not None and line.side == "kostnad" for line in told):
            return "", None
        return "det som målet gäller", bound_fact(
            case.book, part, goal, footing(case.book, year, Basis.BUDGET)
        )
    if insats is None or not _COSTS.search(f"{part.measure} {goal.name}"):
        return "", None
    known = in_force(case.book, f"insats.{insats}@{year}")
    return "samma insats", known if known is not None and known.value is not None else None


# How a goal says who it is about, and which population that is; the first that fits.
_WHO = (
    (re.compile(r"avslut", re.IGNORECASE), Population.CLOSED),
    (re.compile(r"\bs[öo]k(er|te|t|ande)", re.IGNORECASE), Population.APPLICANTS),
    (re.compile(r"besök", re.IGNORECASE), Population.VISITORS),
    (re.compile(r"\bnya\b", re.IGNORECASE), Population.NEW),
    (re.compile(r"deltag|inskriv", re.IGNORECASE), Population.ENROLLED),
)
_ASKED = re.compile(r"enkät|indikator|upplev|svar|ORS\b", re.IGNORECASE)


@rule("R19", lacks="Inget resultat för {year} är inskrivet som antal av antal.", at="results")
def results_and_statistics(case: Case) -> Iterator[Finding]:
    """What a typed result was counted of is as many as the statistics of the same insats and year say.

    So are those who reached the target, where the goal's measure names groups of a table ("avslutas mot studier eller
    arbete"). Where people were asked, fewer may have answered; more never can.
    """
    year = case.fiscal_year.year
    tree, reported = case.book.read(queries.goals, year), case.book.read(results.reports, year)
    keys = {planned.pk: planned.insats.key for planned in case.book.read(queries.insatser, year).values()}
    for goal in results.reported_goals(tree):
        report = reported.newest(goal, year_end(year))
        insats = keys.get(results.insats_year_id_of(tree, goal))
        if report is None or insats is None or not report.at_year_end:
            continue
        place, rows = result_href(goal, report.end), list(report.results.all())
        for part in goal.parts.all():
            mine = [] if part.fact else [row for row in rows if row.part_id == part.pk]
            for result in mine:
                counts = counts_of(result, mine)
                if counts["denominator"] is not None:
                    yield from _counted(case, goal, part, result, counts, insats, place)


def _counted(
    case: Case, goal: Goal, part: GoalPart, result: GoalResult, counts: dict, insats: str, place: str
) -> Iterator[Finding]:
    """What a result is counted of beside the head count, and who reached the target beside the groups it names."""
    year = case.fiscal_year.year
    who = part.population if result.is_total else result.population or part.population
    population = next((kind for pattern, kind in _WHO if pattern.search(who)), None)
    known = statistics(case.book, year)
    heads = {} if population is None else {sex: known.head(insats, population, sex) for sex in _OF}
    subject = f"{goal.key}/{part.key}/{result.key}"
    if all(fact is None or fact.value is None for fact in heads.values()):
        message = (
            f"Antalet i ”{goal}” kan inte prövas: statistiken för {year} har ingen uppgift om {who or 'dem'}."
        )
        case.lacks("R19", message, case.address("statistics"))
        return
    asked = _ASKED.search(f"{part.measure} {goal.follow_up} {result.source}")
    for sex, field in _OF.items():
        fact, said = heads[sex], counts[field]
        if fact is None or fact.value is None or said is None:
            continue
        case.tally["R19"] += 1
        if said > fact.value or (said < fact.value and not asked):
            figures = (Figure("Resultatet är räknat på", number(said)), Figure.of(fact))
            message = f"Resultatet för ”{goal}” är räknat på {number(said)}, men statistiken säger {number(fact.value)}."
            yield Finding(
                WARNING, f"underlag/{subject}{_of(sex)}", message, figures, number(said - fact.value), place
            )
    if not asked:
        yield from _reached(
            case, goal, part, counts, _spoken_of(known, insats, population, part), subject, place
        )


def _reached(
    case: Case, goal: Goal, part: GoalPart, counts: dict, groups: list, subject: str, place: str
) -> Iterator[Finding]:
    """Who reached the target are as many as the groups that the goal's measure names, also of each sex."""
    for sex, field in _REACHED.items():
        said = counts[field]
        known = [fact for fact in (_together(table, bins, sex) for table, bins in groups) if fact is not None]
        if said is None or not known:
            continue
        case.tally["R19"] += 1
        if any(fact.value == said for fact in known):
            continue
        fact = known[0]
        figures = (Figure("Resultatet säger att så många nådde målet", number(said)), Figure.of(fact))
        message = (
            f"Resultatet för ”{goal}” säger att {number(said)} nådde målet, men statistiken har "
            f"{number(fact.value)} för det som målet mäter: {part.measure}."
        )
        yield Finding(
            WARNING, f"taljare/{subject}{_of(sex)}", message, figures, number(said - fact.value), place
        )


def _spoken_of(
    known: YearStatistics, insats: str, population: str, part: GoalPart
) -> list[tuple[TableFacts, list[str]]]:
    """The tables of a population whose groups are what a measure names, and which: every word of it is a group's."""
    wanted = frozenset() if _NOT.search(part.measure) else _words(part.measure) - _FILLING
    alike = []
    for own in known.tables.values():
        table = own.table
        if (own.insats, table.scope) != (insats, population) or not (own.counts and table.measure.persons):
            continue
        named = {each.key: words for each in own.bins if (words := _words(each.name)) and words <= wanted}
        if named and not table.multi_response and wanted == frozenset().union(*named.values()):
            alike.append((own, list(named)))
    return alike


def _together(table: TableFacts, bins: list[str], sex: str) -> Fact | None:
    """The groups' figure of a sex; None where one isn't known, or is only about so many."""
    facts = [table.fact(Place(key, sex)) for key in bins]
    if any(fact is None or fact.value is None or fact.qualifier for fact in facts):
        return None
    place = table.key(Place(sex=sex), ".malet")
    return facts[0] if len(facts) == 1 else total(place, "Grupperna som målet nämner", facts, unit="st")


def _words(text: str) -> frozenset[str]:
    """What a text's words mean, small words left out; different words for one thing are one."""
    meanings = (meaning(word) for word in re.findall(r"[^\W\d_]+", text))
    return frozenset(_SAME.get(word, word) for word in meanings if word)


def _of(sex: str) -> str:
    return f"/{sex}" if sex else ""


_NOT = re.compile(
    r"\b(inte|ej|utan|ing(en|et|a)|ann(an|at)|utom)\b", re.IGNORECASE
)  # it names what isn't meant
# Words of a measure that don't say what somebody went to.
_FILLING = stems(
    "avslutas", "avslutade", "avslutats", "avslut", "avslutar", "går", "gå", "gått", "gick", "kommer", "kommit",
    "börjar", "börjat", "andel", "andelen", "deltagare", "personer", "mot", "till", "har", "fått", "får", "blir",
)  # fmt: skip
_SAME = {
    stem(word): stem(said)
    for said, words in {"arbete": ("anställning", "jobb"), "studier": ("utbildning", "studerar")}.items()
    for word in words
}
_OF = {"": "denominator", **{sex: f"{field}_of" for sex, field, _ in SEXES}}
_REACHED = {"": "numerator", **{sex: field for sex, field, _ in SEXES}}
