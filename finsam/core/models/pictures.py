"""Pictures, kept in the database so that they follow every copy and backup."""

from __future__ import annotations

import io
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import models
from PIL import Image, ImageOps

from finsam.core.models.owned import Owned, unique
from finsam.core.values.collation import in_swedish

TOO_MANY_PIXELS = "Bilden har fler än 30 miljoner bildpunkter. Spara den i mindre storlek och försök igen."


class _Whole(io.BytesIO):
    """A file that may not end before its picture does: reading on is an error.

    The library says so itself only until WeasyPrint is imported, which tells it to take what there is.
    """

    def read(self, size=-1):
        data = super().read(size)
        if size and not data:
            raise EOFError("The picture is cut off.")
        return data


def _refuse_damaged(raw: bytes) -> None:
    """Raise an error for a PNG of which a part isn't as it was written. No pixels are read, but the file is used up."""
    with Image.open(io.BytesIO(raw), formats=("PNG",)) as image:
        image.verify()


def fingerprint(data: bytes) -> str:
    """A name of a picture's content: an address that holds it never shows another."""
    return sha256(data).hexdigest()[:16]


class Picture(Owned):
    """An uploaded picture, kept in the database so that it follows every copy and backup."""

    name = models.CharField("namn", max_length=80)
    alt = models.CharField(
        "beskrivning", max_length=300, help_text="Vad bilden visar, för den som inte ser den.", blank=True
    )
    data = models.BinaryField("bild", editable=False)
    content_type = models.CharField("filtyp", max_length=20, editable=False)

    MAX_BYTES = 5_000_000
    MAX_PIXELS = 30_000_000  # as many as a good camera takes; opened, they are 120 MB
    MAX_SIDE = 3_000  # pixels: a page across at more than 300 dots an inch

    administered = ("change", "delete")  # its words; it is uploaded on the förbund's page

    class Meta:
        verbose_name = "bild"
        verbose_name_plural = "bilder"
        ordering = (in_swedish("name"),)
        constraints = [unique("forbund", "key", message="Bilden finns redan.")]

    @staticmethod
    def read(raw: bytes, most: int = MAX_BYTES) -> tuple[bytes, str]:
        """An uploaded file as a clean PNG or JPEG in RGB (print and archive refuse CMYK), upright and of a fair size.

        Nothing but the picture itself is kept: not where or with what it was taken. Returns (bytes, content type).
        Raises ValidationError for anything else, for more than `most` bytes, and for what would take too much to open. What
        somebody has sent is read apart (finsam/core/uploads/apart.py).
        """
        if len(raw) > most:
            raise ValidationError(
                f"Bilden är större än {most // 1_000_000} MB. Spara den mindre och försök igen."
            )
        try:
            with Image.open(_Whole(raw), formats=("PNG", "JPEG")) as image:
                form = "PNG" if image.format == "PNG" else "JPEG"  # some phones put several JPEG in one file
                if image.width * image.height > Picture.MAX_PIXELS:  # known before a single one is read
                    raise ValidationError(TOO_MANY_PIXELS)
                if form == "PNG":
                    _refuse_damaged(raw)
                image.draft("RGB", (Picture.MAX_SIDE, Picture.MAX_SIDE))
                opaque = form == "JPEG" or image.mode not in ("RGBA", "LA", "P")
                clean = image.convert("RGB" if opaque else "RGBA")
                clean.thumbnail((Picture.MAX_SIDE, Picture.MAX_SIDE))
                ImageOps.exif_transpose(clean, in_place=True)
        except ValidationError:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise ValidationError(TOO_MANY_PIXELS) from error
        except Exception as error:  # a broken file breaks the reader in any way there is
            raise ValidationError("Filen är inte en bild som går att läsa. Använd PNG eller JPEG.") from error
        clean.info = {}
        target = io.BytesIO()
        clean.save(target, form, optimize=form == "JPEG")  # of a PNG it takes ten times as long for a sixth
        return target.getvalue(), f"image/{form.lower()}"
