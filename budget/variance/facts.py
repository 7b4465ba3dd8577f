"""The figures of the follow-up: `hittills.06.…`, `periodbudget.06.…` and `avvikelse.06.…` of a year, to June.

There are as many as there are months times lines, so they are made when somebody asks for one of them by its key.
"""

from __future__ import annotations

from budget.variance.standing import DEVIATION, standing
from budget.variance.to_date import HITTILLS, PERIOD, to_date
from finsam.core.values.periods import MONTHS
from finsam.facts.book import Book, Fact, provider

WORDS = {HITTILLS: "Utfall", PERIOD: "Budget", DEVIATION: "Avvikelse"}


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
    here = standing(book, year, chosen)
    if here is None:
        return None
    known: dict[str, Fact] = book.memo(("facts", DEVIATION, year, here.month), here.facts)
    return known.get(f"{name}@{year}")


def _month(text: str) -> int:
    """A month's number as keys write it, or 0."""
    return (
        int(text)
        if text.isascii() and text.isdigit() and len(text) == 2 and 1 <= int(text) <= len(MONTHS)
        else 0
    )


for _prefix in WORDS:
    provider(_prefix, called=_called, find=_find)(lambda book, year: ())
