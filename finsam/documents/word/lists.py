"""Points of Word's lists, which lie side by side in the file, as lists within lists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import takewhile

from finsam.documents.word.formats import Mark


@dataclass(slots=True)
class Point:
    """A point: its place, its words, and which number it has where the list is numbered."""

    mark: Mark
    html: str
    number: int = 1


class Points:
    """Gathers points that follow each other; a numbered list goes on counting after what stands between."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self.counts: Counter[tuple[str, int]] = Counter()

    def add(self, mark: Mark, html: str) -> None:
        """One more point."""
        for number, level in list(self.counts):
            if number == mark.number and level > mark.level:
                del self.counts[number, level]
        place = (mark.number, mark.level)
        self.counts[place] = self.counts[place] + 1 if place in self.counts else mark.start
        self.points.append(Point(mark, html, self.counts[place]))

    def go_on(self, html: str) -> None:
        """More words of the last point, on a line of their own."""
        self.points[-1].html += f"<br>{html}"

    def taken(self) -> str:
        """The lists as HTML, when something else follows."""
        points, self.points = self.points, []
        return _html(points)


def _html(points: list[Point]) -> str:
    """Points of the first one's level, each with the deeper ones that follow it inside."""
    out = opened = ""
    while points:
        first, *rest = points
        below = list(takewhile(lambda point, of=first: point.mark.level > of.mark.level, rest))  # type: ignore[misc]
        points = rest[len(below) :]
        kind = "ol" if first.mark.ordered else "ul"
        if kind != opened:
            out += f"</{opened}>" if opened else ""
            out += f'<ol start="{first.number}">' if kind == "ol" and first.number != 1 else f"<{kind}>"
            opened = kind
        out += f"<li>{first.html}{_html(below)}</li>"
    return f"{out}</{opened}>" if opened else ""
