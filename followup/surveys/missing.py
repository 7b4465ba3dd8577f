"""Surveys that aren't finished, or that were made last year and not this."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from finsam.core.tenancy.permissions import Permission
from finsam.facts.book import Book
from finsam.web.missing import MissingItem, address, finds_missing
from followup.responsibility.queries import responsible
from followup.statistics.models import TableStatus
from followup.surveys import queries

PLACE = {"group": "Indikatorer", "where": "Indikatorer"}


@finds_missing(Permission.EDIT_FOLLOWUP, "arsredovisning", "delarsrapport")
def rounds(book: Book, kind: str, until: date | None = None) -> Iterator[MissingItem]:
    """What is empty or a draft; for the whole year also the forms that were answered last year."""
    people = book.read(responsible)
    by_year = book.read(queries.rounds)
    surveys, before = by_year.get(book.year, []), by_year.get(book.year - 1, [])
    whole = kind == "arsredovisning"

    for survey in surveys:
        if survey.whole_year != whole:
            continue
        values = bool(survey.values.all())
        if not values or survey.status == TableStatus.DRAFT:
            what = f"”{survey}” är ett utkast." if values else f"”{survey}” har inga svar."
            href = address(book, "survey-rounds-values", key=survey.key)
            theirs = people.get(survey.insats_id, ())
            yield MissingItem(what, href, begun=values, people=theirs, **PLACE)
    here = {(survey.form_id, survey.insats_id) for survey in surveys}
    for survey in before if whole else ():
        if survey.whole_year and (survey.form_id, survey.insats_id) not in here:
            what = f"”{survey}” mättes {book.year - 1} men inte {book.year}."
            yield MissingItem(what, address(book, "survey-rounds-new"), **PLACE)
