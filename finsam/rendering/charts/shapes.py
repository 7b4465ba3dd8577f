"""Shapes that tell series and verdicts apart without colour: marks on lines, and the signs of how a goal went."""

from __future__ import annotations

from finsam.rendering.charts.drawing import INK, INK_SOFT, PAPER, element

MARKS = ("circle", "square", "diamond", "triangle", "ring")
DASHES = (None, "7 3", "2 3", "10 3 2 3", "1 4")  # told apart without colour
GOOD, PARTLY, BAD = "#1d6b3c", "#8a5a00", "#a32222"  # those of tokens.css
THICK = 1.8


def mark(number: int, x: float, y: float, radius: float, colour: str) -> str:
    """The mark of a series on a line or in a row, filled and hollow by turns."""
    kind = MARKS[number % len(MARKS)]
    fill = PAPER if kind in ("square", "ring", "triangle") else colour
    if kind in ("circle", "ring"):
        return element("circle", cx=x, cy=y, r=radius, fill=fill, stroke=colour, stroke_width=THICK)
    corners = {
        "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
        "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
        "triangle": ((0, -1.15), (1.15, 0.9), (-1.15, 0.9)),
    }[kind]
    return path(
        [(x + radius * right, y + radius * down) for right, down in corners], fill, colour, closed=True
    )


def path(
    points: list[tuple[float, float]],
    fill: str,
    stroke: str,
    *,
    closed: bool = False,
    dash: str | None = None,
    thick: float = THICK,
) -> str:
    """Straight pieces between points."""
    corners = "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
    return element(
        "path",
        d=f"M{corners}{'Z' if closed else ''}",
        fill=fill,
        stroke=stroke,
        stroke_width=thick,
        stroke_dasharray=dash,
    )


def verdict(kind: str, x: float, y: float, radius: float) -> list[str]:
    """The sign of a verdict, round a point: a tick, a circle filled in part, a cross or a dash; else a dot."""
    r = radius
    match kind:
        case "met":
            return [
                path(
                    [(x - 0.75 * r, y + 0.1 * r), (x - 0.2 * r, y + 0.7 * r), (x + 0.85 * r, y - 0.75 * r)],
                    "none",
                    GOOD,
                )
            ]
        case "nearly" | "partly":
            return [_filled_from_left(x, y, r, 0.5 if kind == "nearly" else 0.0), _ring(x, y, r)]
        case "missed":
            d = 0.7 * r
            return [
                path([(x - d, y - d), (x + d, y + d)], "none", BAD),
                path([(x - d, y + d), (x + d, y - d)], "none", BAD),
            ]
        case "unmeasured":
            return [path([(x - 0.8 * r, y), (x + 0.8 * r, y)], "none", INK_SOFT)]
        case _:
            return [element("circle", cx=x, cy=y, r=0.4 * r, fill=INK_SOFT if kind == "unjudged" else INK)]


def _ring(x: float, y: float, r: float) -> str:
    return element("circle", cx=x, cy=y, r=r, fill="none", stroke=PARTLY, stroke_width=1.2)


def _filled_from_left(x: float, y: float, r: float, to: float) -> str:
    """A circle's part left of `to` of its radius past the middle."""
    half = r * (1 - to**2) ** 0.5
    edge = x + to * r
    if to:
        # Two arcs, each less than half of the circle.
        d = f"M{edge:.2f} {y - half:.2f}A{r} {r} 0 0 0 {x - r:.2f} {y:.2f}A{r} {r} 0 0 0 {edge:.2f} {y + half:.2f}Z"
    else:
        d = f"M{x:.2f} {y - r:.2f}A{r} {r} 0 0 0 {x - r:.2f} {y:.2f}A{r} {r} 0 0 0 {x:.2f} {y + r:.2f}Z"
    return element("path", d=d, fill=PARTLY)
