"""A contact sheet of each document: all its pages side by side, each with how full it is.

    make contact-sheet                           the demo's documents, in var/contact/
    make contact-sheet ARGS="a.pdf b.pdf"        others

Ends with 1 when a page is emptier than it may be (tools/fill.py says which may).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tools.fill import FULL, Page, pages_of

ROOT = Path(__file__).resolve().parent.parent
DEMO, TARGET = ROOT / "var" / "demo", ROOT / "var" / "contact"
COLUMNS, GAP, LABEL = 7, 14, 18  # pages in a row, pixels between them, and under each for its words
GROUND, INK, WANTING = "#dfe3e6", "#20262b", "#b3261e"


def sheet(pages: Sequence[Page]) -> Image.Image:
    """All pages as one picture, in reading order, those that are wanting with a red line where they end."""
    wide = max(page.picture.width for page in pages)
    high = max(page.picture.height for page in pages)
    rows = -(-len(pages) // COLUMNS)
    whole = Image.new("RGB", (COLUMNS * (wide + GAP) + GAP, rows * (high + GAP + LABEL) + GAP), GROUND)
    pen, font = ImageDraw.Draw(whole), ImageFont.load_default(13)
    for place, page in enumerate(pages):
        row, column = divmod(place, COLUMNS)
        x, y = GAP + column * (wide + GAP), GAP + row * (high + GAP + LABEL)
        whole.paste(page.picture, (x, y))
        colour = WANTING if page.wanting else INK
        words = " · ".join(filter(None, (f"{page.number}", f"{page.fill:.0f} %", page.excuse[:40])))
        pen.text((x, y + page.picture.height + 2), words, fill=colour, font=font)
    return whole


def report(name: str, pages: Sequence[Page]) -> str:
    """What is said of a document: each page that isn't full, with why."""
    lines = (
        f"  page {page.number}: {page.fill:.0f} %, {page.excuse or 'and no reason'}"
        for page in pages
        if page.fill < FULL
    )
    return "\n".join((f"{name}: {len(pages)} pages", *lines))


def main(arguments: Sequence[str] | None = None) -> int:
    """Draws a sheet for each file, and tells of the pages that aren't full."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--to", type=Path, default=TARGET, help="the folder of the sheets")
    options = parser.parse_args(arguments)
    files = options.files or sorted(DEMO.glob("*.pdf"))
    if not files:
        raise SystemExit("There are no PDFs: make demo-data makes the demo's.")
    options.to.mkdir(parents=True, exist_ok=True)
    wanting = False
    for file in files:
        pages = pages_of(file)
        sheet(pages).save(options.to / f"{file.stem}.png")
        print(report(file.stem, pages))  # noqa: T201 - what it is for
        wanting = wanting or any(page.wanting for page in pages)
    return int(wanting)


if __name__ == "__main__":
    sys.exit(main())
