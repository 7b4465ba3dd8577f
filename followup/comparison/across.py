"""The one place where a förbund's page reads what others have: the compared figures that they have handed out, and no more.

Whoever reads has to have handed out as well. It is one question, however many förbund there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from finsam.core.models import Forbund
from finsam.core.tenancy.scope import scopes_disabled
from followup.comparison.catalogue import BY_KEY
from followup.comparison.models import ComparisonAgreement, SharedFigure


@dataclass(frozen=True, slots=True)
class Theirs:
    """A figure of another förbund: no row, no key and no book of it comes along."""

    whose: str
    measure: str
    definition: int
    value: Decimal | None
    withheld: bool
    otherwise: str


def of_others(forbund: Forbund, year: int) -> list[Theirs]:
    """What the others that agree have handed out of a year; nothing to a förbund that hasn't agreed itself."""
    if not ComparisonAgreement.objects.filter(forbund=forbund).exists():
        return []
    with scopes_disabled():
        rows = list(
            SharedFigure.objects.filter(fiscal_year__year=year, measure__in=BY_KEY)
            .exclude(forbund=forbund)
            .order_by("forbund__short_name", "pk")
            .values_list("forbund__short_name", "measure", "definition", "value", "withheld", "otherwise")
        )
    return [
        Theirs(who, measure, version, None if held else value, held, other)
        for who, measure, version, value, held, other in rows
    ]
