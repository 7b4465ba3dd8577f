"""The books as they were read in, the rules that say which line an account's money belongs to, and closed months."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from budget.ledger.mapping import BadSet, CodeSet
from budget.ledger.snapshot import Snapshot
from budget.models.series import Line
from finsam.core.crud.fields import PercentField
from finsam.core.models import Ordered, Owned, YearOwned, part_of, promise, required, unique
from finsam.core.values.periods import MONTHS, long_date

MONTH_CHOICES = list(enumerate(MONTHS, 1))
ONE_TO_TWELVE = [MinValueValidator(1), MaxValueValidator(12)]


class Standing(models.TextChoices):
    """Whether a snapshot of the books is what the outcome is made of."""

    CURRENT = "gallande", "Gäller"
    FORMER = "ersatt", "Ersatt av en nyare"
    WAITING = "vantar", "Väntar på att godkännas"
    DECLINED = "avvisad", "Avvisad"


class LedgerImport(YearOwned):
    """A full snapshot of a year's books. A newer one replaces it, and it is kept; nothing is ever added to one.

    `content` is `budget.ledger.snapshot.Snapshot` as JSON: read and written whole, and never changed. The file itself
    is not kept, and no text of a voucher, which may name somebody.
    """

    administered = ()  # it is only to be read

    file_name = models.CharField("fil", max_length=120)
    sha256 = models.CharField("filens kontrollsumma (SHA-256)", max_length=64, editable=False)
    source = models.CharField("slag av fil", max_length=20)
    program = models.CharField("bokföringsprogram", max_length=120, blank=True)
    encoding = models.CharField("teckenkodning", max_length=20, blank=True)
    generated = models.DateField("filen skapad", null=True, blank=True)
    to_month = models.PositiveSmallIntegerField(
        "till och med", choices=MONTH_CHOICES, validators=ONE_TO_TWELVE
    )
    dimension = models.CharField("delas upp efter", max_length=80, blank=True)
    part = models.CharField("vår del av bokföringen", max_length=160, blank=True)
    keeps_vouchers = models.BooleanField("verifikationernas nummer, dag och belopp sparas", default=False)
    standing = models.CharField("ställning", max_length=8, choices=Standing, default=Standing.CURRENT)
    reason = models.CharField("skäl", max_length=300, blank=True)
    read_by = models.CharField("inläst av", max_length=150, blank=True)
    read_at = models.DateTimeField("inläst", auto_now_add=True)
    remarks = models.JSONField("anmärkningar", default=list, editable=False)  # pairs of row and sentence
    settings = models.JSONField("val vid inläsningen", default=dict, editable=False)
    content = models.JSONField("innehåll", default=dict, editable=False)

    most = 500

    class Meta:
        verbose_name = "inläst bokföring"
        verbose_name_plural = "inlästa bokföringar"
        ordering = ("fiscal_year__year", "read_at", "pk")
        constraints = [
            unique("fiscal_year", "key", message="Bokföringen är redan inläst."),
            models.UniqueConstraint(
                fields=("fiscal_year",),
                condition=Q(standing=Standing.CURRENT),
                name="ledgerimport_one_current",
                violation_error_message="Året har redan en gällande bokföring.",
            ),
            models.UniqueConstraint(
                fields=("fiscal_year",),
                condition=Q(standing=Standing.WAITING),
                name="ledgerimport_one_waiting",
                violation_error_message="En annan inläsning väntar redan på att godkännas.",
            ),
        ]

    def __str__(self):
        return f"Bokföringen {self.fiscal_year} till och med {MONTHS[self.to_month - 1]}, {self.file_name}"

    def key_text(self):
        return f"inlasning {self.siblings().count() + 1}"

    @property
    def tells_months(self) -> bool:
        """Whether its amounts can be told month by month; a file with the year's sums alone has none."""
        return bool(self.settings.get("months"))

    @property
    def snapshot(self) -> Snapshot:
        """The books, read anew each time it is asked for."""
        return Snapshot.from_json(self.content)


class AccountRule(Ordered, YearOwned):
    """Accounts and objects whose money belongs to a line, or by per cent to several. The most specific rule wins."""

    accounts = models.CharField(
        "konton", max_length=400, help_text="Till exempel 4010, 45*, 5000–5999. 45* är alla som börjar på 45."
    )
    objects_in = models.CharField(
        "objekt",
        max_length=400,
        blank=True,
        help_text="Till exempel 100, 2*. Lämna tomt för alla. Skriv utan för det som inte har något objekt.",
    )
    confirmed = models.BooleanField("bekräftad för året", default=True)

    most = 600

    class Meta(Ordered.Meta):
        verbose_name = "kontoregel"
        verbose_name_plural = "kontoregler"
        constraints = [
            unique("fiscal_year", "key", message="Regeln finns redan."),
            unique("fiscal_year", "accounts", "objects_in", message="Det finns redan en regel för det."),
        ]

    def __str__(self):
        return f"Konto {self.accounts}" + (f", objekt {self.objects_in}" if self.objects_in else "")

    def key_text(self):
        return f"{self.accounts} {self.objects_in}"

    def clean(self):
        super().clean()
        errors = {}
        for name in ("accounts", "objects_in"):
            try:
                CodeSet(getattr(self, name)).check()
            except BadSet as bad:
                errors[name] = str(bad)
        if errors:
            raise ValidationError(errors)


class RuleShare(Ordered, Owned):
    """A line that a rule's money goes to, and how much of it; the last has what rounding to öre leaves."""

    rule = part_of(AccountRule, "kontoregel", "shares")
    line = required(Line, "budgetrad", "rule_shares")
    percent = PercentField("andel, %", default=Decimal(100))

    within = ("rule",)

    class Meta(Ordered.Meta):
        verbose_name = "del av en kontoregel"
        verbose_name_plural = "delar av kontoregler"
        constraints = [
            unique("rule", "line", message="Raden står redan i regeln."),
            promise("ruleshare_some", Q(percent__gt=0), "Andelen behöver vara mer än 0 %."),
        ]

    def __str__(self):
        return str(self.line)

    def key_text(self):
        return self.line.key


class ClosedMonth(YearOwned):
    """A month whose books are closed: what is read in afterwards doesn't change it until somebody accepts that."""

    month = models.PositiveSmallIntegerField("månad", choices=MONTH_CHOICES, validators=ONE_TO_TWELVE)
    sentence = models.CharField("anteckning", max_length=300)
    closed_by = models.CharField("stängd av", max_length=150)
    closed_on = models.DateField("stängd den")

    class Meta:
        verbose_name = "stängd månad"
        verbose_name_plural = "stängda månader"
        ordering = ("fiscal_year__year", "month")
        constraints = [unique("fiscal_year", "month", message="Månaden är redan stängd.")]

    def __str__(self):
        return f"{MONTHS[self.month - 1]} {self.fiscal_year}, stängd {long_date(self.closed_on)}"

    def key_text(self):
        return MONTHS[self.month - 1]
