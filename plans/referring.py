"""The figures that goals are read from, for whoever is about to remove what they lead to."""

from __future__ import annotations

from collections.abc import Iterator

from finsam.documents.referring import Mention, mentions
from finsam.facts.book import Book, FactError
from finsam.facts.expressions import parse
from plans import queries


@mentions
def goals(book: Book) -> Iterator[Mention]:
    """Each figure that a goal of the year is bound to."""
    for goal in book.read(queries.goals, book.year):
        for part in goal.parts.all():
            if not part.fact:
                continue
            try:
                said = parse(part.fact)
            except FactError:
                continue
            for _, key in (*said.upper, *said.lower):
                yield Mention(f"Målet ”{goal}”", key)
