"""What the formats of a Word file say of a paragraph: a heading, a point of a list, a quotation, a caption.

Word keeps the English names of its own formats whatever its language, LibreOffice and old files the Swedish ones; a format
of somebody's own is what the one it is based on is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn

_HEADING = re.compile(r"(?:heading|rubrik)\s*([1-9])\b")
_CONTENTS = re.compile(r"(?:toc|innehåll|contents)\s*(?:\d|heading\b)|innehållsförteckning")
_NAMED = {
    "title": re.compile(r"(?:title|rubrik|subtitle|underrubrik)$"),
    "caption": re.compile(r"caption|beskrivning"),
    "quote": re.compile(r"(?:intense )?quote|(?:starkt )?citat"),
    "listed": re.compile(r"list paragraph|liststycke|list continue|listfortsättning"),
    "bullets": re.compile(r"list bullet|punktlista"),
    "numbers": re.compile(r"list number|numrerad lista"),
}
BODY_LEVEL = 9  # the outline level of what is no heading


def value(element: Any, path: str) -> str | None:
    """The `w:val` of what stands at a path, such as `w:pPr/w:pStyle`; None where there is nothing."""
    for step in path.split("/"):
        element = element.find(qn(step)) if element is not None else None
    return None if element is None else (element.get(qn("w:val")) or "")


def switched_on(element: Any, path: str) -> bool | None:
    """Whether a property that is on or off is on; None where it isn't told."""
    said = value(element, path)
    return None if said is None else said not in ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Mark:
    """A paragraph's place in a list: which, on which level from 0, whether it is numbered, and from what."""

    number: str
    level: int
    ordered: bool
    start: int = 1


class Formats:
    """The formats and lists of a file."""

    def __init__(self, word: WordDocument):
        self.styles = {style.get(qn("w:styleId")): style for style in word.styles.element.iter(qn("w:style"))}
        self.default = next(
            (
                name
                for name, style in self.styles.items()
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true")
            ),
            None,
        )
        self.numbers: dict[str, Any] = {}
        self.kinds: dict[str, Any] = {}
        try:
            numbering = word.part.numbering_part.element
        except (KeyError, NotImplementedError):  # a file without lists may have no such part
            return
        self.numbers = {made.get(qn("w:numId")): made for made in numbering.iter(qn("w:num"))}
        self.kinds = {made.get(qn("w:abstractNumId")): made for made in numbering.iter(qn("w:abstractNum"))}

    def chain(self, name: str | None) -> Iterator[Any]:
        """A format and those it is based on."""
        seen: set[str] = set()
        while name and name in self.styles and name not in seen:
            seen.add(name)
            yield self.styles[name]
            name = value(self.styles[name], "w:basedOn")

    def of(self, paragraph: Any) -> list[Any]:
        """The formats of a paragraph, its own first."""
        return list(self.chain(value(paragraph, "w:pPr/w:pStyle") or self.default))

    @staticmethod
    def names(styles: list[Any]) -> Iterator[str]:
        """What formats are called, in small letters."""
        for style in styles:
            yield (value(style, "w:name") or style.get(qn("w:styleId")) or "").lower()

    def heading(self, paragraph: Any) -> int | None:
        """The level of a heading, from 1; None for other paragraphs."""
        styles = self.of(paragraph)
        if self.contents(paragraph):
            return None
        for name in self.names(styles):
            if match := _HEADING.match(name):
                return int(match[1])
        for holder in (paragraph, *styles):
            said = value(holder, "w:pPr/w:outlineLvl")
            if said is not None and said.isdigit():
                return int(said) + 1 if int(said) < BODY_LEVEL else None
        return None

    def contents(self, paragraph: Any) -> bool:
        """Whether it is a line of a table of contents, or what stands over one."""
        return any(_CONTENTS.match(name) for name in self.names(self.of(paragraph)[:1]))

    def is_a(self, kind: str, paragraph: Any) -> bool:
        """Whether it is a `title`, a `caption`, a `quote` or goes on in a list (`listed`)."""
        return any(_NAMED[kind].match(name) for name in self.names(self.of(paragraph)))

    def mark(self, paragraph: Any) -> Mark | None:
        """The point of a list that it is, if it is one."""
        styles = self.of(paragraph)
        for holder in (paragraph, *styles):
            number = value(holder, "w:pPr/w:numPr/w:numId")
            if number is not None:
                level = (
                    value(paragraph, "w:pPr/w:numPr/w:ilvl") or value(holder, "w:pPr/w:numPr/w:ilvl") or "0"
                )
                return self._numbered(number, int(level) if level.isdigit() else 0)
        for kind in ("bullets", "numbers"):
            if self.is_a(kind, paragraph):
                depth = re.search(r"\d", next(self.names(styles)))
                return Mark(kind, int(depth[0]) - 1 if depth else 0, kind == "numbers")
        return None

    def _numbered(self, number: str, level: int) -> Mark | None:
        made = self.numbers.get(number)
        if number == "0" or made is None:
            return None
        kind = self.kinds.get(value(made, "w:abstractNumId") or "")
        levels = list(kind.iter(qn("w:lvl"))) if kind is not None else []
        own = next((held for held in levels if held.get(qn("w:ilvl")) == str(level)), None)
        shape = value(own, "w:numFmt") or "bullet"
        start = value(own, "w:start") or "1"
        for override in made.iter(qn("w:lvlOverride")):
            if override.get(qn("w:ilvl")) == str(level):
                start = value(override, "w:startOverride") or start
        ordered = shape not in ("bullet", "none")
        return Mark(number, level, ordered, int(start) if start.isdigit() else 1)

    def font(self, run: Any, paragraph: Any) -> dict[str, bool]:
        """Whether a run is bold, italic, struck and hidden by itself, and whether it stands out by its paragraph's format."""
        own = [run, *self.chain(value(run, "w:rPr/w:rStyle"))]
        every = [*own, *self.of(paragraph)]
        return {
            "bold": _on(own, "w:b"),
            "italic": _on(own, "w:i"),
            "struck": _on(every, "w:strike") or _on(every, "w:dstrike"),
            "hidden": _on(every, "w:vanish"),
            "stands out": _on(every, "w:b"),
        }


def _on(holders: list[Any], name: str) -> bool:
    """What the first of them says that says something."""
    told = (switched_on(holder, f"w:rPr/{name}") for holder in holders)
    return next((on for on in told if on is not None), False)
