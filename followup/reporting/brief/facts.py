"""What the year in brief adds to the year's facts: changes since the year before, and how many goals came to what.

`forandring.<figure>@2023` is any amount or count less the same a year before; `malbedomning.<verdict>@2023` is how many
goals have that verdict at the year's end. Both are made when somebody asks for them.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from finsam.core.addresses import year_address
from finsam.core.models import Forbund
from finsam.facts.book import Book, Fact, provider, total
from followup.goals.judging.judging import GoalVerdict, all_verdicts
from followup.goals.judging.verdicts import Status
from followup.responsibility.queries import year_end

CHANGE, JUDGED = "forandring", "malbedomning"
COMPARED = ("kr", "st")  # units in which a difference is a figure of the same kind


def verdicts_of(book: Book, year: int) -> list[GoalVerdict]:
    """Every goal of a year with its verdict at the year's end, worked out once."""
    return book.memo((verdicts_of, year), lambda: list(all_verdicts(book, year_end(year))))


def _change(book: Book, name: str, year: int) -> Fact | None:
    figure = name.removeprefix(f"{CHANGE}.")
    if figure.partition(".")[0] in (CHANGE, JUDGED):
        return None
    now, before = book.get(f"{figure}@{year}"), book.get(f"{figure}@{year - 1}")
    if now is None or before is None or now.value is None or before.value is None or now.unit not in COMPARED:
        return None
    return total(
        f"{name}@{year}",
        f"{now.label}: förändring",
        [now, (-1, before)],
        unit=now.unit,
        side=now.side,
        href=now.href,
        definition=f"{year} minus {year - 1}.",
    )


@provider(CHANGE, called="Förändring mot året före", people=True, find=_change)
def changes(book: Book, year: int) -> list[Fact]:
    """None with all the others: each figure may be compared."""
    return []


def _judged(book: Book, name: str, year: int) -> Fact | None:
    word = name.removeprefix(f"{JUDGED}.")
    if word not in [status.value for status in Status]:
        return None
    counts = Counter(verdict.status for verdict in verdicts_of(book, year))
    status = Status(word)
    return Fact(
        f"{name}@{year}",
        f"Mål med bedömningen {status.word.lower()}",
        Decimal(counts[status]),
        unit="st",
        href=_results(book.forbund, year),
        definition=f"Antal mål för {year} som i det som är inlämnat bedöms som {status.word.lower()}.",
    )


def _results(forbund: Forbund, year: int) -> str:
    """The page where results are seen."""
    return year_address(forbund, year, "results")


@provider(JUDGED, called="Målens bedömning", find=_judged)
def judged(book: Book, year: int) -> list[Fact]:
    """None with all the others: the verdicts rest on most of them."""
    return []
