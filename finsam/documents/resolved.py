"""A document with everything in place, as plain data for the renderers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from finsam.core.text.pictures import PictureInText, pictures_of
from finsam.core.values.themes import Theme
from finsam.documents.models import standing
from finsam.facts.book import Fact
from finsam.facts.tables import Chart, Html, Piece, Table


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the first page."""

    forbund: str
    title: str
    year: int
    subtitle: str = ""
    vision: str = ""
    status: str = ""
    dnr: str = ""
    decision: str = ""
    logo: str = ""
    logo_alt: str = ""
    picture: str = ""
    picture_alt: str = ""
    code: str = ""  # of the stored copy that is being made, and where everybody can try it
    address: str = ""
    history: str = ""  # where the log's history ended when the copy was made, as its checksum is printed
    history_length: int = 0  # of how many links
    org_nr: str = ""
    edition: str = ""  # which of the document's stored copies it is, and of which day

    @property
    def about(self) -> list[str]:
        """What tells the document from others: which copy it is, its diarienummer, and whose it is; only what there is."""
        dnr = f"Dnr {self.dnr}" if self.dnr else ""
        org_nr = f"Organisationsnummer {self.org_nr}" if self.org_nr else ""
        return [words for words in (self.edition, dnr, org_nr) if words]


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """A line in the table of contents; `below` are names gathered under it."""

    level: int
    number: str
    title: str
    anchor: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A section as printed. `level` is 1–5, or 0 on a page of its own; its heading is one HTML level lower."""

    key: str
    anchor: str
    level: int
    number: str
    title: str
    in_contents: bool
    page_break: bool
    prose: str
    pieces: tuple[Piece, ...]
    after: str
    href: str

    @property
    def name(self) -> str:
        """What it is called where it has to be spoken of."""
        return self.title or "Avsnitt utan rubrik"

    def texts(self) -> Iterator[str]:
        """Every text in it that is HTML, in order."""
        yield self.prose
        for piece in self.pieces:
            yield from piece.texts()
        yield self.after

    def pictures(self) -> Iterator[PictureInText]:
        """The pictures in its prose, in order."""
        for html in (self.prose, self.after):
            yield from pictures_of(html)

    def rewritten(self, prose: Callable[[str], str], piece: Callable[[Piece], Piece]) -> Part:
        """The part with its prose and its pieces changed, in order."""
        texts, pieces = prose(self.prose), tuple(map(piece, self.pieces))
        return replace(self, prose=texts, pieces=pieces, after=prose(self.after))


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A figure or reference that prints "saknas": in which section, and why. *Vad saknas* makes a `MissingItem` of it."""

    section: str
    anchor: str
    reason: str
    href: str


@dataclass(frozen=True, slots=True)
class Undescribed:
    """A picture of which nobody has said what it shows: in which section, the words under it, and where that is mended."""

    section: str
    anchor: str
    caption: str
    href: str

    @property
    def sentence(self) -> str:
        """What there is to do."""
        which = f"Bilden ”{self.caption}”" if self.caption else "En bild"
        return f"{which} saknar beskrivning. Skriv vad den visar, eller säg att den är dekoration."


@dataclass(frozen=True)
class Resolved:
    """A whole document as data."""

    cover: Cover
    kind: str
    status: str
    accent: str
    slogan: str
    parts: tuple[Part, ...]
    contents: tuple[ContentsLine, ...]
    missing: tuple[Unresolved, ...]
    facts: dict[str, Fact] = field(default_factory=dict)
    tied: dict[str, Fact] = field(default_factory=dict)  # not printed, but an identity ties them to what is
    pictures: dict[str, bytes] = field(default_factory=dict)
    rendition: str = ""  # what sets this rendering apart from the one that is published
    theme: str = Theme.STILLSAM.value  # how it is designed on paper
    facing_pages: bool = False  # whether it is printed on both sides of the paper

    @classmethod
    def of_tables(cls, tables: Iterable[Table]) -> Resolved:
        """Tables that belong to no document, as one."""
        tables = tuple(tables)
        facts = {fact.key: fact for table in tables for fact in table.facts()}
        part = Part("tabeller", "tabeller", 0, "", "", False, False, "", tables, "", "")
        return cls(Cover("", "", 0), "", "", "", "", (part,), (), (), facts)

    @property
    def name(self) -> str:
        """`Verksamhetsplan 2024`: the document's name with its year."""
        title, year = self.cover.title, str(self.cover.year)
        return title if year in title else f"{title} {year}"

    @property
    def names(self) -> dict[str, str]:
        """What every place that a reference can lead to is called in it."""
        return _names(list(self.parts))

    @property
    def anchors(self) -> set[str]:
        """Every place that a reference can lead to."""
        return set(self.names)

    def undescribed(self) -> Iterator[Undescribed]:
        """The pictures of which nobody has said what they show."""
        for part in self.parts:
            for picture in part.pictures():
                if picture.undescribed:
                    yield Undescribed(part.name, part.anchor, picture.caption, part.href)

    @property
    def running_head(self) -> str:
        """Förbund, document and (unless decided) status, for the head of every page."""
        parts = [self.cover.forbund, self.name]
        return " · ".join(filter(None, (*parts, standing(self.status), self.rendition)))

    def tables(self) -> Iterator[Table]:
        """Every table printed, also those behind charts, each once: a chart may have its table beside it."""
        for part in self.parts:
            beside = {(piece.key, piece.title) for piece in part.pieces if isinstance(piece, Table)}
            for piece in part.pieces:
                if isinstance(piece, Table):
                    yield piece
                elif isinstance(piece, Chart) and (piece.table.key, piece.table.title) not in beside:
                    yield piece.table


def _names(parts: list[Part]) -> dict[str, str]:
    """What every section and table is called in a reference, by its anchor."""
    names = {part.anchor: f"avsnitt {part.number}" if part.number else f"”{part.title}”" for part in parts}
    for part in parts:
        for piece in part.pieces:
            if isinstance(piece, Table):
                names.setdefault(f"t-{piece.key}", f"tabellen ”{piece.title}”")
                names |= {row.anchor: f"”{row.label}”" for row in piece.rows if row.anchor}
            elif isinstance(piece, Html) and piece.heading:
                called = piece.anchor and piece.number.rstrip(".")
                name = f"{called[0].lower()}{called[1:]}" if called else f"”{piece.heading}”"
                names.setdefault(piece.anchor or f"{part.anchor}-{piece.key}", name)
    return names
