"""Our own drawings as PNG, for what can't show SVG: Word.

A drawing holds few kinds of elements (`drawing.element` is called for rectangles, lines, circles, paths and words), and
only those are painted. It is painted larger than it is shown and made smaller, so that edges are even. The same drawing
gives the same bytes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin, sqrt
from xml.etree.ElementTree import Element

from lxml import etree
from PIL import Image, ImageDraw, ImageFont

from finsam.rendering.charts.drawing import PAPER
from finsam.rendering.fonts import font_files

SHARP = 3  # dots to a px of the drawing: a chart across a page is then at 300 dots an inch
FINE = 2  # how many times larger it is painted
STEPS = 24  # pieces that a bend is made of

Point = tuple[float, float]

_COMMAND = re.compile(r"([MLHACZ])([^MLHACZ]*)")
_ALIGNED = {"start": "ls", "middle": "ms", "end": "rs"}


def png(svg: str) -> bytes:
    """The drawing as PNG. Raises ValueError for an element that isn't among those that we draw with."""
    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    wide, high = (float(number) for number in root.get("viewBox").split()[2:])
    painter = _Painter(wide, high, float(root.get("font-size")), root.get("fill"))
    for drawn in root:
        painter.paint(drawn)
    size = (round(wide * SHARP), round(high * SHARP))
    out = BytesIO()
    painter.image.resize(size, Image.Resampling.BOX).save(out, "PNG", dpi=(96 * SHARP, 96 * SHARP))
    return out.getvalue()


@lru_cache(maxsize=64)
def _font(face: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BytesIO(font_files()[f"OpenSans-{face}.ttf"]), size)


class _Painter:
    """A sheet of paper, and how each kind of element is put on it."""

    def __init__(self, wide: float, high: float, size: float, fill: str):
        self.scale = SHARP * FINE
        self.image = Image.new("RGB", (round(wide * SHARP) * FINE, round(high * SHARP) * FINE), PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.size, self.fill = size, fill

    def paint(self, drawn: Element) -> None:
        """One element, over those before it."""
        name = drawn.tag.rpartition("}")[2]
        if name == "title":
            return
        if name not in ("rect", "line", "circle", "path", "text"):
            raise ValueError(f"nothing paints a {name}")
        getattr(self, f"_{name}")(drawn)

    def _at(self, drawn: Element, *names: str) -> list[float]:
        return [float(drawn.get(name, 0)) * self.scale for name in names]

    def _look(self, drawn: Element) -> tuple[str | None, str | None, int]:
        """Its fill and outline, and how thick that is."""
        fill, stroke = (
            None if colour == "none" else colour
            for colour in (drawn.get("fill", self.fill), drawn.get("stroke", "none"))
        )
        return fill, stroke, max(round(float(drawn.get("stroke-width", 1)) * self.scale), 1)

    def _rect(self, drawn: Element) -> None:
        x, y, wide, high = self._at(drawn, "x", "y", "width", "height")
        fill, stroke, thick = self._look(drawn)
        dashed = drawn.get("stroke-dasharray") is not None
        self.draw.rectangle(
            (x, y, x + wide, y + high), fill, None if dashed else stroke, thick if stroke else 0
        )
        if dashed:
            self._stroke([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y)], drawn)

    def _line(self, drawn: Element) -> None:
        x, y, x2, y2 = self._at(drawn, "x1", "y1", "x2", "y2")
        self._stroke([(x, y), (x2, y2)], drawn)

    def _stroke(self, points: list[Point], drawn: Element) -> None:
        """An outline, in pieces where it is dashed: the dashes tell lines apart."""
        _, stroke, thick = self._look(drawn)
        pattern = [float(length) * self.scale for length in (drawn.get("stroke-dasharray") or "").split()]
        for piece in _dashes(points, pattern) if pattern else [points]:
            self.draw.line(piece, stroke, thick, joint="curve")

    def _circle(self, drawn: Element) -> None:
        x, y, radius = self._at(drawn, "cx", "cy", "r")
        fill, stroke, thick = self._look(drawn)
        box = (x - radius, y - radius, x + radius, y + radius)
        self.draw.ellipse(box, fill, stroke, thick if stroke else 0)

    def _path(self, drawn: Element) -> None:
        points = [(x * self.scale, y * self.scale) for x, y in _points(drawn.get("d", ""))]
        fill, stroke, _ = self._look(drawn)
        if fill:
            self.draw.polygon(points, fill)
        if stroke:
            self._stroke(points, drawn)

    def _text(self, drawn: Element) -> None:
        bold = int(drawn.get("font-weight", 400)) >= 600
        font = _font("Semibold" if bold else "Regular", float(drawn.get("font-size", self.size)) * self.scale)
        anchor = _ALIGNED[drawn.get("text-anchor", "start")]
        x, y = self._at(drawn, "x", "y")
        self.draw.text((x, y), drawn.text or "", drawn.get("fill", self.fill), font, anchor)


def _dashes(points: list[Point], pattern: list[float]) -> list[list[Point]]:
    """The pieces of a line that are drawn, by a pattern of drawn and left lengths that goes on round its corners."""
    pieces: list[list[Point]] = []
    place, left = 0, pattern[0]
    piece: list[Point] = [points[0]]
    for (x, y), (x2, y2) in pairwise(points):
        long, gone = hypot(x2 - x, y2 - y), 0.0
        while long - gone > left:
            gone += left
            at = (x + (x2 - x) * gone / long, y + (y2 - y) * gone / long)
            if place % 2 == 0:
                pieces.append([*piece, at])
            place += 1
            left, piece = pattern[place % len(pattern)], [at]
        left -= long - gone
        piece.append((x2, y2))
    return [*pieces, piece] if place % 2 == 0 and len(piece) > 1 else pieces


def _points(path: str) -> list[Point]:
    """A path as the corners of straight pieces; its commands are M, L, H, A, C and Z, all from the drawing's corner."""
    points: list[Point] = []
    for name, given in _COMMAND.findall(path):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", given)]
        if name in "ML":
            points.append((numbers[0], numbers[1]))
        elif name == "H":
            points.append((numbers[0], points[-1][1]))
        elif name == "C":
            points += _bend(points[-1], *zip(numbers[::2], numbers[1::2], strict=True))
        elif name == "A":
            points += _arc(points[-1], (numbers[5], numbers[6]), numbers[0], clockwise=numbers[4] == 1)
        else:
            points.append(points[0])
    return points


def _bend(start: Point, first: Point, second: Point, end: Point) -> list[Point]:
    """A cubic Bézier curve."""
    corners = (start, first, second, end)
    bend = []
    for step in range(1, STEPS + 1):
        t = step / STEPS
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        x, y = (
            sum(weight * corner[axis] for weight, corner in zip(weights, corners, strict=True))
            for axis in (0, 1)
        )
        bend.append((x, y))
    return bend


def _arc(start: Point, end: Point, radius: float, *, clockwise: bool) -> list[Point]:
    """A piece of a circle, less than half of it."""
    (x, y), (x2, y2) = start, end
    half = hypot(x2 - x, y2 - y) / 2
    up = sqrt(max(radius**2 - half**2, 0))  # from the middle of the chord to the centre
    turn = 1 if clockwise else -1
    middle_x = (x + x2) / 2 - turn * up * (y2 - y) / (2 * half)
    middle_y = (y + y2) / 2 + turn * up * (x2 - x) / (2 * half)
    first = atan2(y - middle_y, x - middle_x)
    sweep = (atan2(y2 - middle_y, x2 - middle_x) - first + pi) % (2 * pi) - pi
    return [
        (
            middle_x + radius * cos(first + sweep * n / STEPS),
            middle_y + radius * sin(first + sweep * n / STEPS),
        )
        for n in range(1, STEPS + 1)
    ]
