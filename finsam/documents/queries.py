"""What the document pages read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from finsam.core.models import AuditEntry, FiscalYear, Forbund
from finsam.documents import registry
from finsam.documents.models import Document, Explanation, Section
from finsam.facts.book import Fact


def documents(forbund: Forbund, year: int) -> list[Document]:
    """A year's documents with what their covers need and their sections."""
    documents = Document.objects.filter(forbund=forbund, fiscal_year__year=year)
    return list(
        documents.select_related("forbund__logo", "fiscal_year", "cover_picture").prefetch_related("sections")
    )


def plan_of_year(fiscal_year_id: int) -> Document | None:
    """The plan that holds in a year, or is on its way to: the newest revision of it; None where there is none."""
    rows = Document._base_manager.filter(fiscal_year=fiscal_year_id, kind=registry.plan_kind().key)
    return rows.select_related("fiscal_year").order_by("revision", "pk").last()


def explanations(fiscal_year: FiscalYear) -> list[Explanation]:
    """The year's explained deviations."""
    return list(Explanation.objects.filter(forbund=fiscal_year.forbund, fiscal_year=fiscal_year))


def history(fact: Fact) -> list[AuditEntry]:
    """The audit rows that tell of a fact's value, newest first; blank for a computed fact."""
    reference, name = fact.trace
    if not reference:
        return []
    rows = AuditEntry.objects.filter(reference=reference)
    return [row for row in rows if name in row.before or name in row.after]


def printed(sections: Iterable[Section]) -> Iterator[Section]:
    """The sections but those that are hidden, themselves or by one that they stand under."""
    hidden_from = 0  # the level of the hidden section that the next ones may stand under
    for section in sections:
        if hidden_from and section.level > hidden_from:
            continue
        hidden_from = section.level if section.hidden else 0
        if not section.hidden:
            yield section


def empty_sections(sections: list[Section]) -> list[Section]:
    """Printed sections that say nothing; a heading with sections of its own beneath it says enough."""
    sections = list(printed(sections))
    after = [*sections[1:], None][: len(sections)]
    return [
        section
        for section, following in zip(sections, after, strict=True)
        if not (section.prose or section.block or section.after or section.not_applicable)
        and not (following and following.level > section.level)
    ]


def next_order(document: Document) -> int:
    """Where a new section goes: last."""
    last = Section.objects.filter(document=document).order_by("-order").first()
    return last.order + 1 if last else 1
