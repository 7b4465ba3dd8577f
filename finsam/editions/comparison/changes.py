"""What has changed from one document to another, as plain data: the page, the paper and the tests all read this."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, cast

from finsam.facts.book import Fact

# What has happened to a thing. One that has moved may also have changed.
ADDED, REMOVED, MOVED, CHANGED = "added", "removed", "moved", "changed"
# What has happened to a run of words. A figure or a reference that prints something else has followed what it is bound to.
SAME, FIGURE, REFERENCE = "same", "figure", "reference"


# What is said of it on a page, beside the thing itself.
WORDS = {ADDED: "Nytt", REMOVED: "Borttaget", MOVED: "Flyttat", CHANGED: "Ändrat"}


class _Following(Protocol):
    @property
    def follows(self) -> bool: ...


def _all_follow(*lists: Sequence[_Following]) -> bool:
    return all(change.follows for changed in lists for change in changed)


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words: `kind` is same, added, removed, figure or reference. `was` is what a figure printed before."""

    kind: str
    text: str
    was: str = ""
    key: str = ""  # of the figure's fact


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that isn't as it was. `remark` says what the words don't show."""

    how: str  # added | removed | moved | changed
    spans: tuple[Span, ...]
    remark: str = ""

    @property
    def follows(self) -> bool:
        """Whether nobody has rewritten it: only figures and references in it print something else."""
        return (
            self.how == CHANGED
            and not self.remark
            and not any(x.kind in (ADDED, REMOVED) for x in self.spans)
        )

    @property
    def done(self) -> str:
        """What has happened to it, in words."""
        return "Siffran följer med" if self.follows else f"{WORDS[self.how]} stycke"

    @property
    def words(self) -> str:
        """Its words as they are now; as they were, of one that is removed."""
        return " ".join(
            span.text.strip() for span in self.spans if span.kind != REMOVED or self.how != CHANGED
        )


@dataclass(frozen=True, slots=True)
class Item:
    """One of several alike in a text, such as a goal, by its key: added, removed, moved or reworded."""

    key: str
    label: str
    how: str  # added | removed | moved | changed
    moved: bool = False
    paragraphs: tuple[Paragraph, ...] = ()

    @property
    def done(self) -> str:
        """What has happened to it, in words."""
        if self.how == CHANGED and self.moved:
            return "Ändrat och flyttat"
        return "Siffran följer med" if self.follows else WORDS[self.how]

    @property
    def follows(self) -> bool:
        """Whether only figures in it print something else."""
        return self.how == CHANGED and all(paragraph.follows for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that prints something else. `entered` says that its own figure was entered anew; else it follows others.

    `follows` says that it moved because others did. `difference` is now minus before, exact, with the sign that the column
    shows; `step` is the same in the column's unit, as text.
    """

    column: str
    label: str
    was: str
    now: str
    key: str = ""
    entered: bool = False
    follows: bool = False
    difference: Decimal | None = None
    step: str = ""
    spans: tuple[Span, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is added, removed, moved, renamed or shown in another way."""

    key: str
    label: str
    how: str
    was: str = ""
    remark: str = ""

    @property
    def done(self) -> str:
        """What has happened to it, in a word."""
        return WORDS[self.how]


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is added, removed or moved, is called something else, or whose cells have changed.

    `cells` of an added or removed row are all that it prints.
    """

    key: str
    label: str
    how: str  # added | removed | moved | changed
    was: str = ""  # what it was called, if something else
    cells: tuple[Cell, ...] = ()
    remark: str = ""

    @property
    def done(self) -> str:
        """What has happened to it, in a word; "" where it has changed and nothing else."""
        return WORDS[self.how] if self.how != CHANGED else ""

    @property
    def follows(self) -> bool:
        """Whether nothing but totals and other computed figures in it has moved."""
        return self.how == CHANGED and not self.was and not self.remark and all(x.follows for x in self.cells)


@dataclass(frozen=True, slots=True)
class Piece:
    """What a block shows, where it isn't as it was. A table has rows and columns, a text paragraphs and items."""

    key: str
    name: str
    how: str
    was: str = ""  # what it was called, if something else
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    items: tuple[Item, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def done(self) -> str:
        """What has happened to it, in a word; "" where it has changed and nothing else."""
        return WORDS[self.how] if self.how != CHANGED else ""

    @property
    def follows(self) -> bool:
        """Whether nothing in it was changed by itself: only computed figures have moved."""
        alone = self.how == CHANGED and not self.was and not self.columns and not self.remarks
        return alone and _all_follow(self.rows, self.paragraphs, self.items)


@dataclass(frozen=True, slots=True)
class Section:
    """A section that isn't as it was. `how` is added, removed or changed; one that is moved may be changed as well.

    `with_chapter` says that it has moved with the section over it.
    """

    key: str
    anchor: str
    number: str
    title: str
    how: str  # added | removed | changed
    moved: bool = False
    with_chapter: bool = False
    was: str = ""  # what it was called, if something else
    paragraphs: tuple[Paragraph, ...] = ()
    pieces: tuple[Piece, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def done(self) -> str:
        """What has happened to it besides what has changed in it, in words."""
        told = [WORDS[self.how] if self.how != CHANGED else "", "Ny rubrik" if self.was else ""]
        if self.moved:
            told.append("Flyttat med kapitlet" if self.with_chapter else "Flyttat")
        return ", ".join(filter(None, told))

    @property
    def name(self) -> str:
        """`3.1 Budget`"""
        return " ".join(filter(None, (self.number, self.title or "Avsnitt utan rubrik")))

    @property
    def follows(self) -> bool:
        """Whether nothing in it was changed by itself: only figures that follow others have moved."""
        alone = self.how == CHANGED and not self.moved and not self.was and not self.remarks
        return alone and _all_follow(self.paragraphs, self.pieces)


@dataclass(frozen=True, slots=True)
class Field:
    """Something on the cover that isn't as it was."""

    name: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that isn't what it was: `was` or `now` is None where it isn't in that document.

    `entered` says that somebody entered it; `because` are the keys of the entered figures that moved a computed one.
    """

    key: str
    label: str
    was: Fact | None
    now: Fact | None
    entered: bool
    printed: bool
    because: tuple[str, ...] = ()

    @property
    def fact(self) -> Fact:
        """The fact as it is now; as it was, where it is gone."""
        return cast(Fact, self.now or self.was)

    @property
    def difference(self) -> Decimal | None:
        """Now minus before, as people speak of it (a cost without its minus); None where one of them is blank."""
        before = self.was.natural if self.was is not None else None
        after = self.now.natural if self.now is not None else None
        return None if before is None or after is None else after - before


@dataclass(frozen=True, slots=True)
class Changes:
    """All that has changed from one document to another, in the order of the new one.

    `remarks` say what can't be compared. Removed sections stand where they stood.
    """

    cover: tuple[Field, ...] = ()
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    remarks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything has changed, or could not be compared."""
        return bool(self.cover or self.sections or self.figures or self.remarks)

    @property
    def entered(self) -> tuple[Figure, ...]:
        """The figures that somebody has entered anew, that are new, or that are gone."""
        return tuple(figure for figure in self.figures if figure.entered)

    def pieces(self) -> Iterator[tuple[Section, Piece]]:
        """Every piece that isn't as it was, with its section."""
        for section in self.sections:
            for piece in section.pieces:
                yield section, piece

    def cells(self) -> Iterator[tuple[Piece, Row, Cell]]:
        """Every cell that prints something else in a row that was there before, with its piece and row."""
        for _, piece in self.pieces():
            for row in piece.rows:
                if row.how not in (ADDED, REMOVED):
                    for cell in row.cells:
                        yield piece, row, cell
