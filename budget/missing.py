"""What the budget still needs: amounts, opening capital, a layout, and the two years after it."""

from __future__ import annotations

from collections.abc import Iterator

from budget.queries import layouts, money
from finsam.core.tenancy.permissions import Permission
from finsam.facts.book import Book
from finsam.web.missing import BEGINNING, MissingItem, address, finds_missing


@finds_missing(Permission.EDIT_BUDGET, BEGINNING)
def begin_budget(book: Book) -> Iterator[MissingItem]:
    """Lines with a table to print them, last year's amounts to compare with, and the year's own."""
    data = book.read(money)
    laid_out = bool(data.lines) and bool(book.read(layouts, book.year))
    why = "" if laid_out else "Fyra färdiga att välja på, eller er egen inklistrad."
    yield MissingItem("Budgetrader och tabell", address(book, "budget-begin"), why, done=laid_out)
    before = {series.pk for series in data.series.values() if series.about == book.year - 1}
    told = any(series in before for series, _ in data.amounts)
    why = "" if told else "Klistra in den från Excel eller Word, så finns något att jämföra med."
    yield MissingItem("Förra årets budget", address(book, "budget-paste"), why, done=told)
    own = data.canonical.get(("budget", book.year, 0))
    href = address(book, "budget-amounts", series=own.key) if own else address(book, "budget")
    known = own is not None and _known(book, "budget.kostnader@0")
    yield MissingItem("Årets belopp", href, done=known)


@finds_missing(Permission.EDIT_BUDGET)
def budget_and_plan(book: Book) -> Iterator[MissingItem]:
    """The year's budget has amounts and is printed; the plan covers the two years after it."""
    year = book.year
    own = book.read(money).canonical.get(("budget", year, 0))
    label = f"Gör budgeten för {year}"
    if own is None:
        yield MissingItem(label, address(book, "budget"), "Årets budget är inte tillagd.")
        return
    href = address(book, "budget-amounts", series=own.key)
    if not _known(book, "budget.kostnader@0"):
        yield MissingItem(label, href, "Inga kostnader är inskrivna.")
    elif not _known(book, "budget.utgaende@0"):
        href = address(book, "series-edit", key=own.key)
        yield MissingItem(label, href, "Ingående eget kapital är inte angivet.", begun=True)
    elif not book.read(layouts, year):
        yield MissingItem(label, address(book, "layouts"), "Ingen tabell skriver ut den.", begun=True)
    else:
        yield MissingItem(label, href, done=True)
    if own.fiscal_year.decided_before:
        return
    left = [str(year + ahead) for ahead in (1, 2) if not _known(book, f"plan{ahead}.kostnader@0")]
    why = f"Det saknas belopp för {' och '.join(left)}." if left else ""
    yield MissingItem(
        "Planera två år till", address(book, "series"), why, done=not left, begun=len(left) == 1
    )


def _known(book: Book, key: str) -> bool:
    fact = book.get(key)
    return fact is not None and fact.value is not None
