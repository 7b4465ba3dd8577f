"""A file that somebody has sent and not yet said yes to.

It is judged once, and what is held for an hour, in the cache that may be emptied, is the judged file: the reader has then
dropped texts, signatures and the objects that are people, so the file itself lies nowhere. Only who sent it finds it again.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from hashlib import sha256

from django.core.exceptions import ValidationError

from budget.ledger import taking
from budget.ledger.importing.table import Table, is_table, read_table
from budget.ledger.sie.decoding import LARGEST
from budget.ledger.sie.judging import Verdict, judge
from budget.ledger.sie.outcome import ZERO
from budget.ledger.snapshot import DECEMBER, LedgerAccount, Movement, Snapshot
from finsam.core.caching import store
from finsam.core.tenancy.access import TenantContext
from finsam.core.uploads import apart
from finsam.core.values.money import exact

HELD_SECONDS = 60 * 60
LONGEST_NAME = 120
ENCODINGS = {"ascii": "ASCII", "utf-8": "UTF-8", "cp437": "CP437 (PC8)", "cp1252": "Windows-1252"}
KINDS = {"vouchers": "SIE med verifikationer", "objects": "SIE med månader per objekt", "periods": "SIE med månader",
         "results": "SIE med årssummor"}  # fmt: skip


@dataclass
class SieUpload:
    """A SIE file as it was judged."""

    name: str
    verdict: Verdict

    @property
    def reasons(self) -> list[str]:
        """Why it can't be used; none where it can."""
        return self.verdict.reasons

    @property
    def remarks(self) -> list[tuple[int, str]]:
        """What was noted, with the row, or 0 for the file as a whole."""
        return self.verdict.remarks

    @property
    def organisation(self) -> str:
        """The ten digits of whose books they are, or empty."""
        return self.verdict.file.organisation

    @property
    def owner(self) -> str:
        """The name of whose books they are."""
        return self.verdict.file.name

    @property
    def year(self) -> tuple[date, date] | None:
        """The first and last day of the books' year; None where the file doesn't say."""
        return self.verdict.year

    @property
    def to_month(self) -> int:
        """The last whole month of the file."""
        return int(self.verdict.to_month[5:]) if self.verdict.to_month else DECEMBER

    @property
    def sha256(self) -> str:
        """The file's checksum."""
        return self.verdict.file.sha256

    @property
    def source(self) -> str:
        """Which rows the outcome is the sum of."""
        return self.verdict.outcome.source.value

    @property
    def kind(self) -> str:
        """The same in words."""
        return KINDS[self.source]

    @property
    def program(self) -> str:
        """What wrote the file."""
        return self.verdict.file.program

    @property
    def encoding(self) -> str:
        """How letters are written, as people call it."""
        return ENCODINGS[self.verdict.file.encoding]

    @property
    def generated(self) -> date | None:
        """The day the file was made."""
        return self.verdict.file.generated

    @cached_property
    def dimensions(self) -> dict[str, str]:
        """What the books can be divided by: number and name."""
        return taking.offered(self.verdict.file)

    def objects(self, dimension: str) -> dict[str, str]:
        """The objects of a dimension: number and name."""
        known = self.verdict.file.dimensions.get(dimension)
        return known.objects if known else {}

    @property
    def samples(self) -> list[str]:
        """Three names of accounts, to see that letters were read right: those with other letters than English first."""
        names = [each.name for each in self.verdict.file.accounts.values() if each.name]
        return sorted(names, key=lambda name: name.isascii())[:3]

    @property
    def checked(self) -> str:
        """What was held against what, and that it is the same."""
        accounts = self.verdict.accounts
        result = -sum((each.stated for each in accounts.values()), ZERO)
        return f"✓ Raderna ger filens egna årssummor (#RES) på alla {len(accounts)} konton, tillsammans {exact(result, 'kr')}."

    @cached_property
    def gaps(self) -> list[str]:
        """Numbers that are left out of the series of vouchers."""
        return taking.gaps(self.verdict.file)

    def take(self, choice: taking.Choice) -> Snapshot:
        """The books, divided as was chosen. Raises NotTaken."""
        return taking.take(self.verdict, choice)


SIGNS = [
    ("debit", "Intäkter med minus, kostnader utan (som i bokföringen)"),
    ("plain", "Allt utan minus"),
    ("natural", "Intäkter utan minus, kostnader med minus"),
]


@dataclass
class TableUpload:
    """A table of accounts, objects and months, from Excel or CSV. `signs` is one of SIGNS, asked of the sender."""

    name: str
    table: Table
    signs: str = ""

    source, kind, program, encoding = "table", "Tabell (Excel eller CSV)", "", ""
    organisation, owner, generated = "", "", None

    def __post_init__(self):
        self.signs = self.signs or self._likely()

    def _sum(self, *, income: bool) -> Decimal:
        return sum(
            (
                amount
                for (account, _, _), amount in self.table.amounts.items()
                if account.startswith("3") == income
            ),
            ZERO,
        )

    def _likely(self) -> str:
        """How the signs look to be written."""
        if self._sum(income=True) < 0:
            return "debit"
        return "natural" if self._sum(income=False) < 0 else "plain"

    @property
    def reasons(self) -> list[str]:
        """Why it can't be used; none where it can."""
        return self.table.reasons

    @property
    def remarks(self) -> list[tuple[int, str]]:
        """What was noted, with the row."""
        return self.table.remarks

    @property
    def year(self) -> tuple[date, date] | None:
        """The first and last day of the year that the months name; None where they name none."""
        return next(((date(year, 1, 1), date(year, 12, 31)) for year in self.table.years), None)

    @property
    def to_month(self) -> int:
        """The last month with an amount."""
        return max(month for _, _, month in self.table.amounts)

    @property
    def sha256(self) -> str:
        """The file's checksum."""
        return self.table.sha256

    @property
    def dimensions(self) -> dict[str, str]:
        """Its objects, if it has any."""
        return {"objekt": "Objekt"} if self.table.objects else {}

    def objects(self, dimension: str) -> dict[str, str]:
        """The objects: number and name."""
        return self.table.objects if dimension else {}

    @property
    def samples(self) -> list[str]:
        """Three names of accounts."""
        return sorted(self.table.accounts.values(), key=str.isascii)[:3]

    @property
    def checked(self) -> str:
        """What was held against what."""
        if not self.table.sums:
            return "Tabellen har inga summor att pröva mot."
        return (
            f"✓ {self.table.sums} {'summarad' if self.table.sums == 1 else 'summarader'} stämmer med raderna."
        )

    gaps: tuple[str, ...] = ()

    def take(self, choice: taking.Choice) -> Snapshot:
        """The books, divided as was chosen. Raises NotTaken."""
        amounts: dict[Movement, Decimal] = defaultdict(Decimal)
        for (account, number, month), amount in self.table.amounts.items():
            if choice.part_object and number != choice.part_object:
                continue
            turned = self.signs == "natural" or (self.signs == "plain" and account.startswith("3"))
            amounts[account, number if choice.dimension else "", month] += -amount if turned else amount
        kept = {place: amount for place, amount in amounts.items() if amount}
        names = {account: LedgerAccount(self.table.accounts.get(account, "")) for account, _, _ in kept}
        return Snapshot(names, {number: self.table.objects[number] for _, number, _ in kept if number}, kept)


Upload = SieUpload | TableUpload


def read(name: str, raw: bytes) -> Upload:
    """Judge what was sent. Never raises; why a file can't be used stands in its `reasons`."""
    if is_table(raw):
        return TableUpload(name[-LONGEST_NAME:], read_table(raw))
    return SieUpload(name[-LONGEST_NAME:], judge(raw))


def read_file(sent) -> Upload:
    """Judge an uploaded file apart, and no more of it than can be used."""
    raw = sent.read(LARGEST + 1)
    try:
        return apart.read(read, sent.name, raw)
    except ValidationError as refused:
        table = Table(sha256(raw).hexdigest(), reasons=refused.messages)
        return TableUpload(sent.name[-LONGEST_NAME:], table)


def _key(tenant: TenantContext, token: str) -> str:
    return f"ledger-upload|{tenant.forbund.pk}|{tenant.user.pk}|{token}"


def hold(tenant: TenantContext, upload: Upload) -> str | None:
    """Hold an upload for an hour, and give what it is found again by; None where it couldn't be held."""
    token = secrets.token_urlsafe(16)
    return token if store.hold(_key(tenant, token), upload, HELD_SECONDS) else None


def held(tenant: TenantContext, token: str) -> Upload | None:
    """An upload that this person sent to this förbund, or None."""
    return store.held(_key(tenant, token[:60])) if token else None


def release(tenant: TenantContext, token: str) -> None:
    """Hold an upload no more."""
    store.release(_key(tenant, token[:60]))
