"""Books as a table of accounts, objects and months, from Excel or CSV: bytes in, amounts and what was noted out.

A row is an account and object with a column for each month, or an account, object and month with an amount. Sum rows are
held against the rows above them and never added. What a cell says is all that is taken: no formula is worked out.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256

from budget.ledger.snapshot import BALANCE_CLASSES, RESULT_CLASSES, ZERO, Movement
from finsam.core.text.prose import listed
from finsam.core.values.files import decoded, long_line, text_of
from finsam.core.values.money import SIDED, AmountError, exact, parse
from finsam.core.values.periods import MONTHS

LARGEST = 20 * 1024 * 1024  # bytes
MOST_ROWS, MOST_COLUMNS, HEAD_WITHIN, TOLD = 20_000, 60, 20, 5

_COLUMNS = {
    "account": ("konto", "kontonr", "kontonummer"),
    "account_name": ("kontonamn", "kontobenämning", "kontotext", "benämning"),
    "object": (
        "objekt",
        "objektnr",
        "projekt",
        "projektnr",
        "aktivitet",
        "insats",
        "kostnadsställe",
        "ansvar",
    ),
    "object_name": ("objektnamn", "projektnamn", "aktivitetsnamn", "insatsnamn"),
    "amount": ("belopp", "utfall", "saldo"),
    "month": ("månad", "period", "datum"),
    "whole": ("summa", "totalt", "total", "helår", "hittills"),
}
_SUM = re.compile(r"(?:del)?summa\b|s:a\b|total|resultat", re.IGNORECASE)
_POINT = re.compile(r"[-−]?[0-9]+\.[0-9]{1,2}|[-−]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]{1,2}")
_LIKE_PERIOD = re.compile(r"20[0-9]{2}[-/.]?[0-9]{2}\b|[0-9]{1,2}$")
_PERIOD = re.compile(r"(20[0-9]{2})[-/.]?(0[1-9]|1[0-2])(?:[-/.]?[0-9]{2})?(?: .*)?")


class Refused(Exception):
    """A file that is no such table; the message is a Swedish sentence."""


@dataclass
class Table:
    """What was read, with the signs of the file; `reasons` say why it can't be used."""

    sha256: str
    amounts: dict[Movement, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    accounts: dict[str, str] = field(default_factory=dict)  # names by number
    objects: dict[str, str] = field(default_factory=dict)
    years: set[int] = field(default_factory=set)
    sums: int = 0  # how many sum rows held
    reasons: list[str] = field(default_factory=list)
    remarks: list[tuple[int, str]] = field(default_factory=list)


def is_table(raw: bytes) -> bool:
    """Whether it is to be read as a table: a workbook, or text whose first rows name an account's column."""
    if raw.startswith(b"PK"):
        return b"xl/" in raw  # another archive is told to be unpacked
    start = decoded(raw[:4000]).lstrip()
    return (
        not start.startswith(("#", "<"))
        and re.search(r"(?im)^.*\bkonto", start) is not None
        and b"\x00" not in raw[:4000]
    )


def read_table(raw: bytes) -> Table:
    """What the file says. Never raises: what can't be used stands in `reasons`."""
    table = Table(sha256(raw).hexdigest())
    try:
        if len(raw) > LARGEST:
            raise Refused("Filen är större än 20 MB. Spara bara ett år, konto för konto.")
        for rows in _sheets(raw):
            head = _head(rows)
            if head is not None:
                _tell_of_columns(table, *rows[head[0]], head[1])
                _Rows(table, head[1]).read(rows[head[0] + 1 :])
                break
        else:
            raise Refused(
                "Filen har ingen rubrikrad med konto och månader. Första raden ska heta till exempel konto, kontonamn, objekt, "
                "objektnamn, januari, februari … eller konto, objekt, månad, belopp."
            )
    except Refused as no:
        table.reasons.append(str(no))
    table.amounts = {place: amount for place, amount in table.amounts.items() if amount}
    if not table.amounts and not table.reasons:
        table.reasons.append("Tabellen har inga belopp på konton i klass 3–8.")
    if len(table.years) > 1:
        table.reasons.append("Tabellen har månader från flera år. Spara bara ett år.")
    return table


Cells = tuple[int, list[str]]  # the row's number, and its cells


def _sheets(raw: bytes) -> Iterator[list[Cells]]:
    if raw.startswith(b"PK"):
        from finsam.core.values import spreadsheet

        try:
            sheets = spreadsheet.sheets(raw, rows=MOST_ROWS, columns=MOST_COLUMNS)
        except spreadsheet.Refused as no:
            raise Refused(str(no)) from no
        for _, rows in sheets:
            yield [
                (number, [_cell(cells.get(at)) for at in range(1, MOST_COLUMNS + 1)])
                for number, cells in rows
            ]
        return
    text = decoded(raw).replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MOST_ROWS:
        raise Refused(
            f"Filen har fler än {exact(Decimal(MOST_ROWS))} rader. Spara bara ett år, konto för konto."
        )
    if number := long_line(text):
        raise Refused(
            f"Rad {number} är för lång för att vara en rad i en tabell. Spara filen på nytt ur Excel."
        )
    first = text[:4000]
    apart = max(";\t,", key=first.count)
    try:
        yield [
            (number, [cell.strip() for cell in row])
            for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=apart), 1)
        ]
    except csv.Error as error:
        raise Refused("Filen går inte att läsa som CSV. Spara den på nytt ur Excel.") from error


def _cell(value: object) -> str:
    return text_of(value, lambda number: f"{round(number, 2):f}")


def _month(text: str) -> tuple[int | None, int] | None:
    """The year, if it is told, and the month of a heading or cell."""
    told = text.strip().casefold().rstrip(".")
    period = _PERIOD.fullmatch(told)
    if period:
        return int(period[1]), int(period[2])
    names = [name for name in MONTHS if len(told) > 2 and name.startswith(told)]
    if names:
        return None, MONTHS.index(names[0]) + 1
    return (None, int(told)) if re.fullmatch(r"[1-9]|0[1-9]|1[0-2]", told) else None


@dataclass
class _Head:
    columns: dict[str, int]
    months: dict[int, tuple[int | None, int]]


def _head(rows: list[Cells]) -> tuple[int, _Head] | None:
    """The row that names the columns, and what each is."""
    for place, (_, cells) in enumerate(rows[:HEAD_WITHIN]):
        named = [cell.casefold().removesuffix(", kr") for cell in cells]
        columns = {
            what: named.index(word)
            for what, words in _COLUMNS.items()
            for word in words[::-1]
            if word in named
        }
        months = {
            at: month
            for at, cell in enumerate(named)
            if cell and not cell.isdigit() and (month := _month(cell))
        }
        months |= {
            at: month for at, cell in enumerate(named) if _PERIOD.fullmatch(cell) and (month := _month(cell))
        }
        if "account" in columns and (months or {"amount", "month"} <= columns.keys()):
            return place, _Head(columns, months)
    return None


def _tell_of_columns(table: Table, number: int, cells: list[str], head: _Head) -> None:
    """Name the columns that are not read. Raises Refused where one was meant as a month and is none."""
    read = {*head.columns.values(), *head.months}
    left = [cell for at, cell in enumerate(cells) if cell and at not in read]
    wrong = [cell for cell in left if _LIKE_PERIOD.match(cell)]
    if wrong:
        raise Refused(
            f"Rad {number}: rubriken ”{wrong[0][:20]}” är ingen månad. Rätta den och välj filen igen."
        )
    if left:
        names = listed([f"”{cell[:30]}”" for cell in left[:TOLD]])
        table.remarks.append((number, f"Kolumner som inte läses, för rubriken är ingen månad: {names}."))


class _Rows:
    """The rows under the head, one by one."""

    def __init__(self, table: Table, head: _Head):
        self.table, self.head = table, head
        self.since: dict[int, Decimal] = defaultdict(Decimal)  # by column, since the last sum row
        self.every: dict[int, Decimal] = defaultdict(Decimal)
        self.unreadable: list[str] = []

    def read(self, rows: Iterable[Cells]) -> None:
        balances, apart = 0, set()
        for number, cells in rows:
            account, name = self._account(cells)
            label = f"{account} {name}".strip() or next((cell for cell in cells if cell), "")
            if not label:
                continue
            if _SUM.match(label) or (not account and _SUM.search(" ".join(cells[:4]))):
                self._sum(number, label, cells)
            elif not account:
                self.table.remarks.append((number, "Raden har inget konto och hoppas över."))
            elif account.startswith(BALANCE_CLASSES):
                balances += 1
            elif not account[0].isdecimal():
                self._no_account(number, account, cells)
            elif not account.startswith(RESULT_CLASSES):
                apart.add(account)
            else:
                self._row(number, account, name, cells)
        if balances:
            self.table.remarks.append(
                (0, f"{balances} rader på balanskonton (klass 1 och 2) läses inte ur en tabell.")
            )
        if apart:
            accounts = ", ".join(sorted(apart)[:10])
            self.table.remarks.append(
                (0, f"Konton utanför kontoklasserna 1–8 räknas inte i utfallet: {accounts}.")
            )
        if self.unreadable:
            more = f" och {len(self.unreadable) - TOLD} till" if len(self.unreadable) > TOLD else ""
            self.table.reasons.append(
                f"Rätta i Excel och välj filen igen. {' '.join(self.unreadable[:TOLD])}{more}"
            )

    def _of(self, cells: list[str], what: str) -> str:
        at = self.head.columns.get(what)
        return cells[at] if at is not None and at < len(cells) else ""

    def _account(self, cells: list[str]) -> tuple[str, str]:
        written, name = self._of(cells, "account"), self._of(cells, "account_name")
        both = re.fullmatch(r"([0-9]{2,16})[ :]+(.+)", written)
        return (both[1], name or both[2]) if both else (written[:16], name)

    def _no_account(self, number: int, written: str, cells: list[str]) -> None:
        """A heading among the rows is passed by; with amounts on its row something is wrong with the account."""
        places = list(self.head.months) or [self.head.columns["amount"]]
        if any(at < len(cells) and cells[at] for at in places):
            self.unreadable.append(f"Rad {number}: ”{written}” är inte ett kontonummer.")
        else:
            self.table.remarks.append((number, "Raden har inget konto och hoppas över."))

    def _row(self, number: int, account: str, name: str, cells: list[str]) -> None:
        numbered = self._of(cells, "object")[:40]
        if name:
            self.table.accounts.setdefault(account, name[:80])
        if numbered:
            self.table.objects.setdefault(numbered, self._of(cells, "object_name")[:80])
        for at, (year, month), text in self._amounts(number, cells):
            amount = self._read(number, text)
            if amount is not None:
                self.table.amounts[account, numbered, month] += amount
                self.since[at] += amount
                self.every[at] += amount
                if year:
                    self.table.years.add(year)

    def _amounts(self, number: int, cells: list[str]) -> Iterator[tuple[int, tuple[int | None, int], str]]:
        if self.head.months:
            for at, month in self.head.months.items():
                if at < len(cells) and cells[at]:
                    yield at, month, cells[at]
            return
        told = _month(self._of(cells, "month"))
        if told is None:
            self.unreadable.append(
                f"Rad {number}: månaden ”{self._of(cells, 'month')[:20]}” går inte att läsa."
            )
        elif self._of(cells, "amount"):
            yield self.head.columns["amount"], told, self._of(cells, "amount")

    def _read(self, number: int, text: str) -> Decimal | None:
        plain = f"-{text[:-1]}" if re.fullmatch(r"[0-9][0-9 ,.\u00a0]*-", text) else text
        if _POINT.fullmatch(plain):
            plain = plain.replace(",", "").replace(".", ",")
        try:
            return parse(plain, SIDED)
        except AmountError as error:
            self.unreadable.append(f"Rad {number}: {error}")
            return None

    def _sum(self, number: int, label: str, cells: list[str]) -> None:
        """Hold a stated sum against the rows above it, those since the last sum or all of them."""
        places = list(self.head.months) or [self.head.columns.get("amount", -1)]
        stated = {at: self._read(number, cells[at]) for at in places if 0 <= at < len(cells) and cells[at]}
        holds = any(
            all(abs(amount or ZERO) == abs(rows[at]) for at, amount in stated.items())
            for rows in (self.since, self.every)
        )
        if stated and holds:
            self.table.sums += 1
        elif stated and not label.casefold().startswith("resultat"):
            self.table.remarks.append(
                (number, f"”{label[:60]}” är inte summan av raderna ovanför. Raderna räknas, inte summan.")
            )
        self.since.clear()
