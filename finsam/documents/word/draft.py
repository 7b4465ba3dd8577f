"""What a Word file is read as: plain data, in the order of the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs and lists, as clean HTML."""

    html: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of clean HTML in cells; all rows have as many. The first `heads` rows are its head, with `labels` also the first column."""

    rows: tuple[tuple[str, ...], ...]
    heads: int = 0
    title: str = ""
    labels: bool = False

    @property
    def html(self) -> str:
        """The table as HTML, with head cells where they are known."""
        caption = f"<caption>{escape(self.title, quote=False)}</caption>" if self.title else ""
        lines = ["".join(self._cells(row, head=place < self.heads)) for place, row in enumerate(self.rows)]
        head = "".join(f"<tr>{line}</tr>" for line in lines[: self.heads])
        body = "".join(f"<tr>{line}</tr>" for line in lines[self.heads :])
        return f"<table>{caption}{f'<thead>{head}</thead>' if head else ''}<tbody>{body}</tbody></table>"

    def _cells(self, row: tuple[str, ...], *, head: bool) -> Iterator[str]:
        for place, cell in enumerate(row):
            if head:
                yield f'<th scope="col">{cell}</th>'
            else:
                yield f'<th scope="row">{cell}</th>' if self.labels and not place else f"<td>{cell}</td>"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as it is in the file, with its text; decoration needs none."""

    data: bytes
    alt: str = ""
    decorative: bool = False
    caption: str = ""

    @property
    def name(self) -> str:
        """What it is called by its content: the same picture is the same name."""
        return sha256(self.data).hexdigest()[:12]

    @property
    def wants_text(self) -> bool:
        """Whether somebody has to say what it shows."""
        return not self.alt and not self.decorative


Content = Prose | Grid | Image


@dataclass(slots=True)
class Draft:
    """A section of the file: its heading, level (1–9) and what stands under it. Without a title it is what stands first."""

    title: str
    level: int = 1
    content: list[Content] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """What was read: sections in order, what was left out as Swedish sentences, and what somebody has to judge."""

    sections: list[Draft] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    def images(self) -> list[Image]:
        """Every picture, once."""
        images = {
            item.name: item for draft in self.sections for item in draft.content if isinstance(item, Image)
        }
        return list(images.values())
