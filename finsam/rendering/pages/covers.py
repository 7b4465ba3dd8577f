"""What a cover's picture is, so that it is shown whole where it would lose by being cut."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, UnidentifiedImageError

PAPER = 250  # of 255: what is as light is paper


def surrounded(picture: bytes) -> bool:
    """Whether a picture has paper all round, as a drawing or a cloud of words has: its outermost pixels are white or
    transparent. A photograph isn't, nor is what can't be read."""
    try:
        with Image.open(BytesIO(picture)) as opened:
            drawn = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError):
        return False
    sheet = Image.new("RGBA", drawn.size, "white")
    sheet.alpha_composite(drawn)
    grey, (wide, high) = sheet.convert("L"), drawn.size
    edges = ((0, 0, wide, 1), (0, high - 1, wide, high), (0, 0, 1, high), (wide - 1, 0, wide, high))
    return all(min(grey.crop(edge).tobytes()) >= PAPER for edge in edges)
