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
    found = book.read(statqueries.tables, book.year)
    whole = kind == "arsredovisning"
    for one in found:
        if one.whole_year != whole or (until is not None and one.until != until):
            continue
        values = bool(one.values.all())
        if not values or one.status == TableStatus.DRAFT:
            what = f"”{one}” är ett utkast." if values else f"”{one}” har inga uppgifter."
            href, theirs = address(book, "statistics-values", key=one.key), people.get(one.insats_id, ())
            yield MissingItem(what, href, begun=values, people=theirs, **PLACE)
    if not whole:
        return
    here = {_same(one) for one in found}
    for one in book.read(statqueries.tables, book.year - 1):
        if one.whole_year and _same(one) not in here:
            what = f"”{one}” finns för {book.year - 1} men inte för {book.year}."
            yield MissingItem(what, new, **PLACE)
    counted = {one.insats_id for one in found}
    for one in book.read(queries.insatser, book.year).values():
        individual = any(share.kind.national == NationalKind.INDIVID for share in one.shares.all())
        if individual and one.insats_id not in counted:
            what = f"”{one}” saknar uppgifter om deltagare."
            yield MissingItem(what, new, **PLACE)


def _same(table: StatTable) -> tuple:
    return table.insats_id, table.measure_id, table.population
