"""What insatser are granted, for which years and by which decision, and what they have asked to be paid."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from finsam.core.crud.fields import MoneyField, PercentField
from finsam.core.models import Owned, YearOwned, optional, part_of, promise, required, unique
from finsam.core.values.periods import long_date
from plans.register.models import decided


class Grant(Owned):
    """A decision that an insats gets money, in one or several years. It lives over the years, as the insats does.

    The decision is one of the register's, or said here by its day and paragraph.
    """

    insats = part_of("plans.Insats", "insats", "grants")
    decision = optional("plans.Decision", "beslut i registret", "grants")
    decided_on = models.DateField("beslutat den", null=True, blank=True)
    paragraph = models.CharField("paragraf", max_length=20, blank=True)
    note = models.TextField("villkor", blank=True)

    most = 1000  # of all years

    class Meta:
        verbose_name = "beviljande"
        verbose_name_plural = "beviljanden"
        ordering = ("pk",)
        constraints = [
            unique("forbund", "key", message="Beviljandet finns redan."),
            promise(
                "grant_decision_said_once",
                Q(decision__isnull=True) | Q(decided_on__isnull=True, paragraph=""),
                "Välj ett beslut i registret, eller skriv dag och paragraf här. Inte både och.",
            ),
        ]

    def __str__(self):
        return f"{self.insats}: {self.when}" if self.when else f"{self.insats}: beviljande utan beslut"

    def key_text(self):
        return f"{self.insats.key} beviljat"

    @property
    def when(self) -> str:
        """`21 november 2024, § 45`, of what is known."""
        if self.decision is not None:
            return decided(self.decision.date, self.decision.paragraph)
        return decided(self.decided_on, self.paragraph)


class GrantYear(Owned):
    """What a decision grants for a year, in kronor."""

    grant = part_of(Grant, "beviljande", "years")
    year = models.PositiveSmallIntegerField("år")
    amount = MoneyField("beviljat, kr")

    within = ("grant",)

    class Meta:
        verbose_name = "beviljat belopp"
        verbose_name_plural = "beviljade belopp"
        ordering = ("year",)
        constraints = [
            unique("grant", "key", message="Året finns redan."),
            unique("grant", "year", message="Året står redan i beviljandet."),
            promise("grantyear_not_negative", Q(amount__gte=0), "Skriv det beviljade utan minus."),
            promise(
                "grantyear_within_law", Q(year__gte=2004, year__lte=2100), "Skriv året med fyra siffror."
            ),
        ]

    def __str__(self):
        return str(self.year)

    def key_text(self):
        return str(self.year)


class GeneralDeduction(YearOwned):
    """By how much less than granted all insatser are budgeted in a year."""

    percent = PercentField(
        "generellt avdrag, %", help_text="Så mycket mindre än beviljat budgeteras varje insats."
    )
    source = models.CharField("beslut", max_length=200, blank=True)

    class Meta:
        verbose_name = "generellt avdrag"
        verbose_name_plural = "generella avdrag"
        constraints = [unique("fiscal_year", message="Året har redan ett generellt avdrag.")]

    def __str__(self):
        return f"Generellt avdrag {self.fiscal_year}"

    def key_text(self):
        return "avdrag"


class Requisition(YearOwned):
    """What an insats has asked to be paid of its money, and when that was paid."""

    insats = required("plans.Insats", "insats", "requisitions")
    name = models.CharField("vad den gäller", max_length=80, help_text="Till exempel ”Kvartal 1”.")
    amount = MoneyField("belopp, kr", help_text="En återbetalning skrivs med minus.")
    requested_on = models.DateField("rekvirerat den")
    paid_on = models.DateField(
        "utbetalt den", null=True, blank=True, help_text="Lämna tomt tills det är utbetalt."
    )

    most = 1000

    class Meta:
        verbose_name = "rekvisition"
        verbose_name_plural = "rekvisitioner"
        ordering = ("requested_on", "pk")
        constraints = [
            unique("fiscal_year", "key", message="Rekvisitionen finns redan."),
            promise(
                "requisition_paid_after",
                Q(paid_on__isnull=True) | Q(paid_on__gte=F("requested_on")),
                "Rekvisitionen kan inte betalas innan den har kommit.",
            ),
        ]

    def __str__(self):
        return f"{self.insats}, {self.name}"

    def key_text(self):
        return f"{self.insats.key} {self.name}"

    @property
    def told(self) -> str:
        """`rekvirerat 3 april 2024, utbetalt 10 april 2024`."""
        paid = f"utbetalt {long_date(self.paid_on)}" if self.paid_on else "inte utbetalt än"
        return f"rekvirerat {long_date(self.requested_on)}, {paid}"
