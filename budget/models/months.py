"""How money is spread over the months of a year."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models

from budget.models.series import Line, Series
from finsam.core.crud.fields import MoneyField
from finsam.core.models import Owned, part_of, unique

MONTH_FIELDS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


class Way(models.TextChoices):
    """How a line's amount is spread. Twelfths is what holds where nothing is said."""

    PROFILE = "egen", "Egna månader"
    LAST_YEAR = "fjol", "Som förra året"


def _month(name: str) -> MoneyField:
    return MoneyField(name, default=Decimal(0))


class Spread(Owned):
    """How a line's amount in a series is spread over the months; a line without one is spread in twelfths.

    The months of a profile are proportions: the amount is divided as they are to each other. Whoever writes twelve
    amounts that come to the line's amount gets those back to the öre, and when the amount changes the shape is kept.
    They are written as people speak of them, a cost without its minus.
    """

    line = part_of(Line, "rad", "spreads")
    series = part_of(Series, "budget", "spreads")
    way = models.CharField("fördelning", max_length=4, choices=Way)
    jan = _month("januari")
    feb = _month("februari")
    mar = _month("mars")
    apr = _month("april")
    maj = _month("maj")
    jun = _month("juni")
    jul = _month("juli")
    aug = _month("augusti")
    sep = _month("september")
    okt = _month("oktober")
    nov = _month("november")
    dec = _month("december")

    within = ("series",)

    class Meta:
        verbose_name = "fördelning över månader"
        verbose_name_plural = "fördelningar över månader"
        ordering = ("series", "line__order", "line_id")
        constraints = [unique("series", "line", message="Raden har redan en fördelning över månader.")]

    def __str__(self):
        return f"{self.line}, {self.series}"

    @property
    def months(self) -> tuple[Decimal, ...]:
        """What is written for each month, January first."""
        return tuple(getattr(self, name) for name in MONTH_FIELDS)

    def key_text(self):
        return self.line.key

    def clean(self):
        super().clean()
        if self.way == Way.PROFILE and not sum(self.months):
            raise ValidationError("Månaderna är noll tillsammans. Skriv ett belopp i minst en månad.")
        if min(self.months) < 0 < max(self.months):
            raise ValidationError("Månaderna behöver ha samma tecken. Skriv dem utan minus.")
