"""Reads what the statements are made of: all years at once, since every year compares with the one before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from followup.models.books import (
    AdjustmentAmount,
    BalanceAmount,
    BalanceItem,
    Investment,
    Moment,
    Note,
    Personnel,
    YearBooks,
)


@dataclass(frozen=True)
class Records:
    """The books of a förbund, by year."""

    items: list[BalanceItem]
    amounts: dict[tuple[int, int, str], BalanceAmount]  # (item, year, moment)
    texts: dict[int, YearBooks]
    adjustments: dict[int, list[AdjustmentAmount]]
    investments: dict[int, list[Investment]]
    notes: dict[int, list[Note]]
    personnel: dict[int, Personnel]

    def amount(self, item: BalanceItem, year: int, moment: str = Moment.YEAR_END) -> Decimal | None:
        """What an item is at a closing, or None."""
        found = self.amounts.get((item.pk, year, moment))
        return found.amount if found else None

    def has_balance(self, year: int, moment: str = Moment.YEAR_END) -> bool:
        """Whether any item has an amount at the closing."""
        return any((item.pk, year, moment) in self.amounts for item in self.items)

    def without_amount(self, year: int, moment: str = Moment.YEAR_END) -> list[BalanceItem]:
        """Items that lack one; an item that was empty last year too, and has been used, is left in peace."""
        used = {item for item, _, _ in self.amounts}
        return [
            one
            for one in self.items
            if self.amount(one, year, moment) is None
            and (one.pk not in used or self.amount(one, year - 1) is not None)
        ]

    def items_in(self, row: str) -> list[BalanceItem]:
        """The items of a row of the balansräkning, in their order."""
        return [item for item in self.items if item.row == row]


def _by_year(model, forbund) -> dict[int, list]:
    found: dict[int, list] = {}
    for one in model.objects.filter(forbund=forbund).select_related("fiscal_year"):
        found.setdefault(one.fiscal_year.year, []).append(one)
    return found


def records(forbund) -> Records:
    """Read it: seven queries, however many rows."""
    amounts = BalanceAmount.objects.filter(forbund=forbund).select_related("fiscal_year", "item")
    return Records(
        items=list(BalanceItem.objects.filter(forbund=forbund)),
        amounts={(one.item_id, one.fiscal_year.year, one.moment): one for one in amounts},
        texts={year: found[0] for year, found in _by_year(YearBooks, forbund).items()},
        adjustments=_by_year(AdjustmentAmount, forbund),
        investments=_by_year(Investment, forbund),
        notes=_by_year(Note, forbund),
        personnel={year: found[0] for year, found in _by_year(Personnel, forbund).items()},
    )
