"""How a budget is laid out on paper and screen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from budget.models.series import MEASURES, Line, Series
from finsam.core.models import Ordered, Owned, YearOwned, optional, part_of, promise, required, unique


class SignDisplay(models.TextChoices):
    """How a layout shows the stored sign."""

    NATURAL = "natural", "Intäkter +, kostnader −"
    POSITIVE = "positive", "Alla positiva, underskott −"
    NEGATED = "negated", "Intäkter −, kostnader +"


class Layout(Ordered, YearOwned):
    """An ordered list of rows over the lines, and of columns over the series: one way of printing the money."""

    name = models.CharField("namn", max_length=120)
    title = models.CharField("tabellrubrik", max_length=160, blank=True)
    sign = models.CharField("tecken", max_length=8, choices=SignDisplay, default=SignDisplay.POSITIVE)
    unit = models.CharField(
        "enhet", max_length=4, choices=[("kr", "kr"), ("tkr", "tkr"), ("mnkr", "mnkr")], default="kr"
    )
    suffix = models.BooleanField("skriv ut kr i cellerna", default=False)
    row_label = models.CharField("rubrik över raderna", max_length=80, blank=True)
    show_account = models.BooleanField("visa konto", default=False)
    # Set on the copy that a revision of the plan prints, with the revised budget where this shows the original.
    revises = optional("self", "reviderar", "revised_by", on_delete=models.CASCADE, editable=False)

    class Meta(Ordered.Meta):
        verbose_name = "budgettabell"
        verbose_name_plural = "budgettabeller"
        constraints = [unique("fiscal_year", "key", message="Tabellen finns redan.")]


class ColumnKind(models.TextChoices):
    """What a column shows."""

    SERIES = "serie", "Belopp ur en budget, plan eller prognos"
    DEVIATION = "avvikelse", "Skillnad mellan två av dem"
    PERCENT = "procent", "Andel av en annan"


class LayoutColumn(Ordered, Owned):
    """A column: a series, the difference between two, or one as a share of another."""

    layout = part_of(Layout, "budgettabell", "columns")
    label = models.CharField("rubrik", max_length=60)
    group = models.CharField("överrubrik", max_length=60, blank=True)
    kind = models.CharField("slag", max_length=10, choices=ColumnKind, default=ColumnKind.SERIES)
    series = required(Series, "budget", "columns")
    against = optional(Series, "jämförd med", "compared_columns")

    within = ("layout",)

    class Meta(Ordered.Meta):
        verbose_name = "kolumn"
        verbose_name_plural = "kolumner"
        constraints = [
            unique("layout", "key", message="Kolumnen finns redan."),
            promise(
                "layoutcolumn_compared",
                Q(kind=ColumnKind.SERIES) | Q(against__isnull=False),
                "Välj vad kolumnen jämförs med.",
            ),
        ]

    def __str__(self):
        return self.label


class RowKind(models.TextChoices):
    """What a row is."""

    HEADING = "rubrik", "Rubrik"
    LINE = "post", "Budgetrad"
    SUM = "summa", "Summa av andra rader"
    MEASURE = "matt", "Resultat eller kapital"


class Dress(models.TextChoices):
    """How a row looks, whatever it is."""

    USUAL = "", "Som raden brukar"
    PLAIN = "plain", "Vanlig"
    STRONG = "strong", "Fet"
    EMPHASIS = "emphasis", "Kursiv"


class LayoutRow(Ordered, Owned):
    """A row: a heading, a line (or group), a sum of named rows, or a measure of the series.

    `only_columns` limits the row to some columns; `series` makes a measure speak of another series than
    the column's ("Prel. resultat 2023" in the column of 2024).
    """

    layout = part_of(Layout, "budgettabell", "rows")
    kind = models.CharField("slag", max_length=8, choices=RowKind, default=RowKind.LINE)
    label = models.CharField("text", max_length=200, blank=True, help_text="Lämna tomt för radens namn.")
    account = models.CharField(
        "konto", max_length=20, blank=True, help_text="Lämna tomt för budgetradens konto."
    )
    level = models.PositiveSmallIntegerField("indrag", default=0)
    dress = models.CharField("utseende", max_length=10, choices=Dress, blank=True)
    line = optional(Line, "budgetrad", "layout_rows")
    measure = models.CharField("mått", max_length=12, choices=list(MEASURES.items()), blank=True)
    terms = models.ManyToManyField(
        "self", symmetrical=False, blank=True, verbose_name="rader som summeras", related_name="in_sums"
    )
    series = optional(Series, "ur en annan budget", "rows")
    only_columns = models.ManyToManyField(
        LayoutColumn, blank=True, verbose_name="bara i kolumnerna", related_name="only_rows"
    )

    within = ("layout",)

    class Meta(Ordered.Meta):
        verbose_name = "rad i budgettabellen"
        verbose_name_plural = "rader i budgettabellen"
        constraints = [
            unique("layout", "key", message="Raden finns redan."),
            promise(
                "layoutrow_line_given",
                ~Q(kind=RowKind.LINE) | Q(line__isnull=False),
                "Välj vilken budgetrad som ska visas.",
            ),
            promise(
                "layoutrow_measure_given",
                ~Q(kind=RowKind.MEASURE) | ~Q(measure=""),
                "Välj vilket mått som ska visas.",
            ),
        ]

    def __str__(self):
        return self.label or (str(self.line) if self.line_id else self.get_kind_display())

    def key_text(self):
        return self.label or (self.line.key if self.line_id else self.kind)
