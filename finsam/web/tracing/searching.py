"""Searching an amount, a number or words: among the figures of an edition, and in the year's book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from finsam.core.values.money import in_unit, rounded
from finsam.disclosure.reader import Reader
from finsam.editions.trail.trail import Printing, TracedFigure, Trail
from finsam.facts.asked import Asked
from finsam.facts.book import Book, Fact, FactError, where

NUMBERED, PRINTED, WORDS = 0, 1, 9  # how near a figure is to what was asked for; amounts lie between


def found_in_trail(trail: Trail, asked: Asked) -> list[TracedFigure]:
    """The figures of an edition that a search finds, the nearest first."""
    ranked = [
        (rank, figure) for figure in trail.figures.values() if (rank := _rank(figure, asked)) is not None
    ]
    return [figure for _, figure in sorted(ranked, key=lambda pair: (pair[0], pair[1].id))]


def _rank(figure: TracedFigure, asked: Asked) -> int | None:
    if asked.number == figure.id:
        return NUMBERED
    if any(_printed_so(figure, place, asked) for place in figure.printed):
        return PRINTED
    rank = asked.rank(figure.value, figure.unit)
    if rank is not None:
        return PRINTED + 1 + rank
    named = asked.words and asked.named(f"{figure.label} {figure.of} {figure.key}")
    return WORDS if named else None


def _printed_so(figure: TracedFigure, place: Printing, asked: Asked) -> bool:
    """Whether what was asked for stands there, sign either way."""
    if asked.amount is None or figure.value is None or not place.unit:
        return False
    if (asked.unit or place.unit) != place.unit or asked.decimals != place.decimals:
        return False
    shown = rounded(in_unit(figure.value, place.unit) / place.step, place.decimals) * place.step
    return abs(shown) == asked.amount


def found_in_book(
    reader: Reader, asked: Asked, years: Iterable[int] = (0,), series: str = ""
) -> list[tuple[Fact, str]]:
    """The facts that a search finds, the nearest first, each with what is shown of it; of one series where it is named.

    Nobody finds by its amount a figure that they don't see.
    """
    book = reader.book
    ranked: list[tuple[int, Fact]] = []
    for year in (book.year + offset for offset in years):
        for fact in _candidates(book, year, asked, series):
            if fact.value is None or (series and without_year(where(fact), year) != series):
                continue
            rank = asked.rank(fact.value, fact.unit)
            if rank is not None and reader.hides(fact):
                rank = None
            if rank is None and asked.named(f"{fact.label} {fact.key} {where(fact)}"):
                rank = WORDS
            if rank is not None:
                ranked.append((rank, fact))
    return [(fact, reader.text(fact)) for _, fact in sorted(ranked, key=lambda pair: pair[0])]


def _candidates(book: Book, year: int, asked: Asked, series: str) -> Iterator[Fact]:
    """A year's facts, and of those that are made when they are asked for the ones that the search or the series names."""
    yield from book.all(year).values()
    for bundle in book.bundles(year):
        if without_year(bundle.called, year) == series or any(word in bundle.words for word in asked.words):
            yield from bundle.make()


def without_year(called: str, year: int | str) -> str:
    """`Budget 2024` → `Budget`."""
    return called.removesuffix(str(year)).strip()


def found_by_key(book: Book, key: str) -> Fact | None:
    """A fact by key, also one that only exists as part of another."""
    try:
        fact = book.get(key)
    except FactError:
        return None
    if fact is not None:
        return fact
    for whole in book.all().values():
        for part in whole.walk():
            if part.key == key:
                return part
    return None
