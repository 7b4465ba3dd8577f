"""Indicator surveys: instruments, forms, questions in their wordings, rounds, and counts of answers. Never answers of a person."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from finsam.core.crud.fields import PercentField
from finsam.core.models import Ordered, Owned, YearOwned, optional, part_of, promise, required, unique
from followup.statistics.models import InItsPlace, Sex, TableStatus, UpToADay, once, said_in_log
from followup.surveys.survey_scales import LABELS, LEVELS, Scale


class Instrument(Ordered, Owned):
    """Whose questions they are: a national set, or the förbund's own."""

    name = models.CharField("namn", max_length=80, help_text="Till exempel ”Indikatorer för samverkan”.")
    owner = models.CharField("ägs av", max_length=80, blank=True)
    licensed = models.BooleanField(
        "frågorna får inte formuleras om",
        default=False,
        help_text="Förbundet skriver in den ordalydelse som det har rätt att använda.",
    )

    class Meta(Ordered.Meta):
        verbose_name = "mätinstrument"
        verbose_name_plural = "mätinstrument"
        constraints = [unique("forbund", "key", message="Instrumentet finns redan.")]


class FormKind(models.TextChoices):
    """Who answer."""

    ONGOING = "pagaende", "Deltagare under insatsen"
    EXIT = "avslut", "Deltagare vid avslut"
    STAFF = "personal", "Insatspersonal"
    BOARD = "styrelse", "Styrelse"
    PREPARATION = "beredning", "Beredningsgrupp"
    MANAGERS = "chefer", "Chefer i samverkan"
    REFERRERS = "remittenter", "Remittenter"
    OWN = "egen", "Egen enkät"


class SurveyForm(Ordered, Owned):
    """A form of an instrument: the questions that one group is asked."""

    instrument = required(Instrument, "instrument", "forms")
    name = models.CharField("namn", max_length=80, help_text="Till exempel ”Deltagare vid avslut”.")
    kind = models.CharField("vilka som svarar", max_length=12, choices=FormKind)

    class Meta(Ordered.Meta):
        verbose_name = "formulär"
        verbose_name_plural = "formulär"
        constraints = [
            unique("forbund", "key", message="Formuläret finns redan."),
            unique("instrument", "name", message="Instrumentet har redan ett formulär med det namnet."),
        ]

    def key_text(self):
        """A national form is known by who answer it, so that facts are called `indikator.avslut…`."""
        return self.name if self.kind == FormKind.OWN else self.kind


class Question(Ordered, Owned):
    """A question in one wording. Another wording is another question that replaces it: their years aren't compared."""

    form = part_of(SurveyForm, "formulär", "questions")
    code = models.CharField("kod", max_length=12, help_text="Frågans nummer eller kod i instrumentet.")
    edition = models.PositiveSmallIntegerField(
        "lydelse", default=1, validators=[MinValueValidator(1, "Den första lydelsen har nummer 1.")]
    )
    name = models.CharField("kort rubrik", max_length=100, help_text="Så skrivs frågan i tabeller.")
    wording = models.CharField("ordalydelse", max_length=400, blank=True)
    scale = models.CharField("svaren", max_length=5, choices=Scale, default=Scale.OFTEN)
    replaces = optional("self", "ersätter lydelsen", "replaced_by", on_delete=models.SET_NULL)

    within = ("form",)

    class Meta:
        verbose_name = "fråga"
        verbose_name_plural = "frågor"
        ordering = ("order", "code", "edition", "pk")
        constraints = [
            unique("form", "key", message="Frågan finns redan."),
            unique("form", "code", "edition", message="Den lydelsen av frågan finns redan."),
        ]

    def __str__(self):
        name = f"{self.code}. {self.name}"
        return name if self.edition == 1 else f"{name} (lydelse {self.edition})"

    def key_text(self):
        return self.code if self.edition == 1 else f"{self.code} v{self.edition}"

    def clean(self):
        super().clean()
        if self.replaces and (self.replaces.form_id != self.form_id or self.replaces_id == self.pk):
            raise ValidationError({"replaces": "En lydelse ersätter en annan lydelse i samma formulär."})
        if self.replaces and self.replaces.edition >= self.edition:
            raise ValidationError({"edition": "Den nya lydelsen ska ha ett högre nummer än den ersatta."})
        stored = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
        if stored is None or not self.values.exists():
            return
        if stored.wording and stored.wording != self.wording:
            message = "Frågan har svar. Lägg till en ny lydelse som ersätter den, så att åren inte blandas."
            raise ValidationError({"wording": message})
        if stored.scale != self.scale:
            raise ValidationError({"scale": "Frågan har svar på den skala den har. Lägg till en ny lydelse."})


class SurveyRound(UpToADay, Ordered, YearOwned):
    """A form asked in a year, up to a day, of one insats or of all. Counts run from the year's beginning."""

    form = required(SurveyForm, "formulär", "rounds")
    insats = optional("plans.Insats", "insats", "rounds", help_text="Lämna tomt för hela förbundet.")
    until = models.DateField(
        "till och med",
        blank=True,
        help_text="Lämna tomt för hela året. Svaren räknas från årets början.",
    )
    sent = models.PositiveIntegerField("antal tillfrågade", null=True, blank=True)
    returned = models.PositiveIntegerField("antal besvarade formulär", null=True, blank=True)
    source_note = models.CharField("om mätningen", max_length=200, blank=True)
    status = models.CharField(
        "status", max_length=6, choices=TableStatus, default=TableStatus.DRAFT, editable=False
    )

    most = 1000  # each insats, form and time

    class Meta(Ordered.Meta):
        verbose_name = "mätning"
        verbose_name_plural = "indikatorer"
        constraints = [
            unique("fiscal_year", "key", message="Mätningen finns redan det här året."),
            *once(
                *("fiscal_year", "form", "insats", "until"),
                of_insats="Det finns redan en mätning med samma formulär, insats och period.",
                of_all="Det finns redan en mätning för hela förbundet med samma formulär och period.",
            ),
            promise(
                "surveyround_returned_of_sent",
                Q(sent__isnull=True) | Q(returned__isnull=True) | Q(returned__lte=F("sent")),
                "Fler kan inte ha svarat än de som har tillfrågats.",
            ),
        ]

    def __str__(self):
        return self.told(str(self.form))

    @property
    def scope(self) -> str:
        """What its facts' keys have after the question's: `.i-vagledarna.per-0831`."""
        insats = f".i-{self.insats.key}" if self.insats else ""
        return insats if self.whole_year else f"{insats}.per-{self.until:%m%d}"

    def key_text(self):
        return f"{self.form.key} {self.scope.replace('.', ' ')}"

    def clean(self):
        super().clean()
        if self.pk and self.values.exclude(question__form=self.form_id).exists():
            raise ValidationError({"form": "Mätningen har svar. Lägg till en ny mätning för det formuläret."})


class SurveyValue(InItsPlace, Owned):
    """How many gave an answer: of a question, a level and a sex (or all).

    Without a level it is a positive share that an older report states, and `count` is its n, when that is known.
    """

    round = part_of(SurveyRound, "mätning", "values")
    question = required(Question, "fråga", "values")
    level = models.CharField("svar", max_length=8, choices=list(LABELS.items()), blank=True)
    sex = models.CharField("kön", max_length=6, choices=Sex, blank=True)
    count = models.PositiveIntegerField("antal", null=True, blank=True)
    share = PercentField("äldre andel, %", null=True, blank=True)

    within = ("round",)

    class Meta:
        verbose_name = "svar"
        verbose_name_plural = "svar"
        ordering = ("question__order", "pk")
        constraints = [
            unique("round", "key", message="Rutan har redan ett antal."),
            promise(
                "surveyvalue_count_or_share",
                Q(level="", share__isnull=False)
                | (~Q(level="") & Q(share__isnull=True, count__isnull=False)),
                "Skriv antalet svar på en nivå, eller en äldre andel utan nivå.",
            ),
        ]

    @staticmethod
    def label_in_log(name: str) -> str:
        """A question, a sex and an answer by their keys, in words."""
        return said_in_log(name.replace("_", "."))

    def key_text(self):
        return value_key(self.question.key, self.sex, self.level)

    def clean(self):
        super().clean()
        if self.question.form_id != self.round.form_id:
            raise ValidationError({"question": "Frågan hör till ett annat formulär."})
        if self.level and self.level not in {level.key for level in LEVELS[self.question.scale]}:
            raise ValidationError({"level": "Svaret finns inte på frågans skala."})
        if not self.level and self.question.scale == Scale.GRADE:
            raise ValidationError({"share": "En fråga med betyg har ingen andel. Skriv antalet per betyg."})


def value_key(question: str, sex: str, level: str) -> str:
    """A figure's name in its round: `6_ofta_kvinna`, `6_andel`."""
    return "_".join(part for part in (question, level or "andel", sex) if part)
