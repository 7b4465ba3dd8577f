"""Drawn documents. The table may be emptied at any time: what is gone is drawn again."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from finsam.core.caching.store import Kept, Near
from finsam.core.models.owned import unique
from finsam.rendering.pdf.pdf import Step

KEPT = timedelta(days=1)
_near = Near(most=16 * 1024 * 1024)  # bytes: some thirty documents


class Draft(models.Model):
    """A PDF that somebody has asked for. `key` says what was asked for, `content` what it is made of.

    No foreign key: it is no part of the förbund, but of what can be worked out from it.
    """

    forbund_key = models.CharField("förbund", max_length=60)
    key = models.CharField("nyckel", max_length=64)
    content = models.CharField("innehåll", max_length=64, blank=True)
    asked_at = models.DateTimeField("tid", default=timezone.now)
    task = models.CharField("nummer i kön", max_length=36, blank=True)
    step = models.CharField(
        "steg", max_length=12, choices=[(step.value, step.label) for step in Step], default=Step.WAITING.value
    )
    page = models.PositiveIntegerField("sida", default=0)
    # Who draws it, and until when that holds without another sign of life.
    holder = models.CharField("tecknare", max_length=36, blank=True)
    held_until = models.DateTimeField("upptagen till", null=True)
    fault = models.TextField("fel", blank=True)
    pdf = models.BinaryField("fil", null=True)

    objects = ScopedManager(forbund_key="forbund_key")
    administered: ClassVar[tuple[str, ...]] = ()

    class Meta:
        verbose_name = "utkast"
        verbose_name_plural = "utkast"
        ordering = ("-asked_at",)
        indexes = (models.Index(fields=["forbund_key", "content"]),)
        constraints = (unique("forbund_key", "key", message="Utkastet finns redan."),)

    def __str__(self) -> str:
        return f"{self.key[:12]} {self.get_step_display()}"

    @property
    def drawn(self) -> bytes | None:
        """The file, if it is there and whole; read once in this process."""
        place = f"{self.pk} {self.asked_at} {self.content}"
        kept = _near.get(place)
        if kept is not None:
            pdf: bytes = kept.value
            return pdf
        pdf = bytes(self.pdf or b"")
        if not pdf.startswith(b"%PDF"):
            return None
        _near.put(place, Kept(pdf, len(pdf)))
        return pdf

    @classmethod
    def asked(cls, forbund_key: str, key: str) -> Draft:
        """The draft by its key, begun if nobody has asked for it. Those of yesterday are thrown away then."""
        draft, is_new = cls.objects.defer("pdf").get_or_create(forbund_key=forbund_key, key=key)
        if is_new:
            cls.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()
        return draft

    @classmethod
    def of_content(cls, forbund_key: str, content: str) -> bytes | None:
        """A file of the same content, whatever it was asked for as."""
        draft = cls.objects.filter(forbund_key=forbund_key, content=content, pdf__isnull=False).first()
        return draft.drawn if draft is not None else None
