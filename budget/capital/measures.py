"""What a series' closing equity is held against: the contributions, the recommended highest level and the förbund's own floor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from finsam.facts.book import Fact, ratio, total
from finsam.organisation.equity_levels import base_year

if TYPE_CHECKING:
    from budget.facts import SeriesFacts


def capital_measures(facts: SeriesFacts) -> Iterator[Fact]:
    """Shares and margins of a series' closing equity; each only where both of its figures are there."""
    book, about = facts.book, facts.series.about
    closing, base = facts.measure("utgaende"), base_year(facts.book, about)
    paid = book.get(f"bidrag.totalt@{base}")
    if paid is not None:
        yield ratio(
            facts.key("andel.kapital"),
            "Eget kapital som andel av medlemsbidragen",
            closing,
            paid,
            decimals=1,
            definition=f"Utgående eget kapital delat med medlemsbidragen {base}.",
        )
    floor, ceiling = book.get(f"forbund.kapitalgolv@{about}"), book.get(f"forbund.kapitaltak@{about}")
    if floor is not None:
        income = facts.measure("intakter")
        yield ratio(
            facts.key("andel.kapitalgolv"),
            "Lägsta eget kapital som andel av intäkterna",
            floor,
            income,
            decimals=1,
            definition=f"{floor.label} delat med {income.label.lower()}.",
        )
    if floor is not None and closing.value is not None:
        yield total(
            facts.key("kapital.over-golvet"),
            "Eget kapital över den lägsta nivån",
            [closing, (-1, floor)],
            definition="Utgående eget kapital minus förbundets lägsta nivå. Minus betyder att det är för lite.",
        )
    if ceiling is not None and closing.value is not None:
        yield total(
            facts.key("kapital.till-taket"),
            "Utrymme upp till den högsta nivån",
            [ceiling, (-1, closing)],
            definition="Rekommenderad högsta nivå minus utgående eget kapital. Minus betyder att det är för mycket.",
        )
