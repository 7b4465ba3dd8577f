"""What is remembered of an installation's running."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class BackupRun(models.Model):
    """A backup that was tried: what came of it. The file itself lies outside the database."""

    at = models.DateTimeField("påbörjad")
    finished_at = models.DateTimeField("klar", null=True)
    file_name = models.CharField("fil", max_length=200, blank=True)
    size = models.PositiveBigIntegerField("storlek, byte", default=0)
    sha256 = models.CharField("kontrollsumma (SHA-256)", max_length=64, blank=True)
    rows = models.PositiveBigIntegerField("rader", default=0)
    encrypted = models.BooleanField("krypterad", default=False)
    error = models.CharField("vad som gick fel", max_length=500, blank=True)

    administered: ClassVar[tuple[str, ...]] = ()  # it is only to be read

    class Meta:
        verbose_name = "säkerhetskopiering"
        verbose_name_plural = "säkerhetskopieringar"
        ordering = ("-at", "-pk")

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M}, {'klar' if self.succeeded else self.error or 'avbruten'}"

    @property
    def succeeded(self) -> bool:
        """Whether there is a whole file of it."""
        return self.finished_at is not None and not self.error
