"""The årshjul: the year as a ring, and beside it what happens each month, joined by thin lines."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

from finsam.core.values.periods import MONTHS
from finsam.facts.tables import Wheel
from finsam.rendering.charts.drawing import INK_SOFT, RULE, Look, Picture, element, text, tint, wrap
from finsam.rendering.fonts import printable

WIDTH = 600  # px, 159 mm on paper: 10 px is then 7.5 pt
TALLEST = 860  # px, what a page holds beside its heading
OUTER, INNER = 98, 58
COLUMN = 166
HEAD, SIZE, LINE = 11, 10, 13
INDENT = 9
ITEM_GAP, BLOCK_GAP = 2, 13
MOST_DOTS = 7


@dataclass(frozen=True, slots=True)
class Block:
    """A month's words: its items as lines, and how many items are left to the list."""

    month: int
    items: tuple[tuple[str, ...], ...]
    more: int = 0

    @property
    def height(self) -> float:
        """From the rule above the month's name to the bottom of its last line."""
        lines = sum(map(len, self.items)) + bool(self.more)
        return 18 + lines * LINE + len(self.items) * ITEM_GAP


def svg(wheel: Wheel, *, accent: str, year: int, beside: bool = False) -> str:
    """The wheel as an SVG element whose first child is its text; "" when nothing happens. It has no ids.

    `beside` says that the list stands there too: then the text only says what the picture is.
    """
    months = {month: _said(items) for month, items in sorted(wheel.months.items()) if _said(items)}
    if not months:
        return ""
    right, left, height = _fitted(months)
    middle = height / 2
    drawn = [_ring(months, middle, accent, year)]
    for blocks, side in ((right, 1), (left, -1)):
        for block, top in zip(blocks, _tops(blocks, height), strict=True):
            drawn.append(_block(block, top, middle, side, accent))
    return Picture(WIDTH, height, SIZE, drawn).svg(_alt(wheel, months, beside=beside))


def _said(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(words for item in items if (words := printable(item).strip()))


def _alt(wheel: Wheel, months: dict[int, tuple[str, ...]], *, beside: bool) -> str:
    """What it is; and all of it in words, where the list isn't printed beside."""
    if beside:
        return f"{printable(wheel.title)}, ritat som en ring. Det som händer varje månad står i listan."
    said = (f"{MONTHS[month - 1].capitalize()}: {'; '.join(items)}." for month, items in months.items())
    return f"{printable(wheel.title)}. {' '.join(said)}"


def _fitted(months: dict[int, tuple[str, ...]]) -> tuple[list[Block], list[Block], float]:
    """The right side's blocks and the left's from the top, and the picture's height.

    Where a year is too full for a page, each month shows fewer of its items and says how many more there are.
    """
    for most in range(max(map(len, months.values())), 0, -1):
        blocks = {month: _words(month, items, most) for month, items in months.items()}
        right = [blocks[month] for month in range(1, 7) if month in blocks]
        left = [blocks[month] for month in range(12, 6, -1) if month in blocks]
        tallest = max(_needed(right), _needed(left))
        if tallest <= TALLEST:
            break
    return right, left, max(tallest, 2 * OUTER + 50)


def _words(month: int, items: tuple[str, ...], most: int) -> Block:
    shown = items if len(items) <= most else items[: max(most - 1, 1)]
    lines = tuple(tuple(wrap(item, COLUMN - INDENT, SIZE)) for item in shown)
    return Block(month, lines, len(items) - len(shown))


def _needed(blocks: list[Block]) -> float:
    return sum(block.height for block in blocks) + BLOCK_GAP * max(len(blocks) - 1, 0)


def _angle(month: int) -> float:
    """The middle of a month's segment, clockwise from the top, in radians."""
    return (month - 0.5) * pi / 6


def _tops(blocks: list[Block], height: float) -> list[float]:
    """Where each block begins: as near its segment as the others allow, none over another."""
    wanted = [height / 2 * (1 - cos(_angle(block.month))) - block.height / 2 for block in blocks]
    tops: list[float] = []
    free = 0.0
    for block, top in zip(blocks, wanted, strict=True):
        tops.append(max(top, free))
        free = tops[-1] + block.height + BLOCK_GAP
    free = height
    for place in reversed(range(len(blocks))):
        tops[place] = min(tops[place], free - blocks[place].height)
        free = tops[place] - BLOCK_GAP
    return tops


def _at(radius: float, angle: float, middle: float) -> tuple[float, float]:
    return WIDTH / 2 + radius * sin(angle), middle - radius * cos(angle)


def _xy(radius: float, angle: float, middle: float) -> str:
    return "{:.1f} {:.1f}".format(*_at(radius, angle, middle))


def _ring(months: dict[int, tuple[str, ...]], middle: float, accent: str, year: int) -> str:
    """Twelve segments with their names, a dot for each thing that happens, and the year in the middle."""
    pieces = []
    for month, name in enumerate(MONTHS, 1):
        count = len(months.get(month, ()))
        angle, half = _angle(month), pi / 12
        a, b = angle - half, angle + half
        path = (
            f"M{_xy(OUTER, a, middle)}A{OUTER} {OUTER} 0 0 1 {_xy(OUTER, b, middle)}"
            f"L{_xy(INNER, b, middle)}A{INNER} {INNER} 0 0 0 {_xy(INNER, a, middle)}Z"
        )
        fill = tint(accent, 0.2) if count else "#f2f4f5"
        pieces.append(element("path", d=path, fill=fill, stroke="#ffffff", stroke_width=2))
        x, y = _at(OUTER - 17, angle, middle)
        style = {"font_weight": 600} if count else {"fill": INK_SOFT}
        pieces.append(text(x, y + HEAD * 0.36, name[:3], text_anchor="middle", font_size=HEAD, **style))
        dots = min(count, MOST_DOTS)
        for n in range(dots):
            x, y = _at(INNER + 7, angle + (n - (dots - 1) / 2) * 0.075, middle)
            pieces.append(element("circle", cx=x, cy=y, r=1.6, fill=accent))
    pieces.append(element("circle", cx=WIDTH / 2, cy=middle, r=OUTER + 1, fill="none", stroke=accent))
    look: Look = {"text_anchor": "middle", "font_size": 26, "font_weight": 600, "fill": accent}
    pieces.append(text(WIDTH / 2, middle + 9.4, str(year), **look))
    return "".join(pieces)


def _block(block: Block, top: float, middle: float, side: int, accent: str) -> str:
    """A month's words under a rule that runs on to its segment."""
    left = WIDTH - COLUMN if side > 0 else 0
    far, near = (WIDTH, left) if side > 0 else (0, COLUMN)
    angle, rule = _angle(block.month), top + 0.5
    bend = f"C{_xy(OUTER + 14, angle, middle)} {near - side * 22} {rule:.1f} {near} {rule:.1f}"
    path = f"M{_xy(OUTER + 1, angle, middle)}{bend}H{far}"
    x, y = _at(OUTER + 1, angle, middle)
    month = MONTHS[block.month - 1].capitalize()
    pieces = [
        element("path", d=path, fill="none", stroke=RULE),
        element("circle", cx=x, cy=y, r=2.4, fill=accent),
        text(left, top + 14, month, font_size=HEAD, font_weight=600, fill=accent),
    ]
    y = top + 18
    for lines in block.items:
        y += ITEM_GAP
        pieces.append(element("circle", cx=left + 2.5, cy=y + 6.4, r=1.3, fill=accent))
        for line in lines:
            y += LINE
            pieces.append(text(left + INDENT, y - 3, line))
    if block.more:
        pieces.append(text(left + INDENT, y + LINE - 3, f"och {block.more} till", fill=INK_SOFT))
    return "".join(pieces)
