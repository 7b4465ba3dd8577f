"""The recommended highest equity: the levels, and the one that applies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Level:
    """A recommended highest equity: from which year, at which contributions (kr), what share and at most how much."""

    valid_from: int
    total_from: Decimal
    percent: Decimal
    cap: Decimal | None
    source: str


# Nationella rådet's recommendation of 2 October 2013 has steps by the size of the contributions, which are not
# published. 20 % is what förbund with up to about 5,6 mnkr say of it in their own plans and reports (2023–2024).
GUIDE = (
    Level(
        2013,
        Decimal(0),
        Decimal(20),
        None,
        "Nationella rådet den 2 oktober 2013, så som förbund återger det 2024. Riktvärde, stegen är inte bekräftad.",
    ),
)


def equity_level(levels, *, year: int, contributions: Decimal):
    """The level that applies to a year's contributions, or None: the newest, and of those the highest reached.

    `levels` are a förbund's own EquityLevel rows; without any, GUIDE applies.
    """
    valid = [level for level in levels or GUIDE if level.valid_from <= year]
    newest = max((level.valid_from for level in valid), default=None)
    reached = [level for level in valid if level.valid_from == newest and contributions >= level.total_from]
    return max(reached, key=lambda level: level.total_from, default=None)


def equity_ceiling(level, contributions: Decimal) -> Decimal:
    """The highest equity (kr) that a level allows."""
    ceiling = contributions * level.percent / 100
    return min(ceiling, level.cap) if level.cap is not None else ceiling
