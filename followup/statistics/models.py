"""Participant statistics: counts, means and grades of populations. Never people."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from finsam.core.crud.fields import PercentField
from finsam.core.models import Ordered, Owned, YearOwned, optional, part_of, promise, required, unique
from finsam.organisation.models import MemberKind


class MeasureKind(models.TextChoices):
    """What a measure's figures are."""

    COUNT = "antal", "Antal"
    MEAN = "medel", "Medelvärde"
    GRADE = "betyg", "Betyg"


class Measure(Ordered, Owned):
    """Something that is counted or measured year after year: participants, age, contacts, months enrolled."""

    name = models.CharField("namn", max_length=80, help_text="Till exempel ”Ålder” eller ”Deltagare”.")
    kind = models.CharField("slag", max_length=6, choices=MeasureKind, default=MeasureKind.COUNT)
    persons = models.BooleanField(
        "räknar personer",
        default=True,
        help_text="Små antal personer visas inte i det som publiceras.",
    )
    unit = models.CharField(
        "enhet", max_length=20, blank=True, help_text="Till exempel månader. Lämna tomt för personer."
    )
    decimals = models.PositiveSmallIntegerField("decimaler", default=0, validators=[MaxValueValidator(2)])
    scale_low = models.SmallIntegerField("lägsta betyg", null=True, blank=True)
    scale_high = models.SmallIntegerField("högsta betyg", null=True, blank=True)

    class Meta(Ordered.Meta):
        verbose_name = "mått"
        verbose_name_plural = "mått"
        constraints = [
            unique("forbund", "key", message="Måttet finns redan."),
            promise(
                "measure_scale_given",
                ~Q(kind=MeasureKind.GRADE)
                | Q(scale_low__isnull=False, scale_high__isnull=False, scale_high__gt=F("scale_low")),
                "Ett betyg behöver en skala: skriv lägsta och ett större högsta betyg.",
            ),
            promise(
                "measure_persons_are_counted",
                Q(persons=False) | Q(kind=MeasureKind.COUNT),
                "Bara ett antal kan räkna personer.",
            ),
        ]


class BinSet(Ordered, Owned):
    """A way to divide a population: age groups, exit reasons. A changed one is a new version of the former."""

    name = models.CharField("namn", max_length=80, help_text="Till exempel ”Åldersgrupper”.")
    edition = models.PositiveSmallIntegerField("utgåva", default=1)
    replaces = optional("self", "ersätter", "replaced_by", help_text="Den tidigare indelningen av samma sak.")
    unit = models.CharField("enhet för gränserna", max_length=20, blank=True, help_text="Till exempel år.")

    class Meta(Ordered.Meta):
        verbose_name = "indelning"
        verbose_name_plural = "indelningar"
        constraints = [
            unique("forbund", "key", message="Indelningen finns redan."),
            unique("forbund", "name", "edition", message="Den utgåvan av indelningen finns redan."),
        ]

    def __str__(self):
        return self.name if self.edition == 1 else f"{self.name}, utgåva {self.edition}"

    def clean(self):
        super().clean()
        if self in self.above("replaces"):
            raise ValidationError({"replaces": "En indelning kan inte ersätta sig själv."})


class Bin(Ordered, Owned):
    """A part of a division. Bins of numbers say from and to; the last may be open."""

    bin_set = part_of(BinSet, "indelning", "bins")
    name = models.CharField("namn", max_length=80)
    low = models.PositiveSmallIntegerField("från och med", null=True, blank=True)
    high = models.PositiveSmallIntegerField("till och med", null=True, blank=True)
    maps_to = optional("self", "motsvarar i förra utgåvan", "+", on_delete=models.SET_NULL)

    within = ("bin_set",)

    class Meta(Ordered.Meta):
        verbose_name = "grupp"
        verbose_name_plural = "grupper"
        constraints = [
            unique("bin_set", "key", message="Gruppen finns redan."),
            promise(
                "bin_ends_in_order",
                Q(high__isnull=True) | Q(low__isnull=True) | Q(high__gte=F("low")),
                "En grupp kan inte sluta innan den börjar.",
            ),
        ]

    def key_text(self):
        return self.name.replace("–", "-")

    def clean(self):
        super().clean()
        if self.maps_to and self.bin_set.replaces_id != self.maps_to.bin_set_id:
            message = "Gruppen kan bara motsvara en grupp i den indelning som den här ersätter."
            raise ValidationError({"maps_to": message})


class Population(models.TextChoices):
    """Who are counted. The five first are the flow of a year."""

    BROUGHT = "ingaende", "Inskrivna vid årets början"
    NEW = "nya", "Nya under året"
    ENROLLED = "pagaende", "Inskrivna under året"
    CLOSED = "avslutade", "Avslutade under året"
    CARRIED = "utgaende", "Inskrivna vid årets slut"
    APPLICANTS = "sokande", "Sökande"
    VISITORS = "besokare", "Besökare"
    ALL = "alla", "Alla"


class Source(models.TextChoices):
    """Where figures come from."""

    NATIONAL = "uf", "Uppföljning Finsam"
    TALLY = "pinn", "Pinnstatistik"
    SURVEY = "enkat", "Enkät"
    ESTIMATE = "uppskattning", "Uppskattning"
    OTHER = "annat", "Annan källa"


class TableStatus(models.TextChoices):
    """A table that does not add up stays a draft: nothing is lost, and nothing is called finished."""

    DRAFT = "utkast", "Utkast"
    DONE = "klar", "Klar"


def said_in_log(name: str) -> str:
    """What the log calls a figure by the keys of its group, kommun and sex, in words."""
    sexes = {sex.value: str(sex.label).lower() for sex in Sex}
    parts = [sexes.get(part) or part.removeprefix("i-").removeprefix("grupp-") for part in name.split(".")]
    return ", ".join(parts)


class UpToADay(models.Model):
    """Figures of an insats or of all, from the year's beginning `until` a day; without one, of the whole year."""

    class Meta:
        abstract = True

    @property
    def whole_year(self) -> bool:
        """Whether it covers the year to its end."""
        return self.until is None or (self.until.month, self.until.day) == (12, 31)

    def told(self, *names: str) -> str:
        """`Ålder, avslutade under året, Coachingteamet, till och med 31/8`: the names, then whose and until when."""
        whose = [self.insats.name] if self.insats else []
        until = [] if self.whole_year else [f"till och med {self.until.day}/{self.until.month}"]
        return ", ".join([*names, *whose, *until])

    def clean(self):
        super().clean()
        if self.until is None:
            self.until = date(self.fiscal_year.year, 12, 31)
        elif self.until.year != self.fiscal_year.year:
            raise ValidationError({"until": f"Dagen ska ligga i {self.fiscal_year}."})


def once(*fields: str, of_insats: str, of_all: str) -> list[models.UniqueConstraint]:
    """That something is there once of an insats, and once of all: to a database two rows without an insats differ."""
    without = tuple(field for field in fields if field != "insats")
    return [
        models.UniqueConstraint(
            fields=names,
            condition=Q(insats__isnull=names == without),
            name=f"%(class)s_{name}",
            violation_error_message=message,
        )
        for name, names, message in (("once", fields, of_insats), ("once_for_all", without, of_all))
    ]


class InItsPlace(models.Model):
    """A figure that is known by where it stands: that is its key, so that a place can hold only one."""

    class Meta:
        abstract = True

    def __str__(self):
        return self.key_text()

    def free_key(self):
        return self.key_text()


class StatTable(UpToADay, Ordered, YearOwned):
    """Figures of one measure for one population of an insats, up to a day of the year, from one source."""

    insats = optional("plans.Insats", "insats", "tables", help_text="Lämna tomt för hela förbundet.")
    measure = required(Measure, "mått", "tables")
    population = models.CharField("vilka som räknas", max_length=10, choices=Population)
    until = models.DateField(
        "till och med",
        blank=True,
        help_text="Lämna tomt för hela året. En delårsrapport slutar till exempel 31 augusti.",
    )
    bin_set = optional(BinSet, "indelning", "tables")
    multi_response = models.BooleanField(
        "flera svar per person",
        default=False,
        help_text="Då kan grupperna tillsammans bli fler än antalet personer.",
    )
    groups_by_kommun = models.BooleanField(
        "grupperna delas upp per kommun",
        default=False,
        help_text="Då skrivs varje grupp per kommun, utan kön. Totalerna per grupp och per kommun räknas ut.",
    )
    source = models.CharField("källa", max_length=12, choices=Source, default=Source.TALLY)
    source_note = models.CharField("om källan", max_length=200, blank=True)
    title = models.CharField(
        "rubrik", max_length=160, blank=True, help_text="Lämna tomt för måttet och vilka som räknas."
    )
    status = models.CharField(
        "status", max_length=6, choices=TableStatus, default=TableStatus.DRAFT, editable=False
    )

    most = 1000  # each insats, measure and population

    class Meta(Ordered.Meta):
        verbose_name = "statistiktabell"
        verbose_name_plural = "statistik"
        constraints = [
            unique("fiscal_year", "key", message="Tabellen finns redan det här året."),
            *once(
                *("fiscal_year", "insats", "measure", "population", "until"),
                of_insats="Det finns redan en tabell för samma insats, mått, personer och period.",
                of_all="Det finns redan en tabell för hela förbundet med samma mått, personer och period.",
            ),
            promise(
                "stattable_multi_has_bins",
                Q(multi_response=False) | Q(bin_set__isnull=False),
                "Flera svar per person kräver en indelning.",
            ),
            promise(
                "stattable_kommun_has_bins",
                Q(groups_by_kommun=False) | Q(bin_set__isnull=False),
                "Välj en indelning. Ett antal utan grupper skrivs alltid per kommun.",
            ),
        ]

    def __str__(self):
        return self.title or self.label

    @property
    def label(self) -> str:
        """`Ålder, avslutade under året, Coachingteamet, till och med 31/8`."""
        return self.told(self.measure.name, self.get_population_display().lower())

    @property
    def scope(self) -> str:
        """The population as facts' keys name it: `pagaende`, or `pagaende-0831` of a part of the year."""
        return self.population if self.whole_year else f"{self.population}-{self.until:%m%d}"

    def key_text(self):
        return f"{self.insats.name if self.insats else ''} {self.measure.name} {self.scope}"


class Sex(models.TextChoices):
    """The split by sex; the figure of all together has none."""

    WOMEN = "kvinna", "Kvinnor"
    MEN = "man", "Män"
    OTHER = "annat", "Annat eller okänt"


class Qualifier(models.TextChoices):
    """How exact a figure is."""

    EXACT = "", "exakt"
    ABOUT = "ca", "ca"
    OVER = "över", "över"
    AT_LEAST = "minst", "minst"
    AT_MOST = "högst", "högst"
    UNDER = "under", "under"


class StatValue(InItsPlace, Owned):
    """One figure of a table: of a bin (or all), a sex (or all), a kommun (or all).

    A share is stored only when nobody knows what it was counted from ("n okänt"); all others are computed.
    """

    table = part_of(StatTable, "tabell", "values")
    bin = optional(Bin, "grupp", "values")
    sex = models.CharField("kön", max_length=6, choices=Sex, blank=True)
    kommun = optional("organisation.Member", "kommun", "+")
    value = models.DecimalField(
        "värde",
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0), "Ett antal kan inte vara mindre än noll.")],
    )
    share = PercentField("andel, % (n okänt)", null=True, blank=True)
    qualifier = models.CharField("hur säkert", max_length=6, choices=Qualifier, blank=True)

    within = ("table",)

    class Meta:
        verbose_name = "värde"
        verbose_name_plural = "värden"
        ordering = ("bin__order", "pk")
        constraints = [
            unique("table", "key", message="Rutan har redan ett värde."),
            promise(
                "statvalue_one_of_two",
                Q(value__isnull=False, share__isnull=True) | Q(value__isnull=True, share__isnull=False),
                "Skriv antingen ett värde eller en andel, inte båda.",
            ),
        ]

    @staticmethod
    def label_in_log(name: str) -> str:
        """`16-24.kvinna` as people say it: `16–24, kvinnor`."""
        return said_in_log(name)

    def key_text(self):
        return place_of(self.bin, self.sex, self.kommun)

    def clean(self):
        super().clean()
        if self.bin and self.bin.bin_set_id != self.table.bin_set_id:
            raise ValidationError({"bin": "Gruppen hör till en annan indelning än tabellens."})
        if self.kommun and self.kommun.kind != MemberKind.KOMMUN:
            raise ValidationError({"kommun": "Välj en kommun."})
        if self.bin and self.kommun and self.sex:
            raise ValidationError({"sex": "En grupp i en kommun skrivs för alla tillsammans, inte per kön."})
        measure = self.table.measure
        if self.value is not None and measure.kind == MeasureKind.COUNT and self.value % 1:
            raise ValidationError({"value": "Ett antal är ett helt tal."})
        if (
            self.value is not None
            and measure.kind == MeasureKind.GRADE
            and not measure.scale_low <= self.value <= measure.scale_high
        ):
            scale = f"{measure.scale_low}–{measure.scale_high}"
            raise ValidationError({"value": f"Betyget ska ligga på skalan {scale}."})


def place_of(bin, sex: str, kommun) -> str:  # noqa: A002 - it is one
    """A cell's name: `totalt`, `16-24-kvinna`, `16-24-kvinna_karlskoga`."""
    name = bin.key if bin else "totalt"
    name = f"{name}-{sex}" if sex else name
    return f"{name}_{kommun.key}" if kommun else name
