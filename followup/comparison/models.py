"""What a förbund lets others see, figures typed from published reports, and definitions that were accepted beside others."""

from __future__ import annotations

from django.db import models

from finsam.core.models import Owned, YearOwned, part_of, unique
from followup.comparison.catalogue import BY_KEY, CHOICES


class ComparisonAgreement(Owned):
    """That the förbund lets others in the installation that agree too see its compared figures. Removed: it doesn't."""

    agreed_by = models.CharField("vem som gick med", max_length=80, editable=False)
    agreed_on = models.DateField("när", editable=False)

    administered = ()

    class Meta:
        verbose_name = "jämförelse mellan förbund"
        verbose_name_plural = "jämförelser mellan förbund"
        constraints = [unique("forbund", "key", message="Förbundet är redan med.")]

    def __str__(self) -> str:
        return "jämförelsen mellan förbund"

    def key_text(self) -> str:
        return "jamforelsen"


class _Figure(YearOwned):
    """A compared figure, and in what way it is counted otherwise than the catalogue says."""

    measure = models.CharField("vad som jämförs", max_length=30, choices=CHOICES)
    otherwise = models.CharField(
        "räknas på ett annat sätt",
        max_length=300,
        blank=True,
        help_text="Lämna tomt om det räknas som i definitionen.",
    )

    class Meta:
        abstract = True

    @property
    def compared(self) -> str:
        """What the figure is called."""
        return BY_KEY[self.measure].label


class SharedFigure(_Figure):
    """A figure as it was handed out to the others: a copy, so that nobody's page ever reads another's books."""

    agreement = part_of(ComparisonAgreement, "jämförelse", "figures", editable=False)
    definition = models.PositiveSmallIntegerField("definitionens version", editable=False)
    value = models.DecimalField("värde", max_digits=17, decimal_places=6, null=True, editable=False)
    withheld = models.BooleanField("visas inte: få personer", default=False, editable=False)

    administered = ()

    class Meta:
        verbose_name = "delad siffra"
        verbose_name_plural = "delade siffror"
        ordering = ("fiscal_year__year", "pk")
        constraints = [unique("fiscal_year", "key", message="Siffran är redan delad.")]

    def __str__(self) -> str:
        return f"{self.compared} {self.fiscal_year}"

    def key_text(self) -> str:
        return self.measure


class ReportedFigure(_Figure):
    """Another förbund's figure, typed from what it has published."""

    whose = models.CharField("förbund", max_length=120)
    value = models.DecimalField(
        "värde", max_digits=17, decimal_places=6, help_text="Andelar skrivs i procent: 12,5."
    )
    document = models.CharField("dokument", max_length=160, help_text="Till exempel Årsredovisning 2023.")
    page = models.PositiveSmallIntegerField("sida")

    class Meta:
        verbose_name = "siffra ur en rapport"
        verbose_name_plural = "siffror ur rapporter"
        ordering = ("measure", "whose", "pk")
        constraints = [
            unique("fiscal_year", "key", message="Siffran finns redan."),
            unique(
                "fiscal_year", "measure", "whose", message="Den siffran är redan inskriven för förbundet."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.compared}, {self.whose}"

    def key_text(self) -> str:
        return f"{self.measure} {self.whose}"


class AcceptedDifference(YearOwned):
    """That a figure which is counted otherwise is drawn with the others all the same, and why."""

    measure = models.CharField("vad som jämförs", max_length=30, choices=CHOICES, editable=False)
    whose = models.CharField("förbund", max_length=120, editable=False)
    otherwise = models.CharField("hur den räknas", max_length=300, editable=False)
    reason = models.CharField("skäl", max_length=300)
    by_name = models.CharField("vem", max_length=80, editable=False)

    class Meta:
        verbose_name = "godtagen definition"
        verbose_name_plural = "godtagna definitioner"
        ordering = ("measure", "whose", "pk")
        constraints = [unique("fiscal_year", "key", message="Definitionen är redan godtagen.")]

    def __str__(self) -> str:
        return f"{BY_KEY[self.measure].label}, {self.whose}"

    def key_text(self) -> str:
        return f"{self.measure} {self.whose}"
