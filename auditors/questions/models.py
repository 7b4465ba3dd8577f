"""A question of an auditor's, what is said of it back and forth, and the files that were sent with the answers."""

from __future__ import annotations

from datetime import date

from django.db import models

from finsam.core.models import Owned, Uploaded, YearOwned, part_of, unique

LONGEST = 4000  # characters of a question, and of each answer


class QuestionKind(models.TextChoices):
    """What is wanted: an answer, or something to read."""

    QUESTION = "fraga", "Fråga"
    REQUEST = "begaran", "Begäran om handling"


class Target(models.TextChoices):
    """What a question is about."""

    FIGURE = "siffra", "En siffra"
    SECTION = "avsnitt", "Ett avsnitt"
    FILE = "fil", "En fil"
    MONTH = "manad", "En månad"
    YEAR = "ar", "Året som helhet"


class QuestionStatus(models.TextChoices):
    """How far a question has come."""

    OPEN = "oppen", "Öppen"
    ANSWERED = "besvarad", "Besvarad"
    CLOSED = "avslutad", "Avslutad"
    REOPENED = "ateroppnad", "Återöppnad"


WAITING = (QuestionStatus.OPEN, QuestionStatus.REOPENED)  # for the kansli


class Question(YearOwned):
    """A question or a request. What it is pinned to is named by key, with its label and what it said when it was asked.

    So it stands also when that is changed or removed. `edition` is the code of the handling that was read.
    """

    kind = models.CharField("slag", max_length=7, choices=QuestionKind, default=QuestionKind.QUESTION)
    target = models.CharField("gäller", max_length=7, choices=Target, default=Target.YEAR, editable=False)
    place = models.CharField("nyckeln till det som frågan gäller", max_length=300, blank=True, editable=False)
    about = models.CharField("det som frågan gäller", max_length=300, editable=False)
    value = models.TextField("vad det var när frågan ställdes", blank=True, editable=False)
    edition = models.CharField("handlingens kod", max_length=10, blank=True, editable=False)
    text = models.TextField("fråga", max_length=LONGEST)
    wanted_by = models.DateField("svar önskas senast", null=True, blank=True)
    by_name = models.CharField("vem", max_length=80, editable=False)
    by_email = models.CharField("e-post", max_length=254, blank=True, editable=False)
    at = models.DateTimeField("när", editable=False)
    status = models.CharField(
        "status", max_length=10, choices=QuestionStatus, default=QuestionStatus.OPEN, editable=False
    )
    answered_at = models.DateTimeField("senast besvarad", null=True, editable=False)
    closed_by = models.CharField("avslutad av", max_length=80, blank=True, editable=False)
    closed_at = models.DateTimeField("avslutad", null=True, editable=False)

    administered = ()  # what has been asked stays as it was asked
    most = 1000

    class Meta:
        verbose_name = "fråga från revisorerna"
        verbose_name_plural = "frågor från revisorerna"
        ordering = ("at", "pk")
        constraints = [unique("fiscal_year", "key", message="Frågan finns redan.")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number} om {self.about}"

    def key_text(self) -> str:
        return f"f{self.siblings().count() + 1}"

    @property
    def number(self) -> str:
        """Its number of the year, as it is spoken of."""
        return self.key.removeprefix("f")

    @property
    def waits(self) -> bool:
        """Whether it waits for the kansli."""
        return self.status in WAITING

    def late(self, today: date) -> bool:
        """Whether the day of its answer has gone."""
        return self.waits and self.wanted_by is not None and self.wanted_by < today


class ReplyKind(models.TextChoices):
    """Who says something of a question, and why."""

    ANSWER = "svar", "Svar"
    FOLLOW_UP = "foljdfraga", "Följdfråga"
    REOPENING = "skal", "Öppnade frågan igen"


class Reply(Owned):
    """An answer, a follow-up question, or why a question was opened again."""

    question = part_of(Question, "fråga", "replies", editable=False)
    kind = models.CharField("slag", max_length=10, choices=ReplyKind, editable=False)
    text = models.TextField("svar", max_length=LONGEST)
    by_name = models.CharField("vem", max_length=80, editable=False)
    by_email = models.CharField("e-post", max_length=254, blank=True, editable=False)
    inside = models.BooleanField("av någon som ser små antal", default=False, editable=False)
    at = models.DateTimeField("när", editable=False)

    within = ("question",)
    administered = ()

    class Meta:
        verbose_name = "inlägg om en fråga"
        verbose_name_plural = "inlägg om frågor"
        ordering = ("at", "pk")
        constraints = [unique("question", "key", message="Svaret finns redan.")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} av {self.by_name}"

    def key_text(self) -> str:
        return f"s{self.siblings().count() + 1}"


class ReplyFile(Uploaded, Owned):
    """A file that was sent with an answer."""

    reply = part_of(Reply, "svar", "files", editable=False)

    within = ("reply",)
    administered = ()

    class Meta:
        verbose_name = "fil till ett svar"
        verbose_name_plural = "filer till svar"
        ordering = ("pk",)
        constraints = [unique("reply", "key", message="Filen finns redan.")]

    def __str__(self) -> str:
        return self.file_name

    def key_text(self) -> str:
        return self.file_name
