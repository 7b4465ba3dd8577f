"""What is stored of private notes: ciphertext, and a key that only the auditor's own passphrase opens.

The passphrase, what is derived from it, and a note's title, text and place never come here (docs/decisions/0025).
"""

from __future__ import annotations

import base64
import binascii
from secrets import choice

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

from finsam.core.models import Owned, unique

LEAST_ITERATIONS = 600_000  # of PBKDF2-SHA-256
NONCE, SALT, WRAPPED = (
    12,
    16,
    48,
)  # bytes: of AES-GCM, of the derivation, of a wrapped key of 256 bits with its tag
LONGEST = 400_000  # characters of a note's ciphertext, in base64
_LETTERS = "23456789bcdfghjkmnpqrstvwxz"
_ID = 26

note_id = RegexValidator(
    rf"^[{_LETTERS}]{{{_ID}}}\Z", "Anteckningens nummer kom inte fram helt. Försök igen."
)


def refuse_encoded(text: str, *, size: int = 0) -> None:
    """Raise ValidationError for what isn't base64, or not of as many bytes as it is to be."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not raw or (size and len(raw) != size):
        raise ValidationError("Det krypterade kom inte fram helt. Försök igen.")


class PrivateKey(Owned):
    """The key of an auditor's notes in a förbund, wrapped by what is derived from her passphrase.

    It is made at random, so that another passphrase only wraps it anew and no note is written again. A wrong passphrase
    doesn't open it, which is known at once: AES-GCM refuses.
    """

    user = models.ForeignKey(
        "core.User", models.CASCADE, verbose_name="användare", related_name="+", editable=False
    )
    salt = models.CharField("saltvärde", max_length=24, editable=False)
    iterations = models.PositiveIntegerField(
        "varv", validators=[MinValueValidator(LEAST_ITERATIONS)], editable=False
    )
    nonce = models.CharField("engångstal", max_length=16, editable=False)
    wrapped = models.CharField("inlåst nyckel", max_length=64, editable=False)

    administered = ()
    unlogged = ("user", "salt", "iterations", "nonce", "wrapped")
    most = 1000

    class Meta:
        verbose_name = "nyckel till privata anteckningar"
        verbose_name_plural = "nycklar till privata anteckningar"
        constraints = [
            unique("forbund", "key", message="Nyckeln finns redan."),
            unique("forbund", "user", message="Du har redan en lösenfras. Läs in sidan igen och lås upp."),
        ]

    def __str__(self) -> str:
        return "nyckeln till privata anteckningar"

    def key_text(self) -> str:
        return "".join(choice(_LETTERS) for _ in range(_ID))

    def clean(self) -> None:
        super().clean()
        for text, size in ((self.salt, SALT), (self.nonce, NONCE), (self.wrapped, WRAPPED)):
            refuse_encoded(text, size=size)


class PrivateNote(Owned):
    """A note, as ciphertext. Its key is chosen by the browser, for it is bound into what is encrypted."""

    user = models.ForeignKey(
        "core.User", models.CASCADE, verbose_name="användare", related_name="+", editable=False
    )
    nonce = models.CharField("engångstal", max_length=16, editable=False)
    ciphertext = models.TextField("krypterat", max_length=LONGEST, editable=False)
    saved_at = models.DateTimeField("sparad", editable=False)

    administered = ()
    unlogged = ("user", "nonce", "ciphertext", "saved_at")
    most = 1000  # of one person's

    class Meta:
        verbose_name = "privat anteckning"
        verbose_name_plural = "privata anteckningar"
        ordering = ("-saved_at", "-pk")
        constraints = [unique("forbund", "key", message="Anteckningen finns redan.")]

    def __str__(self) -> str:
        return "en privat anteckning"

    def siblings(self) -> models.QuerySet[PrivateNote]:
        """The person's other notes: nobody is crowded out by somebody else's."""
        return super().siblings().filter(user_id=self.user_id)

    def clean(self) -> None:
        super().clean()
        note_id(self.key)
        if len(self.ciphertext) > LONGEST:
            raise ValidationError("Anteckningen är för lång. Dela upp den på flera.")
        refuse_encoded(self.nonce, size=NONCE)
        refuse_encoded(self.ciphertext)
