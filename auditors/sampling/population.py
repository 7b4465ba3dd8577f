"""What a sample is drawn from: the items of a year's books, in an order of their own, and those chosen of them. No Django here.

An item's id is made of what it is and of nothing else, so the same books give the same population on any machine.
Amounts are kr with öre, debit plus, as the books have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

from budget.ledger.mapping import CodeSet
from budget.ledger.snapshot import DECEMBER, NO_MONTH, ZERO, Snapshot
from finsam.core.values.money import plain
from finsam.core.values.periods import MONTHS, long_date

RESULT, BALANCE, VOUCHERS = "resultat", "balans", "verifikationer"
DEBIT, CREDIT = "debet", "kredit"


@dataclass(frozen=True, slots=True)
class Item:
    """One item: an account and object in a month, or a voucher, of which only number, day and amount are known."""

    id: str
    amount: Decimal
    account: str = ""
    object: str = ""
    month: int = NO_MONTH
    series: str = ""
    number: str = ""
    day: str = ""

    @property
    def ore(self) -> int:
        """The amount in öre."""
        return int(self.amount * 100)

    @property
    def when(self) -> str:
        """Its month, or a voucher's day, in words."""
        if self.number:
            return _day(self.day)
        return MONTHS[self.month - 1] if self.month else "hela året"

    @property
    def what(self) -> str:
        """What it is called where it stands alone: `konto 4510, objekt 10` or `verifikation A 12`."""
        if self.number:
            return f"verifikation {self.series} {self.number}".replace("  ", " ")
        return f"konto {self.account}" + (f", objekt {self.object}" if self.object else "")


def _day(text: str) -> str:
    try:
        return long_date(date.fromisoformat(text))
    except ValueError:
        return text


@dataclass(frozen=True, slots=True)
class Choice:
    """Which items are chosen: accounts from one to another, months, objects, a side, and those of at least so many kr."""

    source: str = RESULT
    accounts_from: str = ""
    accounts_to: str = ""
    month_from: int = 1
    month_to: int = DECEMBER
    objects: str = ""
    side: str = ""
    least: Decimal = ZERO

    def takes(self, item: Item) -> bool:
        """Whether an item is chosen."""
        whole_year = self.month_from == 1 and self.month_to == DECEMBER
        month = int(item.day[5:7] or 0) if item.number else item.month
        if not (self.month_from <= month <= self.month_to or (month == NO_MONTH and whole_year)):
            return False
        if self.side and (item.amount <= 0 if self.side == DEBIT else item.amount >= 0):
            return False
        if abs(item.amount) < self.least:
            return False
        if self.source == VOUCHERS:
            return True
        last = self.accounts_to
        return (
            item.account >= self.accounts_from
            and (not last or item.account[: len(last)] <= last)
            and CodeSet(self.objects).covers(item.object) is not None
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """How many items there are, and what they come to, kr, debit plus."""

    count: int
    total: Decimal

    @classmethod
    def of(cls, items: Iterable[Item]) -> Totals:
        """Those of some items."""
        amounts = [item.amount for item in items]
        return cls(len(amounts), sum(amounts, ZERO))


def everything(snapshot: Snapshot, source: str, to_month: int = DECEMBER) -> list[Item]:
    """Every item of a kind that the books have to a month, in the population's own order: account, object, month."""
    return _with_ids(sorted(_items(snapshot, source, to_month), key=_place))


def _items(snapshot: Snapshot, source: str, to_month: int) -> Iterator[Item]:
    match source:
        case "resultat":
            for (account, number, month), amount in snapshot.until(to_month).items():
                yield Item(_id("k", account, number, f"{month:02}"), amount + ZERO, account, number, month)
        case "balans":
            for (account, month), amount in snapshot.balances.items():
                if month <= to_month:
                    yield Item(_id("k", account, "", f"{month:02}"), amount + ZERO, account, "", month)
        case "verifikationer":
            for each in snapshot.vouchers:
                if int(each.day[5:7] or 0) <= to_month:
                    told = _id("v", each.series, each.number, each.day)
                    yield Item(
                        told,
                        each.amount + ZERO,
                        series=each.series,
                        number=each.number or "utan",
                        day=each.day,
                    )


def _id(*parts: str) -> str:
    """`k|4510|10|03`: it begins with a letter, so that no spreadsheet makes a date or a formula of it."""
    return "|".join(part.replace("|", "/").strip() for part in parts)


def _place(item: Item) -> tuple[str, str, int, str, tuple[int, str], str, int]:
    number = (len(item.number), item.number)
    return (item.account, item.object, item.month, item.series, number, item.day, item.ore)


def _with_ids(items: list[Item]) -> list[Item]:
    """No two have one id: the second of two alike is told by a number."""
    seen: dict[str, int] = {}
    told = []
    for item in items:
        seen[item.id] = seen.get(item.id, 0) + 1
        told.append(item if seen[item.id] == 1 else replace(item, id=f"{item.id}#{seen[item.id]}"))
    return told


def chosen(items: Iterable[Item], choice: Choice) -> list[Item]:
    """The population: the items that are chosen, in their order."""
    return [item for item in items if choice.takes(item)]


def digest(items: Iterable[Item]) -> str:
    """The population's SHA-256: of each id and amount, a line each, in their order."""
    lines = "".join(f"{item.id};{plain(item.amount)}\n" for item in items)
    return sha256(lines.encode()).hexdigest()
