"""A picture comes in upright, of a fair size, and with nothing but itself."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageFile

from finsam.core.models import Picture
from tests.core.conftest import HERE

RED, BLUE = (250, 0, 0), (0, 0, 250)


def a_picture(form="JPEG", *, size=(40, 20), mode="RGB", **saved) -> bytes:
    """Red to the left, blue to the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    target = io.BytesIO()
    image.convert(mode).save(target, form, **saved)
    return target.getvalue()


def from_a_phone(orientation: int) -> Image.Exif:
    """What a telephone writes beside the picture: which way it was held, what it is, and where it stood."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "Telefonmakaren"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (62.0, 56.0, 0.0)
    return exif


def opened(raw: bytes) -> Image.Image:
    clean, kind = Picture.read(raw)
    image = Image.open(io.BytesIO(clean))
    image.load()
    assert kind == f"image/{image.format.lower()}"
    return image


def near(colour, wanted) -> bool:
    return all(abs(one - other) < 12 for one, other in zip(colour, wanted, strict=True))


def empty_png(width: int, height: int) -> bytes:
    """A PNG of one colour: very many pixels in very few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("orientation", "size", "first", "last"),
    [
        (1, (40, 20), RED, BLUE),
        (3, (40, 20), BLUE, RED),  # upside down
        (6, (20, 40), RED, BLUE),  # held upright: left is up
        (8, (20, 40), BLUE, RED),
    ],
)
def test_a_phones_picture_is_upright(orientation, size, first, last):
    image = opened(a_picture(exif=from_a_phone(orientation)))
    assert image.size == size
    assert near(image.getpixel((2, 2)), first)
    assert near(image.getpixel((size[0] - 3, size[1] - 3)), last)


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_where_and_with_what_it_was_taken_is_not_kept(form):
    raw = a_picture(
        form, exif=from_a_phone(6), dpi=(72, 72), **({"comment": b"Hemligt"} if form == "JPEG" else {})
    )
    assert b"Telefonmakaren" in raw
    clean, _ = Picture.read(raw)
    assert b"Telefonmakaren" not in clean
    assert b"Hemligt" not in clean
    assert not Image.open(io.BytesIO(clean)).getexif()


@pytest.mark.parametrize("size", [(20_000, 20_000), (6_000, 5_001), (1, 30_000_001)])
def test_very_many_pixels_are_refused_before_they_are_read(monkeypatch, size):
    raw = empty_png(*size)
    assert len(raw) < 1_000
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("was read"))
    with pytest.raises(ValidationError, match="fler än 30 miljoner bildpunkter"):
        Picture.read(raw)


@pytest.mark.parametrize(
    ("size", "scaled"), [((6_000, 100), (3_000, 50)), ((50, 4_000), (38, 3_000)), ((300, 200), (300, 200))]
)
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_large_picture_is_scaled_down_and_a_small_one_left(form, size, scaled):
    width, height = opened(a_picture(form, size=size)).size
    assert abs(width - scaled[0]) <= 1
    assert abs(height - scaled[1]) <= 1


@pytest.mark.parametrize(
    "raw",
    [b"", b"GIF89a", empty_png(10, 10)[:60], empty_png(0, 0), a_picture()[:200], a_picture("PNG")[:50], b"\xff\xd8\xff" + b"x" * 99],
    ids=["empty", "another kind", "cut", "no pixels", "cut JPEG", "cut PNG", "no JPEG"],
)  # fmt: skip
def test_a_broken_picture_is_refused_with_a_sentence(monkeypatch, raw):
    monkeypatch.setattr(
        ImageFile, "LOAD_TRUNCATED_IMAGES", True
    )  # as WeasyPrint leaves it when a PDF has been drawn
    with pytest.raises(ValidationError, match="inte en bild som går att läsa"):
        Picture.read(raw)


@pytest.mark.parametrize("saved", [{}, {"progressive": True}])
@pytest.mark.parametrize("lacks", [1, 2, 0.1, 0.5, 0.9])
def test_a_jpeg_without_its_end_is_refused(monkeypatch, saved, lacks):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    raw = a_picture(size=(800, 400), quality=95, **saved)
    cut = raw[: len(raw) - (lacks if isinstance(lacks, int) else int(len(raw) * lacks))]
    assert Picture.read(raw)[1] == "image/jpeg"
    with pytest.raises(ValidationError, match="inte en bild som går att läsa"):
        Picture.read(cut)


@pytest.mark.parametrize(("form", "times"), [("JPEG", 1), ("PNG", 2)])  # the parts of a PNG are summed first
def test_a_picture_is_opened_no_more_than_needed(monkeypatch, form, times):
    opened = []
    real = Image.open
    monkeypatch.setattr(Image, "open", lambda *args, **kwargs: opened.append(1) or real(*args, **kwargs))
    Picture.read(a_picture(form))
    assert len(opened) == times


def test_ink_colours_and_transparency():
    assert opened(a_picture(mode="CMYK")).mode == "RGB"
    assert opened(a_picture("PNG", mode="RGBA")).mode == "RGBA"


def test_a_page_with_a_picture_too_large_says_so(chiefs):
    for raw, sentence in (
        (empty_png(20_000, 20_000), "30 miljoner bildpunkter"),
        (b"x" * 6_000_000, "större än 5 MB"),
    ):
        file = SimpleUploadedFile("bild.png", raw, "image/png")
        page = chiefs.post(f"{HERE}bilder/ny/", {"name": "Bild", "alt": "Något", "file": file})
        assert page.status_code == 422
        assert sentence in page.text
