"""How the year comes out against its budget, as facts: `motbudget.resultat@2024` and the like. Plus is always better."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.timezone import localdate

from budget.ledger.queries import ledgers
from budget.ledger.snapshot import DECEMBER
from budget.models import Category
from finsam.facts.book import Book, Fact, provider, total
from plans.facts import in_force

PREFIX = "motbudget"
MEASURES = ("intakter", "kostnader", "resultat", "utgaende")
BOTH_SIDES = ("resultat", "utgaende")  # which nobody knows before both income and costs are known
CATEGORIES = tuple(f"kategori.{category.value}" for category in Category)


def _known(fact: Fact | None) -> Fact | None:
    return fact if fact is not None and fact.value is not None else None


def is_over(year: int) -> bool:
    """Whether the year has ended, so that its outcome is the whole of it."""
    return localdate() > date(year, 12, 31)


def is_whole(book: Book, year: int) -> bool:
    """Whether the outcome is of the whole year: it has ended, and where there are books they reach its end."""
    books = book.read(ledgers).get(year)
    return is_over(year) and (books is None or books.to_month == DECEMBER)


def expected(book: Book, name: str, year: int) -> Fact | None:
    """What a figure comes to for the whole year: its outcome when that is whole, else what is forecast; None where nobody knows."""
    if name in BOTH_SIDES and not all(expected(book, side, year) for side in ("intakter", "kostnader")):
        return None
    outcome, forecast = (_known(book.get(f"{prefix}.{name}@{year}")) for prefix in ("utfall", "prognos"))
    return (outcome or forecast) if is_whole(book, year) else forecast


def of_budget(book: Book, name: str, year: int) -> Fact | None:
    """The figure in the budget that holds."""
    return _known(in_force(book, f"{name}@{year}"))


@provider(PREFIX, called="Mot budget")
def against_budget(book: Book, year: int) -> Iterator[Fact]:
    """What is expected of the whole year minus what was budgeted, for the totals and for each category."""
    for name in (*MEASURES, *CATEGORIES):
        ahead, planned = expected(book, name, year), of_budget(book, name, year)
        if ahead is not None and planned is not None:
            yield total(
                f"{PREFIX}.{name}@{year}", f"{planned.label}: avvikelse mot budgeten", [ahead, (-1, planned)],
                definition=f"{ahead.label} enligt {'utfallet' if ahead.key.startswith('utfall') else 'prognosen'} {year}, "
                "minus budgeten. Plus är bättre än budgeten, minus är sämre.",
            )  # fmt: skip
