"""Results against goals: who reports what, by when, and what came out. Figures of populations, never of people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from finsam.core.models import Ordered, Owned, YearOwned, part_of, promise, required, unique
from finsam.core.text.prose import not_a_reason
from finsam.core.values.periods import long_date
from followup.goals.judging import verdicts
from followup.goals.states import State
from followup.statistics.models import Qualifier
from plans.models.goals import Operator


class Forecast(models.TextChoices):
    """What is thought during the year of a goal at its end."""

    REACHED = "nas", "Målet nås"
    UNSURE = "osakert", "Osäkert"
    MISSED = "nas-inte", "Målet nås inte"


OTHERWISE = "Skriv varför bedömningen är en annan än den uträknade"


class GoalReport(YearOwned):
    """What is reported of a goal up to a day: its results, what is thought of the year, and how it was judged."""

    goal = required("plans.Goal", "mål", "reports", editable=False)
    end = models.DateField("resultat till och med")
    state = models.CharField("läge", max_length=8, choices=State, default=State.DRAFT, editable=False)
    comment = models.TextField(
        "kommentar till resultatet", blank=True, help_text="Skrivs ut under resultatet."
    )
    why = models.TextField(
        "varför målet inte nåddes",
        blank=True,
        default="",
        db_default="",
        help_text="Skrivs ut i dokumenten när målet inte är helt uppfyllt.",
    )
    forecast = models.CharField("prognos för året", max_length=8, choices=Forecast, blank=True)
    forecast_text = models.TextField("om prognosen", blank=True)
    judgement = models.CharField(
        "annan bedömning",
        max_length=8,
        choices=verdicts.CHOICES,
        blank=True,
        help_text="Lämna tomt, så räknas bedömningen ut av resultatet och målets regel.",
    )
    reason = models.TextField(
        "skäl till en annan bedömning", blank=True, help_text="Skrivs ut med bedömningen."
    )
    returned = models.TextField("varför den skickades tillbaka", blank=True, editable=False)
    submitted_by = models.CharField("inlämnad av", max_length=80, blank=True, editable=False)
    submitted_on = models.DateField("inlämnad", null=True, blank=True, editable=False)
    approved_by = models.CharField("godkänd av", max_length=80, blank=True, editable=False)
    approved_on = models.DateField("godkänd", null=True, blank=True, editable=False)

    most = 1000  # each goal on each day of reporting
    # A result goes its way from draft to approved on its own page; in the administration it could be changed behind the approval.
    administered = ()

    class Meta:
        verbose_name = "resultat för mål"
        verbose_name_plural = "resultat för mål"
        ordering = ("goal__order", "goal_id", "end")
        constraints = [
            unique("goal", "end", message="Målet har redan ett resultat till och med det datumet."),
            promise("goalreport_judgement_has_reason", Q(judgement="") | ~Q(reason=""), f"{OTHERWISE}."),
        ]

    def __str__(self):
        return f"{self.goal}, till och med {long_date(self.end)}"

    def key_text(self):
        return f"{self.goal.key[:60]} {self.end}"

    def clean(self):
        super().clean()
        if self.goal_id and self.goal.fiscal_year_id != self.fiscal_year_id:
            raise ValidationError(f"Målet gäller {self.goal.fiscal_year}, inte {self.fiscal_year}.")
        if self.end and self.end.year != self.fiscal_year.year:
            raise ValidationError({"end": f"Målet gäller {self.fiscal_year}. Skriv ett datum det året."})

    @property
    def at_year_end(self) -> bool:
        """Whether it tells of the whole year."""
        return self.end == date(self.fiscal_year.year, 12, 31)


class Answer(models.TextChoices):
    """How a yes-or-no goal went."""

    YES = "ja", "Ja"
    NO = "nej", "Nej"


SEXES = (("kvinna", "women", "kvinnor"), ("man", "men", "män"), ("annat", "other", "annat eller okänt"))


def _count(name: str, **kwargs) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(name, null=True, blank=True, **kwargs)


# What a row is called that is all the others of its part together
ALL_TOGETHER = frozenset(
    {
        "totalt",
        "total",
        "alla",
        "samtliga",
        "summa",
        "sammanlagt",
        "sammantaget",
        "tillsammans",
        "hela förbundet",
    }
)


def total_of(rows: Iterable[GoalResult]) -> tuple[GoalResult, list[GoalResult]] | None:
    """Of a part's rows the one for all of them, and those it is the total of; None where it isn't of several.

    It can be worked out only where each of them says how many of how many.
    """
    rows = list(rows)
    whole = [row for row in rows if row.is_total]
    parts = [row for row in rows if not row.is_total and row.population and not row.empty]
    counted = all(None not in (row.numerator, row.denominator) for row in parts)
    return (whole[0], parts) if len(whole) == 1 and len(parts) > 1 and counted else None


def said_otherwise(rows: Iterable[GoalResult]) -> tuple[GoalResult, str] | None:
    """The total that is written as something else than its groups come to, and the sentence that says so."""
    total = total_of(rows)
    if total is None:
        return None
    whole, parts = total
    upper, lower = sum(row.numerator for row in parts), sum(row.denominator for row in parts)
    written = (whole.numerator, whole.denominator)
    if whole.value is not None or written not in ((None, None), (upper, lower)):
        return whole, f"Totalen räknas ut av grupperna: {upper} av {lower}. Töm talen på den raden."
    for _, field, word in SEXES:
        for name in (field, f"{field}_of"):
            told, given = getattr(whole, name), [getattr(row, name) for row in parts]
            if told is None or (None not in given and sum(given) == told):
                continue
            if None in given:
                return (
                    whole,
                    f"Hur många som är {word} räknas ut av grupperna. Skriv det på dem, och töm det på raden.",
                )
            return whole, f"Totalen för {word} räknas ut av grupperna: {sum(given)}. Töm talen på den raden."
    return None


def counts_of(row: GoalResult, rows: Iterable[GoalResult]) -> dict[str, int | None]:
    """What a row counts, by the fields' names: as written, or of a total what its groups come to."""
    pairs = [("numerator", "denominator"), *((field, f"{field}_of") for _, field, _ in SEXES)]
    names = [name for pair in pairs for name in pair]
    total = total_of(rows)
    if total is None or total[0] is not row:
        return {name: getattr(row, name) for name in names}
    given = {name: [getattr(part, name) for part in total[1]] for name in names}
    return {name: None if None in each else sum(each) for name, each in given.items()}


class GoalResult(Ordered, Owned):
    """What came out of a goal's part among a population: how many of how many, a value, an answer or a word.

    A share is given as numerator and denominator; `value` is for what isn't a share, or a share of unknown n.
    `women`, `men` and `other` divide the numerator (or a counted value), `…_of` the denominator.
    """

    report = part_of(GoalReport, "rapport", "results")
    part = required("plans.GoalPart", "måldel", "results", editable=False)
    population = models.CharField(
        "bland vilka", max_length=120, blank=True, help_text="Lämna tomt om det är de som målet gäller."
    )
    numerator = _count("antal som nådde målet")
    denominator = _count("av antal")
    value = models.DecimalField("värde", max_digits=13, decimal_places=2, null=True, blank=True)
    qualifier = models.CharField("hur säkert", max_length=6, choices=Qualifier, blank=True)
    answered = _count("antal svarande")
    answer = models.CharField("nåddes målet", max_length=3, choices=Answer, blank=True)
    word = models.CharField("bedömning", max_length=8, choices=verdicts.CHOICES, blank=True)
    women = _count("kvinnor")
    women_of = _count("av antal kvinnor")
    men = _count("män")
    men_of = _count("av antal män")
    other = _count("annat eller okänt")
    other_of = _count("av antal annat eller okänt")
    source = models.CharField("källa", max_length=200, blank=True, help_text="Till exempel enkät vid avslut.")
    evidence = models.CharField("underlag", max_length=300, blank=True, help_text="Var underlaget finns.")
    comment = models.TextField("kommentar", blank=True)

    within = ("report",)
    administered = ()  # as its report

    class Meta:
        verbose_name = "resultat"
        verbose_name_plural = "resultat"
        ordering = ("part__order", "part_id", "order", "pk")
        constraints = [
            unique("report", "part", "population", message="Gruppen har redan ett resultat."),
        ]

    def __str__(self):
        return f"{self.part}, {self.population}" if self.population else str(self.part)

    def key_text(self):
        return f"{self.part.key} {self.population}"

    def clean(self):
        super().clean()
        if self.part_id and self.report_id and self.part.goal_id != self.report.goal_id:
            raise ValidationError("Måldelen hör till ett annat mål än rapporten.")
        if self.part_id and self.part.fact:
            raise ValidationError(f"”{self.part}” läses ur en annan uppgift och skrivs inte in.")

    @property
    def empty(self) -> bool:
        """Whether nothing has been reported."""
        return not (self.answer or self.word) and self.value is None and self.numerator is None

    @property
    def is_total(self) -> bool:
        """Whether its population is all the others together."""
        return self.population.strip().casefold() in ALL_TOGETHER

    @property
    def blank(self) -> bool:
        """Whether every field is empty."""
        kept = ("id", "forbund", "key", "version", "report", "part", "order")
        return all(getattr(self, x.attname) in (None, "") for x in self._meta.fields if x.name not in kept)

    def problems(self) -> list[tuple[str, str]]:
        """What keeps it from being handed in: (field, sentence). A draft may hold any of it."""
        faults: list[tuple[str, str]] = []
        pairs = [("numerator", "denominator", "")]
        pairs += [(name, f"{name}_of", f" bland {word}") for _, name, word in SEXES]
        for upper, lower, among in pairs:
            part, whole = getattr(self, upper), getattr(self, lower)
            if part is not None and whole is not None and part > whole:
                faults.append((upper, f"{part} är fler än {whole}{among}. Kontrollera båda talen."))
            if upper == "numerator" and part is not None and whole is None:
                faults.append((lower, "Skriv hur många det är av, så att andelen kan räknas ut."))
        whole = self.numerator if self.numerator is not None else self.value
        faults += self._unequal("women", whole, [self.women, self.men, self.other])
        faults += self._unequal("women_of", self.denominator, [self.women_of, self.men_of, self.other_of])
        if self.numerator is not None and self.value is not None:
            faults.append(("value", "Skriv antingen antal eller ett värde, inte både och."))
        if self.part.operator == Operator.TEXT and self.word:
            texts = (self.comment, self.report.comment)
            said = [not_a_reason(text, "Skriv vad bedömningen bygger på") for text in texts]
            faults += [("comment", said[0])] if all(said) else []
        return faults

    @property
    def contradicts_itself(self) -> bool:
        """Whether its figures can't all be true, so that nothing can be judged by them."""
        return any(field != "comment" for field, _ in self.problems())

    @staticmethod
    def _unequal(field: str, whole, parts: list) -> list[tuple[str, str]]:
        given = [count for count in parts if count is not None]
        if not given or whole is None or sum(given) == whole:
            return []
        shown = int(whole) if whole == int(whole) else whole
        return [(field, f"Könen blir tillsammans {sum(given)}, men totalt är det {shown}.")]
