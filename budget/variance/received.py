"""Contributions that have come in, against those that are decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from budget.queries import money
from budget.variance.to_date import to_date
from finsam.core.values.money import exact
from finsam.core.values.periods import MONTHS
from finsam.facts.book import Book, Fact, total
from finsam.organisation import queries
from finsam.organisation.models import ContributionStatus, Payer

LEFT = "aterstar"


@dataclass(frozen=True, slots=True)
class Received:
    """A payer's contribution as it is decided, and what of it has been paid."""

    payer: str
    decided: Fact | None
    paid: Fact | None
    left: Fact | None  # None where nothing is decided

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """The two amounts with the keys of their facts."""
        return tuple(
            (exact(fact.value), fact.key) if fact is not None and fact.value is not None else ("", "")
            for fact in (self.decided, self.paid)
        )

    @property
    def state(self) -> tuple[str, str, str]:
        """How it stands: a mark, the amount that remains or is too much, and the words."""
        if self.left is None or self.left.value is None:
            return "", "", "inte beslutat"
        if not self.left.value:
            return "✓", "", "hela beloppet"
        amount = exact(abs(self.left.value), "kr")
        return ("◐", amount, "återstår") if self.left.value > 0 else ("✕", amount, "för mycket")


def received(book: Book, year: int, month: int) -> list[Received]:
    """Each payer of a year that has a decided or a paid contribution; what is booked to a month, where nothing is registered."""
    return list(_received(book, year, month))


def _booked(book: Book, payer: Payer, year: int, month: int) -> Fact | None:
    """What the books have on the payer's line from January to a month, where the year has books."""
    lines = [line for line in book.read(money).lines.values() if line.payer_id == payer.pk]
    books = to_date(book, year, month)
    if len(lines) != 1 or books is None or not books.books:
        return None
    return books.line(lines[0])


def _received(book: Book, year: int, month: int) -> Iterator[Received]:
    payers = {row.payer_id: row.payer for row in book.read(queries.contributions) if row.year == year}
    for payer in payers.values():
        decided, paid = (
            book.get(f"bidrag.{payer.key}.{status.value}@{year}")
            for status in (ContributionStatus.DECIDED, ContributionStatus.PAID)
        )
        if decided is not None or paid is not None:
            paid = paid or _booked(book, payer, year, month)
            yield Received(str(payer), decided, paid, _left(payer, year, month, decided, paid))


def _left(payer: Payer, year: int, month: int, decided: Fact | None, paid: Fact | None) -> Fact | None:
    """What remains of a decided contribution."""
    if decided is None or decided.value is None:
        return None
    come = [] if paid is None or paid.value is None else [(-1, paid)]
    return total(
        f"{LEFT}.{month:02}.{payer.key}@{year}",
        f"Medlemsbidrag {payer}: återstår",
        [(1, decided), *come],
        definition=f"Det beslutade bidraget minus det som har kommit in till och med {MONTHS[month - 1]}. Minus betyder att mer har kommit in än beslutat.",
    )
