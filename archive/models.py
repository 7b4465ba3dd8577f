"""Packages that somebody has asked for. The table may be emptied at any time: what is gone is packed again."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from finsam.core.models.owned import unique

KEPT = timedelta(days=1)


class PackedYear(models.Model):
    """A year as a package, or on its way to be one. `key` says what was asked for, at which revision of the förbund.

    No foreign key: it is no part of the förbund, but of what can be worked out from it.
    """

    forbund_key = models.CharField("förbund", max_length=60)
    key = models.CharField("nyckel", max_length=64)
    asked_at = models.DateTimeField("tid", default=timezone.now)
    task = models.CharField("nummer i kön", max_length=36, blank=True)
    step = models.PositiveSmallIntegerField("steg", default=0)
    fault = models.TextField("fel", blank=True)
    content = models.BinaryField("fil", null=True)

    objects = ScopedManager(forbund_key="forbund_key")
    administered: ClassVar[tuple[str, ...]] = ()

    class Meta:
        verbose_name = "framtaget årspaket"
        verbose_name_plural = "framtagna årspaket"
        ordering = ("-asked_at",)
        constraints = (unique("forbund_key", "key", message="Paketet finns redan."),)

    def __str__(self) -> str:
        return f"{self.key[:12]} {self.step}"

    @property
    def is_ready(self) -> bool:
        """Whether the file is there."""
        return self.content is not None

    @property
    def digest(self) -> str:
        """The file's SHA-256."""
        return sha256(bytes(self.content or b"")).hexdigest()

    @classmethod
    def asked(cls, forbund_key: str, key: str) -> PackedYear:
        """The package by its key, begun if nobody has asked for it. Those of yesterday are thrown away then."""
        row, is_new = cls.objects.get_or_create(forbund_key=forbund_key, key=key)
        if is_new:
            cls.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()
        return row
