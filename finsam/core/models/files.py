"""A file that somebody has sent, kept in the database so that it follows every copy and backup."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import models

_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)")


def plain_name(name: str) -> str:
    """What a file is called, without folders and signs that aren't seen; "" for none. It is shown and stored, and is no path."""
    last = PurePath(name.replace("\\", "/")).name if name.strip("./\\ ") else ""
    seen = "".join(
        sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C"
    )
    return _DEVICES.sub(r"\1_", seen.strip(" ."))[-160:].strip(" .")


class Uploaded(models.Model):
    """Something with a file that is kept as it was sent, and handed out to be saved (finsam/core/views/files.py)."""

    file_name = models.CharField("filnamn", max_length=160, blank=True, editable=False)
    content = models.BinaryField("fil", default=b"", editable=False)

    MAX_BYTES = 10_000_000
    # What people send each other, and a browser saves instead of running.
    ENDINGS = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "txt", "csv", "png", "jpg", "jpeg")
    TAKEN = "Högst 10 MB. PDF, Word, Excel, PowerPoint, OpenDocument, text eller bild."

    class Meta:
        abstract = True

    @property
    def ending(self) -> str:
        """What kind of file it is: `pdf`."""
        return PurePath(self.file_name).suffix.lower().lstrip(".")

    @property
    def digest(self) -> str:
        """The SHA-256 of its file; "" of what is none."""
        return sha256(bytes(self.content)).hexdigest() if self.file_name else ""

    @classmethod
    def read(cls, name: str, raw: bytes) -> tuple[str, bytes]:
        """An uploaded file's name and bytes. Raises ValidationError for what isn't taken."""
        name = plain_name(name)
        if PurePath(name).suffix.lower().lstrip(".") not in cls.ENDINGS:
            raise ValidationError(f"Filer av det slaget tas inte emot. Använd {', '.join(cls.ENDINGS)}.")
        if not raw:
            raise ValidationError("Filen är tom.")
        if len(raw) > cls.MAX_BYTES:
            raise ValidationError("Filen är större än 10 MB. Spara den mindre och försök igen.")
        return name, raw
