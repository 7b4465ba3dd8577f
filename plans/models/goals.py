"""What is to be reached: goals in their tree, and the parts that each is measured by."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from finsam.core.models import Ordered, Owned, YearOwned, optional, part_of, promise, unique
from plans.models.insatser import InsatsYear


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


class Goal(Ordered, YearOwned):
    """A goal, a group of goals or an activity of a year, in an ordered tree with its own numbering.

    `text` may hold {mål} (or {mål1}, {mål2} …) where the target of its part is printed and {dagar}
    where the part's number of days is: the figure lives in the part, never in the text.
    """

    parent = optional("self", "hör till", "children", on_delete=models.CASCADE)
    insats_year = optional(InsatsYear, "insats", "goals", on_delete=models.CASCADE)
    level = models.CharField("nivå", max_length=10, choices=GoalLevel, default=GoalLevel.GOAL)
    kind = models.CharField("slag", max_length=12, choices=GoalKind)
    number = models.CharField("egen numrering", max_length=8, blank=True, help_text="Till exempel A eller 1.")
    name = models.CharField("kort namn", max_length=160)
    text = models.TextField("mål", blank=True, help_text="Skriv {mål} där målvärdet ska stå.")
    follow_up = models.TextField("uppföljning", blank=True)
    footnote = models.TextField("fotnot", blank=True)
    owner = models.CharField("ansvarig", max_length=120, blank=True)
    verdict = models.CharField("bedömning", max_length=10, choices=Verdict, default=Verdict.ALL)

    shared_in_tree = ("insats_year",)

    class Meta(Ordered.Meta):
        verbose_name = "mål"
        verbose_name_plural = "mål"
        constraints = [unique("fiscal_year", "key", message="Målet finns redan det här året.")]

    def clean(self):
        super().clean()
        if self in self.above("parent"):
            raise ValidationError({"parent": "Ett mål kan inte höra till sig självt."})
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


class GoalPart(Ordered, Owned):
    """What is measured, of whom, and against what: a goal has one or several.

    `target` in % is per cent (80 is 80 %). `fraction` prints the target in words ("en tredjedel").
    `base_offset` is the year compared with, relative to the plan's (−1: the year before). `fact` binds
    the part to a fact, or to several put together (`a@0 + b@0 / c@0`), read and never typed.
    """

    goal = part_of(Goal, "mål", "parts")
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

    within = ("goal",)

    class Meta(Ordered.Meta):
        verbose_name = "måldel"
        verbose_name_plural = "måldelar"
        constraints = [
            unique("goal", "key", message="Måldelen finns redan."),
            promise(
                "goalpart_target_given",
                ~Q(operator__in=WITH_TARGET) | Q(target__isnull=False),
                "Skriv ett målvärde, eller välj att målet bedöms med ord.",
            ),
            promise(
                "goalpart_interval_in_order",
                ~Q(operator=Operator.BETWEEN) | Q(target_high__isnull=False, target_high__gt=F("target")),
                "Skriv ett högsta värde som är större än målvärdet.",
            ),
            promise(
                "goalpart_days_given",
                ~Q(operator=Operator.WITHIN_DAYS) | Q(days__isnull=False),
                "Skriv inom hur många dagar.",
            ),
        ]

    def __str__(self):
        return self.measure

    def clean(self):
        super().clean()
        if self.unit == Unit.PERCENT and self.target is not None and not 0 <= self.target <= 100:
            raise ValidationError({"target": "En andel ska vara mellan 0 och 100 %."})
