"""Tokens that let programs read a förbund. The token itself is stored nowhere, only its checksum."""

from __future__ import annotations

from datetime import date

from django.db import models

from finsam.api.scopes import Scope
from finsam.core.models import Owned, promise, unique

DAYS = 365  # how long a token holds at most, from the day it is made


class ApiToken(Owned):
    """A program that the förbund has let in: what it may read, until when, and who let it in."""

    name = models.CharField("namn", max_length=80)
    scopes = models.CharField("får läsa", max_length=120, editable=False)
    expires = models.DateField("gäller till och med", editable=False)
    prefix = models.CharField("börjar med", max_length=20, editable=False)
    secret = models.CharField("nyckelns kontrollsumma", max_length=64, editable=False)
    made_by = models.CharField("skapad av", max_length=80, editable=False)
    made_at = models.DateTimeField("skapad", auto_now_add=True)

    most = 300
    administered = ()  # made and ended on the förbund's own page, where the token is shown once

    class Meta:
        verbose_name = "nyckel till API:et"
        verbose_name_plural = "nycklar till API:et"
        ordering = ("-made_at", "-pk")
        constraints = [
            unique("forbund", "key", message="Nyckeln finns redan."),
            unique("secret", message="Nyckeln finns redan."),
            promise("apitoken_reads_something", ~models.Q(scopes=""), "Välj något som nyckeln får läsa."),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def key_text(self) -> str:
        """The name alone: an address tells nothing of the token."""
        return self.name

    @property
    def scope_set(self) -> frozenset[str]:
        """The scopes by name."""
        return frozenset(self.scopes.split())

    @property
    def scope_labels(self) -> list[str]:
        """The scopes in words, in the order they are chosen in."""
        return [str(scope.label) for scope in Scope if scope.value in self.scope_set]

    def holds_on(self, day: date) -> bool:
        """Whether it lets anybody in on a day."""
        return day <= self.expires

    @property
    def counter(self) -> str:
        """The name that its use is counted under."""
        return f"api.token.{self.pk}"
