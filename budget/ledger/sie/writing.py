"""A snapshot of the books as a SIE file: chart, opening and closing balances, the year's sums, months with objects, and vouchers.

Type 4 where every month balances: one voucher a month, with the sum of what each account and object moved. The rows of the
vouchers that were booked are never kept, and none are made up. Where a month doesn't balance by what is kept (our part of a
kommun's books, a balance account whose rows don't come to its closing balance) no such voucher can be written: then the file is
type 3, and where nothing has a month type 2, the year's sums alone. The file says which and why (`#PROSA`).
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from budget.ledger.snapshot import NO_MONTH, Snapshot
from finsam.core.values.money import plain

VOUCHERS: Final = 4
MONTHS: Final = 3
YEAR: Final = 2
SERIES: Final = "M"
# What the file says of itself, in letters that the code page has.
TOLD: Final = {
    VOUCHERS: "Varje verifikation i serie M är summan av en månads verifikationer, per konto och objekt. De bokförda "
    "verifikationernas rader, texter och namn finns inte här.",
    MONTHS: "Filen har månadssummor och inga verifikationer: det som finns kvar av bokföringen går inte jämnt ut månad för "
    "månad, till exempel för att bara en del av en bokföring är inläst.",
    YEAR: "Filen har bara årets summor: det som lästes in säger inte vilken månad beloppen hör till.",
}
TOLD_APART: Final = {
    VOUCHERS: "Verifikation M 0 är det som inte hör till någon månad i året. Dess dag är satt till dagen innan året börjar, för "
    "den verkliga är inte sparad.",
    MONTHS: "Det som inte hör till någon månad i året står i januari.",
}


@dataclass(frozen=True, slots=True)
class Head:
    """Whose books they are, of which year and until which month; `dimension` is what the objects are, number and name."""

    name: str
    org_nr: str
    year: int
    to_month: int
    written: date
    program: str = "Finsam"
    dimension: tuple[str, str] = ("", "")


def write_sie(snapshot: Snapshot, head: Head) -> bytes:
    """The file, in the letters that the format prescribes (PC8, code page 437); one that isn't there becomes a question mark."""
    stated = type_of(snapshot)
    rows = [*_head(snapshot, head, stated), *_chart(snapshot, head), *_sums(snapshot)]
    if stated != YEAR:
        rows += _months(snapshot, head, stated)
    if stated == VOUCHERS:
        rows += _vouchers(snapshot, head)
    return "".join(f"{row}\r\n" for row in rows).encode("cp437", "replace")


def type_of(snapshot: Snapshot) -> int:
    """Which type of SIE file can be written of it: VOUCHERS, MONTHS or YEAR."""
    moved = _moved(snapshot)
    dated = snapshot.has_months or bool(snapshot.balances)
    if not dated:
        return YEAR
    balanced = all(not sum(rows.values()) for rows in moved.values())
    if balanced:
        return VOUCHERS
    return MONTHS if any(month != NO_MONTH for month in moved) else YEAR


def quoted(text: str) -> str:
    """A text as a field."""
    one_line = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    # A backslash before the last quote would make that part of the text; a blank at the end isn't part of it.
    apart = " " if one_line.endswith("\\") else ""
    return '"' + one_line.replace('"', '\\"') + apart + '"'


def told(snapshot: Snapshot) -> list[str]:
    """What the written file says of itself, in Swedish sentences."""
    stated = type_of(snapshot)
    apart = stated in TOLD_APART and NO_MONTH in _moved(snapshot)
    return [TOLD[stated], *([TOLD_APART[stated]] if apart else [])]


def _head(snapshot: Snapshot, head: Head, stated: int) -> Iterator[str]:
    last = date(head.year, head.to_month, monthrange(head.year, head.to_month)[1])
    yield "#FLAGGA 0"
    yield f"#PROGRAM {quoted(head.program)} 1"
    yield "#FORMAT PC8"
    yield f"#GEN {head.written:%Y%m%d}"
    yield f"#SIETYP {stated}"
    yield f"#PROSA {quoted(' '.join(told(snapshot)))}"
    if head.org_nr:
        yield f"#ORGNR {quoted(head.org_nr)}"
    yield f"#FNAMN {quoted(head.name)}"
    yield f"#RAR 0 {head.year}0101 {head.year}1231"
    yield f"#OMFATTN {last:%Y%m%d}"
    yield "#VALUTA SEK"


def _chart(snapshot: Snapshot, head: Head) -> Iterator[str]:
    for number, account in sorted(snapshot.accounts.items()):
        yield f"#KONTO {quoted(number)} {quoted(account.name)}"
    number, name = head.dimension
    if number and snapshot.objects:
        yield f"#DIM {quoted(number)} {quoted(name)}"
        for code, named in sorted(snapshot.objects.items()):
            yield f"#OBJEKT {quoted(number)} {quoted(code)} {quoted(named)}"


def _sums(snapshot: Snapshot) -> Iterator[str]:
    for number, account in sorted(snapshot.accounts.items()):
        if account.opening is not None:
            yield f"#IB 0 {quoted(number)} {plain(account.opening)}"
        if account.closing is not None:
            yield f"#UB 0 {quoted(number)} {plain(account.closing)}"
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for (number, _, _), amount in snapshot.amounts.items():
        sums[number] += amount
    for number, amount in sorted(sums.items()):
        yield f"#RES 0 {quoted(number)} {plain(amount)}"


def _moved(snapshot: Snapshot) -> dict[int, dict[tuple[str, str], Decimal]]:
    """What each account and object moved, by month; every krona once, so none of it where all balances."""
    moved: dict[int, dict[tuple[str, str], Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    result = {account for account, _, _ in snapshot.amounts}
    for (account, code, month), amount in snapshot.amounts.items():
        moved[month][account, code] += amount
    for (account, month), amount in snapshot.balances.items():
        if account not in result:  # one that the file counts in its outcome is there already
            moved[month][account, ""] += amount
    return moved


def _months(snapshot: Snapshot, head: Head, stated: int) -> Iterator[str]:
    """Each account's month as a total, and beside it the parts that belong to an object.

    What belongs to no month stands in January where there are no vouchers that could hold it.
    """
    totals: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    parts: dict[tuple[int, str, str], Decimal] = defaultdict(Decimal)
    for month, rows in _moved(snapshot).items():
        if month == NO_MONTH and stated == VOUCHERS:
            continue
        for (number, code), amount in rows.items():
            totals[month or 1, number] += amount
            if code and head.dimension[0]:
                parts[month or 1, number, code] += amount
    for (month, number), amount in sorted(totals.items()):
        yield f"#PSALDO 0 {head.year}{month:02} {quoted(number)} {{}} {plain(amount)}"
    for (month, number, code), amount in sorted(parts.items()):
        yield f"#PSALDO 0 {head.year}{month:02} {quoted(number)} {_listed(code, head)} {plain(amount)}"


def _vouchers(snapshot: Snapshot, head: Head) -> Iterator[str]:
    """A voucher for each month, on its last day; that of no month on the day before the year."""
    for month, rows in sorted(_moved(snapshot).items()):
        day = (
            date(head.year, month, monthrange(head.year, month)[1]) if month else date(head.year - 1, 12, 31)
        )
        yield f"#VER {quoted(SERIES)} {quoted(str(month))} {day:%Y%m%d}"
        yield "{"
        for (number, code), amount in sorted(rows.items()):
            yield f"   #TRANS {quoted(number)} {_listed(code, head)} {plain(amount)}"
        yield "}"


def _listed(code: str, head: Head) -> str:
    """An object as a list in a row; none is an empty one."""
    number = head.dimension[0]
    return f"{{{quoted(number)} {quoted(code)}}}" if code and number else "{}"
