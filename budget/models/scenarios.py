"""What if: assumptions about money, kept by name. They are tried beside the budget and never change it."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from budget.models.series import Line
from finsam.core.crud.fields import MoneyField, PercentField
from finsam.core.models import Ordered, Owned, YearOwned, optional, part_of, promise, unique
from finsam.core.values.periods import MONTHS

LEAST, MOST = -100, 1000  # per cent that contributions may change by


class Scenario(Ordered, YearOwned):
    """A thought-out state of the year's budget and plan: a name, and what is assumed."""

    name = models.CharField("namn", max_length=80, help_text="Till exempel ”Tio procent mindre från staten”.")
    note = models.TextField("varför det prövas", blank=True)

    class Meta(Ordered.Meta):
        verbose_name = "tänkt läge"
        verbose_name_plural = "tänkta lägen"
        constraints = [unique("fiscal_year", "key", message="Läget finns redan.")]


class Assumption(Ordered, Owned):
    """Something that a scenario assumes; it goes with the scenario, and with what it is about."""

    within = ("scenario",)

    class Meta(Ordered.Meta):
        abstract = True

    def key_text(self):
        return str(self._meta.verbose_name)


class ContributionAssumption(Assumption):
    """That contributions change by so many per cent in the budget year and the plan years: a payer's, or everybody's."""

    scenario = part_of(Scenario, "tänkt läge", "contributions")
    payer = optional("organisation.Payer", "bidragsgivare", "+", on_delete=models.CASCADE)
    percent = models.DecimalField(
        "ändring, %",
        max_digits=6,
        decimal_places=2,
        validators=[
            MinValueValidator(LEAST, "Ett bidrag kan inte minska med mer än 100 %%."),
            MaxValueValidator(MOST, "Skriv högst 1000 %%."),
        ],
    )

    class Meta(Assumption.Meta):
        verbose_name = "antagande om bidrag"
        verbose_name_plural = "antaganden om bidrag"
        constraints = [unique("scenario", "key", message="Antagandet finns redan.")]

    def __str__(self):
        return f"bidrag {self.payer or 'alla'}"


class StartAssumption(Assumption):
    """That an insats begins in another month of the budget year: what its months before that cost is saved."""

    scenario = part_of(Scenario, "tänkt läge", "starts")
    insats = part_of("plans.Insats", "insats", "+")
    month = models.PositiveSmallIntegerField("börjar i", choices=list(enumerate(MONTHS, 1)))

    class Meta(Assumption.Meta):
        verbose_name = "antagande om start"
        verbose_name_plural = "antaganden om start"
        constraints = [
            unique("scenario", "key", message="Antagandet finns redan."),
            unique("scenario", "insats", message="Insatsen har redan en start i det här läget."),
        ]

    def __str__(self):
        return f"{self.insats} börjar i {self.get_month_display()}"


class DeductionAssumption(Assumption):
    """That costs are cut, each year, by a share of each or by an amount divided over them as they are to each other."""

    scenario = part_of(Scenario, "tänkt läge", "deductions")
    percent = PercentField("avdrag, %", null=True, blank=True)
    amount = MoneyField("eller avdrag, kr om året", null=True, blank=True)
    lines = models.ManyToManyField(Line, verbose_name="på raderna", blank=True, related_name="+")

    class Meta(Assumption.Meta):
        verbose_name = "antagande om avdrag"
        verbose_name_plural = "antaganden om avdrag"
        constraints = [
            unique("scenario", "key", message="Antagandet finns redan."),
            promise(
                "deductionassumption_said_once",
                Q(percent__isnull=True) ^ Q(amount__isnull=True),
                "Skriv avdraget på ett sätt: i procent eller i kronor.",
            ),
            promise(
                "deductionassumption_not_negative",
                Q(amount__isnull=True) | Q(amount__gte=0),
                "Skriv avdraget utan minus.",
            ),
        ]

    def __str__(self):
        return "avdrag"
