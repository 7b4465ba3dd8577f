"""What else a year holds: risks, meetings, the wheel's own points, and projects that others pay for."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from finsam.core.crud.fields import ProseField
from finsam.core.models import Ordered, Owned, YearOwned, dates_in_order, part_of, promise, required, unique
from finsam.core.values import periods


class RiskLevel(models.TextChoices):
    """How serious a risk is."""

    LOW = "lag", "Låg"
    MEDIUM = "medel", "Medel"
    HIGH = "hog", "Hög"


class Risk(Ordered, YearOwned):
    """A risk with its level or consequence, and what is done about it."""

    name = models.CharField("kort namn", max_length=160)
    text = models.TextField("risk")
    consequence = models.TextField("konsekvens", blank=True)
    level = models.CharField("nivå", max_length=6, choices=RiskLevel, blank=True)
    likelihood = models.PositiveSmallIntegerField("sannolikhet, 1–5", null=True, blank=True)
    impact = models.PositiveSmallIntegerField("påverkan, 1–5", null=True, blank=True)
    owner = models.CharField("ansvarig", max_length=120, blank=True)
    review_on = models.DateField("ses över senast", null=True, blank=True)

    class Meta(Ordered.Meta):
        verbose_name = "risk"
        verbose_name_plural = "risker"
        constraints = [
            unique("fiscal_year", "key", message="Risken finns redan det här året."),
            promise(
                "risk_scale",
                (Q(likelihood__isnull=True) | Q(likelihood__range=(1, 5)))
                & (Q(impact__isnull=True) | Q(impact__range=(1, 5))),
                "Sannolikhet och påverkan anges från 1 till 5.",
            ),
        ]


class RiskMeasure(Ordered, Owned):
    """One thing done about a risk."""

    risk = part_of(Risk, "risk", "measures")
    text = models.TextField("åtgärd")

    within = ("risk",)

    class Meta(Ordered.Meta):
        verbose_name = "åtgärd"
        verbose_name_plural = "åtgärder"
        constraints = [unique("risk", "key", message="Åtgärden finns redan.")]

    def __str__(self):
        return self.text[:80]


class Meeting(YearOwned):
    """A meeting of a body; its weekday is computed from its date."""

    body = required("organisation.Body", "organ", "meetings")
    date = models.DateField("datum")
    start = models.TimeField("börjar", null=True, blank=True)
    end = models.TimeField("slutar", null=True, blank=True)
    name = models.CharField("rubrik", max_length=160, blank=True, help_text="Lämna tomt för organets namn.")
    theme = models.CharField("tema", max_length=200, blank=True, help_text="Till exempel ”årsredovisning”.")
    place = models.CharField("plats", max_length=160, blank=True)
    public = models.BooleanField("offentligt", default=False)

    class Meta:
        verbose_name = "möte"
        verbose_name_plural = "möten"
        ordering = ("date", "start", "pk")
        constraints = [
            unique("fiscal_year", "key", message="Mötet finns redan."),
            promise(
                "meeting_times_in_order",
                Q(end__isnull=True) | Q(start__isnull=False, end__gt=F("start")),
                "Mötet kan inte sluta innan det börjar.",
            ),
        ]

    def __str__(self):
        return f"{self.name or self.body} {periods.long_date(self.date)}"

    def key_text(self):
        return f"{self.body.key} {self.date}"

    def clean(self):
        super().clean()
        if self.date and self.date.year != self.fiscal_year.year:
            raise ValidationError({"date": f"Mötet ska ligga under {self.fiscal_year}."})

    def saved(self, before, *, by):
        """Those who got the papers are told of another day."""
        from plans.meetings import letters  # it reads the models

        if before is not None and before.date != self.date:
            letters.was_moved(self, before.date, by=by)


class WheelItem(Ordered, YearOwned):
    """Something that returns every year in a month, besides the meetings and the days of the law."""

    month = models.PositiveSmallIntegerField("månad")
    last_month = models.PositiveSmallIntegerField("till och med månad", null=True, blank=True)
    name = models.CharField("vad som görs", max_length=160)

    class Meta:
        verbose_name = "punkt i årshjulet"
        verbose_name_plural = "årshjul"
        ordering = ("month", "order", "pk")
        constraints = [
            unique("fiscal_year", "key", message="Punkten finns redan."),
            promise(
                "wheelitem_months",
                Q(month__range=(1, 12))
                & (Q(last_month__isnull=True) | Q(last_month__gte=F("month"), last_month__lte=12)),
                "Månaderna ska vara 1–12, i ordning.",
            ),
        ]


class ExternalProject(Ordered, YearOwned):
    """A project that the förbund takes part in without paying for it."""

    name = models.CharField("namn", max_length=160)
    financier = models.CharField("finansiär", max_length=160, blank=True)
    owner = models.CharField("projektägare", max_length=160, blank=True)
    start = models.DateField("från", null=True, blank=True)
    end = models.DateField("till", null=True, blank=True)
    period_note = models.CharField("tillägg om tiden", max_length=120, blank=True)
    content = ProseField("innehåll och effekt", blank=True)

    class Meta(Ordered.Meta):
        verbose_name = "projekt som andra finansierar"
        verbose_name_plural = "projekt som andra finansierar"
        constraints = [
            unique("fiscal_year", "key", message="Projektet finns redan."),
            dates_in_order("Projektet kan inte sluta innan det börjar."),
        ]
