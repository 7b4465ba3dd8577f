"""The year's outcome of a file: per result account, month and object, from whichever of its rows say it.

The sum of `#TRANS` where there are vouchers, else of `#PSALDO`, else `#RES`; never of two of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from budget.ledger.sie.records import Objects, PeriodRow, SieFile

ZERO = Decimal(0)
Key = tuple[str, str, Objects]  # account, month as 2023-01 or empty, objects
Part = tuple[str, str, str]  # account, month, object of a dimension or empty


class Source(StrEnum):
    """Which rows the outcome is the sum of."""

    VOUCHERS = "vouchers"  # #TRANS
    OBJECTS = "objects"  # #PSALDO with objects
    PERIODS = "periods"  # #PSALDO without
    RESULTS = "results"  # #RES


@dataclass(slots=True)
class Outcome:
    """Amounts in kr, debit plus: `facts` has every krona once.

    Where months are told as totals beside their parts, the totals are `facts` and the parts stand per dimension in `parts`:
    two dimensions can't be crossed then.
    """

    source: Source
    facts: dict[Key, Decimal] = field(default_factory=dict)
    parts: dict[str, dict[Part, Decimal]] = field(default_factory=dict)

    def accounts(self) -> dict[str, Decimal]:
        """The year's sum per account."""
        return _summed(self.facts, lambda key: key[0])

    def months(self) -> dict[str, Decimal]:
        """The sum per month; under the empty one what belongs to none."""
        return _summed(self.facts, lambda key: key[1])

    def by_object(self, dimension: str) -> dict[Part, Decimal]:
        """Every krona once, by account, month and the object of one dimension; what has none stands under the empty object."""
        if dimension not in self.parts:
            return _summed(self.facts, lambda key: (key[0], key[1], dict(key[2]).get(dimension, "")))
        divided = defaultdict(Decimal, self.parts[dimension])
        for (account, month, _), amount in self.facts.items():
            divided[account, month, ""] += amount
        for (account, month, _), amount in self.parts[dimension].items():
            divided[account, month, ""] -= amount
        return {part: amount for part, amount in divided.items() if amount or part[2]}


def of_vouchers(file: SieFile, is_result: Callable[[str], bool], first: date, last: date) -> Outcome:
    """The sum of `#TRANS` by the month of its voucher's day; one outside the year belongs to no month."""
    judged = {account for account in file.moved if is_result(account)}
    by_month: dict[str, dict[tuple[str, Objects], Decimal]] = {}
    of_day: dict[date | None, dict[tuple[str, Objects], Decimal]] = {}
    for voucher in file.vouchers:
        day = voucher.day
        sums = of_day.get(day)
        if sums is None:
            month = f"{day.year}-{day.month:02}" if day and first <= day <= last else ""
            sums = of_day[day] = by_month.setdefault(month, defaultdict(Decimal))
        for account, objects, amount in voucher.movements:
            if account in judged:
                sums[account, objects] += amount
    facts = {
        (account, month, objects): amount
        for month, sums in by_month.items()
        for (account, objects), amount in sums.items()
    }
    return Outcome(Source.VOUCHERS, facts)


def of_periods(file: SieFile, is_result: Callable[[str], bool], first: date, last: date) -> Outcome:
    """The sum of `#PSALDO` within the year, whatever year number a row has.

    Rows with objects are parts of the totals beside them, or (in some programs) all there is: which of the two is told,
    for the file as a whole, by which of the sums is `#RES`.
    """
    within = (f"{first:%Y%m}", f"{last:%Y%m}")
    rows = [row for row in file.periods if is_result(row.account) and within[0] <= row.month <= within[1]]
    totals = [row for row in rows if not row.objects]
    if len(totals) == len(rows):
        return Outcome(Source.PERIODS, _facts(rows))
    alone = Outcome(Source.OBJECTS, _facts(rows))
    beside = Outcome(Source.OBJECTS, _facts(totals))
    if not agrees(beside, file) and agrees(alone, file):
        return alone
    for row in rows:
        if len(row.objects) == 1:
            ((dimension, number),) = row.objects
            parts = beside.parts.setdefault(dimension, {})
            place = (row.account, _month(row), number)
            parts[place] = parts.get(place, ZERO) + row.amount
    return beside


def of_results(file: SieFile) -> Outcome:
    """The year's sums alone: no months, no objects."""
    return Outcome(Source.RESULTS, {(account, "", ()): value for account, value in file.own_results.items()})


def agrees(outcome: Outcome, file: SieFile) -> bool:
    """Whether the sums are `#RES`, account by account; an account without one is zero."""
    computed, stated = outcome.accounts(), file.own_results
    return all(computed.get(each, ZERO) == stated.get(each, ZERO) for each in computed.keys() | stated.keys())


def _facts(rows: list[PeriodRow]) -> dict[Key, Decimal]:
    facts: dict[Key, Decimal] = defaultdict(Decimal)
    for row in rows:
        facts[row.account, _month(row), row.objects] += row.amount
    return dict(facts)


def _month(row: PeriodRow) -> str:
    return f"{row.month[:4]}-{row.month[4:]}"


def _summed(facts: dict, of: Callable) -> dict:
    sums: dict = defaultdict(Decimal)
    for key, amount in facts.items():
        sums[of(key)] += amount
    return dict(sums)
