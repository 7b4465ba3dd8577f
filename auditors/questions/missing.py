"""That an auditor's question should have been answered by now."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.timezone import localdate

from auditors.questions import queries
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.periods import long_date
from finsam.facts.book import Book
from finsam.web.missing import MissingItem, address, finds_missing


@finds_missing(Permission.EXPLAIN)
def answers(book: Book) -> Iterator[MissingItem]:
    """Each question that is to have been answered before today, and isn't."""
    for question in queries.waiting(book.forbund, book.year):
        if question.wanted_by is not None and question.late(localdate()):
            yield MissingItem(
                f"Svara på revisorernas fråga {question.number} om {question.about}",
                address(book, "questions-show", key=question.key),
                f"{question.by_name} ville ha svar senast {long_date(question.wanted_by)}.",
                due=question.wanted_by,
            )
