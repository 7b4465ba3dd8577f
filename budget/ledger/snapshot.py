"""A year's books as they were read in: account, object and month, whatever file they came from. No Django here.

Amounts are kr with öre, debit plus, as the books have them: an income is negative.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from finsam.core.values.money import plain

ZERO = Decimal(0)
NO_MONTH = 0  # what a file says of the year as a whole
DECEMBER = 12
BALANCE_CLASSES, RESULT_CLASSES, INCOME_CLASS = tuple("12"), tuple("345678"), "3"

Place = tuple[str, str]  # account, object; the empty one is none
Movement = tuple[str, str, int]  # account, object, month 1-12 or NO_MONTH


@dataclass(slots=True)
class LedgerAccount:
    """An account's name, and its balance when the year began and at the file's end; None where the file has none."""

    name: str = ""
    opening: Decimal | None = None
    closing: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LedgerVoucher:
    """What is kept of a voucher for the auditors' samples: never a text or a name. The amount is the sum of its debits."""

    series: str
    number: str
    day: str  # 2024-03-31, or empty
    amount: Decimal


@dataclass(slots=True)
class Snapshot:
    """All that is kept of a file: result accounts' movements in `amounts`, those of balance accounts in `balances`."""

    accounts: dict[str, LedgerAccount] = field(default_factory=dict)
    objects: dict[str, str] = field(default_factory=dict)  # names by number
    amounts: dict[Movement, Decimal] = field(default_factory=dict)
    balances: dict[tuple[str, int], Decimal] = field(default_factory=dict)  # account, month
    vouchers: list[LedgerVoucher] = field(default_factory=list)

    def until(self, month: int) -> dict[Movement, Decimal]:
        """The movements of January to a month, and those of no month."""
        return {place: amount for place, amount in self.amounts.items() if place[2] <= month}

    def places(self) -> list[Place]:
        """The accounts and objects that moved, in order."""
        return sorted({(account, number) for account, number, _ in self.amounts})

    def result(self, month: int = DECEMBER) -> Decimal:
        """What income exceeds costs by, kr, from January to a month."""
        return -sum(self.until(month).values(), ZERO)

    def by_month(self) -> dict[int, Decimal]:
        """The sum per month, debit plus; under NO_MONTH what belongs to none."""
        sums: dict[int, Decimal] = defaultdict(Decimal)
        for (_, _, month), amount in self.amounts.items():
            sums[month] += amount
        return dict(sums)

    @property
    def has_months(self) -> bool:
        """Whether any of it can be told month by month."""
        return any(month != NO_MONTH for _, _, month in self.amounts)

    def is_income(self, account: str) -> bool:
        """Whether an account's money is an income: class 3, and one of class 8 whose year is a credit."""
        if account.startswith("8"):
            return sum((a for (number, _, _), a in self.amounts.items() if number == account), ZERO) < 0
        return account.startswith(INCOME_CLASS)

    def balance(self, account: str, month: int) -> Decimal | None:
        """A balance account's balance at the end of a month, debit plus; None where the file doesn't tell.

        At the file's end it is the stated one; before that the opening and what has moved since.
        """
        known = self.accounts.get(account)
        if known is None:
            return None
        if month == DECEMBER and known.closing is not None:
            return known.closing
        if known.opening is None and known.closing is None:
            return None
        moved = [
            amount for (number, when), amount in self.balances.items() if number == account and when <= month
        ]
        if not moved and known.opening != known.closing:
            return None  # it has moved, and the file doesn't say when
        return sum(moved, known.opening or ZERO)

    def label(self, account: str) -> str:
        """An account as people write it: `4010 Köpt verksamhet`."""
        known = self.accounts.get(account)
        return f"{account} {known.name}".strip() if known else account

    def as_json(self) -> dict[str, Any]:
        """Itself as plain data; amounts are texts with two decimals, so that none is rounded."""
        return {
            "accounts": {
                number: [each.name, _told(each.opening), _told(each.closing)]
                for number, each in sorted(self.accounts.items())
            },
            "objects": dict(sorted(self.objects.items())),
            "amounts": [[*place, plain(amount)] for place, amount in sorted(self.amounts.items())],
            "balances": [[*place, plain(amount)] for place, amount in sorted(self.balances.items())],
            "vouchers": [[each.series, each.number, each.day, plain(each.amount)] for each in self.vouchers],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Snapshot:
        """What `as_json` gave."""
        return cls(
            {
                number: LedgerAccount(name, _read(opening), _read(closing))
                for number, (name, opening, closing) in data["accounts"].items()
            },
            data["objects"],
            {(account, number, month): Decimal(amount) for account, number, month, amount in data["amounts"]},
            {(account, month): Decimal(amount) for account, month, amount in data["balances"]},
            [
                LedgerVoucher(series, number, day, Decimal(amount))
                for series, number, day, amount in data["vouchers"]
            ],
        )


def _told(amount: Decimal | None) -> str | None:
    return None if amount is None else plain(amount)


def _read(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@dataclass(frozen=True, slots=True)
class Changed:
    """An account and object whose amount in a month is another than it was, kr, debit plus."""

    account: str
    object: str
    month: int
    was: Decimal
    now: Decimal

    @property
    def difference(self) -> Decimal:
        """What it is more than it was."""
        return self.now - self.was


def changes(before: Snapshot, after: Snapshot) -> Iterator[Changed]:
    """What is another in one snapshot than in the one before it, in the order of months, accounts and objects."""
    places: Iterable[Movement] = before.amounts.keys() | after.amounts.keys()
    for account, number, month in sorted(places, key=lambda place: (place[2], *place[:2])):
        was = before.amounts.get((account, number, month), ZERO)
        now = after.amounts.get((account, number, month), ZERO)
        if was != now:
            yield Changed(account, number, month, was, now)
