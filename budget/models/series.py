"""Money: lines, and the series that give them amounts."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from finsam.core.crud.fields import MoneyField, PercentField
from finsam.core.models import Ordered, Owned, YearOwned, optional, part_of, promise, unique

# Names that measures of a series have; a line may not take them.
MEASURES = {
    "intakter": "Summa intäkter",
    "kostnader": "Summa kostnader",
    "resultat": "Resultat",
    "ingaende": "Ingående eget kapital",
    "resurser": "Summa intäkter och ingående kapital",
    "utgaende": "Utgående eget kapital",
}
RESERVED = {
    *MEASURES,
    "insats",
    "kategori",
    "andel",
    "serie",
    "layout",
    "ej-kopplat-intakter",
    "ej-kopplat-kostnader",
}


class Side(models.TextChoices):
    """Which way money goes."""

    INCOME = "intakt", "Intäkt"
    COST = "kostnad", "Kostnad"


class Category(models.TextChoices):
    """What the activity is, nationally (verksamhetskategori)."""

    INDIVID = "individ", "Individinriktade insatser"
    STRUKTUR = "struktur", "Strukturövergripande insatser"
    ADMIN = "administration", "Administration"
    GRANT = "medelstilldelning", "Medelstilldelning"
    ESF = "esf", "Projekt med annan finansiering"


class CostType(models.TextChoices):
    """What money is spent on (the cost areas Nationella rådet advises, and a few finer)."""

    BOARD = "styrelse", "Styrelse"
    STAFF = "personal", "Personal"
    PREMISES = "lokal", "Lokal"
    SERVICES = "tjanster", "Köp av tjänster"
    AUDIT = "revision", "Revision"
    GRANTS = "bidrag", "Lämnade bidrag"
    OTHER = "ovrigt", "Övrigt"


class RrRow(models.TextChoices):
    """Which row of the resultaträkning money belongs to (5 kap. 2 § lagen (2018:597))."""

    INCOME = "intakter", "Verksamhetens intäkter"
    COSTS = "kostnader", "Verksamhetens kostnader"
    DEPRECIATION = "avskrivningar", "Avskrivningar"
    TAXES = "skatteintakter", "Skatteintäkter"
    STATE_GRANTS = "statsbidrag", "Generella statsbidrag och utjämning"
    FINANCIAL_INCOME = "finansiella-intakter", "Finansiella intäkter"
    FINANCIAL_COSTS = "finansiella-kostnader", "Finansiella kostnader"
    EXTRAORDINARY = "extraordinara", "Extraordinära poster"


COST_ROWS = {RrRow.COSTS, RrRow.DEPRECIATION, RrRow.FINANCIAL_COSTS}


class Line(Ordered, Owned):
    """Where money is planned and followed: a leaf, or a group of lines (or of a lump in some series).

    In a series a group is either the sum of its lines or one lump, never both. A line with `payer`
    can read its amount from the contributions; one with `share_of` is a percentage of a common cost.
    """

    name = models.CharField("namn", max_length=160)
    side = models.CharField("slag", max_length=8, choices=Side)
    parent = optional("self", "ingår i", "children")
    account = models.CharField("konto", max_length=20, blank=True)
    category = models.CharField("verksamhetskategori", max_length=20, choices=Category, blank=True)
    cost_type = models.CharField("kostnadsslag", max_length=12, choices=CostType, blank=True)
    insats = optional("plans.Insats", "insats", "lines")
    payer = optional("organisation.Payer", "bidragsgivare", "lines")
    share_of = optional("self", "del av gemensam kostnad", "shares")
    share = PercentField("andel av den, %", null=True, blank=True)
    rr_row = models.CharField(
        "rad i resultaträkningen",
        max_length=22,
        choices=RrRow,
        blank=True,
        help_text="Lämna tomt om den är densamma som på raden den ingår i.",
    )
    offsets = optional(
        "self",
        "minskar kostnaden för",
        "offset_by",
        help_text="En intäkt som räknas av mot en kostnad när nettokostnader visas.",
    )
    common = models.BooleanField(
        "gemensam kostnad",
        default=False,
        help_text="Delas upp på andra rader i procent och räknas inte själv med i summorna.",
    )

    most = 500  # of all years

    class Meta(Ordered.Meta):
        verbose_name = "budgetrad"
        verbose_name_plural = "budgetrader"
        constraints = [
            unique("forbund", "key", message="Raden finns redan."),
            promise(
                "line_share_whole",
                Q(share_of__isnull=True, share__isnull=True) | Q(share_of__isnull=False, share__isnull=False),
                "En del av en gemensam kostnad behöver både kostnaden och andelen i procent.",
            ),
        ]

    def clean(self):
        super().clean()
        if self.key in RESERVED:
            raise ValidationError({"name": "Namnet är upptaget av en summa. Lägg till ett ord."})
        if self in self.above("parent"):
            raise ValidationError({"parent": "En rad kan inte ingå i sig själv."})
        if self.parent and self.parent.side != self.side:
            raise ValidationError({"parent": "En intäkt kan inte ingå i en kostnad, och inte tvärtom."})
        if self.rr_row not in ("", RrRow.EXTRAORDINARY) and (self.rr_row in COST_ROWS) != (
            self.side == Side.COST
        ):
            raise ValidationError(
                {"rr_row": "En intäkt hör till en rad för intäkter, och en kostnad till en för kostnader."}
            )
        if self.offsets and (self.side != Side.INCOME or self.offsets.side != Side.COST):
            raise ValidationError({"offsets": "Bara en intäkt kan minska en kostnad."})
        if self.share_of and (self.share_of_id == self.pk or not self.share_of.common):
            raise ValidationError({"share_of": "Välj en rad som är en gemensam kostnad."})

    def free_key(self):
        key = super().free_key()
        return f"{key}-rad" if key in RESERVED else key


class SeriesKind(models.TextChoices):
    """What a set of amounts is."""

    BUDGET = "budget", "Budget"
    REVISED = "reviderad", "Reviderad budget"
    FORECAST = "prognos", "Prognos"
    PLAN = "plan", "Plan"
    OUTCOME = "utfall", "Utfall"
    INTERIM = "delar", "Utfall för delåret"
    REVISED_PLAN = "revplan", "Reviderad plan"


# What a year may have several of, each with its own day
SEVERAL = (SeriesKind.REVISED, SeriesKind.REVISED_PLAN, SeriesKind.FORECAST, SeriesKind.INTERIM)
# What looks ahead of the year that it is made in, what is decided with a plan, and what a revision makes beside it
AHEAD = (SeriesKind.PLAN, SeriesKind.REVISED_PLAN)
ORIGINAL = (SeriesKind.BUDGET, SeriesKind.PLAN)
REVISIONS = (SeriesKind.REVISED, SeriesKind.REVISED_PLAN)


class Series(Ordered, YearOwned):
    """Amounts of one kind about one year, made in a plan year (`fiscal_year`).

    `date` is the last day of an interim outcome's period, which begins with the year; of others, the day as of
    which they are made. A year has one budget, plan and outcome, and revisions, forecasts and interim outcomes
    by their days.
    Opening equity comes from the closing of another series or is stated; two openings of one year may
    exist. A result may be stated where the lines are unknown.
    """

    name = models.CharField("namn", max_length=80, help_text="Till exempel ”Budget 2024”.")
    kind = models.CharField("slag", max_length=10, choices=SeriesKind)
    about = models.PositiveSmallIntegerField("avser år")
    date = models.DateField(
        "dag",
        null=True,
        blank=True,
        help_text="Utfall för ett delår: periodens sista dag. En prognos: dagen som den gäller per; en delårsrapport läser den nyaste till och med sin egen sista dag. Annars dagen för beslutet.",
    )
    decision = models.CharField(
        "beslut", max_length=120, blank=True, help_text="Till exempel ”Styrelsen § 54”."
    )
    # Set when the plan that it was decided with is (budget.locks), and never taken away.
    decided = models.BooleanField("beslutad med planen", default=False, editable=False)
    opening_from = optional("self", "ingående kapital hämtas från", "continued_by")
    opening = MoneyField("ingående kapital, kr", null=True, blank=True)
    stated_result = MoneyField(
        "resultat, kr", null=True, blank=True, help_text="Bara när raderna inte är kända."
    )
    reads_contributions = models.CharField(
        "medlemsbidrag hämtas med status",
        max_length=12,
        blank=True,
        choices=[
            ("uppskattat", "Uppskattat"),
            ("askat", "Äskat"),
            ("preliminart", "Preliminärt besked"),
            ("beslutat", "Beslutat"),
            ("inbetalt", "Inbetalt"),
        ],
        help_text="Lämna tomt om beloppen skrivs in för hand.",
    )
    deficit_reason = models.TextField(
        "motivering till underskott",
        blank=True,
        help_text="Varför budgeten går med underskott och vad som täcker det.",
    )

    class Meta:
        verbose_name = "budget"
        verbose_name_plural = "budgetar och prognoser"
        ordering = ("fiscal_year__year", "order", "pk")
        constraints = [
            unique("fiscal_year", "key", message="Budgeten finns redan."),
            models.UniqueConstraint(
                fields=("fiscal_year", "kind", "about"),
                condition=~Q(kind__in=SEVERAL) | Q(date__isnull=True),
                name="series_one_of_a_kind",
                violation_error_message="Det finns redan en sådan för året. Revideringar, prognoser och delår kan vara flera, var och en med sin dag.",
            ),
            models.UniqueConstraint(
                fields=("fiscal_year", "kind", "about", "date"),
                condition=Q(date__isnull=False),
                name="series_one_a_day",
                violation_error_message="Det finns redan en sådan med samma dag.",
            ),
            promise(
                "series_one_opening",
                Q(opening_from__isnull=True) | Q(opening__isnull=True),
                "Ingående kapital hämtas antingen från ett annat år eller skrivs in, inte både och.",
            ),
        ]

    @property
    def is_being_revised(self) -> bool:
        """Whether it is a revised budget or plan that isn't decided yet, and so has no day."""
        return self.kind in REVISIONS and not self.decided and self.date is None

    def clean(self):
        super().clean()
        if self in self.above("opening_from"):
            message = "En budget kan inte hämta sitt ingående kapital från sig själv."
            raise ValidationError({"opening_from": message})


class Amount(Owned):
    """A line's amount in a series, signed: income +, cost −. No row is blank, which is not zero."""

    line = part_of(Line, "rad", "amounts")
    series = part_of(Series, "budget", "amounts")
    amount = MoneyField("belopp, kr")

    within = ("series",)
    pair = ("line", "amount")

    class Meta:
        verbose_name = "belopp"
        verbose_name_plural = "belopp"
        ordering = ("series", "line__order", "line_id")
        constraints = [unique("series", "line", message="Raden har redan ett belopp där.")]

    def __str__(self):
        return f"{self.line}, {self.series}"

    def key_text(self):
        return self.line.key
