"""A sample of the books, and the items drawn with what was found of each."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from auditors.sampling import drawing, population
from auditors.sampling.drawing import Plan
from auditors.sampling.population import Choice
from budget.ledger.mapping import BadSet, CodeSet
from budget.models import LedgerImport
from finsam.core.crud.fields import MoneyField
from finsam.core.models import Ordered, Owned, YearOwned, part_of, promise, required, unique
from finsam.core.values import money
from finsam.core.values.periods import MONTHS

MONTH_CHOICES = list(enumerate(MONTHS, 1))
MOST_STRATA = 6
ALL = ("alla", "allt")


class Source(models.TextChoices):
    """What the items are."""

    RESULT = population.RESULT, "Intäkter och kostnader: konto, objekt och månad"
    BALANCE = population.BALANCE, "Balanskonton: konto och månad"
    VOUCHERS = population.VOUCHERS, "Verifikationer: nummer, dag och belopp"


class Side(models.TextChoices):
    """Which way the money goes."""

    DEBIT = population.DEBIT, "Debet (kostnader och ökade tillgångar)"
    CREDIT = population.CREDIT, "Kredit (intäkter och ökade skulder)"


class Method(models.TextChoices):
    """How the items are drawn."""

    RANDOM = drawing.RANDOM, "Slump: varje post har samma chans"
    STRATA = drawing.STRATA, "Skikt efter belopp: så många ur varje"
    MONETARY = drawing.MONETARY, "Beloppsvägt: varje krona har samma chans"


class Result(models.TextChoices):
    """What the auditor found of an item."""

    FINE = "utan", "Utan anmärkning"
    DEVIATES = "avvikelse", "Avvikelse"
    LACKING = "saknas", "Saknas underlag"


class Sample(YearOwned):
    """A sample of a year's books: what it was chosen from, how it was drawn, and from which imported books.

    Those books are kept and never changed, so a later import changes nothing of it. It is itself never changed, but for
    being shared with those who are to bring the vouchers.
    """

    administered = ()  # drawn once and only to be read

    name = models.CharField("namn", max_length=120)
    books = required(LedgerImport, "inläst bokföring", "samples", editable=False)
    source = models.CharField("dras ur", max_length=14, choices=Source, default=Source.RESULT)
    accounts_from = models.CharField("konto från", max_length=10, blank=True)
    accounts_to = models.CharField("konto till och med", max_length=10, blank=True)
    month_from = models.PositiveSmallIntegerField("från månad", choices=MONTH_CHOICES, default=1)
    month_to = models.PositiveSmallIntegerField("till och med månad", choices=MONTH_CHOICES, default=12)
    objects_in = models.CharField(
        "objekt",
        max_length=400,
        blank=True,
        help_text="Till exempel 100, 2*. Lämna tomt för alla. Skriv utan för det som inte har något objekt.",
    )
    side = models.CharField("sida", max_length=6, choices=Side, blank=True)
    least = MoneyField(
        "minsta belopp, kr", null=True, blank=True, help_text="Utan tecken. Lämna tomt för alla."
    )
    method = models.CharField("metod", max_length=7, choices=Method, default=Method.RANDOM)
    seed = models.CharField(
        "frö",
        max_length=60,
        help_text="Samma frö ger samma stickprov. Behåll förslaget, eller skriv eget: en dags datum eller tärningsslag.",
    )
    size = models.PositiveSmallIntegerField("antal poster", null=True, blank=True)
    boundaries = models.CharField(
        "gränser mellan skikten, kr",
        max_length=120,
        blank=True,
        help_text="Vid skikt, till exempel 10 000; 100 000. Det ger tre skikt.",
    )
    counts = models.CharField(
        "antal ur varje skikt",
        max_length=60,
        blank=True,
        help_text="Vid skikt, det lägsta först, till exempel 5; 10; alla.",
    )
    interval = MoneyField("intervall, kr", null=True, blank=True)
    population_hash = models.CharField("urvalets kontrollsumma (SHA-256)", max_length=64, editable=False)
    drawn_by = models.CharField("draget av", max_length=150, editable=False)
    drawn_at = models.DateTimeField("draget", auto_now_add=True)
    shared_by = models.CharField("delat av", max_length=150, blank=True, editable=False)
    shared_on = models.DateField("delat med kansliet", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "stickprov"
        verbose_name_plural = "stickprov"
        ordering = ("fiscal_year__year", "drawn_at", "pk")
        constraints = [
            unique("fiscal_year", "key", message="Stickprovet finns redan."),
            promise(
                "sample_months_in_order",
                Q(month_from__lte=models.F("month_to")),
                "Första månaden är efter den sista.",
            ),
            promise("sample_least_no_sign", Q(least=None) | Q(least__gte=0), "Skriv beloppet utan minus."),
        ]

    def key_text(self):
        return f"stickprov {self.siblings().count() + 1}"

    @property
    def choice(self) -> Choice:
        """Which items it is drawn from."""
        return Choice(
            self.source, self.accounts_from, self.accounts_to, self.month_from, self.month_to, self.objects_in, self.side,
            self.least or Decimal(0),
        )  # fmt: skip

    @property
    def plan(self) -> Plan:
        """How it is drawn."""
        interval = int((self.interval or 0) * 100)
        return Plan(self.method, self.seed, self.size or 0, self.limits, self.wanted, interval)

    @property
    def limits(self) -> tuple[int, ...]:
        """Where each stratum but the first begins, öre. Raises ValidationError."""
        if self.method != Method.STRATA:
            return ()
        told = [_amount("boundaries", part) for part in _parts(self.boundaries)]
        if not told:
            raise ValidationError({"boundaries": "Skriv minst en gräns, till exempel 10 000."})
        if told != sorted(set(told)) or told[0] <= 0:
            raise ValidationError(
                {"boundaries": "Skriv gränserna i ordning, den lägsta först, och större än noll."}
            )
        if len(told) >= MOST_STRATA:
            raise ValidationError({"boundaries": f"Högst {MOST_STRATA} skikt går att välja."})
        return tuple(told)

    @property
    def wanted(self) -> tuple[int | None, ...]:
        """How many are taken from each stratum; None for all."""
        return self.read_counts()

    def read_counts(self) -> tuple[int | None, ...]:
        """How many are wanted from each stratum, as it is written. Raises ValidationError."""
        if self.method != Method.STRATA:
            return ()
        parts, limits = _parts(self.counts), self.limits
        if len(parts) != len(limits) + 1:
            raise ValidationError(
                {
                    "counts": f"Gränserna ger {len(limits) + 1} skikt. Skriv lika många antal, till exempel 5; 10; alla."
                }
            )
        for part in parts:
            if part.casefold() not in ALL and not (part.isascii() and part.isdigit() and len(part) < 5):
                raise ValidationError({"counts": f"”{part}” är inte ett antal. Skriv ett heltal eller alla."})
        return tuple(None if part.casefold() in ALL else int(part) for part in parts)

    def clean(self):
        super().clean()
        errors = {}
        try:
            CodeSet(self.objects_in).check()
        except BadSet as bad:
            errors["objects_in"] = str(bad)
        if self.source == Source.VOUCHERS and (self.accounts_from or self.accounts_to or self.objects_in):
            errors["source"] = (
                "En verifikation har varken konto eller objekt här. Töm de fälten, eller välj konton."
            )
        if self.source == Source.BALANCE and self.objects_in:
            errors["objects_in"] = "Balanskonton har inga objekt i det som är inläst. Töm fältet."
        if self.method == Method.RANDOM and not self.size:
            errors["size"] = "Skriv hur många poster som ska dras."
        if self.method == Method.MONETARY and not self.interval and not self.size:
            errors["interval"] = "Skriv ett intervall, eller hur många poster som ska dras."
        if self.interval is not None and self.interval <= 0:
            errors["interval"] = "Intervallet behöver vara större än noll."
        if errors:
            raise ValidationError(errors)
        self.read_counts()


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _amount(field: str, text: str) -> int:
    try:
        return int((money.parse_amount(text) or Decimal(0)) * 100)
    except money.AmountError as error:
        raise ValidationError({field: str(error)}) from error


class SampleItem(Ordered, Owned):
    """An item that was drawn, as the books had it then, and what was found of it."""

    administered = ()

    sample = part_of(Sample, "stickprov", "items", editable=False)
    item = models.CharField("post", max_length=200, editable=False)
    amount = MoneyField("bokfört belopp, kr", editable=False)
    stratum = models.PositiveSmallIntegerField("skikt", default=0, editable=False)
    hits = models.PositiveIntegerField("träffar", default=1, editable=False)
    result = models.CharField("resultat", max_length=9, choices=Result, blank=True)
    deviation = MoneyField(
        "avvikelse, kr",
        null=True,
        blank=True,
        help_text="Hur mycket för mycket som är bokfört. Minus om det är för lite.",
    )
    text = models.CharField(
        "anteckning", max_length=300, blank=True, help_text="Vad du såg. Skriv inga namn på personer."
    )
    noted_by = models.CharField("antecknat av", max_length=150, blank=True, editable=False)
    noted_on = models.DateField("antecknat", null=True, blank=True, editable=False)

    within = ("sample",)

    class Meta(Ordered.Meta):
        verbose_name = "post i stickprov"
        verbose_name_plural = "poster i stickprov"
        constraints = [
            unique("sample", "key", message="Posten finns redan i stickprovet."),
            unique("sample", "item", message="Posten är redan dragen."),
        ]

    def __str__(self):
        return self.item

    def clean(self):
        super().clean()
        if self.result == Result.DEVIATES and self.deviation is None:
            raise ValidationError({"deviation": "Skriv hur stor avvikelsen är."})
        if self.result != Result.DEVIATES and self.deviation is not None:
            raise ValidationError(
                {"deviation": "Ett belopp hör till en avvikelse. Välj Avvikelse, eller töm fältet."}
            )
        if self.result != Result.FINE and self.result and not self.text:
            raise ValidationError({"text": "Skriv vad du såg."})

    @property
    def error(self) -> Decimal:
        """How much of it is wrong, kr: the deviation, or all of it where its basis is lacking."""
        return abs(self.amount) if self.result == Result.LACKING else self.deviation or Decimal(0)
