"""What each auditor answers to the questions of the law."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from auditors.path.asked import BY_KEY, QUESTIONS
from finsam.core.models import YearOwned, promise, unique

LONGEST = 4000


class Verdict(models.TextChoices):
    """What is answered; nothing yet is an answer too."""

    YES = "ja", "Ja"
    REMARK = "anmarkning", "Ja, med anmärkning"
    NO = "nej", "Nej"


UNJUDGED = "Inte bedömt än"
# How each is drawn on the screen, beside its word
SHAPES = {"": "", Verdict.YES: "done", Verdict.REMARK: "varning", Verdict.NO: "fel"}


class Assessment(YearOwned):
    """One auditor's answer to one question of a year: her own, until she shares it."""

    administered = ()  # nobody else reads what isn't shared

    question = models.CharField(
        "fråga", max_length=20, choices=[(asked.key, asked.words) for asked in QUESTIONS], editable=False
    )
    verdict = models.CharField("bedömning", max_length=10, choices=Verdict, blank=True)
    text = models.TextField("vad bedömningen vilar på", max_length=LONGEST, blank=True)
    by_name = models.CharField("vem", max_length=80, editable=False)
    by_email = models.CharField("e-post", max_length=254, editable=False)
    at = models.DateTimeField("senast ändrad", editable=False)
    shared_at = models.DateTimeField("delad", null=True, editable=False)

    class Meta:
        verbose_name = "revisors bedömning"
        verbose_name_plural = "revisorers bedömningar"
        ordering = ("by_name", "pk")
        constraints = [
            unique("fiscal_year", "key", message="Bedömningen finns redan."),
            unique("fiscal_year", "question", "by_email", message="Du har redan en bedömning av frågan."),
            promise(
                "assessment_remark_has_words",
                ~Q(verdict__in=(Verdict.REMARK, Verdict.NO)) | ~Q(text=""),
                "Skriv vad anmärkningen gäller, eller varför svaret är nej.",
            ),
            promise(
                "assessment_shared_is_judged",
                Q(shared_at__isnull=True) | ~Q(verdict=""),
                "Välj ja, ja med anmärkning eller nej innan bedömningen delas. En delad bedömning kan inte bli obedömd.",
            ),
        ]

    def __str__(self) -> str:
        return f"Bedömning: {BY_KEY[self.question].words}" if self.question in BY_KEY else "Bedömning"

    def key_text(self) -> str:
        return f"{self.question} {self.siblings().count() + 1}"

    @property
    def word(self) -> str:
        """`Ja, med anmärkning`."""
        return self.get_verdict_display() or UNJUDGED

    @property
    def shape(self) -> str:
        """How it is drawn."""
        return SHAPES[self.verdict]
