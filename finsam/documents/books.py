"""Where a book of facts is opened."""

from __future__ import annotations

from finsam.core.caching.computed import gathered
from finsam.core.models import Forbund
from finsam.facts.book import Book


def open_book(forbund: Forbund, year: int) -> Book:
    """The facts of a förbund seen from a year; those that were computed at the same revision are there already."""
    return Book(forbund, year, gathered(forbund, ("facts", year)))


def imagined_book(forbund: Forbund, year: int) -> Book:
    """A book for its opener alone, to be changed in memory: it knows nothing from before, and nothing of it is kept."""
    return Book(forbund, year)
