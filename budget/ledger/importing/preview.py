"""What a file would make of the year's books, worked out by the same code that does it, and saved nowhere."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from budget.facts.series_facts import series_facts
from budget.ledger.facts import month_name
from budget.ledger.importing.whose import Stop, question, stops
from budget.ledger.queries import FED, YearLedger, closed_months, ledgers, until, with_rules
from budget.ledger.services import ReadFile, books_of, current
from budget.ledger.snapshot import NO_MONTH, ZERO, Changed, Place, Snapshot, changes
from budget.ledger.taking import Choice, NotTaken
from budget.models import Amount, LedgerImport
from budget.queries import money
from finsam.core.tenancy.access import TenantContext
from finsam.documents.books import imagined_book

MOST_TOLD = 200  # changed amounts told one by one


@dataclass(frozen=True, slots=True)
class Month:
    """A month's result before and after, kr, income +, and what of it is another than it was."""

    name: str
    now: Decimal
    was: Decimal | None
    counts: bool
    closed: bool
    changed: list[tuple[str, Decimal, Decimal]]  # account and object, was, now

    @property
    def difference(self) -> Decimal | None:
        """What the month is better by."""
        return None if self.was is None else self.now - self.was


@dataclass
class Preview:
    """All that is told of an upload before it is read in. Amounts are kr, income +, cost −."""

    file: ReadFile
    stops: list[Stop]
    question: str
    former: LedgerImport | None
    snapshot: Snapshot | None = None
    months: list[Month] = field(default_factory=list)
    typed: list[tuple[str, Decimal, Decimal | None]] = field(
        default_factory=list
    )  # line and series, old, new
    unplaced: list[tuple[str, Decimal]] = field(default_factory=list)
    same: bool = False

    @property
    def result(self) -> Decimal:
        """The result that counts, from January to the chosen month."""
        return self.snapshot.result(self.file.to_month)

    @property
    def touches(self) -> list[Month]:
        """The closed months that would change."""
        return [month for month in self.months if month.closed and month.changed]

    @property
    def unplaced_sum(self) -> Decimal:
        """What no rule takes."""
        return sum((abs(amount) for _, amount in self.unplaced), ZERO)

    @property
    def later(self) -> bool:
        """Whether months that don't count yet have something booked."""
        return any(month.now and not month.counts for month in self.months)


def as_read(upload, choice: Choice, to_month: int) -> ReadFile:
    """What is kept of the file besides its books."""
    part = ""
    if choice.part_object:
        name = upload.objects(choice.part_dimension).get(choice.part_object, "")
        part = f"{upload.dimensions[choice.part_dimension]} {choice.part_object} {name}".strip()
    return ReadFile(
        upload.name, upload.sha256, upload.source, to_month, upload.program, upload.encoding, upload.generated,
        upload.dimensions.get(choice.dimension, ""), part, list(upload.remarks), choice,
    )  # fmt: skip


def preview(upload, tenant: TenantContext, choice: Choice, to_month: int, token: str) -> Preview:
    """What would come of reading a file in."""
    year = tenant.here
    shown = Preview(
        as_read(upload, choice, to_month),
        list(stops(upload, tenant, choice, token)),
        question(upload, tenant, choice),
        current(year),
    )
    try:
        shown.snapshot = upload.take(choice)
    except NotTaken as no:
        shown.stops.append(Stop(str(no)))
        return shown
    if shown.stops:
        return shown
    before = shown.former.snapshot if shown.former else None
    row = books_of(year, shown.snapshot, shown.file)
    ledger = with_rules(tenant.forbund, {year.year: row})[year.year]
    shown.same = before is not None and (shown.former.sha256, shown.former.to_month, before) == (row.sha256, to_month, shown.snapshot)  # fmt: skip
    shown.months = by_month(tenant, before, shown.snapshot, to_month)
    shown.unplaced = _unplaced(ledger)
    shown.typed = _typed(tenant, ledger)
    return shown


def _name(snapshot: Snapshot, former: Snapshot | None, at: Place) -> str:
    account, number = at
    known = snapshot if account in snapshot.accounts or former is None else former
    objects = {**(former.objects if former else {}), **snapshot.objects}
    return f"{known.label(account)}, {objects.get(number) or number}" if number else known.label(account)


def by_month(tenant: TenantContext, before: Snapshot | None, after: Snapshot, to_month: int) -> list[Month]:
    """Each month of some books, beside those before them."""
    closed = closed_months(tenant.forbund, tenant.here.year)
    changed: dict[int, list[Changed]] = defaultdict(list)
    for each in changes(before, after) if before else ():
        changed[each.month].append(each)
    now, was = after.by_month(), before.by_month() if before else {}
    some = [month for month in range(13) if month != NO_MONTH or month in now or month in was]
    return [
        Month(
            month_name(month),
            ZERO - now.get(month, ZERO),
            None if before is None else ZERO - was.get(month, ZERO),
            month <= to_month,
            (month or 1) in closed,
            [
                (_name(after, before, (each.account, each.object)), -each.was, -each.now)
                for each in changed[month][:MOST_TOLD]
            ],
        )
        for month in some
    ]


def _unplaced(ledger: YearLedger) -> list[tuple[str, Decimal]]:
    """The accounts and objects that no rule takes, with what is booked on them to the chosen month."""
    booked: dict[Place, Decimal] = defaultdict(Decimal)
    for (account, number, _), amount in ledger.snapshot.until(ledger.to_month).items():
        booked[account, number] -= amount
    places = sorted(place for income in (True, False) for place in ledger.unplaced(income=income))
    return [(_name(ledger.snapshot, None, place), booked[place]) for place in places if booked[place]]


def _typed(tenant: TenantContext, ledger: YearLedger) -> list[tuple[str, Decimal, Decimal | None]]:
    """The amounts that have been typed in what the books would give, with what the books give instead."""
    year = tenant.here.year
    rows = Amount.objects.filter(forbund=tenant.forbund, series__kind__in=FED, series__about=year)
    amounts = [
        row for row in rows.select_related("line", "series") if until(ledger.read_in, row.series) is not None
    ]
    if not amounts:
        return []
    book = imagined_book(tenant.forbund, year)
    book.memo((ledgers,), lambda: {year: ledger})
    data = book.read(money)
    told = []
    for row in amounts:
        series = data.series[row.series_id]
        fact = series_facts(book, series).line(data.lines[row.line_id])
        told.append((f"{row.line}, {row.series}", row.amount, fact.value))
    return told


def what_next(row: LedgerImport, ledger: YearLedger) -> str:
    """What remains to be done when books have been read in, in a sentence."""
    accounts = {place[0] for income in (True, False) for place in ledger.unplaced(income=income)}
    if not accounts:
        return "Alla konton hör till en budgetrad."
    are = "1 konto är inte kopplat" if len(accounts) == 1 else f"{len(accounts)} konton är inte kopplade"
    return f"{are} till någon budgetrad. De står som ”Ej kopplat” tills du väljer rad."
