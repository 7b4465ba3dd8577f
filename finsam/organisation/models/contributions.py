"""What the members pay: who pays together, how much each year, and how sure it is."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from finsam.core.crud.fields import MoneyField, PercentField
from finsam.core.models import Ordered, Owned, YearOwned, part_of, promise, required, unique
from finsam.core.values.money import show
from finsam.organisation.models.members import MemberKind

# Which part of the law's 50/25/25 a member belongs to (5 § lagen (2003:1210)).
PART_OF_LAW = {
    MemberKind.FK: "stat",
    MemberKind.AF: "stat",
    MemberKind.REGION: "region",
    MemberKind.KOMMUN: "kommun",
}


class Payer(Ordered, Owned):
    """One or several members whose contribution is known as one amount (the state; all kommuner)."""

    name = models.CharField("namn", max_length=120)
    members = models.ManyToManyField("organisation.Member", verbose_name="medlemmar", related_name="payers")

    class Meta(Ordered.Meta):
        verbose_name = "bidragsgivare"
        verbose_name_plural = "bidragsgivare"
        constraints = [unique("forbund", "key", message="Bidragsgivaren finns redan.")]

    @property
    def part(self) -> str:
        """Which part of the law's 50/25/25 it is: stat, region, kommun, or "" when mixed."""
        parts = {PART_OF_LAW[member.kind] for member in self.members.all()}
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

    payer = required(Payer, "bidragsgivare", "contributions")
    year = models.PositiveSmallIntegerField("år")
    status = models.CharField("status", max_length=12, choices=ContributionStatus)
    amount = MoneyField("belopp, kr")

    most = 1000  # of all years

    class Meta:
        verbose_name = "medlemsbidrag"
        verbose_name_plural = "medlemsbidrag"
        ordering = ("year", "payer__order", "payer_id")
        constraints = [
            unique("forbund", "key", message="Bidraget finns redan."),
            unique(
                "payer", "year", "status", message="Det finns redan ett bidrag med den statusen för året."
            ),
            promise("contribution_not_negative", Q(amount__gte=0), "Ett bidrag kan inte vara negativt."),
        ]

    def __str__(self):
        return f"{self.payer} {self.year}, {self.get_status_display().lower()}"

    def key_text(self):
        return f"{self.payer.key} {self.year} {self.status}"


class KommunShare(YearOwned):
    """How the kommuner split their quarter in a year (5 § lagen (2003:1210)); shares sum to 100 %."""

    member = part_of("organisation.Member", "kommun", "shares")
    share = PercentField("andel, %")

    class Meta:
        verbose_name = "kommunandel"
        verbose_name_plural = "kommunernas fördelning"
        ordering = ("member__order", "member_id")
        constraints = [unique("fiscal_year", "member", message="Kommunen har redan en andel det här året.")]

    def __str__(self):
        return f"{self.member} {self.fiscal_year}"

    def key_text(self):
        return self.member.key


class EquityLevel(Owned):
    """The highest equity that a förbund holds itself to: a share of the year's contributions, by their size.

    The förbund's own levels take the place of the recommendation that the system holds (`rules.GUIDE`).
    """

    valid_from = models.PositiveSmallIntegerField(
        "gäller från år",
        validators=[MinValueValidator(2004, "Lagen gäller från 2004."), MaxValueValidator(2100)],
    )
    total_from = MoneyField(
        "när bidragen är minst, kr",
        default=0,
        help_text="0 gäller alla. Den högsta nivå som bidragen når upp till är den som gäller.",
    )
    percent = PercentField("högsta andel av bidragen, %")
    cap = MoneyField("dock högst, kr", null=True, blank=True)
    source = models.CharField(
        "källa", max_length=200, help_text="Vem som har beslutat eller rekommenderat nivån, och när."
    )

    class Meta:
        verbose_name = "nivå för eget kapital"
        verbose_name_plural = "nivåer för eget kapital"
        ordering = ("-valid_from", "-total_from")
        constraints = [
            unique("forbund", "key", message="Nivån finns redan."),
            unique(
                "forbund",
                "valid_from",
                "total_from",
                message="Det finns redan en nivå från det året och beloppet.",
            ),
            promise(
                "equitylevel_not_negative",
                Q(total_from__gte=0) & (Q(cap__isnull=True) | Q(cap__gte=0)),
                "Beloppen kan inte vara negativa.",
            ),
        ]

    def __str__(self):
        return f"Från {self.valid_from}, bidrag från {show(self.total_from)}"

    def key_text(self):
        return f"{self.valid_from} {self.total_from:.0f}"
