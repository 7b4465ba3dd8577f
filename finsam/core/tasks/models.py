"""Who does tasks, and whether she is still there."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

SILENCE = timedelta(
    seconds=15
)  # after which a worker counts as dead; it gives a sign of life every other second


class Worker(models.Model):
    """A process that does tasks. The row may be thrown away: the next sign of life writes it again."""

    name = models.CharField("namn", max_length=64, unique=True)
    seen_at = models.DateTimeField("senaste livstecken")

    administered: ClassVar[tuple[str, ...]] = ()

    class Meta:
        verbose_name = "arbetare"
        verbose_name_plural = "arbetare"
        ordering = ("name",)

    def __str__(self):
        return self.name

    @classmethod
    def beat(cls, name: str) -> None:
        """Give a sign of life."""
        now = timezone.now()
        if not cls.objects.filter(name=name).update(seen_at=now):
            cls.objects.create(name=name, seen_at=now)

    @classmethod
    def living(cls) -> "models.QuerySet[Worker]":
        """The workers that have been heard of lately."""
        return cls.objects.filter(seen_at__gt=timezone.now() - SILENCE)
