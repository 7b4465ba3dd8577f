"""What somebody searches for among figures: an amount as it is printed, a number of the spårbilaga, or words. No Django here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from finsam.core.values.money import in_unit, rounded

_AMOUNT = re.compile(
    r"(?P<sign>[-−–+]?)(?P<digits>\d+|\d{1,3}(?: \d{3})+)(?:,(?P<fraction>\d{1,6}))?(?P<unit>(?:mnkr|tkr|kr|%|st)?)"
)
_NUMBERED = re.compile(r"(?:nr|nummer|uppgift|#)[ .]*(\d{1,6})")
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_LARGE = ("tkr", "mnkr")
LONGEST = 200  # characters of a search
LONGEST_NUMBER = 6  # digits of a number in a spårbilaga
LEAST = 10  # what is printed in thousands without saying so has two digits, else everything would be found


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it was understood: an amount with its unit and decimals, a number, and always words."""

    words: tuple[str, ...]
    amount: Decimal | None = None
    unit: str = ""
    decimals: int = 0
    number: int | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        """`1 234 567`, `1234567 kr`, `76,3 %`, `1 235 tkr`, `nr 17`, or words."""
        plain = _SPACES.sub(" ", text[:LONGEST]).strip().casefold()
        words = tuple(plain.split())
        if numbered := _NUMBERED.fullmatch(plain):
            return cls(words, number=int(numbered[1]))
        match = _AMOUNT.fullmatch(re.sub(r" ?(mnkr|tkr|kr|%|st)$", r"\1", plain).replace("− ", "−"))
        if match is None:
            return cls(words)
        digits, fraction = match["digits"].replace(" ", ""), match["fraction"] or ""
        number = int(plain) if plain.isdecimal() and len(plain) <= LONGEST_NUMBER else None
        return cls(words, Decimal(f"{digits}.{fraction or 0}"), match["unit"], len(fraction), number)

    def rank(self, value: Decimal | None, unit: str) -> int | None:
        """How near the amount a value is: 0 as it is printed in its own unit, more in a larger one; None for another value."""
        if self.amount is None or value is None:
            return None
        ranks = (rank for rank, tried in enumerate(self._units(unit)) if self._equal(in_unit(value, tried)))
        return next(ranks, None)

    def _equal(self, shown: Decimal) -> bool:
        """Whether a number is printed so, sign either way."""
        amount = self.amount or Decimal(0)
        return abs(rounded(shown, self.decimals)) == amount

    def _units(self, unit: str) -> Iterator[str]:
        """In which units a figure that is counted in `unit` may be printed so."""
        if self.unit:
            if self.unit == unit or (unit == "kr" and self.unit in _LARGE):
                yield self.unit
            return
        yield unit
        if unit == "kr" and self.amount is not None:
            if self.amount >= LEAST:
                yield "tkr"
            if self.decimals:
                yield "mnkr"

    def named(self, text: str) -> bool:
        """Whether a text holds all the words."""
        told = _SPACES.sub(" ", text).casefold()
        return all(word in told for word in self.words)
