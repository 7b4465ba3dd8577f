"""Whether a goal was reached: the verdict of a part, of several populations, and of the whole goal. No Django here.

A verdict is a function of what was demanded and what came out. What can't be judged is never a failure: without
a target there is no verdict, and without a result the goal wasn't measured.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import takewhile

from finsam.facts.book import COMPARISONS

MOST = 1000  # so far from a count is looked for the ends of its verdict; no small count hangs on what lies beyond


class Status(StrEnum):
    """How it went; `word` and a drawn shape are how it is printed, since colour never carries it alone."""

    MET = "uppfyllt"
    NEARLY = "nastan"
    PARTLY = "delvis"
    MISSED = "ej"
    UNMEASURED = "ej-matt"
    UNJUDGED = "ingen"

    @property
    def word(self) -> str:
        """`Nästan uppfyllt`."""
        return _WORDS[self][0]

    @property
    def mark(self) -> str:
        """What its shape is called in the style sheets, which draw it: the typeface has no such signs."""
        return _WORDS[self][1]

    @property
    def judged(self) -> bool:
        """Whether it says how it went."""
        return self not in (Status.UNMEASURED, Status.UNJUDGED)

    @property
    def asks_why(self) -> bool:
        """Whether it is to be said why the goal wasn't reached."""
        return self in (Status.NEARLY, Status.PARTLY, Status.MISSED)


_WORDS = {
    Status.MET: ("Uppfyllt", "met"),
    Status.NEARLY: ("Nästan uppfyllt", "nearly"),
    Status.PARTLY: ("Delvis uppfyllt", "partly"),
    Status.MISSED: ("Ej uppfyllt", "missed"),
    Status.UNMEASURED: ("Ej mätt", "unmeasured"),
    Status.UNJUDGED: ("Ingen bedömning", "unjudged"),
}
CHOICES = [(status.value, status.word) for status in Status]
_BEST_FIRST = (Status.MET, Status.NEARLY, Status.PARTLY, Status.MISSED)

# Directions in which more is better, and in which less is.
UPWARDS = ("minst", "over", "inom", "fler")
DOWNWARDS = ("hogst", "under", "farre")


@dataclass(frozen=True, slots=True)
class Demand:
    """What a part asks for, in the same unit as the result: a share is a fraction.

    `target` is the base year's value where the operator compares with it. `grain` is how finely "lika med"
    compares: 0.01 holds 12,4 % to be 12 %.
    """

    operator: str = "minst"
    target: Decimal | None = None
    high: Decimal | None = None
    grain: Decimal = Decimal("0.01")

    @property
    def lacking(self) -> bool:
        """Whether there is nothing to compare a number with: no target, or "mellan" without its upper one."""
        return self.target is None or (self.operator == "mellan" and self.high is None)


@dataclass(frozen=True, slots=True)
class Result:
    """What came out: a number, a yes or no, or somebody's word for it.

    `qualifier` is how exact the number is; "över" and "minst" give only its lower end, "högst" and "under" its upper.
    """

    value: Decimal | None = None
    answer: bool | None = None
    word: Status | None = None
    qualifier: str = ""


def _reached(value: Decimal, demand: Demand) -> bool:
    if demand.operator == "lika":
        whole = (value / demand.grain).to_integral_value(ROUND_HALF_UP)
        return whole == (demand.target / demand.grain).to_integral_value(ROUND_HALF_UP)
    return all(COMPARISONS[comparison](value, limit) for comparison, limit in limits_of(demand))


def _near(value: Decimal, demand: Demand, leeway: Decimal) -> bool:
    """Whether the value is at most `leeway` of the target away from it."""
    target, high = demand.target, demand.high if demand.high is not None else demand.target
    enough = value >= target - abs(target) * leeway
    few_enough = value <= high + abs(high) * leeway
    match demand.operator:
        case "minst" | "over" | "inom" | "fler":
            return enough
        case "hogst" | "under" | "farre":
            return few_enough
        case "lika" | "mellan":
            return enough and few_enough
        case unknown:
            raise ValueError(f"no such operator: {unknown}")


def limits_of(demand: Demand) -> tuple[tuple[str, Decimal], ...]:
    """What a value is compared with to tell whether it reaches its target: `((">=", 0.85),)`.

    "Lika med" compares rounded values, and what is told in words compares nothing.
    """
    if demand.lacking:
        return ()
    match demand.operator:
        case "minst" | "inom":
            return ((">=", demand.target),)
        case "over" | "fler":
            return ((">", demand.target),)
        case "hogst":
            return (("<=", demand.target),)
        case "under" | "farre":
            return (("<", demand.target),)
        case "mellan":
            return ((">=", demand.target), ("<=", demand.high))
        case "lika" | "ja" | "text":
            return ()
        case unknown:
            raise ValueError(f"no such operator: {unknown}")


def judge(demand: Demand, result: Result, leeway: Decimal) -> Status:
    """The verdict of one part among one population. `leeway` is the fraction of the target that counts as nearly.

    Raises ValueError for an operator or a qualifier that doesn't exist.
    """
    if demand.operator == "text":
        return result.word or (Status.UNMEASURED if result.value is None else Status.UNJUDGED)
    if demand.operator == "ja":
        if result.answer is None:
            return Status.UNMEASURED
        return Status.MET if result.answer else Status.MISSED
    if result.value is None:
        return Status.UNMEASURED
    if demand.lacking:
        return Status.UNJUDGED
    if _reached(result.value, demand):
        status = Status.MET
    elif leeway and _near(result.value, demand, leeway):
        status = Status.NEARLY
    else:
        status = Status.MISSED
    match result.qualifier:
        case "" | "ca":
            return status
        case "över" | "minst":
            return _of_one_end(demand, result, status, UPWARDS, result.value >= demand.target)
        case "under" | "högst":
            return _of_one_end(demand, result, status, DOWNWARDS, result.value <= demand.target)
        case unknown:
            raise ValueError(f"no such qualifier: {unknown}")


def _of_one_end(
    demand: Demand, result: Result, status: Status, better: tuple[str, ...], there: bool
) -> Status:
    """The verdict where only one end of the value is known: said when nothing beyond that end would change it.

    `better` are the operators that are reached by going beyond; `there` is whether the end itself is at the target.
    """
    if demand.operator in better:
        beyond = there and result.qualifier in ("över", "under")  # the end itself isn't meant
        return Status.MET if status == Status.MET or beyond else Status.UNJUDGED
    return status if status == Status.MISSED and there else Status.UNJUDGED


def together(statuses: Iterable[Status], rule: str = "alla") -> Status:
    """Several verdicts as one. `rule` is "alla", "nagon" or "fordelning" (judged as "alla").

    What has no verdict is passed over; what wasn't measured keeps the whole from being wholly reached.
    """
    known = list(statuses)
    judged = [status for status in known if status.judged]
    unmeasured = Status.UNMEASURED in known
    if rule not in ("alla", "nagon", "fordelning"):
        raise ValueError(f"no such rule: {rule}")
    if not judged:
        return Status.UNMEASURED if unmeasured else Status.UNJUDGED
    if rule == "nagon":
        best = min(judged, key=_BEST_FIRST.index)
        return Status.UNJUDGED if unmeasured and best != Status.MET else best
    if set(judged) <= {Status.MET, Status.NEARLY}:
        whole = Status.NEARLY if Status.NEARLY in judged else Status.MET
        return Status.PARTLY if unmeasured else whole
    return Status.PARTLY if {Status.MET, Status.PARTLY} & set(judged) else Status.MISSED


# Asked of the same results on every page, and worked out by trying one count after another.
@lru_cache(maxsize=4096)
def alike(
    demand: Demand, result: Result, leeway: Decimal, of: int | None = None
) -> tuple[int, int | None] | None:
    """Between which whole numbers a count lies, for somebody who is only told the verdict; None where there is none.

    `of` is the denominator of a share; the count is then its numerator. An upper end of None is no limit. An end
    further away than `MOST` is taken to be known there: that hides no less.
    """
    if result.value is None or not (status := judge(demand, result, leeway)).judged:
        return None

    def same(count: int) -> bool:
        value = Decimal(count) / of if of else Decimal(count)
        return judge(demand, replace(result, value=value), leeway) == status

    true = int((result.value * (of or 1)).to_integral_value(ROUND_HALF_UP))
    least, end = max(0, true - MOST), true + MOST
    most = min(of or end, end)
    low = min(takewhile(same, range(true - 1, least - 1, -1)), default=true)
    high = max(takewhile(same, range(true + 1, most + 1)), default=true)
    return low, None if not of and high == most else high


def needed(demand: Demand, of: int) -> int | None:
    """How many of `of` reach a share that is demanded: the fewest, or the most where less is better.

    None where the demand isn't a share with one limit.
    """
    if demand.target is None:
        return None
    exact = demand.target * of
    ceiling = int(exact.to_integral_value(ROUND_CEILING))
    floor = int(exact.to_integral_value(ROUND_FLOOR))
    match demand.operator:
        case "minst" | "inom" | "mellan":
            limit = ceiling
        case "over":
            limit = floor + 1
        case "hogst":
            limit = floor
        case "under":
            limit = ceiling - 1
        case "lika" | "fler" | "farre" | "ja" | "text":
            return None
        case unknown:
            raise ValueError(f"no such operator: {unknown}")
    return limit if 0 <= limit <= of else None
