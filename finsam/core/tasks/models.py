"""Who does tasks, and whether she is still there; what is counted; and what was done at its time."""

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


class Counter(models.Model):
    """How often something has happened. The row may be thrown away: counting begins again."""

    name = models.CharField("namn", max_length=40, unique=True)
    count = models.PositiveBigIntegerField("antal", default=0)
    seconds = models.FloatField("sekunder", default=0)
    last_at = models.DateTimeField("senast", null=True)

    administered: ClassVar[tuple[str, ...]] = ()

    class Meta:
        verbose_name = "räkneverk"
        verbose_name_plural = "räkneverk"
        ordering = ("name",)

    def __str__(self):
        return self.name


class ScheduledRun(models.Model):
    """A time at which scheduled work was due, and how it went. There is one row for each time, however many workers there are."""

    name = models.CharField("arbete", max_length=40)
    due_at = models.DateTimeField("skulle göras")
    task = models.CharField("nummer i kön", max_length=36, blank=True)  # "" where a schedule only begins
    begun_at = models.DateTimeField("påbörjades", null=True)
    finished_at = models.DateTimeField("blev klart", null=True)
    said = models.CharField("resultat", max_length=200, blank=True)
    fault = models.CharField("fel", max_length=200, blank=True)

    administered: ClassVar[tuple[str, ...]] = ()

    class Meta:
        verbose_name = "schemalagt arbete"
        verbose_name_plural = "schemalagda arbeten"
        ordering = ("-due_at", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("name", "due_at"),
                name="one_run_for_each_time",
                violation_error_message="Arbetet är redan satt i kö för den tiden.",
            ),
        )

    def __str__(self):
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M}"
