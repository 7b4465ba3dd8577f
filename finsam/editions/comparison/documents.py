"""Two documents, section by section."""

from __future__ import annotations

from collections.abc import Iterator

from finsam.core.values.themes import Theme
from finsam.documents.models import DocumentStatus
from finsam.documents.resolved import Part, Resolved
from finsam.editions.comparison.changes import ADDED, CHANGED, Changes, Field, Piece, Section
from finsam.editions.comparison.figures import Figures
from finsam.editions.comparison.moves import with_moves
from finsam.editions.comparison.pieces import Pieces
from finsam.editions.comparison.renaming import KnownAs, renamed
from finsam.editions.comparison.sequences import Pair, paired
from finsam.facts.tables import Piece as Shown

OTHER = "De två handlingarna är inte samma dokument, så att de inte kan jämföras: {} och {}."
RENDITIONS = (
    "Den ena visar antal personer som den andra döljer. Ett antal som är dolt i den ena kan inte jämföras, "
    "och står som ändrat."
)


def compare(old: Resolved, new: Resolved, known_as: KnownAs = str) -> Changes:
    """All that has changed from one document to another of the same kind and year.

    Figures are compared exactly, and told of where they print something else or were entered anew. Numbers of headings,
    the table of contents and the words of references follow the sections, and are no changes of their own.
    `known_as` tells which tables and figures are the same under another key.
    """
    if (old.kind, old.cover.year) != (new.kind, new.cover.year):
        return Changes(remarks=(OTHER.format(old.name, new.name),))
    old = renamed(old, new, known_as)
    figures = Figures(old, new)
    return Changes(
        cover=tuple(_cover(old, new)),
        sections=with_moves(tuple(_sections(old, new, Pieces(old, new, figures)))),
        figures=tuple(figures.all()),
        remarks=(RENDITIONS,) if old.rendition != new.rendition else (),
    )


def _status(resolved: Resolved) -> str:
    return str(DocumentStatus(resolved.status).label) if resolved.status else ""


def _cover(old: Resolved, new: Resolved) -> Iterator[Field]:
    """What the cover and the foot of the pages say in another way than before."""
    was, now = old.cover, new.cover
    texts = (
        ("Status", _status(old), _status(new)),
        ("Beslut", was.decision, now.decision),
        ("Diarienummer", was.dnr, now.dnr),
        ("Titel", was.title, now.title),
        ("Undertitel", was.subtitle, now.subtitle),
        ("Vision", was.vision, now.vision),
        ("Förbundets namn", was.forbund, now.forbund),
        ("Sidfot", old.slogan, new.slogan),
        ("Färg", old.accent, new.accent),
        ("Utformning", Theme(old.theme).label, Theme(new.theme).label),
        ("Logotypens beskrivning", was.logo_alt, now.logo_alt),
        ("Omslagsbildens beskrivning", was.picture_alt, now.picture_alt),
    )
    yield from (Field(name, before, after) for name, before, after in texts if before != after)
    yield from _picture("Logotyp", old.pictures.get(was.logo), new.pictures.get(now.logo))
    yield from _picture("Omslagsbild", old.pictures.get(was.picture), new.pictures.get(now.picture))


def _picture(name: str, before: bytes | None, after: bytes | None) -> Iterator[Field]:
    """What a picture shows isn't compared, only that it is another."""
    if before != after:
        another = "en annan bild" if before else "en bild"
        yield Field(name, "en bild" if before else "ingen bild", another if after else "ingen bild")


def _sections(old: Resolved, new: Resolved, pieces: Pieces) -> Iterator[Section]:
    moved_over: Part | None = None  # the chapter that has moved, while its own sections come
    before = {part.key: place for place, part in enumerate(old.parts)}
    last = -1
    for pair in paired(old.parts, new.parts, lambda part: part.key):
        if pair.old is None or pair.new is None:
            yield _whole(pair, pieces)
            continue
        follows = pair.moved and moved_over is not None and pair.new.level > moved_over.level
        with_chapter = follows and before[pair.old.key] == last + 1
        if pair.moved and not with_chapter:
            moved_over = pair.new
        elif not pair.moved:
            moved_over = None
        last = before[pair.old.key]
        section = _section(pair.old, pair.new, pieces, moved=pair.moved, with_chapter=with_chapter)
        if section is not None:
            yield section


def _whole(pair: Pair[Part], pieces: Pieces) -> Section:
    """A section that is new or gone, with its words and what it shows."""
    part, how = pair.thing, pair.whole
    written = f"{part.prose}{part.after}"
    paragraphs, _ = pieces.text("", written) if how == ADDED else pieces.text(written, "")
    sides: list[Pair[Shown]] = [
        Pair(None, piece) if how == ADDED else Pair(piece, None) for piece in part.pieces
    ]
    shown = tuple(change for side in sides for change in pieces.whole(side, set()))
    return Section(part.key, part.anchor, part.number, part.title, how, paragraphs=paragraphs, pieces=shown)


def _section(old: Part, new: Part, pieces: Pieces, *, moved: bool, with_chapter: bool) -> Section | None:
    """What has changed in a section that both documents have, if anything has."""
    paragraphs = tuple(
        paragraph
        for before, after in ((old.prose, new.prose), (old.after, new.after))
        for paragraph in pieces.text(before, after)[0]
    )
    shown: tuple[Piece, ...] = tuple(pieces.compare(old, new))
    was = (old.title or "Avsnitt utan rubrik") if old.title != new.title else ""
    remarks = tuple(_remarks(old, new))
    if not (paragraphs or shown or was or remarks or moved):
        return None
    return Section(
        new.key,
        new.anchor,
        new.number,
        new.title,
        CHANGED,
        moved,
        with_chapter,
        was,
        paragraphs,
        shown,
        remarks,
    )


def _remarks(old: Part, new: Part) -> Iterator[str]:
    """What is said of how a section stands in its document."""
    if old.level != new.level:
        yield f"Rubriken är på nivå {new.level} i stället för {old.level}."
    if bool(old.number) != bool(new.number):
        yield "Rubriken är numrerad." if new.number else "Rubriken är inte längre numrerad."
    if old.in_contents != new.in_contents:
        yield f"Avsnittet står {'' if new.in_contents else 'inte längre '}i innehållsförteckningen."
    if old.page_break != new.page_break:
        yield f"Avsnittet börjar {'' if new.page_break else 'inte längre '}på en ny sida."
