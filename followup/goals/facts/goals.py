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

from finsam.core.addresses import year_address
from finsam.core.models import make_key
from finsam.core.values.money import HUNDRED, places
from finsam.disclosure.knowledge import is_count
from finsam.facts.book import Book, Fact, FactError, total
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
from followup.goals.models import SEXES
from plans import queries
from plans.models.goals import Goal, GoalPart, Operator, Unit

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
        yield from (figures for figures in (*printed, *self.unprinted) if figures is not None)
        for _, figures_of_sex in self.sexes:
            yield from figures_of_sex.facts()


def demand_of(part: GoalPart, base: Decimal | None = None) -> Demand:
    """What a part asks for, in its result's unit; `base` is the base year's value where it is compared with that."""
    scale = HUNDRED if part.unit == Unit.PERCENT else Decimal(1)
    target, high = (None if limit is None else limit / scale for limit in (part.target, part.target_high))
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


def judged(
    book: Book,
    goal: Goal,
    part: GoalPart,
    value: Fact,
    count: Fact | None,
    of: Fact | None = None,
    by: Footing | None = None,
) -> Fact:
    """A value with what it is judged by, and what its verdict tells of the count that it rests on (`count` of `of`)."""
    demand, bounds = demand_of(part, base_of(book, goal, part, by)), ()
    if count is not None and count.value is not None and is_count(count):
        whole = None if of is None or of.value is None else int(of.value)
        result = Result(value=value.value, qualifier=value.qualifier)
        limits = alike(demand, result, leeway(book), whole)
        bounds = () if limits is None else ((count.key, *limits),)
    made = value.value if value.op == "given" else None  # a computed fact takes its value from its parts
    return replace(value, value=made, bounds=bounds, beyond=limits_of(demand))


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
    return year_address(goal.forbund, goal.fiscal_year.year, "results-enter", key=goal.key, end=end)


def about_of(book: Book, goal: Goal) -> str:
    """The key of the insats that a goal belongs to, itself or through what it hangs under; "" for the förbund's own."""
    year = goal.fiscal_year.year
    insats_year = results.insats_year_id_of(book.read(queries.goals, year), goal)
    matching = (insats for insats in book.read(queries.insatser, year).values() if insats.pk == insats_year)
    return next((insats.insats.key for insats in matching), "")


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
        fact = evaluate(book, part.fact, f"{name}{ending}", label, year=year, ending=ending, read=read)
    except FactError:
        return None
    return None if not follows and of_other_money([fact], year, by) else fact


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
    sexes = []
    for sex, _, word in SEXES:
        source_name = _source_stem(part, goal, by)
        of_sex = _bound(book, part, goal, by, year=year, name=source_name, ending=f".{sex}")
        if of_sex is not None and of_sex.value is not None:
            pair = (piece for _, piece in of_sex.parts) if of_sex.op == "ratio" else (None, None)
            sexes.append((word, Figures(named(f".{sex}", of_sex), *pair)))
    limit = so_many(book, goal, part, name, lower, definition=LEAST)
    return Figures(judged(book, goal, part, value, count, lower, by), upper, lower, limit, tuple(sexes))
