"""The figures of the follow-up: `hittills.06.…`, `periodbudget.06.…`, `avvikelse.06.…` and `aterstar.06.…` of a year, to June.

There are as many as there are months times lines, so they are made when somebody asks for one of them by its key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from budget.variance.received import LEFT, received
from budget.variance.standing import DEVIATION, standing
from budget.variance.to_date import HITTILLS, PERIOD, sources, to_date
from finsam.core.values.periods import MONTHS
from finsam.facts.book import Book, Bundle, Fact, provider

WORDS = {HITTILLS: "Utfall", PERIOD: "Budget", DEVIATION: "Avvikelse", LEFT: "Kvar av medlemsbidragen"}


def _called(name: str, year: int) -> str:
    prefix, month, *_ = name.split(".")
    if not month.isdigit() or not 1 <= int(month) <= len(MONTHS):
        return f"Prognosens avvikelse {year}"
    return f"{WORDS[prefix]} till och med {MONTHS[int(month) - 1]} {year}"


def _find(book: Book, name: str, year: int) -> Fact | None:
    """A figure by its name, from the year at the month that the name tells."""
    prefix, month, *_ = [*name.split("."), ""]
    chosen = None if (prefix, month) == (DEVIATION, "prognos") else _month(month)
    if chosen == 0 or (chosen is not None and to_date(book, year, chosen) is None):
        return None
    return _known(book, year, chosen).get(f"{name}@{year}")


def _known(book: Book, year: int, month: int | None) -> dict[str, Fact]:
    """Every figure of the year at a month by its key."""
    here = standing(book, year, month)
    if here is None:
        return {}

    def made() -> dict[str, Fact]:
        left = [row.left for row in received(book, year, here.month) if row.left is not None]
        return here.facts() | {fact.key: fact for fact in left}

    known: dict[str, Fact] = book.memo(("facts", DEVIATION, year, here.month), made)
    return known


def _bundles(prefix: str, book: Book, year: int) -> Iterator[Bundle]:
    """The figures of a prefix, one bundle a month; a search names the month."""
    for month in sorted(sources(book, year)):
        begins = f"{prefix}.{month:02}."
        yield Bundle(
            _called(begins, year), (MONTHS[month - 1],), partial(_beginning, book, year, month, begins)
        )


def _beginning(book: Book, year: int, month: int, begins: str) -> Iterable[Fact]:
    return [fact for key, fact in _known(book, year, month).items() if key.startswith(begins)]


def _month(text: str) -> int:
    """A month's number as keys write it, or 0."""
    return (
        int(text)
        if text.isascii() and text.isdigit() and len(text) == 2 and 1 <= int(text) <= len(MONTHS)
        else 0
    )


for _prefix in WORDS:
    provider(_prefix, called=_called, find=_find, bundles=partial(_bundles, _prefix))(lambda book, year: ())
