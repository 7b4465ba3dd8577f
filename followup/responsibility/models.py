"""Who reports on which insats, and up to which days."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from finsam.core.models import Owned, YearOwned, part_of, promise, unique
from finsam.core.tenancy.permissions import Role
from finsam.core.values.collation import in_swedish
from finsam.core.values.periods import long_date


class InsatsResponsibility(Owned):
    """That an insatsansvarig reports on an insats: on this one, and on no other."""

    access = part_of("core.Access", "insatsansvarig", "responsibilities")
    insats = part_of("plans.Insats", "insats", "responsibilities")

    most = 1000  # of all years

    class Meta:
        verbose_name = "ansvar för insats"
        verbose_name_plural = "ansvar för insatser"
        ordering = (in_swedish("insats__name"), in_swedish("access__user__name"))
        constraints = [unique("access", "insats", message="Personen ansvarar redan för insatsen.")]

    def __str__(self):
        return f"{self.access.user}: {self.insats}"

    def key_text(self):
        return f"{self.insats.key} {self.access.key}"

    def clean(self):
        super().clean()
        if self.access_id and self.access.role != Role.INSATSANSVARIG:
            raise ValidationError({"access": "Välj någon som har rollen insatsansvarig."})


class ReportDate(YearOwned):
    """A day up to which results are reported, and the day by which they are to be handed in."""

    name = models.CharField("namn", max_length=60, help_text="Till exempel ”Delår” eller ”Helår”.")
    end = models.DateField("resultat till och med")
    due = models.DateField("lämnas senast")

    class Meta:
        verbose_name = "rapporttillfälle"
        verbose_name_plural = "rapporttillfällen"
        ordering = ("end",)
        constraints = [
            unique("fiscal_year", "end", message="Det finns redan ett tillfälle för det datumet."),
            promise(
                "reportdate_due_after_end",
                Q(due__gte=F("end")),
                "Resultatet kan inte lämnas innan perioden är slut.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, till och med {long_date(self.end)}"

    def key_text(self):
        return str(self.end)

    def clean(self):
        super().clean()
        if self.end and self.end.year != self.fiscal_year.year:
            raise ValidationError({"end": f"Tillfället gäller {self.fiscal_year}. Skriv ett datum det året."})
