"""The trace that every change leaves."""

from django.db import models
from django_scopes import ScopedManager


class AuditEntry(models.Model):
    """One action: who did what to what, and what it said before and after.

    No foreign keys: the row outlives the user and the object.
    """

    forbund_key = models.CharField("förbund", max_length=60)
    year = models.PositiveSmallIntegerField("år", null=True)
    at = models.DateTimeField("tid", auto_now_add=True)
    by_email = models.CharField("e-post", max_length=254)
    by_name = models.CharField("vem", max_length=80)
    verb = models.CharField("vad", max_length=40)
    kind = models.CharField("slag", max_length=80)
    reference = models.CharField("nyckel", max_length=200)
    label = models.CharField("namn", max_length=300)
    before = models.JSONField("före", default=dict)
    after = models.JSONField("efter", default=dict)

    objects = ScopedManager(forbund_key="forbund_key")
    administered = ()  # it is only to be read

    class Meta:
        verbose_name = "ändring"
        verbose_name_plural = "ändringslogg"
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(fields=["forbund_key", "-at"]),
            models.Index(fields=["forbund_key", "reference"]),
        ]

    def __str__(self):
        return f"{self.by_name} {self.verb} {self.label}"
