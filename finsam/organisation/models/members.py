"""The members of a förbund."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from finsam.core.models import Ordered, Owned, dates_in_order, unique


class MemberKind(models.TextChoices):
    """Who can be a member (1 § lagen (2003:1210))."""

    FK = "fk", "Försäkringskassan"
    AF = "af", "Arbetsförmedlingen"
    REGION = "region", "Region"
    KOMMUN = "kommun", "Kommun"


def members_in(year: int) -> Q:
    """Those who were members at some time of the year; open ends count as a member."""
    begun = Q(start__isnull=True) | Q(start__lte=date(year, 12, 31))
    return begun & (Q(end__isnull=True) | Q(end__gte=date(year, 1, 1)))


class Member(Ordered, Owned):
    """A party of the förbund: Försäkringskassan, Arbetsförmedlingen, a region or a kommun."""

    name = models.CharField("namn", max_length=80)
    kind = models.CharField("slag", max_length=10, choices=MemberKind)
    owner_share = models.DecimalField(
        "ägarandel, %", max_digits=5, decimal_places=2, null=True, blank=True,
        help_text="Andel i tillgångar och skulder enligt förbundsordningen.",
    )  # fmt: skip
    start = models.DateField("medlem från", null=True, blank=True)
    end = models.DateField("medlem till", null=True, blank=True)

    offered_in = staticmethod(members_in)

    class Meta(Ordered.Meta):
        verbose_name = "medlem"
        verbose_name_plural = "medlemmar"
        constraints = [
            unique("forbund", "key", message="Medlemmen finns redan."),
            dates_in_order("Medlemskapet kan inte sluta innan det börjar."),
        ]

    def is_in(self, year: int) -> bool:
        """Whether it was a member at some time of the year; open ends count as a member."""
        return (self.start is None or self.start.year <= year) and (self.end is None or self.end.year >= year)
