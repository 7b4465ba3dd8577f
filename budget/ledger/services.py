"""Reading the books in, accepting or declining what touches a closed month, and closing months."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from budget.facts import amount_name
from budget.ledger.facts import account_name
from budget.ledger.queries import FED, closed_months, is_fed
from budget.ledger.snapshot import Changed, Snapshot, changes
from budget.ledger.taking import Choice
from budget.models import Amount, ClosedMonth, LedgerImport, Series, SeriesKind, Standing
from finsam.core import audit, services
from finsam.core.models import FiscalYear
from finsam.core.values.money import plain
from finsam.core.values.periods import MONTHS

ACCEPTED, DECLINED = "godkände", "avvisade"


@dataclass(frozen=True)
class ReadFile:
    """What is known of a file that is read in, besides its snapshot."""

    name: str
    sha256: str
    source: str
    to_month: int
    program: str = ""
    encoding: str = ""
    generated: date | None = None
    dimension: str = ""  # what its objects are, in words
    part: str = ""  # which part of somebody else's books is ours, in words
    remarks: list[tuple[int, str]] = field(default_factory=list)
    choice: Choice = field(default_factory=Choice)


def current(fiscal_year: FiscalYear) -> LedgerImport | None:
    """The books that are in force in a year."""
    return LedgerImport.objects.filter(fiscal_year=fiscal_year, standing=Standing.CURRENT).first()


def in_closed_months(fiscal_year: FiscalYear, before: Snapshot | None, after: Snapshot) -> list[Changed]:
    """What a new snapshot would change in months that are closed; what belongs to no month counts as January."""
    closed = closed_months(fiscal_year.forbund, fiscal_year.year)
    if not closed:
        return []
    return [each for each in changes(before or Snapshot(), after) if (each.month or 1) in closed]


def _settings(snapshot: Snapshot, file: ReadFile) -> dict[str, Any]:
    return {**asdict(file.choice), "months": snapshot.has_months}


def books_of(fiscal_year: FiscalYear, snapshot: Snapshot, file: ReadFile) -> LedgerImport:
    """The books as they would be read in; nothing is saved."""
    return LedgerImport(
        forbund=fiscal_year.forbund,
        fiscal_year=fiscal_year,
        file_name=file.name[:120],
        sha256=file.sha256,
        source=file.source,
        program=file.program[:120],
        encoding=file.encoding,
        generated=file.generated,
        to_month=file.to_month,
        dimension=file.dimension[:80],
        part=file.part[:160],
        keeps_vouchers=file.choice.keeps_vouchers,
        remarks=[list(remark) for remark in file.remarks],
        settings=_settings(snapshot, file),
        content=snapshot.as_json(),
    )


@transaction.atomic
def read_in(*, fiscal_year: FiscalYear, snapshot: Snapshot, file: ReadFile, by) -> LedgerImport:
    """Let a snapshot replace the year's books, and the outcome be made of it; typed amounts of the outcome are taken away.

    One that changes a closed month waits until somebody accepts it. The same file read in the same way again changes
    nothing, and gives the books that are there. Raises ValidationError.
    """
    forbund = fiscal_year.forbund
    services.turn(forbund.pk)
    before = current(fiscal_year)
    settings = _settings(snapshot, file)
    if before is not None and (before.sha256, before.to_month, before.settings, before.content) == (
        file.sha256, file.to_month, settings, snapshot.as_json(),
    ):  # fmt: skip
        return before
    touched = in_closed_months(fiscal_year, before.snapshot if before else None, snapshot)
    if before is not None and file.to_month < max(closed_months(forbund, fiscal_year.year), default=0):
        raise ValidationError(
            "Månader efter den valda är stängda. Läs in till och med den sista stängda månaden, eller öppna den först."
        )
    standing = Standing.WAITING if touched else Standing.CURRENT
    replaced = _set_aside(fiscal_year, standing)
    row = books_of(fiscal_year, snapshot, file)
    row.standing, row.read_by = standing, (by.name or by.email)[:150]
    was, now = _sums(replaced.snapshot if replaced else None), _sums(snapshot)

    def record(*, before, after, **how):
        """Told last, when the outcome is made of the books, and of the accounts' sums too."""
        typed, made = _feed(row) if standing == Standing.CURRENT else ({}, {})
        old, new = audit.difference(was, now)
        return audit.record(before={**before, **old, **typed}, after={**after, **new, **made}, **how)

    return services.save(row, by=by, verb="läste in", record=record)


def _set_aside(fiscal_year: FiscalYear, standing: str) -> LedgerImport | None:
    """Let what stood there give its place; it is kept."""
    row = LedgerImport.objects.filter(fiscal_year=fiscal_year, standing=standing).first()
    if row is not None:
        _stand(row, Standing.FORMER)
    return row


def _stand(row: LedgerImport, standing: str, reason: str = "") -> None:
    row.standing, row.reason, row.version = standing, reason or row.reason, row.version + 1
    row.save(update_fields=["standing", "reason", "version"])


def _sums(snapshot: Snapshot | None) -> dict[str, Any]:
    """The year's sum of each account, as the log tells it."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for (account, _, _), amount in (snapshot.amounts if snapshot else {}).items():
        sums[account] += amount
    return {account_name(account): plain(-amount) for account, amount in sums.items()}


def _feed(row: LedgerImport) -> tuple[dict[str, Any], dict[str, Any]]:
    """See that the year has an outcome, and that nothing typed stands in what the books give: what was and is, as logged."""
    year, forbund = row.fiscal_year.year, row.forbund
    fed = [each for each in Series.objects.filter(forbund=forbund, kind__in=FED, about=year) if is_fed(each)]
    made = {}
    if not any(each.kind == SeriesKind.OUTCOME for each in fed):
        last = Series.objects.filter(forbund=forbund, kind=SeriesKind.OUTCOME, about=year - 1).last()
        new = Series(
            forbund=forbund, fiscal_year=row.fiscal_year, name=f"Utfall {year}", kind=SeriesKind.OUTCOME, about=year,
            opening_from=last, order=90,
        )  # fmt: skip
        services.validate(new)
        new.save()
        made = {f"budget.series:{new}": audit.snapshot(new)}
    typed = Amount.objects.filter(series__in=fed).select_related("line", "series")
    told = {f"{amount_name(amount.line)}, {amount.series}": plain(amount.amount) for amount in typed}
    typed.delete()
    for each in fed:
        services.raise_version(each)
    return told, made


@transaction.atomic
def accept(*, row: LedgerImport, reason: str, by) -> LedgerImport:
    """Let books that change a closed month be in force, with a reason. Raises ValidationError where they don't wait."""
    _waiting(row, reason, "godkänner ändringen")
    replaced = _set_aside(row.fiscal_year, Standing.CURRENT)
    _stand(row, Standing.CURRENT, reason)
    typed, made = _feed(row)
    old, new = audit.difference(_sums(replaced.snapshot if replaced else None), _sums(row.snapshot))
    audit.record(
        by=by, verb=ACCEPTED, obj=row, before={**old, **typed}, after={"reason": reason, **new, **made}
    )
    return row


@transaction.atomic
def decline(*, row: LedgerImport, reason: str, by) -> LedgerImport:
    """Leave books that change a closed month aside, with a reason; those in force stay. Raises ValidationError."""
    _waiting(row, reason, "avvisar bokföringen")
    _stand(row, Standing.DECLINED, reason)
    audit.record(by=by, verb=DECLINED, obj=row, before={"standing": Standing.WAITING}, after={"standing": Standing.DECLINED, "reason": reason})  # fmt: skip
    return row


def _waiting(row: LedgerImport, reason: str, does: str) -> None:
    stored = services.fresh(row, None)
    if stored.standing != Standing.WAITING:
        raise ValidationError("Bokföringen väntar inte längre på att godkännas.")
    if not reason.strip():
        raise ValidationError({"reason": f"Skriv varför du {does}."})


@transaction.atomic
def close_month(*, fiscal_year: FiscalYear, month: int, sentence: str, by) -> ClosedMonth:
    """Close a month of the books that are in force; those before it are closed already. Raises ValidationError."""
    services.turn(fiscal_year.forbund_id)
    books, closed = current(fiscal_year), closed_months(fiscal_year.forbund, fiscal_year.year)
    if books is None or month > books.to_month:
        raise ValidationError(f"Bokföringen för {MONTHS[month - 1]} är inte inläst än. Läs in den först.")
    if missing := [earlier for earlier in range(1, month) if earlier not in closed]:
        raise ValidationError(f"Stäng {MONTHS[missing[0] - 1]} först. Månaderna stängs i ordning.")
    row = ClosedMonth(
        forbund=fiscal_year.forbund,
        fiscal_year=fiscal_year,
        month=month,
        sentence=sentence.strip(),
        closed_by=(by.name or by.email)[:150],
        closed_on=timezone.localdate(),
    )
    return services.save(row, by=by, verb="stängde")


@transaction.atomic
def open_month(*, row: ClosedMonth, by, version: int | None = None) -> None:
    """Open the last closed month again. Raises ValidationError for one that has closed months after it."""
    services.turn(row.forbund_id)
    if ClosedMonth.objects.filter(fiscal_year=row.fiscal_year_id, month__gt=row.month).exists():
        raise ValidationError("Öppna den sista stängda månaden först. De öppnas i omvänd ordning.")
    services.delete(row, by=by, version=version)
