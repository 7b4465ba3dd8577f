"""What a SIE file says, as plain data: nothing is added up, and nothing is left out but what names people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from budget.remarks import Remark

Objects = tuple[tuple[str, str], ...]  # pairs of dimension and object


@dataclass(slots=True)
class Account:
    """An account; `kind` is T, S, K, I or empty, and not to be trusted alone."""

    number: str
    name: str = ""
    kind: str = ""


@dataclass(slots=True)
class Dimension:
    """What objects are sorted by; `parent` is the number of the one that it divides, or empty."""

    number: str
    name: str = ""
    parent: str = ""
    objects: dict[str, str] = field(default_factory=dict)  # names by object number


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """An account's change in a month (`#PSALDO`), of some objects or of none; kr, debit plus."""

    row: int
    month: str  # YYYYMM
    account: str
    objects: Objects
    amount: Decimal


# A row of a voucher (`#TRANS`): account, objects, and amount in kr, debit plus. There are hundreds of thousands of them.
Movement = tuple[str, Objects, Decimal]


class Voucher(NamedTuple):
    """A voucher; its series and number are text, and do not tell it from others."""

    row: int
    series: str
    number: str
    day: date | None
    movements: list[Movement]


@dataclass
class SieFile:
    """A file as read. Balances are by year number (0 the file's own, -1 the one before) and account, in kr, debit plus."""

    encoding: str
    sha256: str
    program: str = ""
    generated: date | None = None
    stated_type: int | None = None
    organisation: str = ""  # the last ten digits of the organisation number
    name: str = ""
    currency: str = "SEK"
    until: date | None = None  # the last day that balances run to, if it is believable
    years: dict[int, tuple[date | None, date | None]] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    opening: dict[tuple[int, str], Decimal] = field(default_factory=dict)
    closing: dict[tuple[int, str], Decimal] = field(default_factory=dict)
    results: dict[tuple[int, str], Decimal] = field(default_factory=dict)
    periods: list[PeriodRow] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)
    unbalanced: list[int] = field(default_factory=list)  # the rows of vouchers that don't come to nothing
    remarks: list[Remark] = field(default_factory=list)
    checksum: bool | None = None  # whether the stated one is the file's own; None where none is stated
    cut: bool = False  # a checksum was begun and never ended, or the last voucher was

    @cached_property
    def moved(self) -> set[str]:
        """The accounts that some voucher is on."""
        return {account for voucher in self.vouchers for account, _, _ in voucher.movements}

    @property
    def own_results(self) -> dict[str, Decimal]:
        """The year's outcome per account (`#RES 0`)."""
        return {account: value for (year, account), value in self.results.items() if year == 0}
