"""Which facts a year's series deliver, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from budget.facts.series_facts import PREFIXES, name_of, series_facts
from budget.models.series import AHEAD, SeriesKind
from budget.queries import money
from finsam.checks.reading.names import naming
from finsam.facts.book import Book, Fact, provider

CALLED = {
    "budget": "Budget", "reviderad": "Reviderad budget", "prognos": "Prognos", "utfall": "Utfall",
    "delar": "Utfall under delåret",
}  # fmt: skip


def _deliver(prefix: str, kind: str, ahead: int = 0):
    """Register the provider of one prefix."""

    def called(name: str, year: int) -> str:
        word = (
            f"{SeriesKind(kind).label} {year + ahead}, gjord {year}" if ahead else f"{CALLED[prefix]} {year}"
        )
        return f"{word}, insatsen" if ".insats." in name else word

    @provider(prefix, called=called)
    def facts(book: Book, year: int) -> Iterable[Fact]:
        data = book.read(money)
        made = year if kind in AHEAD else 0
        series = data.canonical.get((kind, year + ahead, made))
        return series_facts(book, series).all() if series else ()

    return facts


for _kind, _prefix in PREFIXES.items():
    _deliver(_prefix, _kind)
for _ahead in (1, 2, 3):
    _deliver(f"plan{_ahead}", SeriesKind.PLAN, _ahead)
    _deliver(f"revplan{_ahead}", SeriesKind.REVISED_PLAN, _ahead)


def _called(fact: Fact) -> Iterator[str]:
    """What a measure of a series is called in a sentence, besides its label."""
    name = fact.key.partition("@")[0].partition(".")[2]
    if name == "utgaende":
        yield "Eget kapital"


for _kind, _prefix in PREFIXES.items():
    naming(_prefix, series=_kind)(_called)
naming("plan1", "plan2", "plan3", series=SeriesKind.PLAN)(_called)
naming("revplan1", "revplan2", "revplan3", series=SeriesKind.REVISED_PLAN)(_called)


@provider("serie", called="Ersatt budget")
def replaced(book: Book, year: int) -> Iterator[Fact]:
    """Facts of series that newer ones have replaced."""
    data = book.read(money)
    for series in data.series.values():
        if series.fiscal_year.year == year and name_of(series, data)[0].startswith("serie."):
            yield from series_facts(book, series).all()
