"""What somebody wants remembered of an amount: why it is what it is, and where it comes from."""

from __future__ import annotations

from django.db import models

from budget.models.series import Line, Series
from finsam.core.models import Owned, part_of, unique


class AmountNote(Owned):
    """A short text on a line's amount in a series. It is for those who make the budget, and is printed nowhere.

    It stays where it was written: next year's amount has reasons of its own.
    """

    line = part_of(Line, "rad", "notes")
    series = part_of(Series, "budget", "notes")
    text = models.CharField("not", max_length=240)

    within = ("series",)

    class Meta:
        verbose_name = "not till ett belopp"
        verbose_name_plural = "noter till belopp"
        ordering = ("series", "line__order", "line_id")
        constraints = [unique("series", "line", message="Beloppet har redan en not.")]

    def __str__(self):
        return f"{self.line}, {self.series}"

    def key_text(self):
        return self.line.key
