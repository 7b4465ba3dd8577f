"""What our pictures share: SVG elements, inks, tints of the accent, how wide text is and where its lines break."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from io import BytesIO

from finsam.rendering.fonts import FAMILY, font_files

# The inks of tokens.css. A picture carries its own colours, for it is the same bytes on screen and on paper.
INK = "#1b2126"
INK_SOFT = "#55606a"
RULE = "#cfd6db"
PAPER = "#ffffff"

PAGE = 600  # px, which is 159 mm on paper: as wide as the text of a page

Look = dict[str, str | float | None]  # attributes of an SVG element

_BREAKING = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing in px, before it has its alternative text; `size` is that of its text.

    One as wide as the text of a page fills it; a narrower one keeps its width, and the size of its words with it.
    """

    width: float
    height: float
    size: float
    parts: list[str]

    def svg(self, alt: str) -> str:
        """The SVG element, whose first child is its alternative text. It has a viewBox and no ids."""
        box = f"0 0 {self.width} {self.height:.0f}"
        drawn = element("title", escape(alt, quote=False)) + "".join(self.parts)
        look: Look = {
            "viewBox": box,
            "width": None if self.width >= PAGE else self.width,
            "role": "img",
            "font_family": FAMILY,
            "font_size": self.size,
            "fill": INK,
        }
        return element("svg", drawn, xmlns="http://www.w3.org/2000/svg", **look)


def element(name: str, inside: str = "", **attributes: str | float | None) -> str:
    """An SVG element with what is inside it; numbers have two decimals at most, and None is no attribute."""
    given = "".join(
        f' {key.replace("_", "-")}="{escape(value) if isinstance(value, str) else _number(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}>{inside}</{name}>" if inside else f"<{name}{given}/>"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def text(x: float, y: float, words: str, **attributes: str | float | None) -> str:
    """Words on a baseline; none are nothing."""
    return element("text", escape(words, quote=False), x=x, y=y, **attributes) if words else ""


def tint(colour: str, strength: float) -> str:
    """`#rrggbb` thinned with white: 1 is the colour itself, 0 is white. Raises ValueError for another form."""
    parts = bytes.fromhex(colour.removeprefix("#"))
    if len(parts) != 3:
        raise ValueError(f"{colour} is not #rrggbb")
    return "#" + bytes(round(255 - (255 - part) * strength) for part in parts).hex()


def tints(colour: str, count: int) -> list[str]:
    """So many tints from strong to nearly white, in even steps so that a grey print tells them apart."""
    return [tint(colour, 0.88 - 0.8 * n / max(count - 1, 2)) for n in range(count)]


@lru_cache
def _advances(face: str) -> tuple[dict[int, int], int]:
    """The advance of every code point, and the units of an em. Read once: a chart measures hundreds of words."""
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(font_files()[f"OpenSans-{face}.ttf"]), lazy=True)
    widths, glyphs = font["hmtx"].metrics, font.getBestCmap()
    return {code: widths[glyph][0] for code, glyph in glyphs.items()}, font["head"].unitsPerEm


def width(text: str, size: float, face: str = "Regular") -> float:
    """The text's width in the unit of `size`; a character the face lacks counts as an em."""
    advances, em = _advances(face)
    return sum(advances.get(ord(char), em) for char in text) * size / em


def wrap(text: str, room: float, size: float, face: str = "Regular") -> list[str]:
    """Lines no wider than `room`, broken at spaces, else after a hyphen or slash, else with a hyphen of our own.

    Nothing is ever left out. No-break spaces hold. No words, no lines.
    """
    lines: list[str] = []
    line = ""
    for word in _BREAKING.split(text.strip()):
        candidate = f"{line} {word}" if line else word
        if width(candidate, size, face) <= room:
            line = candidate
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, room, size, face)
        lines.extend(whole)
    return [*lines, line] if line else lines


def _pieces(word: str, room: float, size: float, face: str) -> list[str]:
    """A word cut so that each piece fits, at its own hyphens and slashes where it has them."""
    pieces = []
    while len(word) > 1 and width(word, size, face) > room:
        fits = next((n for n in range(len(word) - 1, 0, -1) if width(f"{word[:n]}-", size, face) <= room), 1)
        own = max(word.rfind("-", 0, fits), word.rfind("/", 0, fits)) + 1
        # A piece of one or two letters looks like a mistake.
        cut = own if own > 2 else max(min(fits, len(word) - 3), 1)
        pieces.append(word[:cut] if cut == own else f"{word[:cut]}-")
        word = word[cut:]
    return [*pieces, word]


def widest(lines: list[str], size: float, face: str = "Regular") -> float:
    """The width of the widest line."""
    return max((width(line, size, face) for line in lines), default=0)


def room_for(texts: list[str], lines: int, size: float, *, least: float, most: float) -> float:
    """The narrowest column between `least` and `most` in which every text fits on so many lines, or else `most`."""
    for room in range(int(least), int(most), 4):
        wrapped = [wrap(text, room, size) for text in texts]
        if all(len(words) <= lines and not _broken(words) for words in wrapped):
            return room
    return most


def _broken(lines: list[str]) -> bool:
    """Whether a word was cut with a hyphen: better a wider column."""
    return any(line.endswith("-") for line in lines[:-1])
