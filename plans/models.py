"""What a förbund plans: insatser, goals, risks, meetings, the year's wheel and projects of others."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from finsam.fields import MoneyField, PercentField, ProseField
from finsam.models import Owned, YearOwned, unique


def dates_in_order(name: str, message: str) -> models.CheckConstraint:
    """A row's `end` is not before its `start`."""
    return models.CheckConstraint(
        condition=Q(end__isnull=True) | Q(start__isnull=True) | Q(end__gte=F("start")),
        name=name,
        violation_error_message=message,
    )


class NationalKind(models.TextChoices):
    """The two kinds that every förbund reports nationally (Uppföljning Finsam)."""

    INDIVID = "individ", "Individinriktad"
    STRUKTUR = "struktur", "Strukturövergripande"


class InsatsKind(Owned):
    """A förbund's own kind of insats, mapped to one of the two national ones."""

    name = models.CharField("namn", max_length=80, help_text="Till exempel ”Processtödjande insats”.")
    national = models.CharField("nationell kategori", max_length=10, choices=NationalKind)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "insatskategori"
        verbose_name_plural = "insatskategorier"
        ordering = ("order", "pk")
        constraints = [unique("forbund", "key", message="Kategorin finns redan.")]

    def __str__(self):
        return self.name


class Insats(Owned):
    """Something the förbund finances, living over years; a year's content is its InsatsYear."""

    name = models.CharField("namn", max_length=120)

    class Meta:
        verbose_name = "insats"
        verbose_name_plural = "insatser"
        ordering = ("name",)
        constraints = [unique("forbund", "key", message="Insatsen finns redan.")]

    def __str__(self):
        return self.name


class Planned(models.TextChoices):
    """How the number of participants is planned."""

    NONE = "", "Anges inte"
    NUMBER = "antal", "Ett antal"
    INTERVAL = "intervall", "Ett intervall"
    NEED = "behov", "Behovsstyrt"


class InsatsYear(YearOwned):
    """An insats as planned for one year: what the insatskort says."""

    insats = models.ForeignKey(Insats, models.CASCADE, verbose_name="insats", related_name="years")
    title = models.CharField("rubrik", max_length=160, blank=True, help_text="Tom: insatsens namn.")
    order = models.PositiveSmallIntegerField("ordning", default=0)
    owner = models.CharField("ägare", max_length=300, blank=True)
    owner_and_partners = models.BooleanField("ägare och samverkansparter på en rad", default=False)
    partners = models.CharField("samverkansparter", max_length=300, blank=True)
    intro = ProseField("beskrivning", blank=True)
    purpose = ProseField("syfte", blank=True)
    target_group = ProseField("målgrupp", blank=True)
    method = ProseField("metod", blank=True)
    overall_goal = ProseField("övergripande mål", blank=True)
    follow_up = ProseField("uppföljning", blank=True)
    start = models.DateField("period från", null=True, blank=True)
    end = models.DateField("period till", null=True, blank=True)
    positions = models.DecimalField(
        "finansierade heltidstjänster", max_digits=4, decimal_places=2, null=True, blank=True
    )
    planned = models.CharField("antal deltagare", max_length=10, choices=Planned, blank=True)
    planned_low = models.PositiveIntegerField("antal eller lägsta antal", null=True, blank=True)
    planned_high = models.PositiveIntegerField("högsta antal", null=True, blank=True)
    planned_note = models.CharField("tillägg om antalet", max_length=200, blank=True)
    requested = MoneyField("äskat, kr", null=True, blank=True)
    granted = MoneyField("beviljat, kr", null=True, blank=True)
    budget_note = ProseField("tillägg om budgeten", blank=True)

    within = ("fiscal_year",)

    class Meta:
        verbose_name = "insats under året"
        verbose_name_plural = "insatser under året"
        ordering = ("order", "pk")
        constraints = [
            unique("fiscal_year", "key", message="Insatsen finns redan det här året."),
            unique("fiscal_year", "insats", message="Insatsen finns redan det här året."),
            dates_in_order("insatsyear_dates_in_order", "Insatsen kan inte sluta innan den börjar."),
            models.CheckConstraint(
                condition=~Q(planned="antal") | Q(planned_low__isnull=False),
                name="insatsyear_number_given",
                violation_error_message="Skriv hur många deltagare som planeras.",
            ),
            models.CheckConstraint(
                condition=~Q(planned="intervall")
                | Q(planned_low__isnull=False, planned_high__isnull=False, planned_high__gt=F("planned_low")),
                name="insatsyear_interval_in_order",
                violation_error_message="Skriv ett lägsta och ett högre högsta antal deltagare.",
            ),
        ]

    def __str__(self):
        return self.title or self.insats.name

    def key_text(self):
        return self.insats.key

    def clean(self):
        super().clean()
        if self.start and self.end and not self.start.year <= self.fiscal_year.year <= self.end.year:
            raise ValidationError({"start": f"Perioden ska omfatta någon del av {self.fiscal_year}."})


class InsatsShare(Owned):
    """How much of an insats's year belongs to a kind; an insats's shares sum to 100 %."""

    insats_year = models.ForeignKey(InsatsYear, models.CASCADE, verbose_name="insats", related_name="shares")
    kind = models.ForeignKey(InsatsKind, models.PROTECT, verbose_name="kategori", related_name="shares")
    share = PercentField("andel, %", default=Decimal(100))

    within = ("insats_year",)

    class Meta:
        verbose_name = "andel av kategori"
        verbose_name_plural = "fördelning på kategorier"
        ordering = ("pk",)
        constraints = [unique("insats_year", "kind", message="Kategorin är redan vald.")]

    def __str__(self):
        return f"{self.kind} {self.share} %"

    def key_text(self):
        return self.kind.key


class GoalLevel(models.TextChoices):
    """Where a goal stands in the tree."""

    AREA = "omrade", "Målområde"
    MAIN = "huvudmal", "Huvudmål"
    GOAL = "mal", "Mål"
    GROUP = "grupp", "Grupp av mål"
    ACTIVITY = "aktivitet", "Aktivitet"


class GoalKind(models.TextChoices):
    """What a goal is about."""

    INDIVID = "individ", "Individinriktat"
    STRUKTUR = "struktur", "Strukturövergripande"
    DIRECTION = "inriktning", "Inriktningsmål"
    OPERATION = "verksamhet", "Verksamhetsmål"
    FINANCIAL = "finansiellt", "Finansiellt mål"


class Verdict(models.TextChoices):
    """How a goal with several parts is judged as one."""

    ALL = "alla", "Alla delar ska nås"
    ANY = "nagon", "Någon del räcker"
    DISTRIBUTION = "fordelning", "En fördelning som summerar till 100 %"


class Goal(YearOwned):
    """A goal, a group of goals or an activity of a year, in an ordered tree with its own numbering.

    `text` may hold {mål} (or {mål1}, {mål2} …) where the target of its part is printed and {dagar}
    where the part's number of days is: the figure lives in the part, never in the text.
    """

    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, verbose_name="hör till", related_name="children"
    )
    insats_year = models.ForeignKey(
        InsatsYear, models.CASCADE, null=True, blank=True, verbose_name="insats", related_name="goals"
    )
    level = models.CharField("nivå", max_length=10, choices=GoalLevel, default=GoalLevel.GOAL)
    kind = models.CharField("slag", max_length=12, choices=GoalKind)
    number = models.CharField("egen numrering", max_length=8, blank=True, help_text="Till exempel A eller 1.")
    name = models.CharField("kort namn", max_length=160)
    text = models.TextField("mål", blank=True, help_text="Skriv {mål} där målvärdet ska stå.")
    follow_up = models.TextField("uppföljning", blank=True)
    footnote = models.TextField("fotnot", blank=True)
    owner = models.CharField("ansvarig", max_length=120, blank=True)
    verdict = models.CharField("bedömning", max_length=10, choices=Verdict, default=Verdict.ALL)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    within = ("fiscal_year",)

    class Meta:
        verbose_name = "mål"
        verbose_name_plural = "mål"
        ordering = ("order", "pk")
        constraints = [unique("fiscal_year", "key", message="Målet finns redan det här året.")]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        ancestor = self.parent
        while ancestor is not None:
            if self.pk is not None and ancestor.pk == self.pk:
                raise ValidationError({"parent": "Ett mål kan inte höra till sig självt."})
            ancestor = ancestor.parent
        if self.parent and self.parent.fiscal_year_id != self.fiscal_year_id:
            raise ValidationError({"parent": "Målet och det som det hör till ska gälla samma år."})
        if self.insats_year and self.insats_year.fiscal_year_id != self.fiscal_year_id:
            raise ValidationError({"insats_year": "Insatsen hör till ett annat år."})


class Operator(models.TextChoices):
    """How a result is compared with the target."""

    AT_LEAST = "minst", "minst"
    AT_MOST = "hogst", "högst"
    OVER = "over", "över"
    UNDER = "under", "under"
    EQUAL = "lika", "lika med"
    BETWEEN = "mellan", "mellan"
    MORE = "fler", "fler än basåret"
    FEWER = "farre", "färre än basåret"
    WITHIN_DAYS = "inom", "andel inom ett antal dagar"
    YES = "ja", "ja eller nej"
    TEXT = "text", "bedöms med ord"


# Operators that compare with a number of their own.
WITH_TARGET = ("minst", "hogst", "over", "under", "lika", "mellan", "inom")


class Unit(models.TextChoices):
    """What a target is counted in."""

    PERCENT = "%", "%"
    COUNT = "st", "antal"
    KRONOR = "kr", "kr"
    DAYS = "dagar", "dagar"


class GoalPart(Owned):
    """What is measured, of whom, and against what: a goal has one or several.

    `target` in % is per cent (80 is 80 %). `fraction` prints the target in words ("en tredjedel").
    `base_offset` is the year compared with, relative to the plan's (−1: the year before). `fact` binds
    the part to a fact, or to several put together (`a@0 + b@0 / c@0`), read and never typed.
    """

    goal = models.ForeignKey(Goal, models.CASCADE, verbose_name="mål", related_name="parts")
    measure = models.CharField("vad som mäts", max_length=200)
    population = models.CharField("bland vilka", max_length=120, blank=True)
    operator = models.CharField("riktning", max_length=8, choices=Operator, default=Operator.AT_LEAST)
    target = models.DecimalField("målvärde", max_digits=13, decimal_places=2, null=True, blank=True)
    target_high = models.DecimalField("högsta värde", max_digits=13, decimal_places=2, null=True, blank=True)
    unit = models.CharField("enhet", max_length=6, choices=Unit, default=Unit.PERCENT)
    fraction = models.CharField("målvärdet i ord", max_length=40, blank=True)
    days = models.PositiveSmallIntegerField("inom antal dagar", null=True, blank=True)
    working_days = models.BooleanField("arbetsdagar", default=True)
    base_offset = models.SmallIntegerField(
        "jämförs med", default=0, choices=[(0, "målåret"), (-1, "året före"), (-2, "två år före")]
    )
    fact = models.CharField("bunden till uppgift", max_length=400, blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    within = ("goal",)

    class Meta:
        verbose_name = "måldel"
        verbose_name_plural = "måldelar"
        ordering = ("order", "pk")
        constraints = [
            unique("goal", "key", message="Måldelen finns redan."),
            models.CheckConstraint(
                condition=~Q(operator__in=WITH_TARGET) | Q(target__isnull=False),
                name="goalpart_target_given",
                violation_error_message="Skriv ett målvärde, eller välj att målet bedöms med ord.",
            ),
            models.CheckConstraint(
                condition=~Q(operator="mellan") | Q(target_high__isnull=False, target_high__gt=F("target")),
                name="goalpart_interval_in_order",
                violation_error_message="Skriv ett högsta värde som är större än målvärdet.",
            ),
            models.CheckConstraint(
                condition=~Q(operator="inom") | Q(days__isnull=False),
                name="goalpart_days_given",
                violation_error_message="Skriv inom hur många dagar.",
            ),
        ]

    def __str__(self):
        return self.measure

    def key_text(self):
        return self.measure

    def clean(self):
        super().clean()
        if self.unit == Unit.PERCENT and self.target is not None and not 0 <= self.target <= 100:
            raise ValidationError({"target": "En andel ska vara mellan 0 och 100 %."})


class RiskLevel(models.TextChoices):
    """How serious a risk is."""

    LOW = "lag", "Låg"
    MEDIUM = "medel", "Medel"
    HIGH = "hog", "Hög"


class Risk(YearOwned):
    """A risk with its level or consequence, and what is done about it."""

    name = models.CharField("kort namn", max_length=160)
    text = models.TextField("risk")
    consequence = models.TextField("konsekvens", blank=True)
    level = models.CharField("nivå", max_length=6, choices=RiskLevel, blank=True)
    likelihood = models.PositiveSmallIntegerField("sannolikhet, 1–5", null=True, blank=True)
    impact = models.PositiveSmallIntegerField("påverkan, 1–5", null=True, blank=True)
    owner = models.CharField("ansvarig", max_length=120, blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    within = ("fiscal_year",)

    class Meta:
        verbose_name = "risk"
        verbose_name_plural = "risker"
        ordering = ("order", "pk")
        constraints = [
            unique("fiscal_year", "key", message="Risken finns redan det här året."),
            models.CheckConstraint(
                condition=(Q(likelihood__isnull=True) | Q(likelihood__range=(1, 5)))
                & (Q(impact__isnull=True) | Q(impact__range=(1, 5))),
                name="risk_scale",
                violation_error_message="Sannolikhet och påverkan anges från 1 till 5.",
            ),
        ]

    def __str__(self):
        return self.name


class RiskMeasure(Owned):
    """One thing done about a risk."""

    risk = models.ForeignKey(Risk, models.CASCADE, verbose_name="risk", related_name="measures")
    text = models.TextField("åtgärd")
    order = models.PositiveSmallIntegerField("ordning", default=0)

    within = ("risk",)

    class Meta:
        verbose_name = "åtgärd"
        verbose_name_plural = "åtgärder"
        ordering = ("order", "pk")
        constraints = [unique("risk", "key", message="Åtgärden finns redan.")]

    def __str__(self):
        return self.text[:80]


class Meeting(YearOwned):
    """A meeting of a body; its weekday is computed from its date."""

    body = models.ForeignKey("finsam.Body", models.PROTECT, verbose_name="organ", related_name="meetings")
    date = models.DateField("datum")
    start = models.TimeField("börjar", null=True, blank=True)
    end = models.TimeField("slutar", null=True, blank=True)
    name = models.CharField("rubrik", max_length=160, blank=True, help_text="Tom: organets namn.")
    theme = models.CharField("tema", max_length=200, blank=True, help_text="Till exempel ”årsredovisning”.")
    place = models.CharField("plats", max_length=160, blank=True)
    public = models.BooleanField("offentligt", default=False)

    within = ("fiscal_year",)

    class Meta:
        verbose_name = "möte"
        verbose_name_plural = "möten"
        ordering = ("date", "start", "pk")
        constraints = [
            unique("fiscal_year", "key", message="Mötet finns redan."),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(start__isnull=False, end__gt=F("start")),
                name="meeting_times_in_order",
                violation_error_message="Mötet kan inte sluta innan det börjar.",
            ),
        ]

    def __str__(self):
        return f"{self.name or self.body} {self.date}"

    def key_text(self):
        return f"{self.body.key} {self.date}"

    def clean(self):
        super().clean()
        if self.date and self.date.year != self.fiscal_year.year:
            raise ValidationError({"date": f"Mötet ska ligga under {self.fiscal_year}."})


class WheelItem(YearOwned):
    """Something that returns every year in a month, besides the meetings and the days of the law."""

    month = models.PositiveSmallIntegerField("månad")
    last_month = models.PositiveSmallIntegerField("till och med månad", null=True, blank=True)
    name = models.CharField("vad som görs", max_length=160)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    within = ("fiscal_year",)

    class Meta:
        verbose_name = "punkt i årshjulet"
        verbose_name_plural = "årshjul"
        ordering = ("month", "order", "pk")
        constraints = [
            unique("fiscal_year", "key", message="Punkten finns redan."),
            models.CheckConstraint(
                condition=Q(month__range=(1, 12))
                & (Q(last_month__isnull=True) | Q(last_month__gte=F("month"), last_month__lte=12)),
                name="wheelitem_months",
                violation_error_message="Månaderna ska vara 1–12, i ordning.",
            ),
        ]

    def __str__(self):
        return self.name


class ExternalProject(YearOwned):
    """A project that the förbund takes part in without paying for it."""

    name = models.CharField("namn", max_length=160)
    financier = models.CharField("finansiär", max_length=160, blank=True)
    owner = models.CharField("projektägare", max_length=160, blank=True)
    start = models.DateField("från", null=True, blank=True)
    end = models.DateField("till", null=True, blank=True)
    period_note = models.CharField("tillägg om tiden", max_length=120, blank=True)
    content = ProseField("innehåll och effekt", blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    within = ("fiscal_year",)

    class Meta:
        verbose_name = "projekt som andra finansierar"
        verbose_name_plural = "projekt som andra finansierar"
        ordering = ("order", "pk")
        constraints = [
            unique("fiscal_year", "key", message="Projektet finns redan."),
            dates_in_order("externalproject_dates_in_order", "Projektet kan inte sluta innan det börjar."),
        ]

    def __str__(self):
        return self.name
