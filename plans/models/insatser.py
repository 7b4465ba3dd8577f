"""What the förbund finances: insatser, year by year, and the kinds they are of."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from finsam.core.crud.fields import MoneyField, PercentField, ProseField
from finsam.core.models import Ordered, Owned, YearOwned, dates_in_order, part_of, promise, required, unique
from finsam.core.values.collation import in_swedish
from finsam.core.values.money import exact


class NationalKind(models.TextChoices):
    """The two kinds that every förbund reports nationally (Uppföljning Finsam)."""

    INDIVID = "individ", "Individinriktad"
    STRUKTUR = "struktur", "Strukturövergripande"


class InsatsKind(Ordered, Owned):
    """A förbund's own kind of insats, mapped to one of the two national ones."""

    name = models.CharField("namn", max_length=80, help_text="Till exempel ”Processtödjande insats”.")
    national = models.CharField("nationell kategori", max_length=10, choices=NationalKind)

    class Meta(Ordered.Meta):
        verbose_name = "insatskategori"
        verbose_name_plural = "insatskategorier"
        constraints = [unique("forbund", "key", message="Kategorin finns redan.")]


class Insats(Owned):
    """Something the förbund finances, living over years; a year's content is its InsatsYear.

    `national_method` and `esf` are asked for once, when it is registered in Uppföljning Finsam, and can't be changed
    there. The system's own list of methods isn't public, so the method is written as it stands there.
    """

    name = models.CharField("namn", max_length=120)
    national_method = models.CharField(
        "uppföljningsmetod", max_length=60, blank=True, help_text="Som den heter i Uppföljning Finsam."
    )
    esf = models.BooleanField("finansieras av ESF", null=True, blank=True)

    class Meta:
        verbose_name = "insats"
        verbose_name_plural = "insatser"
        ordering = (in_swedish("name"),)
        constraints = [unique("forbund", "key", message="Insatsen finns redan.")]


class Planned(models.TextChoices):
    """How the number of participants is planned."""

    NONE = "", "Anges inte"
    NUMBER = "antal", "Ett antal"
    INTERVAL = "intervall", "Ett intervall"
    NEED = "behov", "Behovsstyrt"


class InsatsYear(YearOwned):
    """An insats as planned for one year: what the insatskort says."""

    insats = part_of(Insats, "insats", "years")
    title = models.CharField("rubrik", max_length=160, blank=True, help_text="Lämna tomt för insatsens namn.")
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
    kommuner = models.ManyToManyField(
        "organisation.Member",
        verbose_name="kommuner",
        related_name="+",
        blank=True,
        help_text="Där insatsen arbetar. Inga valda: i alla förbundets kommuner.",
    )
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

    class Meta:
        verbose_name = "insats under året"
        verbose_name_plural = "insatser under året"
        ordering = ("order", "pk")
        constraints = [
            unique("fiscal_year", "key", message="Insatsen finns redan det här året."),
            unique("fiscal_year", "insats", message="Insatsen finns redan det här året."),
            dates_in_order("Insatsen kan inte sluta innan den börjar."),
            promise(
                "insatsyear_number_given",
                ~Q(planned=Planned.NUMBER) | Q(planned_low__isnull=False),
                "Skriv hur många deltagare som planeras.",
            ),
            promise(
                "insatsyear_interval_in_order",
                ~Q(planned=Planned.INTERVAL)
                | Q(planned_low__isnull=False, planned_high__isnull=False, planned_high__gt=F("planned_low")),
                "Skriv ett lägsta och ett högre högsta antal deltagare.",
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

    insats_year = part_of(InsatsYear, "insats", "shares")
    kind = required(InsatsKind, "kategori", "shares")
    share = PercentField("andel, %", default=Decimal(100))

    within = ("insats_year",)

    class Meta:
        verbose_name = "andel av kategori"
        verbose_name_plural = "fördelning på kategorier"
        ordering = ("pk",)
        constraints = [unique("insats_year", "kind", message="Kategorin är redan vald.")]

    def __str__(self):
        return f"{self.kind} {exact(self.share)} %"

    def key_text(self):
        return self.kind.key
