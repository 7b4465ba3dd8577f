"""The sections that have been removed from a document and not put back, as the log remembers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from finsam.core.models import AuditEntry
from finsam.core.values.periods import clock, long_date
from finsam.documents.models import Document, Section

PUT_BACK = "lade tillbaka"  # the verb of the row that answers a removal
ANSWERS = "borttaget"  # what that row calls the removal it answers
_OWN = {field.name for field in Section._meta.concrete_fields} - {"id", "forbund", "document", "key"}


@dataclass(frozen=True, slots=True)
class Removed:
    """A section that is gone: the row in the log that tells of it, and the key it had."""

    entry: AuditEntry
    key: str

    @property
    def told(self) -> dict[str, Any]:
        """What the section said and how it was set, by field, as far as the row knows."""
        said = self.entry.before if isinstance(self.entry.before, dict) else {}
        return {name: value for name, value in said.items() if name in _OWN and value is not None}

    @property
    def title(self) -> str:
        """Its heading, which may be blank."""
        return str(self.told.get("title", ""))

    @property
    def text(self) -> str:
        """Its prose, as HTML."""
        return f"{self.told.get('prose', '')}{self.told.get('after', '')}"

    @property
    def moment(self) -> str:
        """The removal as the log names it: `inledning, 14 maj 2024 kl. 14.05 (rad 1734)`."""
        at = timezone.localtime(self.entry.at)
        return f"{self.key}, {long_date(at.date())} kl. {clock(at.time())} (rad {self.entry.pk})"

    def section(self, document: Document) -> Section:
        """The section as it was, not saved."""
        return Section(forbund=document.forbund, document=document, key=self.key, **self.told)


def of_document(document: Document) -> list[Removed]:
    """Those that are gone from a document, the last removed first."""
    kind = Section._meta.label_lower
    rows = AuditEntry.objects.filter(
        forbund_key=document.forbund.key,
        year=document.fiscal_year.year,
        kind=kind,
        reference__startswith=f"{kind}:{document.key}/",
        verb__in=("tog bort", PUT_BACK),
    )
    answered = {row.after.get(ANSWERS) for row in rows if row.verb == PUT_BACK}
    removed = [Removed(row, row.reference.rpartition("/")[2]) for row in rows if row.verb == "tog bort"]
    return [section for section in removed if section.moment not in answered]
