"""The budget as it would be: the same rules over the same rows, with what a scenario assumes put in their place.

A book of its own is read afresh and changed in memory. It shares nothing with other books, is never saved or kept, and its
figures have no pages: whoever reads a fact by its key reads the real one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from budget.models import Amount, Category, DeductionAssumption, Line, Scenario, Series, Side
from budget.models.series import AHEAD, SeriesKind
from budget.months.spreading import by_month
from budget.queries import Money, money
from finsam.core.values.money import HUNDRED
from finsam.documents.books import imagined_book, open_book
from finsam.facts.book import Book
from finsam.organisation import queries as organisation

OWN = (SeriesKind.REVISED, SeriesKind.BUDGET)
PLANNED = (SeriesKind.REVISED_PLAN, SeriesKind.PLAN)


def tried_series(data: Money, year: int) -> list[Series]:
    """The budget in force of a year and the plans that follow it, as they were made in that year."""
    tried = []
    for about in range(year, year + 4):
        kinds = OWN if about == year else PLANNED
        known = (data.canonical.get((kind, about, year if kind in AHEAD else 0)) for kind in kinds)
        tried += [series for series in known if series is not None][:1]
    return tried


@dataclass
class Imagined:
    """A scenario put into a book: the book, and in sentences what could not be put there."""

    book: Book
    told: list[str]


def imagine(scenario: Scenario) -> Imagined:
    """The year's book as the scenario has it: contributions first, then starts, and deductions last, on what is left."""
    forbund, year = scenario.forbund, scenario.fiscal_year.year
    real, book = open_book(forbund, year), imagined_book(forbund, year)
    data: Money = book.read(money)
    told: list[str] = []
    series = tried_series(data, year)
    for given in scenario.contributions.all():
        told += _contribute(book, data, series, given.payer_id, 1 + given.percent / HUNDRED)
    for start in scenario.starts.all():
        told += _start(real, data, series, start)
    for deduction in scenario.deductions.all():
        for each in series:
            told += _deduct(data, each, deduction)
    told += [
        f"Resultatet i ”{each}” är inskrivet som en helhet och räknas inte om."
        for each in series
        if each.stated_result is not None
    ]
    return Imagined(book, list(dict.fromkeys(told)))


def _contribute(
    book: Book, data: Money, series: list[Series], payer: int | None, factor: Decimal
) -> Iterator[str]:
    """Change what is paid, where it is read from the contributions and where it is written as income."""
    abouts = {each.about for each in series}
    for row in book.read(organisation.contributions):
        if row.year in abouts and payer in (None, row.payer_id):
            row.amount *= factor
    for each in series:
        lumps = False
        for line, amount in _amounts(data, each, Side.INCOME):
            if line.payer_id is not None and payer in (None, line.payer_id):
                amount.amount *= factor
            elif line.payer_id is None and _is_lump_of_contributions(data, line):
                if payer is None:
                    amount.amount *= factor
                lumps = lumps or payer is not None
        if lumps:
            yield f"I ”{each}” står bidragen som ett belopp, så där går en enda bidragsgivares del inte att ändra."


def _is_lump_of_contributions(data: Money, line: Line) -> bool:
    """Whether an income is the members' contributions in one amount: by its category, or by what it is a group of."""
    below = data.children.get(line.pk, [])
    categories = {line.category, *(above.category for above in _above(data, line))}
    return Category.GRANT in categories or any(child.payer_id is not None for child in below)


def _above(data: Money, line: Line) -> Iterator[Line]:
    while line.parent_id is not None:
        line = data.lines[line.parent_id]
        yield line


def _amounts(data: Money, series: Series, side: str) -> list[tuple[Line, Amount]]:
    """The amounts of a series' lines of a side."""
    return [
        (data.lines[line], amount)
        for (within, line), amount in data.amounts.items()
        if within == series.pk and data.lines[line].side == side
    ]


def _start(real: Book, data: Money, series: list[Series], start) -> Iterator[str]:
    """Let an insats cost nothing before a month of the budget year."""
    own = series[0] if series and series[0].about == real.year else None
    lines = [
        (line, amount)
        for line, amount in (_amounts(data, own, Side.COST) if own else [])
        if start.insats_id in {line.insats_id, *(above.insats_id for above in _above(data, line))}
    ]
    if not lines:
        yield f"”{start.insats}” har inget eget belopp i årets budget, så dess start ändrar ingenting."
        return
    known = real.read(money)
    for line, amount in lines:
        months = by_month(real, known.series[own.pk], known.lines[line.pk])
        amount.amount = sum(months[start.month - 1 :], Decimal(0))


def _deduct(data: Money, series: Series, deduction: DeductionAssumption) -> Iterator[str]:
    """Cut the chosen costs of a series, or all of them, and never below nothing."""
    chosen = {line.pk for line in deduction.lines.all()}
    costs = [
        amount
        for line, amount in _amounts(data, series, Side.COST)
        if not chosen or chosen & {line.pk, *(above.pk for above in _above(data, line))}
    ]
    whole = -sum((amount.amount for amount in costs), Decimal(0))
    if whole <= 0:
        yield f"Avdraget ändrar ingenting i ”{series}”: de valda raderna har inga egna belopp där."
        return
    share = deduction.percent / HUNDRED if deduction.percent is not None else deduction.amount / whole
    if share > 1:
        yield f"Avdraget är större än kostnaderna i ”{series}”. De blir 0 kr."
    for amount in costs:
        amount.amount *= 1 - min(share, Decimal(1))
