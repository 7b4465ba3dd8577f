"""When a deviation from the budget is one to speak of, and what is said of it."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models

from budget.models.ledger import MONTH_CHOICES, ONE_TO_TWELVE
from budget.models.series import Line
from finsam.core.crud.fields import MoneyField, PercentField
from finsam.core.models import YearOwned, part_of, unique
from finsam.core.values.periods import MONTHS, long_date


class DeviationLimits(YearOwned):
    """From when a line is to be watched, and from when it deviates: both the share and the amount are reached.

    A line without a budget has no share, and is judged by the amount. A year without limits of its own has these.
    """

    watch_percent = PercentField("bevaka från, %", default=Decimal(5))
    watch_amount = MoneyField("och från, kr", default=Decimal(25000))
    deviates_percent = PercentField("avviker från, %", default=Decimal(10))
    deviates_amount = MoneyField(
        "och från, kr",
        default=Decimal(50000),
        help_text="En rad som avviker ska ha en kommentar. Både procenten och beloppet ska vara nådda.",
    )

    class Meta:
        verbose_name = "gränser för avvikelser"
        verbose_name_plural = "gränser för avvikelser"
        constraints = [unique("fiscal_year", message="Året har redan gränser för avvikelser.")]

    def __str__(self):
        return f"Gränser för avvikelser {self.fiscal_year}"

    def key_text(self):
        return "granser"

    def clean(self):
        super().clean()
        errors = {}
        for name in ("watch_amount", "deviates_amount"):
            if (getattr(self, name) or 0) < 0:
                errors[name] = "Skriv beloppet utan minus."
        if not errors and None not in (self.watch_amount, self.deviates_amount, self.watch_percent, self.deviates_percent):  # fmt: skip
            if self.deviates_percent < self.watch_percent:
                errors["deviates_percent"] = (
                    "En rad som avviker är också en att bevaka. Skriv minst lika många procent."
                )
            if self.deviates_amount < self.watch_amount:
                errors["deviates_amount"] = (
                    "En rad som avviker är också en att bevaka. Skriv minst lika mycket."
                )
        if errors:
            raise ValidationError(errors)


class DeviationComment(YearOwned):
    """Why a line deviates from the budget to a month, and what is done about it."""

    line = part_of(Line, "rad", "deviation_comments")
    month = models.PositiveSmallIntegerField("till och med", choices=MONTH_CHOICES, validators=ONE_TO_TWELVE)
    text = models.TextField("kommentar", max_length=2000)
    written_by = models.CharField("skriven av", max_length=150, editable=False)
    written_on = models.DateField("skriven den", editable=False)

    most = 1000

    class Meta:
        verbose_name = "kommentar till en avvikelse"
        verbose_name_plural = "kommentarer till avvikelser"
        ordering = ("fiscal_year__year", "month", "line__order", "line_id")
        constraints = [
            unique("fiscal_year", "line", "month", message="Raden har redan en kommentar för månaden.")
        ]

    def __str__(self):
        return f"{self.line}, {MONTHS[self.month - 1]} {self.fiscal_year}"

    def key_text(self):
        return f"{self.line.key} {self.month:02}"

    @property
    def signed(self) -> str:
        """Who wrote it and when."""
        return f"{self.written_by}, {long_date(self.written_on)}"
