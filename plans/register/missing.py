"""What of the register waits: decisions that aren't carried out, reviews that are due, and controls that aren't made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from finsam.core.addresses import year_address
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.grouping import grouped
from finsam.facts.book import Book
from finsam.web.missing import MissingItem, address, finds_missing
from plans import queries as plan_queries
from plans.register import queries

PLAN = Permission.EDIT_PLAN


def _first(days) -> date | None:
    return min(filter(None, days), default=None)


@finds_missing(PLAN)
def followed_decisions(book: Book) -> Iterator[MissingItem]:
    """Every decision, also of earlier years, is carried out or has a reason why it ends."""
    rows = book.read(queries.decisions, book.year)
    if rows:
        left = [decision for decision in rows if decision.closed_on is None]
        earlier = sum(decision.date.year < book.year for decision in left)
        why = f"{len(left)} av {len(rows)} är inte avslutade." if left else ""
        if earlier:
            why += f" {earlier} är från tidigare år."
        yield MissingItem(
            "Genomför besluten", address(book, "decisions"), why, done=not left, begun=len(left) < len(rows),
            due=_first(decision.due for decision in left),
        )  # fmt: skip


@finds_missing(PLAN)
def reviewed_documents(book: Book) -> Iterator[MissingItem]:
    """A styrdokument whose day comes during the year is reviewed or decided anew."""
    last = date(book.year, 12, 31)
    due = [
        document
        for document in book.read(queries.steering_documents, book.year)
        if document.next_day and document.next_day <= last
    ]
    if due:
        names = f"”{due[0]}”" if len(due) == 1 else f"{len(due)} styrdokument"
        yield MissingItem(
            "Se över styrdokumenten", address(book, "steering-documents"), f"{names} ska ses över eller beslutas på nytt.",
            due=_first(document.next_day for document in due),
        )  # fmt: skip


@finds_missing(PLAN)
def reviewed_risks(book: Book) -> Iterator[MissingItem]:
    """A risk whose day comes during the year is weighed again."""
    last = date(book.year, 12, 31)
    due = [
        risk
        for risk in book.read(plan_queries.risks, book.year).values()
        if risk.review_on and risk.review_on <= last
    ]
    if due:
        names = f"”{due[0]}”" if len(due) == 1 else f"{len(due)} risker"
        yield MissingItem(
            "Se över riskerna", address(book, "risks"), f"{names} ska bedömas på nytt. Skriv en ny dag när det är gjort.",
            due=_first(risk.review_on for risk in due),
        )  # fmt: skip


@finds_missing(PLAN)
def made_controls(book: Book) -> Iterator[MissingItem]:
    """Every control of the plan is made and has a result, and its measure is taken."""
    rows = book.read(queries.controls, book.year)
    if rows:
        left = sum(control.waits for control in rows)
        why = f"{left} av {len(rows)} saknar resultat eller har en åtgärd som inte är klar." if left else ""
        yield MissingItem(
            "Gör årets interna kontroller", address(book, "controls"), why, done=not left, begun=left < len(rows),
            due=date(book.year, 12, 31),
        )  # fmt: skip


@finds_missing(PLAN)
def earlier_controls(book: Book) -> Iterator[MissingItem]:
    """A control of an earlier year gets its result, and its measure is taken, however many years that takes."""
    rows = book.read(queries.earlier_controls, book.year)
    for year, left in grouped((row for row in rows if row.owes), by=lambda row: row.fiscal_year.year).items():
        names = f"”{left[0]}”" if len(left) == 1 else f"{len(left)} kontroller"
        why = f"{names} saknar resultat eller har en åtgärd som inte är klar."
        yield MissingItem(
            f"Avsluta internkontrollen {year}", year_address(book.forbund, year, "controls"), why
        )


@finds_missing(PLAN)
def followed_consultations(book: Book) -> Iterator[MissingItem]:
    """What the members said in earlier years is answered: each consultation says what came of it."""
    for year in book.read(plan_queries.unanswered_years, book.year):
        href = year_address(book.forbund, year, "consultations")
        yield MissingItem(f"Följ upp samråden {year}", href, "Skriv vad som blev av det som medlemmarna sa.")
