"""The words of a page's head."""

from __future__ import annotations

from finsam.documents.resolved import Part
from finsam.rendering.charts.drawing import width
from finsam.rendering.fonts import printable

HEAD, SHORTEST_HEAD = 440, 70  # points that a page's head has room for, and a chapter's name there at least
HEAD_SIZE = 8  # points


def chapter_head(part: Part, running_head: str) -> str:
    """A chapter's number and name as the head of its pages has room for them, beside the running head on one line."""
    words = printable(" ".join(filter(None, (part.number, part.title)))).split()
    room = max(HEAD - width(printable(running_head), HEAD_SIZE), SHORTEST_HEAD)
    kept = len(words)
    name = " ".join(words)
    while width(name, HEAD_SIZE) > room and kept > 1:
        kept -= 1
        name = " ".join((*words[:kept], "…"))
    return name
