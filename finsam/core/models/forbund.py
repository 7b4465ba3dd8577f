"""A förbund and its fiscal years."""

import re
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from stdnum.se import orgnr

from finsam.core.crud.fields import ProseField
from finsam.core.models.owned import Owned, Remembering, key_validator, optional, promise, unique
from finsam.core.values.collation import in_swedish
from finsam.core.values.colours import contrast_on_white
from finsam.core.values.money import number
from finsam.core.values.privacy import refuse_in_fields
from finsam.core.values.themes import Theme

# First words of the site's own addresses: a förbund's key stands there too.
TAKEN = (
    "admin",
    "akta",
    "api",
    "halsa",
    "handling",
    "installation",
    "kalender",
    "konto",
    "matt",
    "offentligt",
    "rapport",
    "sakerhet",
    "static",
    "tillganglighet",
)

# Förbund choose their own words for these; the key is what the code calls it.
TERMS = {
    "insats_owner": "Insatsägare",
    "insats_partners": "Samverkansparter",
    "insats_purpose": "Syfte",
    "insats_target_group": "Målgrupp",
    "insats_method": "Metod",
    "insats_overall_goal": "Övergripande mål",
    "insats_goals": "Mål",
    "insats_participants": "Antal deltagare",
    "insats_follow_up": "Uppföljning",
    "insats_budget": "Budget",
}


class Quorum(models.TextChoices):
    """How many of the ledamöter have to serve for a body to decide, as the förbundsordning says (9 § lagen (2003:1210))."""

    MORE_THAN_HALF = "mer-an-halften", "Mer än hälften av ledamöterna"
    TWO_THIRDS = "tva-tredjedelar", "Minst två tredjedelar av ledamöterna"
    THREE_QUARTERS = "tre-fjardedelar", "Minst tre fjärdedelar av ledamöterna"
    ALL = "alla", "Samtliga ledamöter"


def org_nr_is_right(value):
    """An organisationsnummer: ten digits, the third at least 2, and a control digit that holds."""
    digits = re.sub(r"\D", "", value)
    if not orgnr.is_valid(digits) or int(digits[2]) < 2:
        raise ValidationError(
            f"”{value}” är inte ett giltigt organisationsnummer. Skriv till exempel 222000-2279."
        )


def accent_is_readable(value):
    """Text in the accent colour must be readable on white (WCAG 2.1 AA, 4.5 : 1)."""
    if not re.fullmatch("#[0-9a-fA-F]{6}", value):
        return  # said by the validator of how it is written
    ratio = contrast_on_white(value)
    if ratio < 4.5:
        raise ValidationError(
            f"Färgen är för ljus för att läsas på vitt (kontrast {number(Decimal(ratio), 1)} : 1, minst 4,5 : 1 krävs). "
            "Välj en mörkare."
        )


class Forbund(Remembering):
    """A samordningsförbund: the tenant. Its key stands in every address."""

    administered = ("add", "change")  # a public authority's documents are not thrown away by a button

    key = models.CharField("nyckel", max_length=60, unique=True, validators=[key_validator])
    name = models.CharField("namn", max_length=120, unique=True)
    short_name = models.CharField("kort namn", max_length=60, help_text="Används där det är trångt.")
    org_nr = models.CharField("organisationsnummer", max_length=13, blank=True, validators=[org_nr_is_right])
    seat = models.CharField("säte", max_length=80, blank=True)
    vision = models.CharField("vision", max_length=300, blank=True)
    values = ProseField("värdegrund", blank=True)
    slogan = models.CharField("devis i sidfoten", max_length=120, blank=True)
    web = models.URLField("webbplats", blank=True)
    email = models.EmailField("e-post", blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    accent = models.CharField(
        "accentfärg",
        max_length=7,
        default="#1f5a7a",
        validators=[
            RegexValidator(r"^#[0-9a-fA-F]{6}$", "Skriv färgen som # och sex tecken."),
            accent_is_readable,
        ],
    )
    logo = optional("core.Picture", "logotyp", "+", on_delete=models.SET_NULL)
    theme = models.CharField(
        "dokumentens utformning",
        max_length=12,
        choices=Theme.choices(),
        default=Theme.STILLSAM.value,
        db_default=Theme.STILLSAM.value,
        help_text="Gäller det som skapas härefter. En handling som är lagrad ser ut som den gjorde.",
    )
    terms = models.JSONField("egna benämningar", default=dict, blank=True)
    equity_floor = models.DecimalField(
        "lägsta eget kapital, kr", max_digits=13, decimal_places=2, null=True, blank=True
    )
    equity_base_offset = models.SmallIntegerField(
        "eget kapital jämförs med bidragen",
        default=0,
        choices=[(0, "samma år"), (-1, "året före")],
    )
    suppression_threshold = models.PositiveSmallIntegerField(
        "antal personer som minst får visas",
        default=5,
        validators=[
            MinValueValidator(3, "Gränsen ska vara minst 3, annars går enskilda att känna igen."),
            MaxValueValidator(20, "Gränsen kan vara högst 20."),
        ],
        help_text="Färre personer än så skrivs som ”färre än” i det som publiceras.",
    )
    nearly_percent = models.PositiveSmallIntegerField(
        "hur nära målet räknas som nästan, %",
        default=10,
        validators=[MaxValueValidator(50, "Gränsen kan vara högst 50 % av målvärdet.")],
        help_text="Till exempel 10: då är ett mål på 50 nästan uppfyllt från 45.",
    )
    quorum = models.CharField(
        "beslutför när så många tjänstgör",
        max_length=16,
        choices=Quorum,
        default=Quorum.MORE_THAN_HALF,
        help_text="Så som det står i förbundsordningen.",
    )
    second_step_required = models.BooleanField(
        "kräv tvåstegsverifiering av alla som skriver",
        default=True,
        help_text="Lösenord och en kod ur en app, eller en lösennyckel. Den som bara läser och kommenterar behöver det inte.",
    )
    second_step_days = models.PositiveSmallIntegerField(
        "dagar på sig att slå på den",
        default=14,
        validators=[MaxValueValidator(90, "Tiden kan vara högst 90 dagar.")],
        help_text="Räknas från den inloggning då det först krävdes. Därefter går det att läsa, men inte att ändra något.",
    )
    version = models.PositiveIntegerField("version", default=1, editable=False)
    # Of everything that the förbund owns: finsam.core.caching.revisions.
    revision = models.BigIntegerField("ändringsnummer", default=0, editable=False)

    class Meta:
        verbose_name = "förbund"
        verbose_name_plural = "förbund"
        ordering = (in_swedish("name"),)

    def term(self, key: str) -> str:
        """The förbund's own word for something, or the usual one."""
        return self.terms.get(key) or TERMS[key]

    def clean(self):
        super().clean()
        errors = refuse_in_fields(self)
        if errors:
            raise ValidationError(errors)
        if self.key in (*TAKEN, settings.ADMIN.partition("/")[0]):
            raise ValidationError({"key": "Namnet i adressen är upptaget av en av webbplatsens egna sidor."})
        if self.logo_id and self.logo.forbund_id != self.pk:
            raise ValidationError({"logo": "Bilden hör inte till det här förbundet."})
        if not isinstance(self.terms, dict) or not all(isinstance(term, str) for term in self.terms.values()):
            raise ValidationError({"terms": 'Skriv benämningarna som {"nyckel": "ord"}.'})
        unknown = set(self.terms) - set(TERMS)
        if unknown:
            raise ValidationError({"terms": f"Okända benämningar: {', '.join(sorted(unknown))}."})

    @staticmethod
    def word_in_log(field: str, key: str) -> str:
        """The usual word for what the förbund has a word of its own for."""
        return f"”{TERMS.get(key, key)}”"

    @property
    def forbund_id(self):
        """Its own owner, so that the same code can ask any object whose it is."""
        return self.pk

    def reference(self) -> str:
        """What the audit calls this object."""
        return f"core.forbund:{self.key}"


class FiscalYear(Owned):
    """A calendar year that plans, budgets and results hang on."""

    year = models.PositiveSmallIntegerField("år")
    decided_before = models.BooleanField(
        "beslutat innan ni började med Finsam",
        default=False,
        help_text="Årets mål och budget beslutades utan Finsam, så ingen beslutad handling finns här.",
    )

    class Meta:
        verbose_name = "år"
        verbose_name_plural = "år"
        ordering = ("-year",)
        constraints = [
            unique("forbund", "year", message="Året finns redan."),
            promise(
                "fiscalyear_plausible",
                Q(year__gte=2004, year__lte=2100),
                "Året ska vara mellan 2004, då lagen trädde i kraft, och 2100.",
            ),
        ]

    def __str__(self):
        return str(self.year)
