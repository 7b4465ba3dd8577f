"""Events and activities: what was done, when, with whom, and how many came."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from finsam.core.crud.fields import MoneyField, ProseField
from finsam.core.models import Ordered, YearOwned, dates_in_order, optional, promise, unique
from followup.statistics.models import Qualifier


class EventKind(models.TextChoices):
    """What sort of happening it is."""

    ACTIVITY = "aktivitet", "Aktivitet"
    PROJECT = "projekt", "Projekt"
    TRAINING = "utbildning", "Utbildning"
    NETWORK = "natverk", "Nätverksmöte"
    HAPPENING = "handelse", "Händelse"


class EventTime(models.TextChoices):
    """Whether it belongs to the year or came after it (11 kap. 4 § lagen (2018:597))."""

    DURING = "under", "Under året"
    AFTER = "efter", "Efter årets slut"


class Event(Ordered, YearOwned):
    """Something that the förbund held, took part in, or that mattered to it."""

    name = models.CharField("namn", max_length=160)
    kind = models.CharField("slag", max_length=10, choices=EventKind, default=EventKind.ACTIVITY)
    time = models.CharField("när", max_length=5, choices=EventTime, default=EventTime.DURING)
    start = models.DateField("från", null=True, blank=True)
    end = models.DateField("till", null=True, blank=True)
    insats = optional("plans.Insats", "insats", "events", on_delete=models.SET_NULL)
    essential = models.BooleanField(
        "av väsentlig betydelse",
        default=False,
        help_text="Tas upp bland årets väsentliga händelser i årsredovisningen.",
    )
    text = ProseField("vad som hände", blank=True)
    financier = models.CharField("finansierat av", max_length=160, blank=True)
    amount = MoneyField("belopp, kr", null=True, blank=True)
    owner = models.CharField("ansvarig part", max_length=160, blank=True)
    partners = models.CharField("samverkansparter", max_length=300, blank=True)
    attendance = models.PositiveIntegerField("antal deltagare", null=True, blank=True)
    qualifier = models.CharField("hur säkert", max_length=6, choices=Qualifier, blank=True)
    counted = models.BooleanField(
        "räknas i målet om deltagare", default=True, help_text="Målet är summan av de händelser som räknas."
    )
    grade = models.DecimalField(
        "betyg",
        max_digits=3,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[
            MinValueValidator(Decimal(0), "Betyget ska ligga på skalan 0–10."),
            MaxValueValidator(Decimal(10), "Betyget ska ligga på skalan 0–10."),
        ],
        help_text="0–10.",
    )
    grade_n = models.PositiveIntegerField("antal som satt betyg", null=True, blank=True)

    class Meta:
        verbose_name = "händelse"
        verbose_name_plural = "händelser"
        ordering = ("order", "start", "pk")
        constraints = [
            unique("fiscal_year", "key", message="Händelsen finns redan det här året."),
            dates_in_order("Händelsen kan inte sluta innan den börjar."),
            promise(
                "event_qualifier_of_something",
                Q(qualifier="") | Q(attendance__isnull=False),
                "Skriv antalet deltagare som är ungefärligt.",
            ),
            promise(
                "event_graders_have_graded",
                Q(grade_n__isnull=True) | Q(grade__isnull=False),
                "Skriv betyget som de har satt.",
            ),
        ]

    def clean(self):
        super().clean()
        year = self.fiscal_year.year
        if self.time == EventTime.AFTER:
            if self.start and self.start.year <= year:
                raise ValidationError({"start": f"En händelse efter årets slut börjar efter {year}."})
        elif self.start and self.end and not self.start.year <= year <= self.end.year:
            raise ValidationError({"start": f"Perioden ska omfatta någon del av {year}."})
        elif self.start and not self.end and self.start.year > year:
            raise ValidationError(
                {"start": f"Händelsen börjar efter {year}. Välj att den hände efter årets slut."}
            )
