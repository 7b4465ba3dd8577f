"""What an insats was granted and had been paid by a day: of the year's money only what was known then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from budget.grants import queries
from finsam.core.values.periods import long_date
from finsam.facts.book import Book, Fact, product, total
from plans.models import Insats


@dataclass(frozen=True)
class AsOf:
    """An insats's money as of a day. What the year's own figures don't say gets a key of the caller's by a name."""

    book: Book
    insats: Insats
    day: date
    key: Callable[[str], str]

    @property
    def definition(self) -> str:
        """Which day counts, in a sentence."""
        return f"Så som det var beviljat och utbetalt den {long_date(self.day)}."

    def granted(self) -> Fact | None:
        """What was granted, after the general deduction; a grant whose day isn't known counts. None where nothing was."""
        whole = self._figure("beviljat")
        later = self._granted_later()
        known = [fact for _, fact in whole.parts if fact.key not in later] if whole else []
        if whole is None or not known:
            return None
        share, after = self._figure("avdragets-andel"), self._figure("efter-avdrag")
        if len(known) == len(whole.parts):
            return after or whole
        label = f"{self.insats}: beviljat till och med {long_date(self.day)}"
        then = total(self.key("beviljat-da"), label, known, definition=self.definition)
        if share is None:
            return then
        less = product(self.key("avdrag-da"), f"{label}, avdrag", share, then, unit="kr", definition="Det generella avdraget på det beviljade.")  # fmt: skip
        return total(self.key("efter-avdrag-da"), f"{label}, efter avdrag", [then, (-1, less)], definition="Det beviljade minus det generella avdraget.")  # fmt: skip

    def paid(self) -> list[Fact]:
        """Each requisition that was paid."""
        return [
            self.book[self._name(f"rekvisition.{row.key}")]
            for row in self.book.read(queries.requisitions).get(self.day.year, [])
            if row.insats_id == self.insats.pk and row.paid_on is not None and row.paid_on <= self.day
        ]

    def _name(self, what: str) -> str:
        return f"medel.{self.insats.key}.{what}@{self.day.year}"

    def _figure(self, what: str) -> Fact | None:
        return self.book.get(self._name(what))

    def _granted_later(self) -> set[str]:
        """The keys of what was granted after the day."""
        later = set()
        for row in self.book.read(queries.granted).get(self.day.year, []):
            decided = row.grant.decision.date if row.grant.decision else row.grant.decided_on
            if row.grant.insats_id == self.insats.pk and decided is not None and decided > self.day:
                later.add(self._name(f"beslut.{row.grant.key}"))
        return later
