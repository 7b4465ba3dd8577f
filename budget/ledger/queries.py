"""The books that are in force, year by year, with the rules that place their money: read at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from budget.ledger.mapping import CodeSet, Placed, Rule, place
from budget.ledger.snapshot import Place, Snapshot
from budget.models.ledger import AccountRule, ClosedMonth, LedgerImport, RuleShare, Standing
from budget.models.series import Series, SeriesKind
from finsam.core.models.owned import make_key
from finsam.core.values.grouping import grouped
from finsam.core.values.periods import ends_month

FED = (SeriesKind.OUTCOME, SeriesKind.INTERIM)  # what the books give their amounts


@dataclass(frozen=True)
class YearLedger:
    """A year's books with its rules. A rule's targets are primary keys of lines."""

    read_in: LedgerImport
    snapshot: Snapshot
    rules: tuple[Rule, ...]
    rows: dict[int, AccountRule]  # the rules' own rows, by primary key
    shares: dict[tuple[int, int], RuleShare]  # by rule and line

    @property
    def to_month(self) -> int:
        """The last month that counts, 1-12."""
        return self.read_in.to_month

    @cached_property
    def placed(self) -> dict[Place, Placed]:
        """Which rule takes each account and object that has moved."""
        return {at: place(self.rules, *at) for at in self.snapshot.places()}

    @cached_property
    def by_line(self) -> dict[int, list[Place]]:
        """The accounts and objects that a line has money of, by the line's primary key."""
        lines: dict[int, list[Place]] = defaultdict(list)
        for at, placed in self.placed.items():
            for line, _ in placed.rule.shares if placed.rule else ():
                lines[line].append(at)
        return dict(lines)

    def has_rule(self, line: int) -> bool:
        """Whether some rule names a line, by its primary key, whether or not anything is booked."""
        return any(line == target for rule in self.rules for target, _ in rule.shares)

    def unplaced(self, *, income: bool) -> list[Place]:
        """What no rule takes, or two take alike, of accounts of income or of cost."""
        return [
            at
            for at, placed in self.placed.items()
            if placed.rule is None and self.snapshot.is_income(at[0]) == income
        ]

    @cached_property
    def slugs(self) -> tuple[dict[str, str], dict[str, str]]:
        """What accounts and objects are called in the keys of facts."""
        accounts = {account for account, _ in self.placed}
        return _slugs(accounts), _slugs({number for _, number in self.placed})


def _slugs(codes: set[str]) -> dict[str, str]:
    taken: dict[str, str] = {}
    used: set[str] = set()
    for code in sorted(codes):
        slug = wanted = make_key(code)[:40] or ("utan" if not code else "objekt")
        count = 1
        while slug in used:
            count += 1
            slug = f"{wanted}-{count}"
        used.add(slug)
        taken[code] = slug
    return taken


def until(read_in: LedgerImport, series: Series) -> int | None:
    """The last month of the books that a series has, 1-12; None for an interim one that they don't tell of."""
    if series.kind == SeriesKind.OUTCOME:
        return read_in.to_month
    ends = series.date
    if ends is None or not ends_month(ends) or ends.month > read_in.to_month or not read_in.tells_months:
        return None
    return ends.month


def is_fed(series: Series) -> bool:
    """Whether a series has its amounts from the books, so that none is written in it. Asked for once per object."""
    if series.kind not in FED:
        return False
    if not hasattr(series, "_fed"):
        current = LedgerImport.objects.filter(
            forbund=series.forbund_id, fiscal_year__year=series.about, standing=Standing.CURRENT
        )
        read_in = current.defer("content").first()
        series._fed = read_in is not None and until(read_in, series) is not None
    return series._fed


def ledgers(forbund) -> dict[int, YearLedger]:
    """The books in force by year: three questions, however many there are."""
    imports = LedgerImport.objects.filter(forbund=forbund, standing=Standing.CURRENT)
    return with_rules(forbund, {row.fiscal_year.year: row for row in imports.select_related("fiscal_year")})


def with_rules(forbund, books: dict[int, LedgerImport]) -> dict[int, YearLedger]:
    """Books by year with the rules that place their money; they may be such as nobody has read in."""
    if not books:
        return {}
    rows = AccountRule.objects.filter(forbund=forbund).select_related("fiscal_year")
    shares = grouped(RuleShare.objects.filter(forbund=forbund), by=lambda share: share.rule_id)
    by_year = grouped(rows, by=lambda rule: rule.fiscal_year.year)
    return {
        year: YearLedger(
            row,
            row.snapshot,
            tuple(
                _rule(rule, shares.get(rule.pk, [])) for rule in by_year.get(year, []) if shares.get(rule.pk)
            ),
            {rule.pk: rule for rule in by_year.get(year, [])},
            {
                (rule.pk, share.line_id): share
                for rule in by_year.get(year, [])
                for share in shares.get(rule.pk, [])
            },
        )
        for year, row in books.items()
    }


def _rule(row: AccountRule, shares: list[RuleShare]) -> Rule:
    told: tuple[tuple[int, Decimal], ...] = tuple((share.line_id, share.percent) for share in shares)
    return Rule(row.pk, CodeSet(row.accounts), CodeSet(row.objects_in), told)


def closed_months(forbund, year: int) -> dict[int, ClosedMonth]:
    """A year's closed months by their number."""
    rows = ClosedMonth.objects.filter(forbund=forbund, fiscal_year__year=year)
    return {row.month: row for row in rows}
