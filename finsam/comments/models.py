"""A comment on a section or a figure of a förslag, with its answer. It is never a part of the document."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from finsam.core.models import Owned, part_of, promise, unique
from finsam.documents.models import Document

LONGEST = 4000  # characters of a comment, and of its answer


class CommentStatus(models.TextChoices):
    """How far a comment has come."""

    OPEN = "oppen", "Öppen"
    ANSWERED = "besvarad", "Besvarad"
    CLOSED = "avslutad", "Avslutad"


class Comment(Owned):
    """What somebody said of a place in a förslag, and what the kansli answered.

    The place is named by its section's key and its figure's, as they were called then: a comment outlives both. `edition` is
    the code of the handling that was read. `inside` is one by somebody who sees small counts of people.
    """

    document = part_of(Document, "dokument", "comments", editable=False)
    edition = models.CharField("handlingens kod", max_length=10, blank=True, editable=False)
    section = models.CharField("avsnittets nyckel", max_length=80, editable=False)
    heading = models.CharField("avsnitt", max_length=220, editable=False)
    figure = models.CharField("siffrans nyckel", max_length=200, blank=True, editable=False)
    figure_label = models.CharField("siffra", max_length=300, blank=True, editable=False)
    text = models.TextField("kommentar", max_length=LONGEST)
    by_name = models.CharField("vem", max_length=80, editable=False)
    by_email = models.CharField("e-post", max_length=254, blank=True, editable=False)
    role = models.CharField("roll", max_length=200, blank=True, editable=False)
    inside = models.BooleanField("av någon som ser små antal", default=False, editable=False)
    at = models.DateTimeField("när", editable=False)
    status = models.CharField(
        "status", max_length=8, choices=CommentStatus, default=CommentStatus.OPEN, editable=False
    )
    answer = models.TextField("svar", max_length=LONGEST, blank=True)
    answered_by = models.CharField("besvarad av", max_length=80, blank=True, editable=False)
    answered_at = models.DateTimeField("besvarad", null=True, editable=False)
    closed_by = models.CharField("avslutad av", max_length=80, blank=True, editable=False)
    closed_at = models.DateTimeField("avslutad", null=True, editable=False)

    within = ("document",)
    administered = ()  # what has been said stays as it was said

    class Meta:
        verbose_name = "kommentar"
        verbose_name_plural = "kommentarer"
        ordering = ("at", "pk")
        constraints = [
            unique("document", "key", message="Kommentaren finns redan."),
            promise(
                "comment_answered",
                Q(status=CommentStatus.OPEN) | ~Q(answer=""),
                "Skriv ett svar, så att den som kommenterade får veta vad som blev av det.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by_name} om {self.figure_label or self.heading}"

    def key_text(self) -> str:
        return f"k{self.siblings().count() + 1}"
