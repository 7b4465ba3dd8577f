"""The figures of proposals: `prognosforslag.08.plan.personal@2024`, made when somebody asks for one by its key."""

from __future__ import annotations

from budget.forecasting.proposals import PREFIX, proposals
from finsam.core.values.periods import MONTHS
from finsam.facts.book import Book, Fact, provider


def _called(name: str, year: int) -> str:
    return f"Förslag till prognos {year}"


def _find(book: Book, name: str, year: int) -> Fact | None:
    month = [*name.split("."), ""][1]
    if not (month.isascii() and month.isdigit() and len(month) == 2 and 1 <= int(month) <= len(MONTHS)):
        return None
    made = [
        fact
        for each in proposals(book, year, int(month))
        for way in each.ways.values()
        for fact in way.walk()
    ]
    return next((fact for fact in made if fact.key == f"{name}@{year}"), None)


@provider(PREFIX, called=_called, find=_find)
def facts(book: Book, year: int) -> list[Fact]:
    """None with all the others: there are as many as months, methods and lines."""
    return []
