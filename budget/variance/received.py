"""Contributions that have come in, against those that are decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from budget.ledger.queries import ledgers
from budget.queries import money
from budget.variance.to_date import HITTILLS
from finsam.core.values.money import exact
from finsam.facts.book import Book, Fact
from finsam.organisation import queries
from finsam.organisation.models import ContributionStatus, Payer


@dataclass(frozen=True, slots=True)
class Received:
    """A payer's contribution as it is decided, and what of it has been paid."""

    payer: str
    decided: Fact | None
    paid: Fact | None

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """The two amounts with the keys of their facts."""
        return tuple(
            (exact(fact.value), fact.key) if fact is not None else ("", "")
            for fact in (self.decided, self.paid)
        )

    @property
    def left(self) -> str:
        """What remains, in words."""
        if self.decided is None or self.decided.value is None:
            return "inte beslutat"
        remains = self.decided.value - ((self.paid.value if self.paid else None) or 0)
        if not remains:
            return "✓ hela beloppet"
        return (
            f"◐ {exact(remains, 'kr')} återstår" if remains > 0 else f"✕ {exact(-remains, 'kr')} för mycket"
        )


def received(book: Book, year: int, month: int) -> list[Received]:
    """Each payer of a year that has a decided or a paid contribution; what is booked to a month, where nothing is registered."""
    return list(_received(book, year, month))


def _booked(book: Book, payer: Payer, year: int, month: int) -> Fact | None:
    """What the books have on the payer's line from January to a month, where the year has books."""
    lines = [line for line in book.read(money).lines.values() if line.payer_id == payer.pk]
    if len(lines) != 1 or year not in book.read(ledgers):
        return None
    return book.get(f"{HITTILLS}.{month:02}.{lines[0].key}@{year}")


def _received(book: Book, year: int, month: int) -> Iterator[Received]:
    payers = {row.payer_id: row.payer for row in book.read(queries.contributions) if row.year == year}
    for payer in payers.values():
        decided, paid = (
            book.get(f"bidrag.{payer.key}.{status.value}@{year}")
            for status in (ContributionStatus.DECIDED, ContributionStatus.PAID)
        )
        if decided is not None or paid is not None:
            yield Received(str(payer), decided, paid or _booked(book, payer, year, month))
