"""The books as facts: every account, object and month, and what of them a line is made of.

The books' facts are called `bok.<account>.<object>.<month>@<year>`, signed as the house does: income +, cost −. A part of one
that a rule divides is `bok.<account>.<object>.<month>.<line>@<year>`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from budget.ledger.mapping import Rule
from budget.ledger.queries import FED, YearLedger, ledgers, until
from budget.ledger.snapshot import NO_MONTH, Movement, Place
from budget.models import Line, Series
from budget.queries import money
from finsam.core.addresses import year_address
from finsam.core.values.money import HUNDRED
from finsam.core.values.periods import MONTHS
from finsam.facts.book import Book, Fact, portion, provider, total

PREFIX = "bok"
SIDES = {"intakt": "intakter", "kostnad": "kostnader"}  # what sums of a side are called in keys
SIDE_NAMES = {"intakt": "Intäkter", "kostnad": "Kostnader"}
UNPLACED = {"intakt": "ej-kopplat-intakter", "kostnad": "ej-kopplat-kostnader"}


def month_name(month: int) -> str:
    """`mars`, or that it is none."""
    return MONTHS[month - 1] if month != NO_MONTH else "utan månad"


def account_name(account: str) -> str:
    """What the audit log calls an account's sum in the books of a year."""
    return f"konto {account}"


def file_of(ledger: YearLedger) -> tuple[tuple[str, str], ...]:
    """The file that a year's books were read from, for the source of a fact."""
    return (("fil", ledger.read_in.file_name), ("SHA-256", ledger.read_in.sha256))


def ledger_of(book: Book, series: Series) -> YearLedger | None:
    """The books that a series is fed by, or None."""
    ledger = book.read(ledgers).get(series.about) if series.kind in FED else None
    return ledger if ledger is not None and until(ledger.read_in, series) is not None else None


class BookFacts:
    """Makes the facts of one year's books; each is made once."""

    def __init__(self, book: Book, year: int, ledger: YearLedger):
        self.book, self.year, self.ledger = book, year, ledger
        self.snapshot = ledger.snapshot
        self.accounts, self.objects = ledger.slugs
        self.lines: dict[int, Line] = book.read(money).lines
        self.made: dict[str, Fact] = {}
        self.href = year_address(book.forbund, year, "ledger")

    def name(self, at: Place) -> str:
        """The part of a key that names an account and object."""
        return f"{self.accounts[at[0]]}.{self.objects[at[1]]}"

    def label(self, at: Place) -> str:
        """`4010 Köpt verksamhet, Coachingteamet`."""
        account, number = at
        named = self.snapshot.objects.get(number) or number
        return f"{self.snapshot.label(account)}, {named}" if number else self.snapshot.label(account)

    def side(self, account: str) -> str:
        """Which side an account's money is of."""
        return "intakt" if self.snapshot.is_income(account) else "kostnad"

    def month(self, movement: Movement) -> Fact:
        """What was booked on an account and object in a month."""
        account, number, month = movement
        key = f"{PREFIX}.{self.name((account, number))}.{month:02}@{self.year}"
        if key not in self.made:
            when = month_name(month)
            self.made[key] = Fact(
                key,
                f"{self.label((account, number))}, {when}",
                -self.snapshot.amounts[movement],
                side=self.side(account),
                href=f"{self.href}#konto-{self.accounts[account]}",
                trace=(self.ledger.read_in.reference(), account_name(account)),
                definition=f"Bokfört {when} {self.year} enligt {self.ledger.read_in.file_name}.",
                source=self._source(account, number, f"{when} {self.year}"),
            )
        return self.made[key]

    def _source(self, account: str, number: str, when: str) -> tuple[tuple[str, str], ...]:
        """Which account, object and month of which file an amount was read from."""
        named = f"{number} {self.snapshot.objects.get(number, '')}".strip()
        within = (("objekt", named),) if number else ()
        return (("konto", self.snapshot.label(account)), *within, ("månad", when), *file_of(self.ledger))

    def part(self, movement: Movement, rule: Rule, line: int) -> Fact:
        """What of a month a line has: all of it, or the part that its rule gives."""
        whole = self.month(movement)
        targets = [target for target, _ in rule.shares]
        if len(targets) == 1:
            return whole
        name, _, year = whole.key.partition("@")
        key = f"{name}.{self.lines[line].key}@{year}"
        if key not in self.made:
            label = f"{whole.label}: del till {self.lines[line].name}"
            if line == targets[-1]:
                others = [(-1, self.part(movement, rule, other)) for other in targets[:-1]]
                self.made[key] = total(key, label, [whole, *others], side=whole.side,
                                       definition="Det som de andra delarna lämnar, så att inget öre försvinner.")  # fmt: skip
            else:
                self.made[key] = portion(key, label, self.share(rule, line), whole, side=whole.side,
                                         definition="Andelen av beloppet, avrundad till hela ören.")  # fmt: skip
        return self.made[key]

    def share(self, rule: Rule, line: int) -> Fact:
        """The per cent that a rule gives a line."""
        row, share = self.ledger.rows[rule.name], self.ledger.shares[rule.name, line]
        key = f"{PREFIX}.regel.{row.key}.{self.lines[line].key}@{self.year}"
        if key not in self.made:
            self.made[key] = Fact(
                key,
                f"{row}: andel till {self.lines[line].name}",
                share.percent / HUNDRED,
                unit="%",
                href=year_address(self.book.forbund, self.year, "account-rules-edit", key=row.key),
                trace=(share.reference(), "percent"),
            )
        return self.made[key]

    def of_line(self, prefix: str, line: Line, until: int) -> list[Fact]:
        """What a line is made of to a month: a fact for each account and object, made of its months."""
        return [
            self._to(f"{prefix}.{line.key}", at, until, self.ledger.placed[at].rule, line.pk)
            for at in self.ledger.by_line.get(line.pk, [])
        ]

    def unplaced(self, prefix: str, side: str, until: int) -> list[Fact]:
        """What of one side no rule takes, to a month."""
        return [
            self._to(f"{prefix}.{UNPLACED[side]}", at, until, None, 0)
            for at in self.ledger.unplaced(income=side == "intakt")
        ]

    def _to(self, name: str, at: Place, until: int, rule: Rule | None, line: int) -> Fact:
        months = self._months(at, until)
        parts = [self.part(each, rule, line) if rule else self.month(each) for each in months]
        return total(
            f"{name}.{self.name(at)}@{self.year}",
            self.label(at),
            parts,
            side=self.side(at[0]),
            href=f"{self.href}#konto-{self.accounts[at[0]]}",
            definition=f"Bokfört till och med {MONTHS[until - 1]} {self.year}.",
        )

    def _months(self, at: Place, until: int) -> list[Movement]:
        return [(*at, month) for month in range(until + 1) if (*at, month) in self.snapshot.amounts]

    def all(self) -> Iterator[Fact]:
        """Every fact of the books: months and what rules divide, accounts with their objects, accounts, and the result."""
        accounts = []
        for account, places in groupby(self.snapshot.places(), key=lambda at: at[0]):
            objects = []
            for at in places:
                months = [self.month(each) for each in self._months(at, self.ledger.to_month)]
                yield from (
                    self.month((*at, month)) for month in range(13) if (*at, month) in self.snapshot.amounts
                )
                yield from self._divided(at)
                objects.append(
                    total(
                        f"{PREFIX}.{self.name(at)}@{self.year}",
                        self.label(at),
                        months,
                        side=self.side(account),
                    )
                )
            yield from objects
            accounts.append(
                total(
                    f"{PREFIX}.{self.accounts[account]}@{self.year}",
                    self.snapshot.label(account),
                    objects,
                    side=self.side(account),
                    href=f"{self.href}#konto-{self.accounts[account]}",
                    definition=f"Bokfört på kontot till och med {MONTHS[self.ledger.to_month - 1]} {self.year}.",
                )
            )
        yield from accounts
        yield from self._by_month()
        for side, name in SIDES.items():
            yield total(
                f"{PREFIX}.{name}@{self.year}",
                f"{SIDE_NAMES[side]} enligt bokföringen",
                [fact for fact in accounts if fact.side == side],
                side=side,
            )
        yield total(f"{PREFIX}.resultat@{self.year}", "Resultat enligt bokföringen", accounts,
                    definition="Alla intäkter och kostnader som är bokförda.")  # fmt: skip

    def account_month(self, account: str, month: int) -> Fact:
        """What was booked on an account in a month, of every object."""
        key = f"{PREFIX}.{self.accounts[account]}.manad.{month:02}@{self.year}"
        if key not in self.made:
            moved = [(account, number, month) for number in self.objects]
            self.made[key] = total(
                key,
                f"{self.snapshot.label(account)}, {month_name(month)}",
                [self.month(each) for each in moved if each in self.snapshot.amounts],
                side=self.side(account),
                href=f"{self.href}#konto-{self.accounts[account]}",
            )
        return self.made[key]

    def side_month(self, side: str, month: int) -> Fact:
        """What was booked in a month of one side, `intakt` or `kostnad`."""
        key = f"{PREFIX}.{SIDES[side]}.manad.{month:02}@{self.year}"
        if key not in self.made:
            parts = [
                self.account_month(account, month) for account in self.accounts if self.side(account) == side
            ]
            label = f"{SIDE_NAMES[side]} enligt bokföringen, {month_name(month)}"
            self.made[key] = total(key, label, parts, side=side)
        return self.made[key]

    def result_month(self, month: int) -> Fact:
        """The result of a month."""
        key = f"{PREFIX}.resultat.manad.{month:02}@{self.year}"
        if key not in self.made:
            parts = [self.side_month(side, month) for side in SIDES]
            self.made[key] = total(key, f"Resultat enligt bokföringen, {month_name(month)}", parts)
        return self.made[key]

    @property
    def months(self) -> list[int]:
        """The months that count, and the one that is none where something stands there."""
        none = [NO_MONTH] if any(month == NO_MONTH for _, _, month in self.snapshot.amounts) else []
        return [*none, *(range(1, self.ledger.to_month + 1) if self.snapshot.has_months else ())]

    def _by_month(self) -> Iterator[Fact]:
        for month in self.months:
            yield from (self.account_month(account, month) for account in self.accounts)
            yield from (self.side_month(side, month) for side in SIDES)
            yield self.result_month(month)

    def _divided(self, at: Place) -> Iterator[Fact]:
        rule = self.ledger.placed[at].rule
        if rule is None or len(rule.shares) == 1:
            return
        for line, _ in rule.shares:
            yield self.share(rule, line)
            for each in self._months(at, 12):
                yield self.part(each, rule, line)


def book_facts(book: Book, year: int) -> BookFacts | None:
    """The facts of a year's books, made once per book of facts; None for a year without."""
    ledger = book.read(ledgers).get(year)
    if ledger is None:
        return None
    return book.memo(("ledger", year), lambda: BookFacts(book, year, ledger))


@provider(PREFIX, called="Bokföringen")
def facts(book: Book, year: int) -> Iterator[Fact]:
    """Every account, object and month of a year's books."""
    made = book_facts(book, year)
    if made is not None:
        known: dict[str, Fact] = {fact.key: fact for fact in made.all()}
        yield from known.values()


def booked_by_month(book: Book, line: Line, year: int) -> tuple[Decimal, ...] | None:
    """What a line came to in each of a year's twelve months, signed kr; None where the books don't tell it by month."""
    made = book_facts(book, year)
    if made is None or not made.snapshot.has_months:
        return None
    sums = [Decimal(0)] * 12
    for at in made.ledger.by_line.get(line.pk, []):
        for month in range(1, made.ledger.to_month + 1):
            if (*at, month) in made.snapshot.amounts:
                sums[month - 1] += made.part((*at, month), made.ledger.placed[at].rule, line.pk).value
    return tuple(sums)
