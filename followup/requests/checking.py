"""What must hold between an insats's tables for a period, and against the period before, as sentences for who writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from finsam.core.values.money import number
from followup.statistics.models import Population, Sex, StatTable
from followup.statistics.statistics_table import Place, TableFacts

# Part of all who have been enrolled in the year
_AMONG = (Population.BROUGHT, Population.NEW, Population.CLOSED, Population.CARRIED)
_SEXES = ("", *Sex.values)


def value(facts: TableFacts, place: Place) -> Decimal | None:
    """A figure as it is written or follows."""
    fact = facts.fact(place)
    return fact.value if fact is not None else None


def is_cumulative(table: StatTable) -> bool:
    """Whether its figures can only grow over the year: counts of what has happened, not of who is left at its end."""
    return TableFacts(table, {}).counts and table.population != Population.CARRIED


def between(tables: Iterable[TableFacts]) -> Iterator[str]:
    """The part is no more than the whole: a group's table than its head count, who came or left than all enrolled."""
    heads = {each.table.population: each for each in tables if each.is_head_count}
    for each in tables:
        head = heads.get(each.table.population)
        if each.counts and each.table.measure.persons and head is not None and each is not head:
            yield from _no_more(each, head)
    whole = heads.get(Population.ENROLLED)
    for population in _AMONG if whole is not None else ():
        if (part := heads.get(population)) is not None:
            yield from _no_more(part, whole)


def _no_more(part: TableFacts, whole: TableFacts) -> Iterator[str]:
    for sex in _SEXES:
        few, many = value(part, Place(sex=sex)), value(whole, Place(sex=sex))
        if None not in (few, many) and few > many:
            among = f", {Sex(sex).label.lower()}" if sex else ""
            yield (
                f"”{part.table}”{among} är {number(few, 0)}, men ”{whole.table}”{among} är bara {number(many, 0)}. "
                "Rätta den som är fel."
            )


def since_before(tables: Iterable[TableFacts], before: Iterable[TableFacts]) -> Iterator[str]:
    """What counts from the year's beginning isn't less than it was earlier in the year."""
    was = {(each.table.measure_id, each.table.population): each for each in before}
    for each in tables:
        earlier = was.get((each.table.measure_id, each.table.population))
        if (
            earlier is None
            or earlier.table.fiscal_year_id != each.table.fiscal_year_id
            or not is_cumulative(each.table)
        ):
            continue
        for sex in _SEXES:
            now, then = value(each, Place(sex=sex)), value(earlier, Place(sex=sex))
            if None not in (now, then) and now < then:
                among = f", {Sex(sex).label.lower()}" if sex else ""
                day = earlier.table.until
                yield (
                    f"”{each.table}”{among} är {number(now, 0)}, men var {number(then, 0)} redan till och med "
                    f"{day.day}/{day.month}. Siffrorna räknas från årets början. Rätta, eller skriv i kommentaren varför."
                )
