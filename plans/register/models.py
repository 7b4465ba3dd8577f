"""What the board has decided and who sees to it: decisions, styrdokument, and the year's plan of internal control.

Decisions and styrdokument live over the years: what isn't done stands in every year's list until it is.
"""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from finsam.core.crud.fields import ProseField
from finsam.core.models import Ordered, Owned, YearOwned, optional, part_of, promise, unique
from finsam.core.values import periods
from finsam.core.values.money import NBSP


class Answered(Owned):
    """Somebody answers for it: a person of the register or a role, said in one way."""

    person = optional("organisation.Person", "ansvarig person", "%(class)ss")
    owner = models.CharField("ansvarig roll", max_length=120, blank=True)

    class Meta:
        abstract = True

    @property
    def answerable(self) -> str:
        """The person's name or the role; "" where nobody is said."""
        return self.person.name if self.person else self.owner.strip()


def owner_said_once() -> models.CheckConstraint:
    """That who answers is said in one way."""
    one_way = Q(person__isnull=True) | Q(owner="")
    return promise(
        "%(class)s_owner_said_once", one_way, "Ange den ansvariga på ett sätt: en person eller en roll."
    )


def decided(day: datetime.date | None, paragraph: str) -> str:
    """`21 november 2024, § 45`, of what is known."""
    number = paragraph.strip().removeprefix("§").strip()
    return ", ".join(filter(None, (periods.long_date(day), f"§{NBSP}{number}" if number else "")))


class DecisionStatus(models.TextChoices):
    """How far a decision has come."""

    TODO = "att-gora", "Att göra"
    ONGOING = "pagar", "Pågår"
    DONE = "genomfort", "Genomfört"
    ENDED = "upphor", "Upphör"


CLOSED = (DecisionStatus.DONE, DecisionStatus.ENDED)


class Decision(Answered):
    """A decision of the board's that somebody is to carry out, and how far that has come."""

    name = models.CharField("vad som beslutades", max_length=200)
    date = models.DateField("beslutat den")
    paragraph = models.CharField("paragraf", max_length=20, blank=True)
    meeting = optional("plans.Meeting", "möte i mötesplanen", "decisions")
    text = ProseField("beslutet i sin helhet", blank=True)
    members = models.ManyToManyField(
        "organisation.Member", verbose_name="rör medlemmarna", related_name="+", blank=True,
        help_text="De medlemmar som beslutet rör särskilt. Inga valda: alla.",
    )  # fmt: skip
    due = models.DateField("ska vara klart", null=True, blank=True)
    status = models.CharField("status", max_length=9, choices=DecisionStatus, default=DecisionStatus.TODO)
    closed_on = models.DateField("genomfört eller upphört den", null=True, blank=True)
    reason = models.TextField("varför det upphör", blank=True)

    most = 1000  # of all years

    class Meta:
        verbose_name = "beslut"
        verbose_name_plural = "beslut"
        ordering = ("date", "pk")
        constraints = [
            unique("forbund", "key", message="Beslutet finns redan."),
            owner_said_once(),
            promise(
                "decision_closed_has_day",
                Q(status__in=CLOSED, closed_on__isnull=False)
                | (~Q(status__in=CLOSED) & Q(closed_on__isnull=True)),
                "Ett beslut som är genomfört eller upphör har en dag för det, och inget annat beslut har det.",
            ),
            promise(
                "decision_ended_has_reason",
                (Q(status=DecisionStatus.ENDED) & ~Q(reason=""))
                | (~Q(status=DecisionStatus.ENDED) & Q(reason="")),
                "Skriv varför beslutet upphör. Bara ett beslut som upphör har ett sådant skäl.",
            ),
            promise(
                "decision_days_in_order",
                (Q(due__isnull=True) | Q(due__gte=F("date")))
                & (Q(closed_on__isnull=True) | Q(closed_on__gte=F("date"))),
                "Beslutet kan inte vara klart innan det är fattat.",
            ),
        ]

    def key_text(self):
        return f"{self.date} {self.name}"

    def clean(self):
        super().clean()
        if self.meeting and self.date and self.meeting.date != self.date:
            day = periods.long_date(self.meeting.date)
            raise ValidationError({"date": f"Mötet är den {day}. Ange samma dag, eller välj ett annat möte."})

    def concerns(self, member) -> bool:
        """Whether it is about a member; one that names none is about all."""
        named = list(self.members.all())
        return not named or member in named

    def is_open_after(self, day: datetime.date) -> bool:
        """Whether it wasn't closed by the end of a day."""
        return self.closed_on is None or self.closed_on > day

    def told_after(self, year: int) -> str:
        """How far it had come when a year ended: `Genomfört 3 maj 2024`, `Upphör 3 maj 2024: pengarna räckte inte.`"""
        if self.closed_on is None:
            return str(self.get_status_display())
        if self.is_open_after(datetime.date(year, 12, 31)):
            return str(DecisionStatus.ONGOING.label)
        told = f"{self.get_status_display()} {periods.long_date(self.closed_on)}"
        return f"{told}: {self.reason.strip()}" if self.reason else told

    @property
    def when(self) -> str:
        """`21 november 2024, § 45, Styrelsen`."""
        body = self.meeting.body.name if self.meeting else ""
        return ", ".join(filter(None, (decided(self.date, self.paragraph), body)))


class DecisionNote(Owned):
    """What has happened with a decision, as it was noted on a day."""

    decision = part_of(Decision, "beslut", "notes")
    date = models.DateField("dag")
    text = models.TextField("vad som har hänt")

    within = ("decision",)

    class Meta:
        verbose_name = "uppföljning"
        verbose_name_plural = "uppföljningar"
        ordering = ("date", "pk")
        constraints = [unique("decision", "key", message="Uppföljningen finns redan.")]

    def __str__(self):
        return f"{periods.long_date(self.date)}: {self.text[:60]}"

    def key_text(self):
        return str(self.date)


class SteeringDocument(Ordered, Answered):
    """A styrdokument: what the board has laid down, how long it holds, and where it is kept."""

    name = models.CharField("namn", max_length=160)
    decided_on = models.DateField("beslutat den", null=True, blank=True)
    paragraph = models.CharField("paragraf", max_length=20, blank=True)
    valid_until = models.DateField("gäller till och med", null=True, blank=True)
    review_on = models.DateField("ses över senast", null=True, blank=True)
    kept = models.CharField("var det finns", max_length=300, blank=True)

    class Meta(Ordered.Meta):
        verbose_name = "styrdokument"
        verbose_name_plural = "styrdokument"
        constraints = [
            unique("forbund", "key", message="Styrdokumentet finns redan."),
            owner_said_once(),
            promise(
                "steeringdocument_days_in_order",
                Q(decided_on__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("decided_on")),
                "Styrdokumentet kan inte sluta gälla innan det är beslutat.",
            ),
        ]

    @property
    def next_day(self) -> datetime.date | None:
        """The day by which something has to be done about it: reviewed, or decided anew."""
        return min(filter(None, (self.review_on, self.valid_until)), default=None)

    def holds_in(self, year: int) -> bool:
        """Whether it holds during any part of a year; one without a day holds until it says otherwise."""
        begun = self.decided_on is None or self.decided_on.year <= year
        return begun and (self.valid_until is None or self.valid_until.year >= year)


class ControlResult(models.TextChoices):
    """What came out of a control."""

    CLEAN = "utan-avvikelse", "Utan avvikelse"
    MINOR = "mindre-avvikelse", "Mindre avvikelse"
    MAJOR = "storre-avvikelse", "Större avvikelse"
    UNDONE = "ej-utford", "Ej utförd"


DEVIATES = (ControlResult.MINOR, ControlResult.MAJOR)


class Control(Ordered, Answered, YearOwned):
    """A control of the year's internkontrollplan: against which risk, how often and by whom, and what came of it."""

    risk = models.CharField("risk", max_length=300)
    name = models.CharField("kontroll", max_length=300)
    frequency = models.CharField("hur ofta", max_length=80, blank=True)
    outcome = models.CharField("årets resultat", max_length=16, choices=ControlResult, blank=True)
    comment = models.TextField("vad som kom fram", blank=True)
    measure = models.TextField("åtgärd", blank=True)
    measure_done_on = models.DateField("åtgärden klar den", null=True, blank=True)

    class Meta(Ordered.Meta):
        verbose_name = "intern kontroll"
        verbose_name_plural = "interna kontroller"
        constraints = [
            unique("fiscal_year", "key", message="Kontrollen finns redan det här året."),
            owner_said_once(),
            promise(
                "control_measure_before_done",
                Q(measure_done_on__isnull=True) | ~Q(measure=""),
                "Skriv vilken åtgärd som är klar.",
            ),
        ]

    @property
    def owes(self) -> bool:
        """Whether it lacks a result, be it that it wasn't made, or its measure is to be taken; so also when its year is over."""
        return self.outcome == "" or bool(self.measure and not self.measure_done_on)

    @property
    def waits(self) -> bool:
        """Whether it is still to be made during its year, or its measure to be taken."""
        return self.owes or self.outcome == ControlResult.UNDONE
