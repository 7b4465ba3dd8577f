"""What the members pay: who pays together, how much each year, and how sure it is."""

from django.db import models
from django.db.models import Q

from finsam.fields import MoneyField, PercentField
from finsam.models.forbund import MemberKind
from finsam.models.owned import Owned, YearOwned, unique


class Payer(Owned):
    """One or several members whose contribution is known as one amount (the state; all kommuner)."""

    name = models.CharField("namn", max_length=120)
    members = models.ManyToManyField("finsam.Member", verbose_name="medlemmar", related_name="payers")
    order = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "bidragsgivare"
        verbose_name_plural = "bidragsgivare"
        ordering = ("order", "pk")
        constraints = [unique("forbund", "key", message="Bidragsgivaren finns redan.")]

    def __str__(self):
        return self.name

    @property
    def part(self) -> str:
        """Which part of the law's 50/25/25 it is: stat, region, kommun, or "" when mixed."""
        parts = {
            "stat" if member.kind in (MemberKind.FK, MemberKind.AF) else member.kind
            for member in self.members.all()
        }
        return parts.pop() if len(parts) == 1 else ""


class ContributionStatus(models.TextChoices):
    """How sure a contribution is, surest last."""

    ESTIMATED = "uppskattat", "Uppskattat"
    REQUESTED = "askat", "Äskat"
    PRELIMINARY = "preliminart", "Preliminärt besked"
    DECIDED = "beslutat", "Beslutat"
    PAID = "inbetalt", "Inbetalt"


class Contribution(Owned):
    """What a payer contributes in a year, in kronor."""

    payer = models.ForeignKey(
        Payer, models.PROTECT, verbose_name="bidragsgivare", related_name="contributions"
    )
    year = models.PositiveSmallIntegerField("år")
    status = models.CharField("status", max_length=12, choices=ContributionStatus)
    amount = MoneyField("belopp, kr")

    class Meta:
        verbose_name = "medlemsbidrag"
        verbose_name_plural = "medlemsbidrag"
        ordering = ("year", "payer__order", "payer_id")
        constraints = [
            unique("forbund", "key", message="Bidraget finns redan."),
            unique(
                "payer", "year", "status", message="Det finns redan ett bidrag med den statusen för året."
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="contribution_not_negative",
                violation_error_message="Ett bidrag kan inte vara negativt.",
            ),
        ]

    def __str__(self):
        return f"{self.payer} {self.year}, {self.get_status_display().lower()}"

    def key_text(self):
        return f"{self.payer.key} {self.year} {self.status}"


class KommunShare(YearOwned):
    """How the kommuner split their quarter in a year (5 § lagen (2003:1210)); shares sum to 100 %."""

    member = models.ForeignKey("finsam.Member", models.CASCADE, verbose_name="kommun", related_name="shares")
    share = PercentField("andel, %")

    within = ("fiscal_year",)

    class Meta:
        verbose_name = "kommunandel"
        verbose_name_plural = "kommunernas fördelning"
        ordering = ("member__order", "member_id")
        constraints = [unique("fiscal_year", "member", message="Kommunen har redan en andel det här året.")]

    def __str__(self):
        return f"{self.member} {self.fiscal_year}"

    def key_text(self):
        return self.member.key


class EquityStep(models.Model):
    """Recommended highest equity by size of the year's contributions; shared by all förbund.

    The steps of Nationella rådet's recommendation of 2 October 2013 are entered by the administrator.
    """

    valid_from = models.PositiveSmallIntegerField("gäller från år")
    total_from = MoneyField("bidrag från, kr", default=0)
    percent = PercentField("högsta andel av bidragen, %")
    cap = MoneyField("dock högst, kr", null=True, blank=True)
    source = models.CharField("källa", max_length=200)

    class Meta:
        verbose_name = "nivå för eget kapital"
        verbose_name_plural = "nivåer för eget kapital"
        ordering = ("-valid_from", "-total_from")
        constraints = [unique("valid_from", "total_from", message="Nivån finns redan.")]

    def __str__(self):
        return f"Från {self.valid_from}: {self.percent} %"

    def reference(self) -> str:
        """What the audit calls this level."""
        return f"finsam.equitystep:{self.valid_from}/{self.total_from}"
