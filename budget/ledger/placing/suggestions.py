"""Which line an account that no rule takes may belong to: as last year, by the objects' names, the lines' accounts, and names.

Only suggestions: nothing is placed until somebody says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from budget.ledger.mapping import WITHOUT, BadSet, CodeSet, Rule
from budget.ledger.queries import YearLedger
from budget.ledger.snapshot import Place
from budget.models import Line, Side
from finsam.core.models import Ordered
from finsam.core.values.money import HUNDRED

Named = TypeVar("Named", bound=Ordered)  # has a name and an order
Shares = tuple[tuple[int, Decimal], ...]  # lines by primary key, and per cent
COST_CLASSES = ("4", "5", "6", "7", "8")
SHORTEST, ALIKE = 4, 0.6  # letters of a word that says something, and how much of it two must begin with
_WORD = re.compile(r"[^\W\d_]{4,}")
# Words that stand in the names of nearly every account and line.
_COMMON = {
    "kostnader",
    "kostnad",
    "intäkter",
    "intäkt",
    "övriga",
    "övrigt",
    "övrig",
    "från",
    "till",
    "inkl",
    "insats",
    "insatser",
    "verksamhet",
    "verksamheten",
    "verksamhetskostnader",
    "köpt",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rule that could be: accounts, objects and lines, and why."""

    accounts: str
    objects: str
    shares: Shares
    why: str


def suggested(ledger: YearLedger, lines: Iterable[Line], before: YearLedger | None) -> list[Suggestion]:
    """Rules for what has no place, each for something that none before it takes. `before` is the books of last year."""
    there = [line for line in lines if not line.common]
    groups = {line.parent_id for line in there}
    leaves = [line for line in there if line.pk not in groups]
    left = [at for at, placed in ledger.placed.items() if placed.rule is None and not placed.tied]
    kept: list[Suggestion] = []
    for suggestion in _every(ledger, leaves, before, left):
        its = taken(suggestion, left)
        if its:
            kept.append(suggestion)
            left = [at for at in left if at not in its]
    return kept


def _every(
    ledger: YearLedger, leaves: list[Line], before: YearLedger | None, left: list[Place]
) -> Iterator[Suggestion]:
    """All that can be thought of, the surest first."""
    known = {line.pk for line in leaves}
    for rule in before.rules if before else ():
        if all(line in known for line, _ in rule.shares):
            yield Suggestion(rule.accounts.text, rule.objects.text, rule.shares, "Som förra året")
    names = ledger.snapshot.objects
    costs = [line for line in leaves if line.side == Side.COST]
    for number in sorted({number for _, number in left if number}):
        line = nearest(names.get(number, ""), costs)
        if line is not None:
            classes = sorted(
                {account[0] for account, each in left if each == number and account[0] in COST_CLASSES}
            )
            if classes:
                accounts = ", ".join(f"{each}*" for each in classes)
                yield Suggestion(accounts, number, ((line.pk, HUNDRED),), f"Objektet heter ”{names[number]}”")
    for line in leaves:
        if line.account and _readable(line.account):
            yield Suggestion(line.account, "", ((line.pk, HUNDRED),), "Kontot står på budgetraden")
    for account in sorted({account for account, _ in left}):
        side = Side.INCOME if ledger.snapshot.is_income(account) else Side.COST
        line = nearest(ledger.snapshot.accounts[account].name if account in ledger.snapshot.accounts else "",
                        [line for line in leaves if line.side == side])  # fmt: skip
        if line is not None:
            yield Suggestion(account, "", ((line.pk, HUNDRED),), "Kontot och budgetraden har liknande namn")


def taken(suggestion: Suggestion, left: Iterable[Place]) -> set[Place]:
    """Which of some accounts and objects a suggestion would take."""
    rule = Rule(None, CodeSet(suggestion.accounts), CodeSet(suggestion.objects), suggestion.shares)
    return {at for at in left if rule.covers(*at) is not None}


def _readable(text: str) -> bool:
    try:
        CodeSet(text).check()
    except BadSet:
        return False
    return True


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.casefold()) if word not in _COMMON}


def nearest(name: str, lines: Sequence[Named]) -> Named | None:
    """What of some lines or other named things is most like a name; None where none is, or two are as like."""
    folded, words = name.casefold().strip(), _words(name)
    if not folded:
        return None
    scores = sorted(
        ((_alike(folded, words, line), -line.order, line.pk, line) for line in lines), reverse=True
    )
    if not scores or not scores[0][0] or (len(scores) > 1 and scores[1][0] == scores[0][0]):
        return None
    return scores[0][3]


def _alike(folded: str, words: set[str], line: Ordered) -> int:
    """How many letters two names have in common, in words that begin alike; a name that is the other counts most."""
    other = line.name.casefold().strip()
    if other == folded:
        return 1000
    return sum(max((_beginning(word, each) for each in _words(other)), default=0) for word in words)


def _beginning(left: str, right: str) -> int:
    shorter = min(len(left), len(right))
    same = next((n for n in range(shorter) if left[n] != right[n]), shorter)
    return same if same >= max(SHORTEST, ALIKE * shorter) else 0


def of_place(ledger: YearLedger, at: Place) -> tuple[str, str]:
    """The accounts and objects of a rule for one account and object; the account alone where it has no other objects."""
    account, number = at
    alone = sum(each == account for each, _ in ledger.placed) == 1
    return account, "" if alone else (number or WITHOUT)
