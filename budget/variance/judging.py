"""How far from the budget something may be: in words, by the limits of the year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from budget.models import DeviationLimits
from finsam.core.values.money import HUNDRED
from finsam.facts.book import Fact


@dataclass(frozen=True, slots=True)
class Status:
    """A judgement in a word and a shape; the graver has the higher weight."""

    word: str
    shape: str
    weight: int

    def __str__(self):
        return f"{self.shape} {self.word}"


UNJUDGED = Status("kan inte jämföras", "–", 0)
ON_PLAN = Status("enligt plan", "✓", 1)
WATCH = Status("bevaka", "◐", 2)
DEVIATES = Status("avviker", "✕", 3)


def limits(forbund, year: int) -> DeviationLimits:
    """The limits of a year, or those that hold where none are said: `book.read(limits, year)`."""
    row = DeviationLimits.objects.filter(forbund=forbund, fiscal_year__year=year).first()
    return row or DeviationLimits()


def judge(deviation: Fact | None, budget: Fact | None, limit: DeviationLimits) -> Status:
    """What a deviation is, whichever way it goes; `budget` is what it is a share of."""
    if deviation is None or deviation.value is None:
        return UNJUDGED
    amount, whole = abs(deviation.value), abs(budget.value or Decimal(0)) if budget else Decimal(0)
    if _reached(amount, whole, limit.deviates_percent, limit.deviates_amount):
        return DEVIATES
    if _reached(amount, whole, limit.watch_percent, limit.watch_amount):
        return WATCH
    return ON_PLAN


def _reached(amount: Decimal, whole: Decimal, percent: Decimal, least: Decimal) -> bool:
    return amount > 0 and amount >= least and (not whole or amount * HUNDRED >= percent * whole)


def worst(*statuses: Status) -> Status:
    """The gravest of some judgements."""
    return max(statuses, key=lambda status: status.weight)


def direction(deviation: Fact, side: str) -> str:
    """Which way it goes, in words: `högre kostnad`."""
    more = deviation.value is not None and deviation.value > 0
    if side == "intakt":
        return "högre intäkt" if more else "lägre intäkt"
    if side == "kostnad":
        return "lägre kostnad" if more else "högre kostnad"
    return "bättre resultat" if more else "sämre resultat"
