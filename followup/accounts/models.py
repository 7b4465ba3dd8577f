"""The year's books in brief: the balance, notes, investments, adjustments, personnel and the texts that go with them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from budget.ledger.mapping import BadSet, CodeSet
from finsam.core.crud.fields import MoneyField, PercentField, ProseField
from finsam.core.models import Ordered, Owned, YearOwned, part_of, promise, required, unique
from finsam.core.text.prose import not_a_reason
from finsam.core.values.periods import long_date
from followup.accounts import schemes

BALANCE_ROWS = schemes.choices("br", leave_out=schemes.COMPUTED_BALANCE)
ADJUSTMENTS = schemes.choices("balanskrav", leave_out={"bk.resultat"})
# What a note can explain: the posts of the resultaträkning and the balansräkning, with equity as one.
EXPLAINABLE = [
    *schemes.choices("rr"),
    *schemes.choices("br", leave_out=schemes.COMPUTED_BALANCE),
    ("eget-kapital", "Eget kapital"),
]
FIXED = [(key, label) for key, label in BALANCE_ROWS if key in schemes.FIXED_ASSETS]


class BalanceItem(Ordered, Owned):
    """What the balance is specified by (4 kap. 6 §): kundfordringar, leverantörsskulder, plusgiro."""

    name = models.CharField("namn", max_length=120)
    row = models.CharField("rad i balansräkningen", max_length=24, choices=BALANCE_ROWS)
    useful_life = models.CharField(
        "bedömd genomsnittlig nyttjandeperiod",
        max_length=60,
        blank=True,
        help_text="För anläggningstillgångar, till exempel ”10 år”.",
    )

    class Meta(Ordered.Meta):
        verbose_name = "balanspost"
        verbose_name_plural = "balansposter"
        constraints = [unique("forbund", "key", message="Balansposten finns redan.")]


class BalanceAmount(YearOwned):
    """What a balance item is at a closing, with the sign that the balansräkning prints.

    A year is closed on its last day, and on the last day of each interim period that is accounted for.
    """

    item = part_of(BalanceItem, "balanspost", "amounts")
    end = models.DateField("per", blank=True, help_text="Lämna tomt för årets sista dag.")
    amount = MoneyField("belopp, kr")

    pair = ("fiscal_year", "amount")

    class Meta:
        verbose_name = "belopp i balansräkningen"
        verbose_name_plural = "belopp i balansräkningen"
        ordering = ("fiscal_year", "item__order", "item_id")
        constraints = [
            unique("fiscal_year", "item", "end", message="Posten har redan ett belopp per den dagen.")
        ]

    def __str__(self):
        return (
            f"{self.item}, {self.fiscal_year}" if self.at_year_end else f"{self.item}, {long_date(self.end)}"
        )

    def key_text(self):
        return self.item.key if self.at_year_end else f"{self.item.key}-{self.end:%m%d}"

    @property
    def at_year_end(self) -> bool:
        """Whether it belongs to the year's own closing."""
        return self.end is None or (self.end.month, self.end.day) == (12, 31)

    def clean(self):
        super().clean()
        if self.end is None:
            self.end = date(self.fiscal_year.year, 12, 31)
        if self.end.year != self.fiscal_year.year:
            raise ValidationError({"end": f"Balansen gäller {self.fiscal_year}. Skriv en dag det året."})

    def save(self, *args, **kwargs):
        if self.end is None:
            self.end = date(self.fiscal_year.year, 12, 31)
        super().save(*args, **kwargs)


class BalanceRule(Ordered, YearOwned):
    """Balance accounts of the books that a balance item is made of; the most specific rule wins."""

    accounts = models.CharField(
        "konton", max_length=400, help_text="Till exempel 1510, 19*, 2400–2499. 19* är alla som börjar på 19."
    )
    item = required(BalanceItem, "balanspost", "account_rules")
    confirmed = models.BooleanField("bekräftad för året", default=True)

    class Meta(Ordered.Meta):
        verbose_name = "kontoregel för balansen"
        verbose_name_plural = "kontoregler för balansen"
        constraints = [
            unique("fiscal_year", "key", message="Regeln finns redan."),
            unique("fiscal_year", "accounts", message="Det finns redan en regel för de kontona."),
        ]

    def __str__(self):
        return f"Konto {self.accounts}"

    def key_text(self):
        return self.accounts

    def clean(self):
        super().clean()
        try:
            CodeSet(self.accounts).check()
        except BadSet as bad:
            raise ValidationError({"accounts": str(bad)}) from bad


class Restoring(models.TextChoices):
    """What the board says of a negative balanskravsresultat (11 kap. 11 §)."""

    RESTORED = "aterstalls", "Återställs"
    NOT_RESTORED = "aterstalls-inte", "Återställs inte"


class YearBooks(YearOwned):
    """What a year's statements say in words, and what is known only as stated of years before the system."""

    restoring = models.CharField(
        "ett negativt balanskravsresultat", max_length=16, choices=Restoring, blank=True
    )
    restored_by = models.PositiveSmallIntegerField("återställs senast år", null=True, blank=True)
    restoring_text = models.TextField(
        "hur, eller varför inte",
        blank=True,
        help_text="Hur resultatet återställs, eller skälen till att det inte görs (11 kap. 11 §).",
    )
    unrestored = MoneyField(
        "kvar att återställa från tidigare år, kr", null=True, blank=True, help_text="0 om inget finns kvar."
    )
    no_investments = models.BooleanField("inga investeringar under året", default=False)
    no_pledges = models.BooleanField("inga panter eller ansvarsförbindelser", default=False)
    operations_comment = ProseField("kommentar till avvikelserna i driftredovisningen", blank=True)
    interim_end = models.DateField(
        "delårets sista dag", null=True, blank=True, help_text="Mellan 30 juni och 31 augusti."
    )
    signed_on = models.DateField("undertecknas den", null=True, blank=True)
    signed_at = models.CharField("ort", max_length=60, blank=True)
    stated_solidity = PercentField(
        "soliditet enligt tidigare årsredovisning, %",
        null=True,
        blank=True,
        help_text="Bara för år vars balansräkning inte finns här.",
    )

    class Meta:
        verbose_name = "bokslut"
        verbose_name_plural = "bokslut"
        ordering = ("fiscal_year__year",)
        constraints = [
            unique("fiscal_year", message="Året har redan ett bokslut."),
            promise(
                "yearbooks_restored_by",
                Q(restored_by__isnull=True) | Q(restoring=Restoring.RESTORED),
                "Ett år anges bara när resultatet återställs.",
            ),
        ]

    def __str__(self):
        return f"Bokslut {self.fiscal_year}"

    def key_text(self):
        return "bokslut"

    def clean(self):
        super().clean()
        lacking = not_a_reason(self.restoring_text, "Skriv hur resultatet återställs, eller varför inte")
        if self.restoring and lacking:
            raise ValidationError({"restoring_text": lacking})
        end = self.interim_end
        if end and (end.year != self.fiscal_year.year or not 6 <= end.month <= 8):
            raise ValidationError({"interim_end": "Delåret slutar mellan 30 juni och 31 augusti samma år."})


class AdjustmentAmount(YearOwned):
    """A row of the balanskravsutredning, signed by its effect: a gain taken away is negative."""

    row = models.CharField("rad", max_length=40, choices=ADJUSTMENTS)
    amount = MoneyField("belopp, kr", help_text="Det som minskar balanskravsresultatet skrivs med minus.")

    class Meta:
        verbose_name = "balanskravsjustering"
        verbose_name_plural = "balanskravsjusteringar"
        ordering = ("fiscal_year", "pk")
        constraints = [unique("fiscal_year", "row", message="Raden har redan ett belopp det här året.")]

    def __str__(self):
        return self.get_row_display()

    def key_text(self):
        return self.row.removeprefix("bk.")

    def clean(self):
        super().clean()
        held = {row.key for row in schemes.scheme("balanskrav", self.fiscal_year.year).posts()}
        if self.row and self.row not in held:
            raise ValidationError(
                {"row": f"Raden finns inte i balanskravsutredningen för {self.fiscal_year}."}
            )


class InvestmentKind(models.TextChoices):
    """Bought or sold."""

    BOUGHT = "investering", "Investering"
    SOLD = "forsaljning", "Försäljning"


class Investment(Ordered, YearOwned):
    """Something of lasting worth that was bought or sold during the year."""

    name = models.CharField("namn", max_length=120)
    kind = models.CharField("slag", max_length=11, choices=InvestmentKind, default=InvestmentKind.BOUGHT)
    row = models.CharField("tillgångsslag", max_length=24, choices=FIXED)
    amount = MoneyField("utgift eller försäljningspris, kr")
    budget = MoneyField("budget, kr", null=True, blank=True)
    gain = MoneyField(
        "realisationsvinst (+) eller förlust (−), kr",
        null=True,
        blank=True,
        help_text="Bara vid försäljning.",
    )

    class Meta(Ordered.Meta):
        verbose_name = "investering"
        verbose_name_plural = "investeringar"
        constraints = [
            unique("fiscal_year", "key", message="Investeringen finns redan."),
            promise(
                "investment_not_negative",
                Q(amount__gte=0),
                "Skriv beloppet utan minus och välj om det är köp eller försäljning.",
            ),
            promise(
                "investment_gain_of_sale",
                Q(gain__isnull=True) | Q(kind=InvestmentKind.SOLD),
                "Bara en försäljning har en realisationsvinst eller förlust.",
            ),
        ]


class NoteContent(models.TextChoices):
    """What a note shows under its text."""

    TEXT = "text", "Bara text"
    LINES = "rader", "Budgetrader"
    CATEGORIES = "kategorier", "Verksamhetskategorier"
    ITEMS = "poster", "Balansposter"
    AUDIT = "revision", "Kostnad för revision"
    EQUITY = "kapital", "Eget kapital"


class Note(Ordered, YearOwned):
    """A note to the statements. Its number is its place; the rows it explains refer to it and it to them."""

    name = models.CharField("rubrik", max_length=120)
    form = models.CharField("visar", max_length=10, choices=NoteContent, default=NoteContent.TEXT)
    explains = models.JSONField("förklarar raderna", default=list, blank=True)
    principles = models.BooleanField("redovisningsprinciper", default=False)
    text = ProseField("text", blank=True)

    class Meta(Ordered.Meta):
        verbose_name = "not"
        verbose_name_plural = "noter"
        constraints = [unique("fiscal_year", "key", message="Noten finns redan.")]

    def clean(self):
        super().clean()
        known = dict(EXPLAINABLE)
        if not isinstance(self.explains, list) or not set(map(str, self.explains)) <= set(known):
            raise ValidationError({"explains": "Välj rader som finns i resultat- eller balansräkningen."})
        if self.form in (NoteContent.LINES, NoteContent.CATEGORIES, NoteContent.ITEMS) and not self.explains:
            raise ValidationError({"explains": "Välj vilka rader noten förklarar."})
        of_result = {key for key, _ in schemes.choices("rr")}
        if self.form in (NoteContent.LINES, NoteContent.CATEGORIES) and not set(self.explains) <= of_result:
            raise ValidationError({"explains": "Budgetrader förklarar bara rader i resultaträkningen."})
        if self.form == NoteContent.ITEMS and set(self.explains) & (of_result | {"eget-kapital"}):
            raise ValidationError({"explains": "Balansposter förklarar bara rader i balansräkningen."})


class Personnel(YearOwned):
    """The förbund's own employees in a year. Sick leave isn't kept: few people are not to be read out of a figure."""

    employees = models.PositiveSmallIntegerField("antal anställda", null=True, blank=True)
    full_time = models.DecimalField("årsarbetare", max_digits=5, decimal_places=2, null=True, blank=True)
    text = ProseField("väsentliga personalförhållanden", blank=True)

    class Meta:
        verbose_name = "personaluppgifter"
        verbose_name_plural = "personaluppgifter"
        ordering = ("fiscal_year__year",)
        constraints = [unique("fiscal_year", message="Året har redan personaluppgifter.")]

    def __str__(self):
        return f"Personal {self.fiscal_year}"

    def key_text(self):
        return "personal"
