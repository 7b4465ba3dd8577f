"""What rules that aren't saved would do: each line's outcome before and after, and what is still without a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from budget.ledger.facts import BookFacts
from budget.ledger.mapping import CodeSet, Rule
from budget.ledger.placing.services import Wanted
from budget.ledger.queries import YearLedger
from budget.models import AccountRule, Line, RuleShare, Side
from finsam.facts.book import Book

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Effect:
    """A line's outcome as it is and as it would be, kr as people write it: a cost without its minus."""

    name: str
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        """What it would be more than it is."""
        return self.after - self.before


def imagined(ledger: YearLedger, wanted: Iterable[Wanted]) -> YearLedger:
    """A year's books with more rules than are saved."""
    rules, rows, shares = list(ledger.rules), dict(ledger.rows), dict(ledger.shares)
    for number, each in enumerate(wanted, 1):
        pk = -number
        rows[pk] = AccountRule(pk=pk, accounts=each.accounts, objects_in=each.objects, key=f"ny-{number}")
        told = []
        for line, percent in each.shares:
            shares[pk, line.pk] = RuleShare(rule=rows[pk], line=line, percent=percent, key=line.key)
            told.append((line.pk, percent))
        rules.append(Rule(pk, CodeSet(each.accounts), CodeSet(each.objects), tuple(told)))
    return replace(ledger, rules=tuple(rules), rows=rows, shares=shares)


def effects(book: Book, ledger: YearLedger, wanted: Iterable[Wanted], lines: Iterable[Line]) -> list[Effect]:
    """The lines whose outcome would be another, and last what has no place, as it is and as it would be."""
    was, would = (BookFacts(book, book.year, each) for each in (ledger, imagined(ledger, wanted)))
    told = []
    for line in lines:
        before, after = (
            _natural(each.of_line("utfall", line, ledger.to_month), line.side) for each in (was, would)
        )
        if before != after:
            told.append(Effect(line.name, before, after))
    for side in Side.values:
        before, after = (
            _natural(each.unplaced("utfall", side, ledger.to_month), side) for each in (was, would)
        )
        if before or after:
            told.append(
                Effect(f"Ej kopplat, {'intäkter' if side == Side.INCOME else 'kostnader'}", before, after)
            )
    return told


def _natural(facts: list, side: str) -> Decimal:
    value = sum((fact.value or ZERO for fact in facts), ZERO)
    return -value if side == Side.COST else value
