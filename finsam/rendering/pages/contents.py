"""The lines of a printed table of contents: those that the document lists, and a level more where a section is long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from finsam.documents.resolved import ContentsLine, Part, Resolved
from finsam.facts.tables import Html
from finsam.rendering.pages.lengths import TEXT_BLOCK, chapter, length

LONG = 3 * TEXT_BLOCK  # mm of a section that is too long to be looked through for what stands in it


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that a line leads to."""

    level: int
    number: str
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the contents, and the headings that are gathered on one below it."""

    heading: Heading
    below: tuple[Heading, ...] = ()


def lines(resolved: Resolved) -> Iterator[Line]:
    """Every line in order. A section of more than three pages has the headings right below its own on lines too.

    Of a document that is shown in part, only the lines of what is shown.
    """
    headings = _headings(resolved.parts)
    places = {heading.anchor: place for place, heading in enumerate(headings)}
    long = {
        part.anchor
        for place, part in enumerate(resolved.parts)
        if part.in_contents and length(chapter(resolved.parts, place)) > LONG
    }
    listed = [entry for entry in resolved.contents if entry.anchor in places]
    ends = [*(places[entry.anchor] for entry in listed), len(headings)][1:]
    for entry, end in zip(listed, ends, strict=True):
        within = headings[places[entry.anchor] + 1 : end]
        yield Line(_heading(entry), tuple(_gathered(entry, within)))
        if entry.anchor in long and not entry.below:
            yield from (Line(heading) for heading in within if heading.level == entry.level + 1)


def _heading(entry: ContentsLine) -> Heading:
    return Heading(entry.level, entry.number, entry.title, entry.anchor)


def _gathered(entry: ContentsLine, within: Sequence[Heading]) -> Iterator[Heading]:
    """The headings of the names that an entry gathers, each looked for after the one before."""
    rest = iter(within)
    for name in entry.below:
        yield next(heading for heading in rest if heading.title == name)


def _headings(parts: Sequence[Part]) -> list[Heading]:
    """Every heading that may stand in the contents, in order."""
    headings = []
    for part in parts:
        if part.title and part.in_contents:
            headings.append(Heading(part.level, part.number, part.title, part.anchor))
        for piece in part.pieces:
            if isinstance(piece, Html) and piece.heading and piece.listed:
                anchor = piece.anchor or f"{part.anchor}-{piece.key}"
                headings.append(Heading(part.level + piece.depth, piece.number, piece.heading, anchor))
    return headings
