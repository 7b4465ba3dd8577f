"""A meeting's papers as one document: the agenda, each item with its proposal, and our documents as chapters after it.

It is made of resolved data, as every document is: nothing is cut out of a file. An uploaded file is told of by its name
and SHA-256, and read on the meeting's page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.html import escape

from finsam.core.addresses import year_address
from finsam.core.text.elements import Element, rewritten
from finsam.core.values.periods import NBSP, clock, long_date, weekday
from finsam.disclosure.hiding import apply, without_hidden
from finsam.disclosure.publishing import noted_together
from finsam.disclosure.reader import Reader
from finsam.documents.books import open_book
from finsam.documents.models import SETTLED, Document, DocumentStatus, Publication
from finsam.documents.resolved import ContentsLine, Cover, Part, Resolved
from finsam.editions.models import PACK, Edition, FileForm
from finsam.editions.queries import file_of, settled
from finsam.editions.serialized import load
from finsam.facts.book import Fact
from finsam.facts.figures import Filled, fill
from finsam.facts.tables import Cell, Chart, Column, Html, Piece, Row, Table, Wheel
from finsam.rendering.files import as_working_copy, resolved_document
from plans.meetings import queries
from plans.meetings.models import AgendaItem, Paper
from plans.models.year import Meeting

DEEPEST = 5  # the lowest level that a part may have
_SHOWN = 8  # signs of a SHA-256 that stand together


@dataclass(frozen=True)
class Pack:
    """The papers as they are now, and what is to be remembered of our own documents among them when they are handed out."""

    resolved: Resolved
    notes: tuple[Publication, ...]


def said(html: str, reader: Reader) -> Filled:
    """Prose with its bound figures filled in; small counts that the reader doesn't see aren't."""

    filled = fill(html, reader.book)
    hidden = {fact.key: reader.mark(fact) for fact in filled.facts if reader.hides(fact)}
    words = without_hidden(filled.html, lambda key: hidden.get(key, ""))
    return Filled(words, tuple(fact for fact in filled.facts if fact.key not in hidden), filled.missing)


def title_of(meeting: Meeting) -> str:
    """`Handlingar till Styrelsemöte 22 november 2024`."""
    return f"Handlingar till {meeting.name or meeting.body.name} {long_date(meeting.date)}".replace(NBSP, " ")


def pack_of(meeting: Meeting, *, sent_on: date | None = None, by_name: str = "") -> Pack:
    """The papers as they may be handed out: small counts are hidden in what isn't stored already.

    `sent_on` is the day that they are sent out, which stands on the cover; without it they are a draft.
    """
    items = queries.agenda(meeting, files=True)
    papers = [paper for item in items for paper in item.papers.all()]
    live = {
        paper.document_id: _whole(paper.document) for paper in papers if paper.document and not _stored(paper)
    }
    hidden = noted_together(list(live.values()), day=sent_on or timezone.localdate(), by_name=by_name)
    threshold = meeting.forbund.suppression_threshold
    shown = {
        document.pk: as_working_copy(document, apply(resolved, plan, threshold))
        for document, resolved, plan, _ in hidden
    }
    reader = Reader(open_book(meeting.forbund, meeting.fiscal_year.year))
    parts = [_agenda(meeting, items)]
    facts: dict[str, Fact] = {}
    pictures: dict[str, bytes] = {}
    chapters: list[tuple[Part, Resolved | None]] = []
    for number, item in enumerate(items, 1):
        filled = said(_said(item), reader)
        facts |= {fact.key: fact for fact in filled.facts}
        parts.append(_item(meeting, item, number, filled.html))
        for place, paper in enumerate(item.papers.all(), 1):
            inner = _content(paper, shown)
            if inner is not None:
                chapters.append((_chapter(item, paper, f"{number}.{place}", inner), inner))
    for chapter, inner in chapters:
        parts += [chapter, *_below(chapter, inner)]
        facts |= inner.facts
        pictures |= inner.pictures
    contents = [
        ContentsLine(part.level, part.number, part.title, part.anchor) for part in parts if part.level == 1
    ]
    resolved = Resolved(
        cover=_cover(meeting, sent_on),
        kind=PACK,
        status=DocumentStatus.DRAFT if sent_on is None else "",
        accent=meeting.forbund.accent,
        slogan=meeting.forbund.slogan,
        theme=meeting.forbund.theme,
        parts=tuple(parts),
        contents=tuple(contents),
        missing=(),
        facts=facts,
        pictures=pictures | _logo(meeting),
    )
    return Pack(resolved, tuple(note for *_, note in hidden))


def _whole(document: Document) -> tuple[Document, Resolved]:
    return document, resolved_document(document)


def _stored(paper: Paper) -> Edition | None:
    """The stored handling that a paper is, or that its document is since it was decided."""
    if paper.edition:
        rows = Edition.objects.filter(forbund_key=paper.forbund.key, code=paper.edition)
        stored: Edition | None = rows.first()
        return stored
    return settled(paper.document) if paper.document and paper.document.status in SETTLED else None


def _content(paper: Paper, shown: dict[int, Resolved]) -> Resolved | None:
    """What a paper of ours says; None for an uploaded file, and for what was stored without its content."""
    stored = _stored(paper)
    if stored is not None:
        file = file_of(stored, FileForm.DATA)
        return load(bytes(file.content).decode()) if file else None
    return shown.get(paper.document_id)


def _cover(meeting: Meeting, sent_on: date | None) -> Cover:
    forbund = meeting.forbund
    when = f"{weekday(meeting.date).capitalize()} {long_date(meeting.date)}"
    if meeting.start:
        when += f" kl. {clock(meeting.start, meeting.end)}"
    return Cover(
        forbund=forbund.name,
        title=title_of(meeting),
        year=meeting.date.year,
        subtitle=", ".join(filter(None, (when, meeting.place))),
        status="Utkast" if sent_on is None else "",
        decision=f"Utskickat {long_date(sent_on)}" if sent_on else "",
        logo=forbund.logo.key if forbund.logo else "",
        logo_alt=(forbund.logo.alt or forbund.name) if forbund.logo else "",
    )


def _logo(meeting: Meeting) -> dict[str, bytes]:
    logo = meeting.forbund.logo
    return {logo.key: bytes(logo.data)} if logo else {}


def _agenda(meeting: Meeting, items: list[AgendaItem]) -> Part:
    """The list of the items, with what kind each is of and how many papers it has."""
    columns = (Column("slag", "Slag", kind="text"), Column("foredragande", "Föredragande", kind="text"))
    columns += (Column("handlingar", "Handlingar", kind="text"),)
    rows = tuple(
        Row(
            item.key,
            f"{number}. {item.title}",
            {
                "slag": Cell(text=str(item.get_kind_display())),
                "foredragande": Cell(text=item.presenter),
                "handlingar": Cell(text=", ".join(map(str, item.papers.all()))),
            },
        )
        for number, item in enumerate(items, 1)
    )
    table = Table(
        "dagordning", "Dagordning", columns, rows, row_label="Ärende", shape="list", show_title=False
    )
    prose = "" if rows else "<p>Dagordningen är tom.</p>"
    href = year_address(meeting.forbund, meeting.fiscal_year.year, "meetings-show", key=meeting.key)
    return Part(
        "dagordning",
        "s-dagordning",
        1,
        "",
        "Dagordning",
        True,
        False,
        prose,
        (table,) if rows else (),
        "",
        href,
    )


def _said(item: AgendaItem) -> str:
    """What an item says before the meeting, as prose with unfilled figures."""
    return item.background + (
        f"<p><strong>Förslag till beslut</strong></p>{item.proposal}" if item.proposal else ""
    )


def _item(meeting: Meeting, item: AgendaItem, number: int, prose: str) -> Part:
    uploads = [paper for paper in item.papers.all() if paper.file_name]
    pieces: tuple[Piece, ...] = ()
    if uploads:
        columns = (Column("fil", "Fil", kind="text"), Column("summa", "Kontrollsumma (SHA-256)", kind="text"))
        rows = tuple(
            Row(
                paper.key,
                str(paper),
                {"fil": Cell(text=paper.file_name), "summa": Cell(text=grouped(paper.digest))},
            )
            for paper in uploads
        )
        pieces = (
            Table(f"filer-{item.key}", "Bifogade filer", columns, rows, row_label="Handling", shape="list",
                  note="Filerna läses på mötets sida."),
        )  # fmt: skip
    if item.presenter:
        prose = f"<p>Föredragande: {escape(item.presenter)}</p>{prose}"
    prose = prose or f"<p>{escape(item.get_kind_display())}.</p>"
    href = year_address(meeting.forbund, meeting.fiscal_year.year, "agenda-items-edit", key=item.key)
    return Part(item.key, f"s-{item.key}", 1, f"{number}", item.title, True, False, prose, pieces, "", href)


def grouped(digest: str) -> str:
    """A SHA-256 in groups, so that it can be read and broken over lines."""
    return " ".join(re.findall(f".{{1,{_SHOWN}}}", digest))


def _chapter(item: AgendaItem, paper: Paper, number: str, inner: Resolved) -> Part:
    """The heading of a document of ours among the papers."""
    key = f"{item.key}-{paper.key}"
    told = inner.cover.status or inner.cover.decision or inner.rendition
    title = f"Bilaga {number}: {paper.name or inner.name}"
    prose = f"<p>{escape(told)}</p>" if told else ""
    return Part(key, f"b-{key}", 1, "", title, True, True, prose, (), "", "")


def _below(chapter: Part, inner: Resolved) -> Iterator[Part]:
    """The parts of a document, one level down, with names of their own in the whole: two documents may have the same."""
    prefix = f"{chapter.key}-"

    def places(html: str) -> str:
        def led(link: Element) -> str:
            place = link.place
            where = f"t-{prefix}{place[2:]}" if place.startswith("t-") else f"{prefix}{place}"
            return f'<a href="#{where}">{link.inside}</a>' if place else link.source

        return rewritten(html, "a", led)

    for part in inner.parts:
        level = min(part.level + 1, DEEPEST)
        part = part.rewritten(places, lambda piece: _named(piece.rewritten(places), prefix))
        yield replace(
            part, key=f"{prefix}{part.key}", anchor=f"{prefix}{part.anchor}", level=level, page_break=False
        )


def _named(piece: Piece, prefix: str) -> Piece:
    """A piece under a key and anchors of its own in the whole."""
    match piece:
        case Table():
            rows = tuple(replace(row, anchor=row.anchor and f"{prefix}{row.anchor}") for row in piece.rows)
            return replace(piece, key=f"{prefix}{piece.key}", rows=rows)
        case Chart():
            table = _named(piece.table, prefix)
            return replace(piece, key=f"{prefix}{piece.key}", table=table)
        case Wheel():
            return replace(piece, listed=piece.listed and f"{prefix}{piece.listed}")
        case Html():
            return replace(piece, anchor=piece.anchor and f"{prefix}{piece.anchor}")
        case _:
            return piece
