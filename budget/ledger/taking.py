"""What of a judged SIE file is kept: the chosen dimension's objects, and only our part of somebody else's books.

No Django here. A kommun's books hold much that is not ours; what isn't in our part is never kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from budget.ledger.sie.judging import Verdict
from budget.ledger.sie.outcome import Source
from budget.ledger.sie.records import Objects, SieFile, Voucher
from budget.ledger.snapshot import BALANCE_CLASSES, NO_MONTH, LedgerAccount, LedgerVoucher, Snapshot

PEOPLE = ("7", "8")  # the dimensions of employees and customers, whose objects are people
LONGEST_NAME = 80
ZERO = Decimal(0)


class NotTaken(ValueError):
    """The file can't be divided as was asked; the message is a Swedish sentence."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How a file is divided: by the objects of a dimension (its number, or empty), and which object of which is ours."""

    dimension: str = ""
    part_dimension: str = ""
    part_object: str = ""
    keeps_vouchers: bool = False


def offered(file: SieFile) -> dict[str, str]:
    """The dimensions that a file can be divided by: number and name, those of people left out."""
    used = {number for objects in _objects(file) for number, _ in objects}
    named = {number: each.name for number, each in file.dimensions.items()}
    every = sorted(used | named.keys(), key=lambda number: (not number.isdecimal(), number.zfill(6)))
    return {number: named.get(number) or f"Dimension {number}" for number in every if number not in PEOPLE}


def _objects(file: SieFile) -> set[Objects]:
    told = {objects for voucher in file.vouchers for _, objects, _ in voucher.movements}
    return told | {row.objects for row in file.periods}


def take(verdict: Verdict, choice: Choice) -> Snapshot:
    """What is kept of an accepted file. Raises NotTaken."""
    file = verdict.file
    if file is None or verdict.outcome is None or not verdict.accepted:
        raise NotTaken("Filen går inte att läsa in.")
    if choice.dimension in PEOPLE or choice.part_dimension in PEOPLE:
        raise NotTaken("Objekten i den dimensionen är personer, och de sparas inte. Välj en annan.")
    if choice.dimension and choice.dimension not in offered(file):
        raise NotTaken(f"Filen har ingen dimension {choice.dimension}. Välj en av dem som står i listan.")
    amounts: dict[tuple[str, str, int], Decimal] = defaultdict(Decimal)
    for (account, month, number), amount in _divided(verdict, choice).items():
        amounts[account, number, _month(month)] += amount
    kept = {place: amount for place, amount in amounts.items() if amount}
    if choice.part_object and not kept:
        raise NotTaken("Den valda delen av bokföringen är tom: ingenting är bokfört på den under året.")
    names = file.dimensions[choice.dimension].objects if choice.dimension in file.dimensions else {}
    used = {number for _, number, _ in kept if number}
    balances = {} if choice.part_object else _balances(file, *verdict.year)
    accounts = {account for account, _, _ in kept} | {account for account, _ in balances}
    if not choice.part_object:
        accounts |= {account for year, account in (*file.opening, *file.closing) if year == 0}
    return Snapshot(
        accounts={
            account: _account(file, account, whole=not choice.part_object) for account in sorted(accounts)
        },
        objects={number: names.get(number, "")[:LONGEST_NAME] for number in sorted(used)},
        amounts=kept,
        balances=balances,
        vouchers=_vouchers(file.vouchers, choice) if choice.keeps_vouchers else [],
    )


def _divided(verdict: Verdict, choice: Choice) -> dict[tuple[str, str, str], Decimal]:
    """By account, month and object: all that is booked, or our part of it."""
    outcome = verdict.outcome
    if not choice.part_object:
        return outcome.by_object(choice.dimension)
    if outcome.source in (Source.PERIODS, Source.RESULTS):
        raise NotTaken(
            "Filen säger inte vilka objekt som beloppen hör till, så vår del av bokföringen går inte att ta ut. Be om SIE 4."
        )
    if outcome.parts and choice.dimension not in ("", choice.part_dimension):
        raise NotTaken(
            "Filen har summor per objekt i en dimension i taget (SIE 3), så vår del kan inte också delas upp efter en annan "
            "dimension. Be om SIE 4."
        )
    ours: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    if outcome.parts:
        for (account, month, number), amount in outcome.parts.get(choice.part_dimension, {}).items():
            if number == choice.part_object:
                ours[account, month, number if choice.dimension else ""] += amount
        return ours
    for (account, month, objects), amount in outcome.facts.items():
        if dict(objects).get(choice.part_dimension) == choice.part_object:
            ours[account, month, dict(objects).get(choice.dimension, "")] += amount
    return ours


def _month(text: str) -> int:
    return int(text[5:7]) if text else NO_MONTH


def _account(file: SieFile, number: str, *, whole: bool) -> LedgerAccount:
    known = file.accounts.get(number)
    told = whole and number.startswith(BALANCE_CLASSES)
    return LedgerAccount(
        known.name[:LONGEST_NAME] if known else "",
        file.opening.get((0, number), ZERO) if told else None,
        file.closing.get((0, number), ZERO) if told else None,
    )


def _balances(file: SieFile, first, last) -> dict[tuple[str, int], Decimal]:
    """What balance accounts moved, month by month, where the rows of the file come to its own closing balances."""
    moved: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    if file.vouchers:
        for voucher in file.vouchers:
            month = voucher.day.month if voucher.day and first <= voucher.day <= last else NO_MONTH
            for account, _, amount in voucher.movements:
                if account.startswith(BALANCE_CLASSES):
                    moved[account, month] += amount
    else:
        within = (f"{first:%Y%m}", f"{last:%Y%m}")
        for row in file.periods:
            if (
                row.account.startswith(BALANCE_CLASSES)
                and not row.objects
                and within[0] <= row.month <= within[1]
            ):
                moved[row.account, int(row.month[4:])] += row.amount
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for (account, _), amount in moved.items():
        sums[account] += amount
    closes = {
        account
        for account, amount in sums.items()
        if file.opening.get((0, account), ZERO) + amount == file.closing.get((0, account), ZERO)
    }
    return {place: amount for place, amount in moved.items() if place[0] in closes and amount}


def _vouchers(vouchers: Iterable[Voucher], choice: Choice) -> list[LedgerVoucher]:
    """Number, day and amount of those that are ours."""
    kept = []
    for voucher in vouchers:
        rows = [
            amount
            for _, objects, amount in voucher.movements
            if not choice.part_object or dict(objects).get(choice.part_dimension) == choice.part_object
        ]
        if rows:
            debits = sum((amount for amount in rows if amount > 0), ZERO)
            amount = debits or -sum(rows, ZERO)
            day = voucher.day.isoformat() if voucher.day else ""
            kept.append(LedgerVoucher(voucher.series[:20], voucher.number[:30], day, amount))
    return kept


def gaps(file: SieFile) -> list[str]:
    """Where numbers of a series of vouchers are left out, told in a sentence a series; numbers that are text are passed over."""
    by_series: dict[str, set[int]] = defaultdict(set)
    for voucher in file.vouchers:
        if voucher.number.isascii() and voucher.number.isdigit() and len(voucher.number) < 10:
            by_series[voucher.series].add(int(voucher.number))
    told = []
    for series, numbers in sorted(by_series.items()):
        ordered = sorted(numbers)
        missing = [
            f"{left + 1}" if right - left == 2 else f"{left + 1}–{right - 1}"
            for left, right in pairwise(ordered)
            if right - left > 1
        ]
        if missing:
            some = ", ".join(missing[:5]) + (
                f" och {len(missing) - 5} luckor till" if len(missing) > 5 else ""
            )
            told.append(f"Serie {series or 'utan namn'} saknar nummer {some}.")
    return told
