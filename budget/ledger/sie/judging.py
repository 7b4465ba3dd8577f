"""Whether a file's sums can be trusted.

The gate is `#RES`: what the vouchers or the months come to must be what the file itself says of each account. A file that
holds only some of the vouchers would else give a wrong outcome that looks right.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from budget.ledger.sie.decoding import NotSie
from budget.ledger.sie.outcome import ZERO, Outcome, Source, of_periods, of_results, of_vouchers
from budget.ledger.sie.reading import read_sie
from budget.ledger.sie.records import SieFile
from budget.ledger.snapshot import BALANCE_CLASSES, RESULT_CLASSES
from finsam.core.values.money import show
from finsam.core.values.periods import long_date

MOST_REMARKS = 200  # told one by one; of the rest it is told how many they are


@dataclass(frozen=True, slots=True)
class Compared:
    """An account's outcome as the file states it and as its rows come to, kr, debit plus."""

    stated: Decimal
    computed: Decimal

    @property
    def difference(self) -> Decimal:
        """What the rows come to beyond what is stated, kr."""
        return self.computed - self.stated


@dataclass(slots=True)
class Verdict:
    """What a file is good for; of a refused one nothing is to be used. `reasons` and `remarks` are Swedish sentences."""

    reasons: list[str] = field(default_factory=list)
    remarks: list[tuple[int, str]] = field(default_factory=list)  # with the row, or 0 for the file as a whole
    file: SieFile | None = None
    outcome: Outcome | None = None
    accounts: dict[str, Compared] = field(default_factory=dict)
    outside: dict[str, Decimal] = field(
        default_factory=dict
    )  # moved accounts of no class: statistics, internal ones
    to_month: str = ""  # the last month that is whole: 2023-12

    @property
    def accepted(self) -> bool:
        """Whether the outcome can be read in."""
        return not self.reasons

    @property
    def year(self) -> tuple[date, date] | None:
        """The first and last day of the file's own year."""
        first, last = self.file.years.get(0, (None, None)) if self.file else (None, None)
        return (first, last) if first and last and first <= last else None


def judge(raw: bytes) -> Verdict:
    """Read a file and say what it is good for. Never raises, whatever the bytes are."""
    with _without_collecting():
        return _judged(raw)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Hundreds of thousands of small rows, none of them garbage: looking through them again and again doubles the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()  # what has been made is old at once: none of it is looked through when collecting begins again
        if collects:
            gc.enable()


def _judged(raw: bytes) -> Verdict:
    try:
        file = read_sie(raw)
    except NotSie as no:
        return Verdict(reasons=[str(no)])
    verdict = Verdict(file=file)
    judging = _Judging(file, verdict)
    judging.look_at_the_rows()
    if judging.holds_a_year():
        judging.work_out(*verdict.year)
    told = sorted([(remark.row, remark.text) for remark in file.remarks] + verdict.remarks)
    verdict.remarks = told[:MOST_REMARKS]
    if len(told) > MOST_REMARKS:
        verdict.remarks.append((0, f"Det finns {len(told) - MOST_REMARKS} anmärkningar till av samma slag."))
    return verdict


class _Judging:
    """One file, looked at from what can be read to what it comes to."""

    def __init__(self, file: SieFile, verdict: Verdict):
        self.file, self.verdict = file, verdict
        self.stated = file.own_results

    def _refuse(self, sentence: str) -> None:
        self.verdict.reasons.append(sentence)

    def _remark(self, sentence: str, row: int = 0) -> None:
        self.verdict.remarks.append((row, sentence))

    def look_at_the_rows(self) -> None:
        """Refuse what is cut, unreadable or in another currency."""
        file = self.file
        lost = [remark.row for remark in file.remarks if remark.fault]
        if lost:
            some = ", ".join(str(row) for row in lost[:5]) + (" med flera" if len(lost) > 5 else "")
            self._refuse(
                f"Belopp som räknas går inte att läsa (rad {some}), och då kan summorna bli fel. Exportera filen igen, utan "
                "att ändra i den."
            )
        if file.cut:
            self._refuse("Filen är avklippt: den slutar mitt i. Exportera den igen.")
        if file.currency != "SEK":
            self._refuse(f"Beloppen är i {file.currency[:10]}, inte i svenska kronor.")
        if file.checksum is False:
            self._remark("Filens kontrollsumma stämmer inte: den kan ha ändrats efter exporten.")

    def holds_a_year(self) -> bool:
        """Whether the file is of a year's books at all: not vouchers from a pre-system, and not without its year."""
        file, refused = self.file, len(self.verdict.reasons)
        if self.verdict.year is None:
            self._refuse(
                "Filen säger inte vilket räkenskapsår den gäller (#RAR 0), så dess belopp hör inte till något år."
            )
        if not self.stated and any(map(self.is_result, file.moved)):
            self._refuse(
                "Filen har verifikationer men inga årssummor (#RES). Den är gjord för att läsas in i ett bokföringssystem "
                "(SIE 4I), eller har klippts av, och är inte hela bokföringen. Exportera SIE 4 (export) för hela året."
            )
        elif not (self.stated or file.periods or file.opening or file.closing):
            self._refuse(
                "Filen har varken årssummor, månader eller balanser. Exportera SIE 4 (eller SIE 3) för hela året."
            )
        return len(self.verdict.reasons) == refused

    def is_result(self, account: str) -> bool:
        """Whether the account is of the outcome: it has a `#RES`, or is of class 3-8.

        `#KTYP` is asked only of accounts that no class tells of; some programs say T of a cost.
        """
        if account in self.stated or account[:1] in RESULT_CLASSES:
            return True
        known = self.file.accounts.get(account)
        return account[:1] not in BALANCE_CLASSES and known is not None and known.kind in ("K", "I")

    def work_out(self, first: date, last: date) -> None:
        """The outcome, held against what is stated, and the months that it reaches."""
        file = self.file
        if file.moved:
            outcome = of_vouchers(file, self.is_result, first, last)
            self._outside(first, last)
        elif file.periods:
            outcome = of_periods(file, self.is_result, first, last)
        else:
            outcome = of_results(file)
        self.verdict.outcome = outcome
        self._compare(outcome)
        self._months(outcome, first, last)
        if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31) or first.year != last.year:
            self._remark(
                f"Räkenskapsåret är {long_date(first)} till {long_date(last)} och inte ett kalenderår, som ett förbunds är."
            )

    def _outside(self, first: date, last: date) -> None:
        days = {voucher.day for voucher in self.file.vouchers}
        beyond = {day for day in days if day is not None and not first <= day <= last}
        for voucher in self.file.vouchers if beyond else ():
            if voucher.day in beyond:
                name = f"{voucher.series} {voucher.number}".strip()
                day = long_date(voucher.day)
                self._remark(
                    f"Verifikation {name} är från {day}, utanför räkenskapsåret. Den räknas i året men hör inte till någon månad.",
                    voucher.row,
                )
        apart = {
            account
            for account in self.file.moved
            if account[:1] not in BALANCE_CLASSES and not self.is_result(account)
        }
        if apart:
            self.verdict.outside = of_vouchers(self.file, apart.__contains__, first, last).accounts()
            accounts = ", ".join(sorted(self.verdict.outside)[:10])
            self._remark(f"Konton utanför kontoklasserna 1–8 räknas inte i utfallet: {accounts}.")

    def _compare(self, outcome: Outcome) -> None:
        computed = outcome.accounts()
        self.verdict.accounts = {
            account: Compared(self.stated.get(account, ZERO), computed.get(account, ZERO))
            for account in sorted(computed.keys() | self.stated.keys())
        }
        wrong = {account: each for account, each in self.verdict.accounts.items() if each.difference}
        if not wrong:
            if not any(self.stated.values()):
                self._remark("Filen har inget utfall: inga intäkter eller kostnader är bokförda under året.")
            return
        told = "; ".join(
            f"konto {account} ska vara {show(each.stated, decimals=2)} och blir {show(each.computed, decimals=2)}"
            for account, each in list(wrong.items())[:5]
        )
        more = f"; och {len(wrong) - 5} konton till" if len(wrong) > 5 else ""
        if outcome.source == Source.VOUCHERS and (off := self.file.unbalanced):
            some = ", ".join(str(row) for row in off[:5]) + (" med flera" if len(off) > 5 else "")
            why = (
                f"Verifikationer går inte jämnt ut (rad {some}), och raderna ger inte årets summor. Rätta dem i bokföringen och "
                "exportera hela året igen"
            )
        elif outcome.source == Source.VOUCHERS:
            why = "Filen innehåller inte alla verifikationer. Exportera hela året: alla serier, alla nummer och alla dagar"
        else:
            why = "Månaderna i filen ger inte årets summa. Exportera SIE 4 i stället"
        self._refuse(f"{why}. Det skiljer: {told}{more}.")

    def _months(self, outcome: Outcome, first: date, last: date) -> None:
        """The last whole month: what the file says that it reaches, else the month before it was made, else the last that moved."""
        file = self.file
        months = sorted(month for month in outcome.months() if month)
        until = file.until if file.until and first <= file.until <= last else None
        if until is None and file.generated is not None:
            until = min(file.generated.replace(day=1) - timedelta(days=1), last)
        if until is not None and (until + timedelta(days=1)).day != 1:
            until = until.replace(day=1) - timedelta(days=1)
        if until is None and months:
            self.verdict.to_month = months[-1]
        elif until is not None and until >= first:
            self.verdict.to_month = f"{until:%Y-%m}"
        if outcome.source == Source.RESULTS and self.stated:
            self._remark(
                "Filen har bara årets summor: utfallet kan inte visas månad för månad eller per insats."
            )
