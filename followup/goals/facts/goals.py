"""Results against goals as facts: `resultat.<goal>.<part>[.per-<mmdd>][.<population>]` and what they are made of.

A result up to the year's end has no `per-`; a year that has none yet gives its latest one that name, so that a text
can speak of it. A part that is bound to a fact is that fact under the goal's name; where it follows money, that name is
the outcome's, and `.prognos`, `.prognos-0430` (an older one) and `.budget` after it are what it is during the year and
in a plan. Endings: `.taljare`, `.namnare`,
`.svarande`, `.behovs` (how many reach the target), and `.kvinna`, `.man`, `.annat` with the same below them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from finsam.core.models import make_key
from finsam.core.values.money import places, rounded
from finsam.disclosure.knowledge import is_count
from finsam.facts.book import Book, Fact, FactError, ratio, total
from finsam.facts.expressions import evaluate
from followup.accounts.basis import (
    Basis,
    Footing,
    as_of,
    follows_money,
    footing,
    footings,
    of_other_money,
    reading,
)
from followup.goals import queries as results
from followup.goals.judging.verdicts import Demand, Result, alike, limits_of, needed
from followup.goals.models import SEXES, GoalReport, GoalResult
from plans import queries
from plans.models.goals import Goal, GoalPart, Operator, Unit

HUNDRED = Decimal(100)
OWN = "resultat"
LEAST = "Minsta antal som når målet, eller det största där färre är bättre, räknat på alla."


@dataclass(frozen=True, slots=True)
class Figures:
    """A result as facts: the value itself, what it was counted from, how many it takes, and the sexes."""

    value: Fact | None = None
    numerator: Fact | None = None
    denominator: Fact | None = None
    needed: Fact | None = None
    sexes: tuple[tuple[str, Figures], ...] = ()
    unprinted: tuple[Fact, ...] = ()  # counts that the printed ones let one work out

    def facts(self) -> Iterator[Fact]:
        """The facts there are."""
        printed = (self.value, self.numerator, self.denominator, self.needed)
        yield from (one for one in (*printed, *self.unprinted) if one is not None)
        for _, one in self.sexes:
            yield from one.facts()


def demand_of(part: GoalPart, base: Decimal | None = None) -> Demand:
    """What a part asks for, in its result's unit; `base` is the base year's value where it is compared with that."""
    scale = HUNDRED if part.unit == Unit.PERCENT else Decimal(1)
    target, high = (None if one is None else one / scale for one in (part.target, part.target_high))
    if part.operator in (Operator.MORE, Operator.FEWER):
        target = base
    grain = Decimal(1).scaleb(-places(part.target or Decimal(0))) / scale
    return Demand(part.operator, target, high, grain)


def leeway(book: Book) -> Decimal:
    """What may be lacking of a target for it to be nearly reached, as a fraction."""
    return Decimal(book.forbund.nearly_percent) / HUNDRED


def base_of(book: Book, goal: Goal, part: GoalPart, by: Footing | None = None) -> Decimal | None:
    """The base year's value, where a part is compared with one: its outcome, except for those who plan."""
    if part.operator not in (Operator.MORE, Operator.FEWER) or not part.base_offset:
        return None
    year = goal.fiscal_year.year + part.base_offset
    if part.fact:
        planned = by is not None and by.basis is Basis.BUDGET
        basis = footing(book, year, Basis.BUDGET if planned else Basis.OUTCOME)
        fact = bound_fact(book, part, goal, basis, part.base_offset)
        return None if fact is None else fact.natural
    fact = book.get(f"{stem(part, goal)}@{year}")
    return None if fact is None else fact.value


def told(
    book: Book,
    goal: Goal,
    part: GoalPart,
    value: Fact,
    count: Fact | None,
    of: Fact | None = None,
    by: Footing | None = None,
) -> tuple:
    """What the verdict of a value tells of the count that it rests on (`count` of `of`), as a fact's `bounds`."""
    if count is None or count.value is None or not is_count(count):
        return ()
    result = Result(value=value.value, qualifier=value.qualifier)
    whole = None if of is None or of.value is None else int(of.value)
    limits = alike(demand_of(part, base_of(book, goal, part, by)), result, leeway(book), whole)
    return () if limits is None else ((count.key, *limits),)


def so_many(book: Book, goal: Goal, part: GoalPart, name: str, of: Fact | None, **fields) -> Fact | None:
    """How many of `of` reach the target, hidden together with it: from the one the other can be worked out."""
    if of is None or not of.value or of.unit != "st" or part.unit != Unit.PERCENT:
        return None
    limit = needed(demand_of(part, base_of(book, goal, part)), int(of.value))
    if limit is None:
        return None
    return Fact(
        f"{name}.behovs@{goal.fiscal_year.year}", f"{goal.name}: {part.measure}, så många krävs", Decimal(limit),
        unit="st", hidden_with=of.key if is_count(of) else "", **fields,
    )  # fmt: skip


def stem(part: GoalPart, goal: Goal, population: str = "", end: date | None = None) -> str:
    """A result's key without its year."""
    pieces = [OWN, goal.key, part.key]
    if end is not None and (end.month, end.day) != (12, 31):
        pieces.append(f"per-{end:%m%d}")
    if population:
        pieces.append(make_key(population))
    return ".".join(pieces)


def result_href(goal: Goal, end: date) -> str:
    """The page where a goal's result is reported."""
    return f"/{goal.forbund.key}/{goal.fiscal_year.year}/resultat/{goal.key}/{end}/"


def _share_decimals(part: GoalPart) -> int:
    """As the target."""
    return places(part.target) if part.target is not None else 0


def about_of(book: Book, goal: Goal) -> str:
    """The key of the insats that a goal belongs to, itself or through what it hangs under; "" for the förbund's own."""
    year = goal.fiscal_year.year
    insats_year = results.insats_year_id_of(book.read(queries.goals, year), goal)
    found = (one for one in book.read(queries.insatser, year).values() if one.pk == insats_year)
    return next((one.insats.key for one in found), "")


def typed_figures(book: Book, goal: Goal, report: GoalReport, result: GoalResult, part: GoalPart) -> Figures:
    """A reported result as facts."""
    year = goal.fiscal_year.year
    name = stem(part, goal, result.population, report.end)
    among = f" bland {result.population or part.population}" if result.population or part.population else ""
    label = f"{goal.name}: {part.measure}{among}"
    definition = f"Resultat till och med {report.end}: {part.measure}{among}."
    common = {
        "href": result_href(goal, report.end), "definition": definition, "about": about_of(book, goal),
    }  # fmt: skip
    below = f"{result._meta.label_lower}:{part}" + (f", {result.population}" if result.population else "")
    trace = (report.reference(), below)

    def count(ending: str, words: str, value: int | None, identities=()) -> Fact | None:
        if value is None:
            return None
        return Fact(
            f"{name}{ending}@{year}", f"{label}, {words}", Decimal(value), unit="st", persons=True, trace=trace,
            identities=identities, **common,
        )  # fmt: skip

    def tied(ending: str, whole: int | None, attribute: str) -> tuple:
        given = {sex: getattr(result, field + attribute) for sex, field, _ in SEXES}
        given = {sex: value for sex, value in given.items() if value is not None}
        if whole is None or sum(given.values()) != whole or not given:
            return ()
        terms = [(1, f"{name}{ending}@{year}"), *((-1, f"{name}.{sex}{ending}@{year}") for sex in given)]
        return (tuple(terms),)

    if result.numerator is None:
        if result.value is None:
            return Figures()
        counted = part.unit == Unit.COUNT
        answered, implied, unprinted = count(".svarande", "antal svarande", result.answered), None, ()
        if part.unit == Unit.PERCENT and result.answered and result.value <= HUNDRED:
            many = int(rounded(result.value * result.answered / HUNDRED))
            rest = count(".ovriga", "antal som inte nådde målet", result.answered - many)
            identities = (((1, answered.key), (-1, f"{name}.taljare@{year}"), (-1, rest.key)),)
            implied = replace(count(".taljare", "antal", many, identities), qualifier="ca")
            unprinted = (implied, rest)
        value = Fact(
            f"{name}@{year}",
            label,
            result.value / HUNDRED if part.unit == Unit.PERCENT else result.value,
            unit=part.unit,
            decimals=places(result.value),
            qualifier=result.qualifier,
            persons=counted and result.value == int(result.value),
            identities=tied("", int(result.value), "")
            if counted and result.value == int(result.value)
            else (),
            trace=trace,
            ratio_parts=() if implied is None else (implied.key, answered.key),
            **common,
        )
        limits = limits_of(demand_of(part, base_of(book, goal, part)))
        value = replace(
            value, bounds=told(book, goal, part, value, implied or value, answered), beyond=limits
        )
        sexes = tuple(
            (word, Figures(value=count(f".{sex}", word, getattr(result, field))))
            for sex, field, word in SEXES
            if counted and getattr(result, field) is not None
        )
        return Figures(value, denominator=answered, sexes=sexes, unprinted=unprinted)
    if result.denominator is None:
        return Figures(numerator=count(".taljare", "antal", result.numerator))

    def share(ending: str, words: str, upper: int, lower: int, attributes: bool) -> Figures:
        top = count(
            f"{ending}.taljare", f"{words}antal", upper, tied(".taljare", upper, "") if attributes else ()
        )
        identities, rest = tied(".namnare", lower, "_of") if attributes else (), ()
        if upper <= lower:  # "38 av 40" tells that two didn't
            left = count(f"{ending}.ovriga", f"{words}antal som inte nådde målet", lower - upper)
            identities = (*identities, ((1, f"{name}{ending}.namnare@{year}"), (-1, top.key), (-1, left.key)))
            rest = (left,)
        bottom = count(f"{ending}.namnare", f"{words}av antal", lower, identities)
        value = ratio(
            f"{name}{ending}@{year}", f"{label}{', ' + words.rstrip(' ,') if words else ''}", top, bottom,
            decimals=_share_decimals(part), qualifier=result.qualifier, **common,
        )  # fmt: skip
        return Figures(value, top, bottom, unprinted=rest)

    whole = share("", "", result.numerator, result.denominator, attributes=True)
    known = told(book, goal, part, whole.value, whole.numerator, whole.denominator)
    sexes = tuple(
        (word, share(f".{sex}", f"{word}, ", getattr(result, field), getattr(result, f"{field}_of"), False))
        for sex, field, word in SEXES
        if getattr(result, field) is not None and getattr(result, f"{field}_of") is not None
    )
    return Figures(
        replace(
            whole.value,
            value=None,
            bounds=known,
            beyond=limits_of(demand_of(part, base_of(book, goal, part))),
        ),
        whole.numerator,
        whole.denominator,
        so_many(book, goal, part, name, whole.denominator, href=common["href"], definition=LEAST),
        sexes,
        whole.unprinted,
    )


def bound_fact(book: Book, part: GoalPart, goal: Goal, by: Footing | None, offset: int = 0) -> Fact | None:
    """What a bound part is read from, `offset` years away; None where it can't be had, or is a result itself."""
    year = goal.fiscal_year.year + offset
    return _bound(book, part, goal, by, year=year, name=_source_stem(part, goal, by))


def footings_of(book: Book, part: GoalPart, goal: Goal) -> list[Footing]:
    """What a bound part may be judged by: each of the year's series where it follows money, else always the same."""
    year = goal.fiscal_year.year
    return footings(book, year) if follows_money(part.fact, year) else [footing(book, year, Basis.OUTCOME)]


def _bound_stem(part: GoalPart, goal: Goal, by: Footing | None) -> str:
    """What a bound part's figures are named by: the outcome has the goal's own name."""
    outcome = by is None or by.basis is Basis.OUTCOME
    apart = not outcome and follows_money(part.fact, goal.fiscal_year.year)
    return f"{stem(part, goal)}.{by.name}" if apart else stem(part, goal)


def _source_stem(part: GoalPart, goal: Goal, by: Footing | None) -> str:
    """What figures put together for a part are named by; the result itself has the name without the ending."""
    return f"{_bound_stem(part, goal, by)}.underlag"


def _bound(
    book: Book, part: GoalPart, goal: Goal, by: Footing | None, *, year: int, name: str, ending: str = ""
) -> Fact | None:
    follows = follows_money(part.fact, year)
    if f"{OWN}." in part.fact or (by is None and follows):
        return None
    try:
        read = reading(part.fact, year, by or footing(book, year, Basis.OUTCOME))
        if read is None:
            return None
        label = f"{goal.name}: {part.measure}"
        found = evaluate(book, part.fact, f"{name}{ending}", label, year=year, ending=ending, read=read)
    except FactError:
        return None
    return None if not follows and of_other_money([found], year, by) else found


def bound_figures(book: Book, goal: Goal, part: GoalPart, by: Footing | None) -> Figures:
    """The fact that a part is bound to, under the goal's name; its sexes where they are facts too.

    Money is read from the series that goals are judged by there, whichever the part names; without any (no forecast
    until then) it has no figure.
    """
    source = bound_fact(book, part, goal, by)
    if source is None or source.value is None:
        return Figures()
    year, name = goal.fiscal_year.year, _bound_stem(part, goal, by)
    words = f", {by.basis}{as_of(by.series)}" if name != stem(part, goal) else ""

    def named(ending: str, fact: Fact) -> Fact:
        return total(
            f"{name}{ending}@{year}", f"{goal.name}: {part.measure}{words}{ending.replace('.', ', ')}",
            [(-1 if fact.side == "kostnad" else 1, fact)], unit=fact.unit, decimals=fact.decimals,
            qualifier=fact.qualifier, persons=fact.persons, definition=f"Läses ur {fact.label.lower()}.",
        )  # fmt: skip

    upper, lower = (piece for _, piece in source.parts) if source.op == "ratio" else (None, None)
    if source.op == "given" and source.unit == "%":  # a stated share may at least know how many answered
        lower = book.get(source.key.replace("@", ".n@"))
    value = named("", source)
    implied = book.get(source.ratio_parts[0]) if source.ratio_parts else None
    count = implied or (source if source.op != "ratio" else upper)
    known = told(book, goal, part, value, count, lower, by)
    sexes = []
    for sex, _, word in SEXES:
        source_name = _source_stem(part, goal, by)
        one = _bound(book, part, goal, by, year=year, name=source_name, ending=f".{sex}")
        if one is not None and one.value is not None:
            pair = (piece for _, piece in one.parts) if one.op == "ratio" else (None, None)
            sexes.append((word, Figures(named(f".{sex}", one), *pair)))
    limit = so_many(book, goal, part, name, lower, definition=LEAST)
    beyond = limits_of(demand_of(part, base_of(book, goal, part, by)))
    return Figures(replace(value, value=None, bounds=known, beyond=beyond), upper, lower, limit, tuple(sexes))
