"""What was proposed when a forecast was made, kept beside what was decided."""

from __future__ import annotations

from django.db import models

from budget.models.series import Line, Series
from finsam.core.crud.fields import MoneyField
from finsam.core.models import Owned, part_of, unique


class Method(models.TextChoices):
    """How a line's year is worked out from its first months."""

    PLAN = "plan", "Utfallet hittills och resten av budgeten"
    SHAPE = "fjol", "Utfallet hittills och förra årets fördelning"
    PACE = "takt", "Utfallet hittills i samma takt"
    GRANTED = "beviljat", "Utfallet hittills och det beviljade som inte är utbetalt"


class ForecastNote(Owned):
    """The proposal that a line's amount in a forecast began from, and why another amount was chosen."""

    line = part_of(Line, "rad", "forecast_notes")
    series = part_of(Series, "prognos", "forecast_notes")
    proposed = MoneyField("förslag, kr")  # signed as amounts are: income +, cost −
    method = models.CharField("metod", max_length=8, choices=Method)
    reason = models.CharField("skäl till ett annat belopp", max_length=300, blank=True)

    within = ("series",)

    class Meta:
        verbose_name = "förslag i en prognos"
        verbose_name_plural = "förslag i prognoser"
        ordering = ("series", "line__order", "line_id")
        constraints = [unique("series", "line", message="Raden har redan ett förslag i prognosen.")]

    def __str__(self):
        return f"{self.line}, {self.series}"

    def key_text(self):
        return self.line.key
