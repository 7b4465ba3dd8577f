"""Reads what the statements are made of: all years at once, since every year compares with the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budget.ledger.queries import YearLedger, ledgers
from finsam.core.values.grouping import grouped
from finsam.facts.book import Book
from followup.accounts.booked import BookedBalances, booked, sign_of
from followup.accounts.models import (
    AdjustmentAmount,
    BalanceAmount,
    BalanceItem,
    Investment,
    Note,
    Personnel,
    YearBooks,
)


def year_end(year: int) -> date:
    """The day that a year is closed on."""
    return date(year, 12, 31)


@dataclass(frozen=True)
class Records:
    """The books of a förbund, by year."""

    items: list[BalanceItem]
    amounts: dict[tuple[int, date], BalanceAmount]  # (item, the closing's day)
    texts: dict[int, YearBooks]
    adjustments: dict[int, list[AdjustmentAmount]]
    investments: dict[int, list[Investment]]
    notes: dict[int, list[Note]]
    personnel: dict[int, Personnel]
    booked: dict[int, BookedBalances]

    def accounts_of(self, item: BalanceItem, end: date) -> dict[str, Decimal] | None:
        """The accounts that the books give an item by at a closing, as it prints them; None where it is written."""
        books = self.booked.get(end.year)
        balances = books.of(item, end) if books else None
        sign = sign_of(item, end.year)
        return None if balances is None else {account: sign * value for account, value in balances.items()}

    def amount(self, item: BalanceItem, end: date) -> Decimal | None:
        """What an item is at a closing, as booked or as written, or None."""
        accounts = self.accounts_of(item, end)
        if accounts is not None:
            return sum(accounts.values(), Decimal(0))
        entry = self.amounts.get((item.pk, end))
        return entry.amount if entry else None

    def replaced(self, year: int) -> list[tuple[BalanceAmount, Decimal]]:
        """What was written of items that the books give in a year, each with what the books give instead."""
        written = [amount for (_, end), amount in self.amounts.items() if end.year == year]
        booked = [(amount, self.accounts_of(amount.item, amount.end)) for amount in written]
        return [(amount, sum(given.values(), Decimal(0))) for amount, given in booked if given is not None]

    def has_balance(self, end: date) -> bool:
        """Whether any item has an amount at the closing."""
        return any(self.amount(item, end) is not None for item in self.items)

    def closings(self, year: int) -> list[date]:
        """The days within a year, but its last, that a balance is entered for."""
        days = {end for _, end in self.amounts if end.year == year}
        return sorted(days - {year_end(year)})

    def without_amount(self, end: date) -> list[BalanceItem]:
        """Items that lack one; an item that was empty last year too, and has been used, is left in peace."""
        used = {item for item, _ in self.amounts}
        before = year_end(end.year - 1)
        return [
            x
            for x in self.items
            if self.amount(x, end) is None and (x.pk not in used or self.amount(x, before) is not None)
        ]

    def items_in(self, row: str) -> list[BalanceItem]:
        """The items of a row of the balansräkning, in their order."""
        return [item for item in self.items if item.row == row]


def _by_year(model, forbund) -> dict[int, list]:
    rows = model.objects.filter(forbund=forbund).select_related("fiscal_year")
    return grouped(rows, by=lambda row: row.fiscal_year.year)


def records_of(book: Book) -> Records:
    """What the statements of a book of facts are made of: read once, with the year's books that it has read."""
    return book.memo((records,), lambda: records(book.forbund, book.read(ledgers)))


def records(forbund, known: dict[int, YearLedger] | None = None) -> Records:
    """Read it: eight queries, however many rows, and those of the books where they aren't `known`."""
    amounts = BalanceAmount.objects.filter(forbund=forbund).select_related("fiscal_year", "item")
    return Records(
        items=list(BalanceItem.objects.filter(forbund=forbund)),
        amounts={(amount.item_id, amount.end): amount for amount in amounts},
        texts={year: rows[0] for year, rows in _by_year(YearBooks, forbund).items()},
        adjustments=_by_year(AdjustmentAmount, forbund),
        investments=_by_year(Investment, forbund),
        notes=_by_year(Note, forbund),
        personnel={year: rows[0] for year, rows in _by_year(Personnel, forbund).items()},
        booked=booked(forbund, ledgers(forbund) if known is None else known),
    )
