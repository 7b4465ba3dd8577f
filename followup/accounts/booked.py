"""Balance items as the books have them: accounts placed on items by rules, at the end of a month that the books reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from budget.ledger.mapping import CodeSet, Rule, place
from budget.ledger.placing.suggestions import nearest
from budget.ledger.queries import YearLedger
from budget.ledger.snapshot import BALANCE_CLASSES
from finsam.core.values.grouping import grouped
from finsam.core.values.money import HUNDRED
from finsam.core.values.periods import ends_month
from followup.accounts.models import BalanceItem, BalanceRule
from followup.accounts.schemes import posts_of

EQUITY = "20"  # accounts of equity begin so, in BAS and Kommun-Bas alike; equity is computed
ZERO = Decimal(0)


def sign_of(item: BalanceItem, year: int) -> int:
    """What turns a balance that is debit plus into what the balansräkning prints: 1 of an asset, -1 of what is owed."""
    return 1 if item.row in posts_of("br", "tillgangar", year) else -1


@dataclass(frozen=True)
class BookedBalances:
    """A year's balance accounts with the rules that place them. A rule's target is the primary key of an item."""

    ledger: YearLedger
    rules: tuple[Rule, ...]

    @cached_property
    def accounts(self) -> list[str]:
        """The balance accounts of the books, those of equity left out."""
        return sorted(
            account
            for account in self.ledger.snapshot.accounts
            if account.startswith(BALANCE_CLASSES) and not account.startswith(EQUITY)
        )

    @cached_property
    def by_item(self) -> dict[int, list[str]]:
        """The accounts of each item, by its primary key; of one that a rule names and no account belongs to, none."""
        told: dict[int, list[str]] = {target: [] for rule in self.rules for target, _ in rule.shares}
        for account in self.accounts:
            rule = place(self.rules, account, "").rule
            if rule is not None:
                told[rule.shares[0][0]].append(account)
        return told

    @property
    def unplaced(self) -> list[str]:
        """Accounts with a balance at the books' end that no rule takes."""
        taken = {account for accounts in self.by_item.values() for account in accounts}
        return [
            x
            for x in self.accounts
            if x not in taken and self.ledger.snapshot.balance(x, self.ledger.to_month)
        ]

    def of(self, item: BalanceItem, end: date) -> dict[str, Decimal] | None:
        """An item's accounts with their balances on a day, debit plus; None where the books don't tell of it."""
        accounts = self.by_item.get(item.pk)
        month = end.month
        if accounts is None or not ends_month(end) or month > self.ledger.to_month:
            return None
        balances = {account: self.ledger.snapshot.balance(account, month) for account in accounts}
        return None if None in balances.values() else balances

    def opening(self, item: BalanceItem) -> Decimal | None:
        """What an item's accounts began the year with, as the balansräkning prints it; None for one that isn't fed."""
        accounts = self.by_item.get(item.pk)
        if accounts is None:
            return None
        known = (self.ledger.snapshot.accounts[account].opening or ZERO for account in accounts)
        return sign_of(item, self.ledger.read_in.fiscal_year.year) * sum(known, ZERO)

    @property
    def equity(self) -> Decimal | None:
        """What the accounts of equity began the year with, kr, plus; None where the books have none."""
        known = [
            each.opening
            for account, each in self.ledger.snapshot.accounts.items()
            if account.startswith(EQUITY) and each.opening is not None
        ]
        return -sum(known, ZERO) if known else None


def booked(forbund, known: dict[int, YearLedger]) -> dict[int, BookedBalances]:
    """Each year's balances that the books `known` give: one question, however many rows."""
    if not known:
        return {}
    rules = BalanceRule.objects.filter(forbund=forbund).select_related("fiscal_year")
    by_year = grouped(rules, by=lambda rule: rule.fiscal_year.year)
    return {
        year: BookedBalances(
            ledger,
            tuple(
                Rule(row.pk, CodeSet(row.accounts), CodeSet(""), ((row.item_id, HUNDRED),))
                for row in by_year.get(year, [])
            ),
        )
        for year, ledger in known.items()
    }


def suggested(books: BookedBalances, items: list[BalanceItem]) -> list[tuple[str, BalanceItem]]:
    """Accounts with a balance and no item, each with the item of its side whose name is most like its own, where one is."""
    year = books.ledger.read_in.fiscal_year.year
    sides = {
        "1": [item for item in items if sign_of(item, year) == 1],
        "2": [item for item in items if sign_of(item, year) == -1],
    }
    names = books.ledger.snapshot.accounts
    named = ((account, nearest(names[account].name, sides[account[0]])) for account in books.unplaced)
    return [(account, item) for account, item in named if item is not None]
