"""The recommended highest equity: the levels, and the one that applies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from finsam.core.addresses import year_address
from finsam.core.values.money import places, show
from finsam.facts.book import Book, Fact, product
from finsam.organisation import queries


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


def level_of(book: Book, year: int):
    """The level that a year's equity is held against, by the contributions of its base year, or None."""
    paid = book.get(f"bidrag.totalt@{base_year(book, year)}")
    if paid is None or not paid.value:
        return None
    return equity_level(book.read(queries.equity_levels), year=year, contributions=paid.value)


def base_year(book: Book, year: int) -> int:
    """The year whose contributions the recommendation is a share of."""
    return year + book.forbund.equity_base_offset


def ceiling_facts(book: Book, year: int) -> Iterator[Fact]:
    """`forbund.kapitaltak` and its share: the highest recommended equity of a year, where it can be worked out."""
    level = level_of(book, year)
    if level is None:
        return
    base, href = base_year(book, year), year_address(book.forbund, book.year, "equity-levels")
    paid = book[f"bidrag.totalt@{base}"]
    label = "Rekommenderad högsta nivå för eget kapital"
    share = Fact(
        f"forbund.kapitaltak.andel@{year}",
        f"{label}, andel",
        level.percent / 100,
        unit="%",
        href=href,
        decimals=places(level.percent),
        definition=f"Högsta andel av medlemsbidragen. Källa: {level.source}",
    )
    yield share
    if level.cap is not None and level.cap < paid.value * level.percent / 100:
        definition = (
            f"Nivåns högsta belopp, som är lägre än andelen av bidragen {base}. Källa: {level.source}"
        )
        yield Fact(f"forbund.kapitaltak@{year}", label, level.cap, href=href, definition=definition)
    else:
        definition = f"{show(level.percent / 100, '%', places(level.percent))} av medlemsbidragen {base}. Källa: {level.source}"
        yield product(f"forbund.kapitaltak@{year}", label, share, paid, unit="kr", definition=definition)
