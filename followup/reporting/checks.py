"""Rule over the consultation with the members: a year that is reported has had one."""

from __future__ import annotations

from collections.abc import Iterator

from finsam.checks.reconciliation import WARNING, Case, Finding, rule
from finsam.documents.models import Document
from plans import queries

KIND, SECTION = "arsredovisning", "medlemssamrad"


@rule("R27", lacks="Det finns ingen årsredovisning för {year}.", at="documents")
def members_were_heard(case: Case) -> Iterator[Finding]:
    """The year of an årsredovisning holds the consultation that next year's budget needs (23 § lagen (2003:1210))."""
    reports = [document for document, _ in case.documents if document.kind == KIND]
    if not reports:
        return
    case.tally["R27"] += 1
    year = case.fiscal_year.year
    if case.book.read(queries.consultations, year) or any(map(_told_by_hand, reports)):
        return
    message = f"Det finns inget medlemssamråd för {year}. Budgeten ska fastställas efter samråd med medlemmarna (23 § lagen (2003:1210))."
    yield Finding(WARNING, f"medlemssamrad@{year}", message, href=case.address("consultations"))


def _told_by_hand(document: Document) -> bool:
    """Whether its section about the consultation says something in words of its own."""
    return any(section.key == SECTION and section.prose.strip() for section in document.sections.all())
