"""What the förbund itself wants to tell a deputy."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import models

from finsam.core.models import Ordered, Owned, unique

# A password written out, not a sentence about where passwords are
_SECRET = re.compile(
    r"\b(lösenord\w*|password|pin-?kod\w*|portkod\w*|larmkod\w*)\s*(?:[:=]|är)\s*\S", re.IGNORECASE
)


class DeputyNote(Ordered, Owned):
    """A text to whoever does the förbundschef's work: where the seal lies, whom to call. Never a password."""

    name = models.CharField("rubrik", max_length=120)
    text = models.TextField("text", max_length=4000)

    class Meta(Ordered.Meta):
        verbose_name = "anteckning till ställföreträdaren"
        verbose_name_plural = "anteckningar till ställföreträdaren"
        constraints = [unique("forbund", "key", message="Anteckningen finns redan.")]

    def clean(self) -> None:
        super().clean()
        if _SECRET.search(self.text or ""):
            raise ValidationError(
                {
                    "text": "Texten ser ut att innehålla ett lösenord eller en kod. Skriv i stället var den förvaras, eller vem "
                    "som har den: pärmen skrivs ut och läses av flera."
                }
            )
