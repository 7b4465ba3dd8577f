"""How a sample is drawn: by SHA-256 of a stated seed, so that anybody draws the same one on any machine. No Django here.

The number of a text is SHA-256 of the seed, a line break and the text, in UTF-8, read as one large whole number. Nothing
else is random. `redraw.py` does the same with nothing but Python, and ADR 0024 says why.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from auditors.sampling.population import Item

RANDOM, STRATA, MONETARY = "slump", "skikt", "belopp"
MOST = 300  # items of one sample: more is no sample


class CannotDraw(ValueError):
    """What was asked for can't be drawn; the message is a Swedish sentence."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The method and its numbers. Amounts are öre.

    `size` is how many a random sample has. `boundaries` are where the next stratum begins, `counts` how many are taken from
    each, None for all. `interval` is how many öre there are between two hits.
    """

    method: str
    seed: str
    size: int = 0
    boundaries: tuple[int, ...] = ()
    counts: tuple[int | None, ...] = ()
    interval: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """An item that was drawn: in which stratum (from 0), and how many hits it had by amount."""

    item: Item
    stratum: int = 0
    hits: int = 1


def number(seed: str, text: str) -> int:
    """The number that a seed gives a text."""
    return int(sha256(f"{seed}\n{text}".encode()).hexdigest(), 16)


def draw(items: Sequence[Item], plan: Plan) -> list[Drawn]:
    """The sample, in the population's order. Raises CannotDraw."""
    if not items:
        raise CannotDraw("Ingen post stämmer med det du valt. Välj fler konton eller månader.")
    match plan.method:
        case "slump":
            drawn = [Drawn(item) for item in _first(items, plan.seed, plan.size)]
        case "skikt":
            drawn = _by_strata(items, plan)
        case "belopp":
            drawn = _by_amount(items, plan)
        case unknown:
            raise ValueError(f"no such method: {unknown}")
    if not drawn:
        raise CannotDraw("Inget blir draget. Välj hur många poster som ska dras.")
    if len(drawn) > MOST:
        raise CannotDraw(f"Det blir {len(drawn)} poster. Ett stickprov har högst {MOST}: dra färre.")
    place = {item.id: at for at, item in enumerate(items)}
    return sorted(drawn, key=lambda each: place[each.item.id])


def _first(items: Sequence[Item], seed: str, count: int) -> list[Item]:
    """As many as are asked for, those with the lowest numbers; all of them where there are no more."""
    return sorted(items, key=lambda item: (number(seed, item.id), item.id))[:count]


def stratum_of(item: Item, boundaries: Sequence[int]) -> int:
    """Which stratum an item is in, from 0, by its amount without sign; what is just at a boundary is above it."""
    return bisect_right(boundaries, abs(item.ore))


def strata(items: Sequence[Item], boundaries: Sequence[int]) -> list[list[Item]]:
    """The items of each stratum, the lowest amounts first."""
    inside: list[list[Item]] = [[] for _ in range(len(boundaries) + 1)]
    for item in items:
        inside[stratum_of(item, boundaries)].append(item)
    return inside


def _by_strata(items: Sequence[Item], plan: Plan) -> list[Drawn]:
    drawn = []
    for at, (inside, count) in enumerate(zip(strata(items, plan.boundaries), plan.counts, strict=True)):
        taken = inside if count is None else _first(inside, plan.seed, count)
        drawn += [Drawn(item, at) for item in taken]
    return drawn


def start_of(seed: str, interval: int) -> int:
    """Where the first hit is: an öre from 1 to the interval."""
    return number(seed, "start") % interval + 1


def _by_amount(items: Sequence[Item], plan: Plan) -> list[Drawn]:
    """Every öre in a row, item after item: those where a hit falls are drawn. The amounts count without sign."""
    if plan.interval < 1:
        raise CannotDraw("Skriv ett intervall som är större än noll, eller hur många poster som ska dras.")
    drawn, before, at = [], 0, start_of(plan.seed, plan.interval)
    for item in items:
        after = before + abs(item.ore)
        hits = 0 if after < at else (after - at) // plan.interval + 1
        if hits:
            drawn.append(Drawn(item, hits=hits))
            at += hits * plan.interval
        before = after
    return drawn
