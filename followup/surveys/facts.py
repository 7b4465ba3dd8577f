"""`indikator`: what those asked think, as a positive share with its n.

`indikator.<form>.<question>[.i-<insats>][.per-<mmdd>][.kvinna|man|annat][.n|.positiva|.ovriga|.svar-<level>]@Y`.
`indikator.<form>.besvarade[.i-<insats>][.per-<mmdd>]@Y` is how many forms came back.
A question in a new wording has another key (`6-v2`), so that nothing compares it with the former by mistake.
"""

from __future__ import annotations

from collections.abc import Iterator

from finsam.facts.book import Book, Fact, provider
from followup.surveys import queries
from followup.surveys.survey_table import Sheet, sheets


def year_sheets(book: Book, year: int) -> list[Sheet]:
    """The year's sheets, made once per book."""
    return book.memo(("survey sheets", year), lambda: sheets(book.read(queries.rounds).get(year, ())))


@provider("indikator", called="Enkätsvar", people=True)
def surveys(book: Book, year: int) -> Iterator[Fact]:
    """The year's answers."""
    for sheet in year_sheets(book, year):
        yield from sheet.facts()
