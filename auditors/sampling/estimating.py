"""What the errors found in a sample say of the whole population. No Django here.

The two ways are the plain ones of the textbooks: the errors of a stratum times how many items there are for each one looked
at, and of a monetary-unit sample each item's share of error times the interval. Neither has a bound, but for the one of a
sample without errors; a small sample can't carry more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from budget.ledger.snapshot import ZERO

# How many errors one may expect at most, with 95 per cent certainty, where none was found: -ln 0,05 (Poisson).
NO_ERROR_FACTOR = Decimal("3.0")


@dataclass(frozen=True, slots=True)
class Judged:
    """An item drawn with what was found: its amount and its error without sign of the side, kr, stratum and hits."""

    amount: Decimal
    error: Decimal
    stratum: int = 0
    hits: int = 1


@dataclass(frozen=True, slots=True)
class Term:
    """One addend of an estimate: errors found, kr, and what they are multiplied by, as numbers that can be shown."""

    label: str
    errors: Decimal
    times: Decimal
    by: str  # how the factor is made, in figures

    @property
    def comes_to(self) -> Decimal:
        """Errors times factor, kr."""
        return self.errors * self.times


def by_count(judged: Iterable[Judged], sizes: list[int], labels: list[str]) -> list[Term]:
    """An addend for each stratum: its errors times how many items it has for each one drawn."""
    judged = list(judged)
    terms = []
    for at, (size, label) in enumerate(zip(sizes, labels, strict=True)):
        inside = [each for each in judged if each.stratum == at]
        if inside:
            errors = sum((each.error for each in inside), ZERO)
            terms.append(Term(label, errors, Decimal(size) / len(inside), f"{size} / {len(inside)}"))
    return terms


def by_amount(judged: Iterable[Judged], interval: Decimal) -> list[Term]:
    """Items of at least the interval count with their errors; the others' share of error is multiplied by the interval."""
    judged = list(judged)
    large = sum((each.error for each in judged if abs(each.amount) >= interval), ZERO)
    shares = [each.error / abs(each.amount) for each in judged if abs(each.amount) < interval]
    return [
        Term("Poster från intervallet och uppåt", large, Decimal(1), "1"),
        Term("Övriga poster: summan av felens andel av beloppet", sum(shares, ZERO), interval, "intervallet"),
    ]


def about(amount: Decimal) -> Decimal:
    """With two figures that count: 12 345 is 12 000. A small sample doesn't know more."""
    if not amount:
        return ZERO
    step = Decimal(1).scaleb(max(amount.adjusted() - 1, 0))
    return (amount / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step
