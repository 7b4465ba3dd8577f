"""The recommended highest equity of a year, as the rules about equity ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from finsam.checks.reconciliation import Case, Figure
from finsam.core.values.money import number, show
from finsam.organisation import queries
from finsam.organisation.equity_levels import equity_ceiling, equity_level


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The highest recommended equity: kronor, the contributions it is a share of and their year, and who says so."""

    amount: Decimal
    paid: Decimal
    base: int
    source: str

    @property
    def share(self) -> Decimal:
        """The ceiling in percent of the contributions."""
        return self.amount / self.paid * 100

    @property
    def figure(self) -> Figure:
        """As one of the figures of a finding, with its source."""
        words = f"{number(self.share, 1)} % av bidragen {self.base}. {self.source}"
        return Figure(f"Rekommenderad högsta nivå: {words}", show(self.amount))


def ceiling(case: Case, year: int) -> Ceiling | None:
    """What the year's equity is held against, or None, when R14 says what it lacks."""
    base = year + case.book.forbund.equity_base_offset
    paid = case.book.get(f"bidrag.totalt@{base}")
    if paid is None or not paid.value:
        case.lacks("R14", f"Det finns inga medlemsbidrag för {base}.", case.address("contributions"))
        return None
    levels = case.book.read(queries.equity_levels)
    level = equity_level(levels, year=year, contributions=paid.value)
    if level is None:
        sentence = (
            f"Ingen av förbundets nivåer för eget kapital gäller {year} vid bidrag på {show(paid.value)}."
        )
        case.lacks("R14", sentence, case.address("equity-levels"))
        return None
    return Ceiling(equity_ceiling(level, paid.value), paid.value, base, level.source)
