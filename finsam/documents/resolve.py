"""From a document and a book to plain data: numbered headings, filled prose, tables with facts.

What comes out is the only thing that renderers and document checks read, so a page and its PDF are
the same object.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.html import escape

from finsam.core import queries as core_queries
from finsam.core.addresses import year_address
from finsam.core.caching.computed import computed
from finsam.core.text.pictures import PictureInText, with_pictures
from finsam.core.values import periods
from finsam.documents import registry
from finsam.documents.models import DECIDED, SETTLED, ContentsStyle, Document, Section, standing
from finsam.documents.options import Settings
from finsam.documents.queries import printed
from finsam.documents.references import linked
from finsam.documents.resolved import ContentsLine, Cover, Part, Resolved, Unresolved, _names
from finsam.facts.book import Book, Fact
from finsam.facts.figures import fill
from finsam.facts.tables import Html, Picture, Piece


class _Numbers:
    """Heading numbers: 1, 1.1, 1.2, 2 …; an unnumbered heading takes none and resets nothing."""

    def __init__(self) -> None:
        self.counts: list[int] = []

    def next(self, level: int) -> str:
        del self.counts[level:]
        while len(self.counts) < level:
            self.counts.append(0)
        self.counts[level - 1] += 1
        return ".".join(str(max(count, 1)) for count in self.counts)


def state_line(document: Document) -> str:
    """What the cover says of the decision: `Beslutad av styrelsen 13 november 2023, § 54`."""
    day = periods.long_date(document.decided_on)
    paragraph = f", §\u00a0{document.paragraph.lstrip('§ ')}" if document.paragraph else ""
    if document.status in SETTLED:
        verb = "Beslutad" if document.status in DECIDED else "Undertecknad"
        return f"{verb} av {document.decided_by} {day}{paragraph}"
    return f"Behandlas av {document.decided_by} {day}{paragraph}" if day else ""


def _period(document: Document) -> str:
    """`1 januari–31 mars 2024`: what a report of a part of the year is about."""
    return f"{periods.since_new_year(document.until)} {document.until.year}" if document.until else ""


def _cover(document: Document) -> Cover:
    forbund = document.forbund
    logo, picture = forbund.logo, document.cover_picture
    return Cover(
        forbund=forbund.name,
        title=document.title,
        year=document.fiscal_year.year,
        subtitle=periods.with_year(document.subtitle, document.fiscal_year.year) or _period(document),
        vision=forbund.vision if document.show_vision else "",
        status=standing(document.status),
        dnr=document.dnr,
        decision=state_line(document),
        logo=logo.key if logo else "",
        logo_alt=(logo.alt or forbund.name) if logo else "",
        picture=picture.key if picture else "",
        picture_alt=picture.alt if picture else "",
        org_nr=forbund.org_nr,
    )


def said_of(section: Section) -> str:
    """A section's text as it is printed: why it doesn't apply, where it doesn't."""
    return (
        f"<p>Ej tillämpligt. {escape(section.not_applicable)}</p>"
        if section.not_applicable
        else section.prose
    )


def _written(
    document: Document, section: Section, level: int, number: str, book: Book
) -> tuple[Part, list[str]]:
    """A section as it is written with what its block makes of the book, and what is wrong with its settings."""
    pieces, wrong = ((), []) if section.not_applicable else _pieces(document, section, book)
    part = Part(
        key=section.key,
        anchor=f"s-{section.key}",
        level=level,
        number=number,
        title=periods.with_year(section.title, book.year),
        in_contents=section.in_contents,
        page_break=section.page_break,
        prose=said_of(section),
        pieces=pieces,
        after="" if section.not_applicable else section.after,
        href=year_address(
            document.forbund, document.fiscal_year.year, "section-edit", key=document.key, section=section.key
        ),
    )
    return part, wrong


def _pieces(document: Document, section: Section, book: Book) -> tuple[tuple[Piece, ...], list[str]]:
    if not section.block:
        return (), []
    block = registry.find_block(section.block)
    if block is None:
        return (), [f"Innehållet ”{section.block}” finns inte längre."]
    unknown = block.unknown(section.options)
    options = {name: value for name, value in section.options.items() if name not in unknown}
    return tuple(block.pieces(book, options, document)), list(unknown.values())


class _Figures:
    """Fills in the figures of a document, and keeps the facts that it prints in order."""

    def __init__(self, book: Book):
        self.book = book
        self.facts: dict[str, Fact] = {}

    def printed(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            self.facts.setdefault(fact.key, fact)

    def filled(self, part: Part) -> tuple[Part, list[str]]:
        """A part with its figures, and why some of them are missing."""
        missing: list[str] = []

        def text(html: str) -> str:
            filled = fill(html, self.book)
            self.printed(filled.facts)
            missing.extend(filled.missing)
            return filled.html

        def piece(made: Piece) -> Piece:
            self.printed(made.facts())
            return made.rewritten(text)

        return part.rewritten(text, piece), missing


def _illustrated(part: Part, book: Book) -> tuple[Part, list[str]]:
    """A part whose pictures say what they show, and which of them the förbund doesn't have."""
    missing: list[str] = []

    def picture(here: PictureInText) -> str:
        known = book.read(core_queries.pictures).get(here.key)
        if known is None:
            missing.append(f"Bilden ”{here.key}” finns inte bland förbundets bilder.")
            return '<p><span class="missing">Bilden saknas</span></p>'
        return replace(here, alt=known.alt).html if here.undescribed else here.html

    return part.rewritten(lambda html: with_pictures(html, picture), lambda piece: piece), missing


def _pictures(document: Document, parts: list[Part], book: Book) -> dict[str, bytes]:
    """Every picture that the document shows, by key."""
    on_cover = [picture for picture in (document.forbund.logo, document.cover_picture) if picture is not None]
    shown = {picture.key: bytes(picture.data) for picture in on_cover}
    within = {piece.asset for part in parts for piece in part.pieces if isinstance(piece, Picture)}
    within |= {here.key for part in parts for here in part.pictures()}
    wanted = frozenset(within - shown.keys())
    return shown | (book.read(core_queries.picture_data, wanted) if wanted else {})


def _contents(document: Document, parts: list[Part]) -> tuple[ContentsLine, ...]:
    """The table of contents to the document's depth, names below it as the förbund has chosen."""
    if not document.contents:
        return ()
    depth, style = document.contents_depth, document.contents_style
    entries: list[ContentsLine] = []

    def add(level: int, number: str, title: str, anchor: str, *, listed: bool) -> None:
        joined = style == ContentsStyle.JOINED and entries and level > 1
        if joined and level <= depth:
            entries[-1] = replace(entries[-1], below=(*entries[-1].below, title))
        elif level <= depth or (style == ContentsStyle.LINES and listed):
            entries.append(ContentsLine(level, number, title, anchor))

    for part in parts:
        if part.title and part.in_contents:
            add(part.level, part.number, part.title, part.anchor, listed=False)
        for piece in part.pieces:
            if isinstance(piece, Html) and piece.heading and piece.listed:
                level = part.level + piece.depth
                anchor = piece.anchor or f"{part.anchor}-{piece.key}"
                add(level, piece.number, piece.heading, anchor, listed=True)
    return tuple(entries)


def _tied(book: Book, printed: Iterable[Fact]) -> dict[str, Fact]:
    """The facts that printed ones hang together with by an identity or a share, and those that these do in turn."""
    seen: set[str] = set()
    tied: dict[str, Fact] = {}
    todo = list(printed)
    while todo:
        for fact in todo.pop().walk():
            if fact.key in seen:
                continue
            seen.add(fact.key)
            names = {name for terms in fact.identities for _, name in terms} | {*fact.ratio_parts}
            for name in sorted(names - seen - tied.keys()):
                if (other := book.get(name)) is not None:
                    tied[name] = other
                    todo.append(other)
    return tied


def numbered(document: Document, sections: Iterable[Section]) -> Iterator[tuple[Section, int, str]]:
    """Each printed section with the level and the number of its heading; `""` for one without a number."""
    numbers, deepest = _Numbers(), 0
    for section in printed(sections):
        level = min(section.level, deepest + 1) if section.title else max(deepest, 1)
        if section.title:
            deepest = level
        counted = document.numbered and section.numbered and section.title
        yield section, level, numbers.next(level) if counted else ""


def resolve(document: Document, book: Book, sections: list[Section] | None = None) -> Resolved:
    """The document as data, seen from its year; computed once for a revision. `sections` are others than those stored."""
    if sections is not None:
        return _resolved(document, book, sections)
    what = ("document", document.pk, book.year)
    return computed(book.forbund, what, lambda: _resolved(document, book, list(document.sections.all())))


def _resolved(document: Document, book: Book, sections: list[Section]) -> Resolved:
    figures, parts, missing = _Figures(book), [], []
    for section, level, number in numbered(document, sections):
        written, wrong = _written(document, section, level, number, book)
        part, reasons = figures.filled(written)
        part, gone = _illustrated(part, book)
        parts.append(part)
        missing += [(part, reason) for reason in (*wrong, *reasons, *gone)]
    names = _names(parts)
    for place, part in enumerate(parts):
        parts[place], reasons = linked(part, names)
        missing += [(part, reason) for reason in reasons]
    return Resolved(
        cover=_cover(document),
        kind=document.kind,
        status=document.status,
        accent=document.forbund.accent,
        slogan=document.forbund.slogan,
        parts=tuple(parts),
        contents=_contents(document, parts),
        missing=tuple(Unresolved(part.name, part.anchor, reason, part.href) for part, reason in missing),
        facts=figures.facts,
        tied=_tied(book, figures.facts.values()),
        pictures=_pictures(document, parts, book),
        theme=document.forbund.theme,
        facing_pages=document.facing_pages,
    )


def resolve_block(block: registry.Block, book: Book, options: Settings) -> Resolved:
    """A block on a page of its own: its pieces resolved as the only section of a nameless document.

    The page's heading stands over them, and they are one level below it.
    """
    fiscal_year = core_queries.fiscal_year(book.forbund, book.year)
    document = Document(
        forbund=book.forbund, fiscal_year=fiscal_year, kind="", title=block.label, contents=False
    )
    document.key = "block"
    section = Section(key=block.key, title=block.label, block=block.key, options=options, numbered=False)
    resolved = resolve(document, book, [section])
    return replace(resolved, parts=(replace(resolved.parts[0], level=0),))
