"""The trace that every change leaves."""

from secrets import token_hex

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from finsam.core.models.owned import unique


def new_salt() -> str:
    """What keeps a commitment from being guessed: 128 bits, in hex."""
    return token_hex(16)


class AuditEntry(models.Model):
    """One action: who did what to what, and what it said before and after.

    No foreign keys: the row outlives the user and the object. A link of the förbund's chain (`ChainLink`) commits to what it
    says; with its salt gone, so is what it said of a person, and the chain stands.
    """

    forbund_key = models.CharField("förbund", max_length=60)
    year = models.PositiveSmallIntegerField("år", null=True)
    at = models.DateTimeField("tid", default=timezone.now, editable=False)
    by_email = models.CharField("e-post", max_length=254)
    by_name = models.CharField("vem", max_length=80)
    verb = models.CharField("vad", max_length=40)
    kind = models.CharField("slag", max_length=80)
    reference = models.CharField("nyckel", max_length=200)
    label = models.CharField("namn", max_length=300)
    before = models.JSONField("före", default=dict)
    after = models.JSONField("efter", default=dict)
    who_salt = models.CharField("salt för vem", max_length=32, default=new_salt, blank=True, editable=False)
    what_salt = models.CharField("salt för vad", max_length=32, default=new_salt, blank=True, editable=False)

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


class ChainLink(models.Model):
    """A link of a förbund's chain of changes: what an entry said when it was written, and the link before it.

    An entry that is resumed (text saved while it is written) has a link for each time; the last one tells what it says.
    What each field holds is defined in `finsam.core.audit.chain`, format 1.
    """

    forbund_key = models.CharField("förbund", max_length=60)
    number = models.PositiveBigIntegerField("nummer")
    entry = models.PositiveBigIntegerField("rad i ändringsloggen")
    at = models.DateTimeField("tid")
    who = models.CharField("åtagande om vem", max_length=64)
    what = models.CharField("åtagande om vad", max_length=64)
    previous = models.CharField("föregående länk", max_length=64)
    hash = models.CharField("länkens kontrollsumma", max_length=64)

    objects = ScopedManager(forbund_key="forbund_key")
    administered = ()  # it is only to be read

    class Meta:
        verbose_name = "länk i historiken"
        verbose_name_plural = "länkar i historiken"
        ordering = ("forbund_key", "number")
        constraints = [unique("forbund_key", "number", message="Länken finns redan i historiken.")]
        indexes = [models.Index(fields=["forbund_key", "entry"])]

    def __str__(self):
        return f"länk {self.number}"


class ChainHead(models.Model):
    """Where a förbund's chain ends. Whoever adds a link holds this row, so that two never follow the same one."""

    forbund_key = models.CharField("förbund", max_length=60, unique=True)
    number = models.PositiveBigIntegerField("nummer", default=0)
    hash = models.CharField("kontrollsumma", max_length=64)

    objects = ScopedManager(forbund_key="forbund_key")
    administered = ()  # it is only to be read

    class Meta:
        verbose_name = "historikens slut"
        verbose_name_plural = "historikernas slut"
        ordering = ("forbund_key",)

    def __str__(self):
        return f"länk {self.number}"
