"""A line's amount in a series, month by month: twelve signed amounts that come to it, to the öre."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

from budget.facts import SeriesFacts, series_facts
from budget.ledger.facts import booked_by_month
from budget.models import Line, Series, Spread, Way
from finsam.facts.book import Book

MONTHS = 12
TWELFTHS = (Decimal(1),) * MONTHS
_ORE = Decimal("0.01")
_NOTHING = (Decimal(0),) * MONTHS

Spreads = dict[tuple[int, int], Spread]


def spreads(forbund) -> Spreads:
    """How lines are spread, by the numbers of series and line, in one question: `book.read(spreads)`."""
    return {(row.series_id, row.line_id): row for row in Spread.objects.filter(forbund=forbund)}


def by_month(book: Book, series: Series, line: Line) -> tuple[Decimal, ...]:
    """A line's amount in a series over the months, January first: twelve amounts, signed (income +, cost −).

    They come to the line's amount exactly; each is in whole öre, and the rest goes to the last month that has any. Only
    a share of a common cost may itself hold a part of an öre, which that month has too. A group is the sum of its
    lines, unless it has an amount of its own. Without an amount all twelve are 0.
    """
    facts = series_facts(book, series)
    below = summed(facts, line)
    if below:
        months = [by_month(book, series, child) for child in below]
        return tuple(sum(column, Decimal(0)) for column in zip(*months, strict=True))
    amount = facts.line(line).value
    return _NOTHING if amount is None else divided(amount, proportions(facts, line))


def summed(facts: SeriesFacts, line: Line) -> list[Line]:
    """The lines that a line is the sum of; none where its amount is written, read or computed in another way."""
    children, parts = facts.children(line), facts.line(line).parts
    return children if children and parts and parts[0][1] is facts.line(children[0]) else []


def proportions(facts: SeriesFacts, line: Line) -> Sequence[Decimal]:
    """How the months of a line are to each other in a series: as said of it, else as of the common cost it is a share of."""
    book, series = facts.book, facts.series
    spread = book.read(spreads).get((series.pk, line.pk))
    if spread is None:
        return proportions(facts, facts.data.lines[line.share_of_id]) if line.share_of_id else TWELFTHS
    if spread.way == Way.PROFILE:
        return spread.months
    return last_years(book, line, series.about - 1) or TWELFTHS


def last_years(book: Book, line: Line, year: int) -> tuple[Decimal, ...] | None:
    """The shape of a year's outcome, or None where there is none to go by.

    A month that went the other way, such as a cost that was paid back, says nothing of when money is used.
    """
    outcome = booked_by_month(book, line, year)
    if outcome is None or not (whole := sum(outcome)):
        return None
    return tuple(month if (month > 0) == (whole > 0) else Decimal(0) for month in outcome)


def divided(amount: Decimal, weights: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """An amount divided as some weights are to each other: whole öre, and the rest in the last that has a weight.

    >>> [str(part) for part in divided(Decimal(10), (Decimal(1), Decimal(1), Decimal(1)))]
    ['3.33', '3.33', '3.34']
    """
    whole = sum(weights, Decimal(0))
    parts = [(amount * weight / whole).quantize(_ORE, ROUND_DOWN) for weight in weights]
    last = max(place for place, weight in enumerate(weights) if weight)
    parts[last] += amount - sum(parts, Decimal(0))
    return tuple(parts)
