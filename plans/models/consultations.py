"""Consultations: that the förbund met its members to hear them, and what each of them said."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from finsam.core.crud.fields import ProseField
from finsam.core.models import Ordered, Owned, YearOwned, optional, part_of, promise, required, unique
from finsam.core.values import periods


class Consultation(Ordered, YearOwned):
    """A medlemssamråd: the law wants one before the budget is decided (23 § lagen (2003:1210)).

    When it was is said once: by a meeting in the meeting plan, by a day, or in words where no day is known.
    It belongs to the year in which it was held, so the budget it is about is the next year's.
    """

    name = models.CharField("vad samrådet gällde", max_length=160, help_text="Till exempel ”Budget 2026”.")
    meeting = optional("plans.Meeting", "möte i mötesplanen", "consultations")
    date = models.DateField("dag", null=True, blank=True)
    period = models.CharField("tid i ord", max_length=60, blank=True)
    place = models.CharField("plats", max_length=160, blank=True)
    others = models.CharField("tillsammans med", max_length=300, blank=True)
    text = ProseField("vad som togs upp", blank=True)
    follow_up = ProseField("vad det ledde till", blank=True)

    class Meta(Ordered.Meta):
        verbose_name = "medlemssamråd"
        verbose_name_plural = "medlemssamråd"
        constraints = [
            unique("fiscal_year", "key", message="Samrådet finns redan det här året."),
            promise(
                "consultation_when_said_once",
                Q(meeting__isnull=True, date__isnull=True)
                | Q(meeting__isnull=True, period="")
                | Q(date__isnull=True, period=""),
                "Ange tiden på ett sätt: ett möte, en dag eller i ord.",
            ),
        ]

    def __str__(self):
        return ", ".join(filter(None, (self.name, self.when)))

    @property
    def when(self) -> str:
        """`15 oktober 2025`, `våren 2023`, or "" when it isn't known."""
        day = self.meeting.date if self.meeting else self.date
        return periods.long_date(day) or self.period.strip()

    @property
    def where(self) -> str:
        """The place, its meeting's where it has none of its own; "" when it isn't known."""
        return self.place.strip() or (self.meeting.place.strip() if self.meeting else "")

    def clean(self):
        super().clean()
        if self.date and self.date.year != self.fiscal_year.year:
            raise ValidationError({"date": f"Samrådet ska ligga under {self.fiscal_year}."})
        if self.meeting and self.meeting.fiscal_year_id != self.fiscal_year_id:
            raise ValidationError({"meeting": "Mötet hör till ett annat år."})


class Viewpoint(Owned):
    """What a member said at a consultation. A member without one has not been heard, or nobody wrote it down."""

    consultation = part_of(Consultation, "medlemssamråd", "viewpoints")
    member = required("organisation.Member", "medlem", "viewpoints")
    text = models.TextField("inspel")

    within = ("consultation",)

    class Meta:
        verbose_name = "inspel"
        verbose_name_plural = "inspel"
        ordering = ("member__order", "member_id")
        constraints = [unique("consultation", "member", message="Medlemmen har redan ett inspel.")]

    def __str__(self):
        return str(self.member)

    def key_text(self):
        return self.member.key
