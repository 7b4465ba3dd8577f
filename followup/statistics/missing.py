"""Tables of statistics that aren't finished, or that last year had and this year hasn't."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from finsam.core.tenancy.permissions import Permission
from finsam.facts.book import Book
from finsam.web.missing import MissingItem, address, finds_missing
from followup.responsibility.queries import responsible
from followup.statistics import queries as statqueries
from followup.statistics.models import StatTable, TableStatus
from plans import queries
from plans.models.insatser import NationalKind

PLACE = {"group": "Statistik", "where": "Statistik"}


@finds_missing(Permission.EDIT_FOLLOWUP, "arsredovisning", "delarsrapport")
def tables(book: Book, kind: str, until: date | None = None) -> Iterator[MissingItem]:
    """What is empty or a draft; for the whole year also what last year's report had, and insatser without any."""
    people = book.read(responsible)
    new = address(book, "statistics-new")
    of_year = book.read(statqueries.tables, book.year)
    whole = kind == "arsredovisning"
    for table in of_year:
        if table.whole_year != whole or (until is not None and table.until != until):
            continue
        values = bool(table.values.all())
        if not values or table.status == TableStatus.DRAFT:
            what = f"”{table}” är ett utkast." if values else f"”{table}” har inga uppgifter."
            href, theirs = address(book, "statistics-values", key=table.key), people.get(table.insats_id, ())
            yield MissingItem(what, href, begun=values, people=theirs, **PLACE)
    if not whole:
        return
    here = {_same(table) for table in of_year}
    for table in book.read(statqueries.tables, book.year - 1):
        if table.whole_year and _same(table) not in here:
            what = f"”{table}” finns för {book.year - 1} men inte för {book.year}."
            yield MissingItem(what, new, **PLACE)
    counted = {table.insats_id for table in of_year}
    for insats in book.read(queries.insatser, book.year).values():
        individual = any(share.kind.national == NationalKind.INDIVID for share in insats.shares.all())
        if individual and insats.insats_id not in counted:
            what = f"”{insats}” saknar uppgifter om deltagare."
            yield MissingItem(what, new, **PLACE)


def _same(table: StatTable) -> tuple:
    return table.insats_id, table.measure_id, table.population
