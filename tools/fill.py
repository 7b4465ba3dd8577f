"""How full the pages of a PDF are: how far down the text block of each its content reaches, and why one is not full.

Pages are looked at, not reckoned: poppler draws them, and the lowest ink between head and foot counts. So a rule, a chart
and a line of text all do.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from PIL import Image

DPI = 50
MM, POINTS = DPI / 25.4, 72 / 25.4  # pixels and points in a mm
FULL = 70  # %: what a page holds at least
BEGINS = 20  # mm from the top of the text block within which a chapter opens a page
INK = 245  # what is darker than this, of 255
CSS = Path(__file__).resolve().parent.parent / "static" / "finsam" / "print.css"

COVER, CONTENTS, CHAPTER, END, TURNED = (
    "cover",
    "contents end here",
    "a chapter ends here",
    "the document ends here",
    "the next page lies on its side, or this one does",
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number from 1, how full it is in % of the text block's height, and why it need not be; "" if it must."""

    number: int
    fill: float
    excuse: str
    picture: Image.Image

    @property
    def wanting(self) -> bool:
        """Whether it is emptier than a page may be."""
        return self.fill < FULL and not self.excuse


def pages_of(path: Path) -> list[Page]:
    """Every page of a PDF."""
    pictures = list(drawn(path))
    with pikepdf.open(path) as pdf:
        boxes = [[float(side) for side in page.mediabox] for page in pdf.pages]
        sizes = [(box[2] / POINTS, box[3] / POINTS) for box in boxes]  # mm
        opening, listed = _opening(pdf, sizes), _contents(pdf)
    pages = []
    for number, (picture, size) in enumerate(zip(pictures, sizes, strict=True), 1):
        pages.append(Page(number, fill_of(picture, size), _excuse(number, sizes, opening, listed), picture))
    return pages


def drawn(path: Path) -> Iterator[Image.Image]:
    """Each page as a picture."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", str(DPI), "-png", str(path), f"{folder}/page"], check=True)
        for file in sorted(Path(folder).iterdir()):
            with Image.open(file) as picture:
                yield picture.convert("RGB")


def fill_of(picture: Image.Image, size: tuple[float, float]) -> float:
    """How far down the text block the lowest ink stands, in % of its height."""
    top, bottom = (round(edge * MM) for edge in text_block(size))
    block = picture.convert("L").crop((0, top, picture.width, bottom))
    ink = block.point([255 * (shade < INK) for shade in range(256)]).getbbox()
    return 100 * ink[3] / block.height if ink else 0.0


def text_block(size: tuple[float, float]) -> tuple[float, float]:
    """Where the text block begins and ends, in mm from the top of a page of that width and height."""
    width, height = size
    upper, lower = _margins()["on-its-side" if width > height else ""]
    return upper, height - lower


def _margins() -> dict[str, tuple[float, float]]:
    """From where to where in mm the text of each kind of page reaches, counted from its edges, by its name in print.css; ""
    is the plain one. Above it are the margin, with the head, and the padding under the head's line."""
    found = re.findall(
        r"@page ?([\w-]*) \{[^}@]*?margin: ([\d.]+)mm [\d.]+mm ([\d.]+)mm[^}@]*?padding-top: ([\d.]+)mm",
        CSS.read_text(encoding="utf-8"),
    )
    return {name: (float(upper) + float(under), float(lower)) for name, upper, lower, under in found}


def _opening(pdf: pikepdf.Pdf, sizes: list[tuple[float, float]]) -> set[int]:
    """The pages, from 1, that a chapter opens: one of the document's uppermost headings stands at their top."""
    where = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    opening = set()
    with pdf.open_outline() as outline:
        tops = outline.root[0].children if len(outline.root) == 1 else outline.root
        for item in tops:
            number = where[item.destination[0].objgen]
            height = sizes[number - 1][1]
            if height - float(item.destination[3]) / POINTS <= text_block(sizes[number - 1])[0] + BEGINS:
                opening.add(number)
    return opening


def _contents(pdf: pikepdf.Pdf) -> int:
    """The page, from 1, that the table of contents ends on; 0 if there is none."""
    where = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    items = (each for each in pdf.objects if isinstance(each, pikepdf.Dictionary))
    lines = [each for each in items if each.get("/S") == "/TOCI" and "/Pg" in each]
    return max((where[each.Pg.objgen] for each in lines), default=0)


def _excuse(number: int, sizes: list[tuple[float, float]], opening: set[int], contents: int) -> str:
    """Why a page may be less than full, "" if it may not."""
    if number == 1:
        return COVER
    if number == len(sizes):
        return END
    if number == contents:
        return CONTENTS
    if number + 1 in opening:
        return CHAPTER
    if sizes[number] != sizes[number - 1]:
        return TURNED
    return ""
