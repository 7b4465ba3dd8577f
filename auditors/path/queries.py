"""What is asked of the auditors' answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q

from auditors.path.asked import QUESTIONS, Asked
from auditors.path.models import UNJUDGED, Assessment
from finsam.core.models import FiscalYear
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.grouping import grouped


@dataclass(frozen=True)
class Answered:
    """A question with the visitor's own answer, and what others have shared."""

    asked: Asked
    own: Assessment | None = None
    others: list[Assessment] = field(default_factory=list)

    @property
    def word(self) -> str:
        """The visitor's own answer in words."""
        return self.own.word if self.own else UNJUDGED

    @property
    def shape(self) -> str:
        """How it is drawn."""
        return self.own.shape if self.own else ""

    @property
    def shared(self) -> list[Assessment]:
        """Every shared answer, the visitor's own too."""
        own = [self.own] if self.own and self.own.shared_at else []
        return own + self.others


def seen_by(tenant: TenantContext) -> list[Assessment]:
    """The year's answers that a visitor may read: shared ones, and an auditor's own. One question."""
    known = Q(shared_at__isnull=False)
    if Permission.AUDIT in tenant.permissions:
        known |= Q(by_email__iexact=tenant.user.email)
    return list(Assessment.objects.filter(known, fiscal_year=tenant.here))


def answers(tenant: TenantContext) -> list[Answered]:
    """The five questions in their order, each with its answers."""
    email = tenant.user.email.lower() if Permission.AUDIT in tenant.permissions else ""
    rows = grouped(seen_by(tenant), by=lambda row: row.question)
    return [_answered(asked, rows.get(asked.key, []), email) for asked in QUESTIONS]


def _answered(asked: Asked, rows: list[Assessment], email: str) -> Answered:
    own = next((row for row in rows if email and row.by_email.lower() == email), None)
    return Answered(asked, own, [row for row in rows if row is not own])


def own(tenant: TenantContext, question: str) -> Assessment | None:
    """The visitor's own answer to a question."""
    rows = Assessment.objects.filter(
        fiscal_year=tenant.here, question=question, by_email__iexact=tenant.user.email
    )
    return rows.first()


def shared(fiscal_year: FiscalYear) -> dict[str, list[Assessment]]:
    """Every shared answer of a year by its question."""
    rows = Assessment.objects.filter(fiscal_year=fiscal_year, shared_at__isnull=False)
    return grouped(rows, by=lambda row: row.question)
