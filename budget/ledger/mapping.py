"""Which line an account's money belongs to: rules of accounts and objects, the most specific first. No Django here.

Accounts and objects are texts, never numbers: `45`, `4510` and `451001` all begin with 45. A set of them is written as people
do, `4010, 45*, 5000-5999`; an interval takes the accounts that begin with a number within it.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

WITHOUT = "utan"  # the word for what has no object
MOST_PARTS = 60

_INTERVAL = re.compile(r"(\d+)\s*[-–]\s*(\d+)", re.ASCII)


class BadSet(ValueError):
    """A text that is no set of accounts or objects; the message is a Swedish sentence."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What is named as it is written, those that begin with a text, or an interval."""

    written: str
    start: str = ""
    end: str = ""
    prefix: bool = False

    def covers(self, text: str) -> Decimal | None:
        """How many texts as long as this it takes besides this one; None where it doesn't take this one."""
        if text == self.written:
            return Decimal(0)
        if not (self.prefix or self.end):
            return None
        head = text[: len(self.start)]
        if len(head) < len(self.start) or not self.start <= head <= (self.end or self.start):
            return None
        wide = int(self.end) - int(self.start) + 1 if self.end else 1
        return Decimal(wide) * Decimal(10) ** (len(text) - len(self.start))


@dataclass(frozen=True)
class CodeSet:
    """A set of accounts or of objects, as it was written. An empty one takes everything."""

    text: str

    @cached_property
    def parts(self) -> tuple[_Part, ...]:
        """What it says. Raises BadSet."""
        told = [part.strip() for part in re.split(r"[,;\n]", self.text) if part.strip()]
        if len(told) > MOST_PARTS:
            raise BadSet(
                f"Skriv högst {MOST_PARTS} konton eller intervall i en regel, och dela upp den i flera."
            )
        return tuple(self._part(part) for part in told)

    @staticmethod
    def _part(text: str) -> _Part:
        if text.endswith("*"):
            return _Part(text, text[:-1].strip(), prefix=True)
        interval = _INTERVAL.fullmatch(text)
        if not interval:
            return _Part(text)
        start, end = interval.groups()
        if len(start) != len(end) or start > end:
            raise BadSet(
                f"Intervallet ”{text}” måste gå från ett lägre till ett högre nummer, lika långa båda."
            )
        return _Part(text, start, end)

    def check(self) -> None:
        """Raise BadSet unless it can be read, and each account in it is written in one word."""
        for part in self.parts:
            if len(part.written.split()) > 1 and not part.end:
                raise BadSet(
                    f"”{part.written}” går inte att tolka. Skilj konton åt med komma: 4010, 45*, 5000–5999."
                )

    def covers(self, text: str) -> Decimal | None:
        """How much it takes besides this, for telling which of two sets is the narrower; None where it doesn't take it."""
        if not self.parts:
            return Decimal("Infinity")
        if not text:
            return Decimal(0) if any(part == _Part(WITHOUT) for part in self.parts) else None
        taken = [wide for part in self.parts if (wide := part.covers(text)) is not None]
        return min(taken) if taken else None


@dataclass(frozen=True)
class Rule:
    """Accounts and objects, and what their money goes to: targets with per cent that come to 100."""

    name: Hashable
    accounts: CodeSet
    objects: CodeSet
    shares: tuple[tuple[Hashable, Decimal], ...]

    def covers(self, account: str, number: str) -> tuple[Decimal, Decimal] | None:
        """How specific it is of an account and object, the least first: the object counts before the account."""
        accounts, objects = self.accounts.covers(account), self.objects.covers(number)
        return None if accounts is None or objects is None else (objects, accounts)


@dataclass(frozen=True, slots=True)
class Placed:
    """The rule that takes an account and object; none where no rule does, or where `tied` say as much as each other."""

    rule: Rule | None = None
    tied: tuple[Rule, ...] = ()


def place(rules: Sequence[Rule], account: str, number: str) -> Placed:
    """Which rule takes an account and object: the most specific one."""
    fitting = [(wide, rule) for rule in rules if (wide := rule.covers(account, number)) is not None]
    if not fitting:
        return Placed()
    narrowest = min(wide for wide, _ in fitting)
    best = [rule for wide, rule in fitting if wide == narrowest]
    if len({rule.shares for rule in best}) == 1:  # saying the same twice is no conflict
        return Placed(best[0])
    return Placed(tied=tuple(best))
