"""What has changed, in Swedish: one line for each change, and how many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from finsam.core.text.prose import shortened
from finsam.editions.comparison.changes import (
    ADDED,
    CHANGED,
    MOVED,
    REMOVED,
    WORDS,
    Changes,
    Figure,
    Item,
    Paragraph,
    Piece,
    Row,
    Section,
    Span,
)
from finsam.editions.comparison.figures import step
from finsam.editions.serialized import Unreadable
from finsam.facts.book import Fact, where

POINT = {ADDED: "Ny punkt", REMOVED: "Borttagen punkt", MOVED: "Flyttad punkt", CHANGED: "Ändrad punkt"}
ROW = {ADDED: "Ny rad", REMOVED: "Borttagen rad", MOVED: "Flyttad rad", CHANGED: "Ändrad rad"}
COLUMN = {ADDED: "Ny kolumn", REMOVED: "Borttagen kolumn", MOVED: "Flyttad kolumn", CHANGED: "Ändrad kolumn"}
MOST = 3  # replaced runs of words that one line quotes
LONGEST = 70  # signs of each


@dataclass(frozen=True, slots=True)
class Line:
    """One change in a sentence: in which section, and what has been done."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as it was and is, and by how much it differs."""

    figure: Figure
    label: str
    was: str
    now: str
    step: str


def side_by_side(compare: Callable[[], Changes]) -> dict[str, Any]:
    """What `compare()` finds, for a page: the changes with what is said of them, or why they can't be told."""
    try:
        changes = compare()
    except Unreadable as error:
        return {"unreadable": str(error)}
    return {
        "changes": changes,
        "summary": summary(changes),
        "entered": entered(changes),
        "following": following(changes),
    }


def amount_of(fact: Fact | None) -> str:
    """A fact's value as people speak of it; öre only where there are any."""
    if fact is None:
        return "fanns inte"
    value = fact.natural
    if value is None:
        return "tomt"
    decimals = 2 if fact.unit == "kr" and value % 1 else fact.decimals
    return fact.printed(value, fact.unit, decimals)


def _told(figure: Figure) -> Amount:
    fact = figure.fact
    now = "finns inte längre" if figure.now is None else amount_of(figure.now)
    difference = figure.difference or Decimal(0)
    label = ", ".join(filter(None, (fact.label, where(fact))))
    return Amount(figure, label, amount_of(figure.was), now, step(difference, fact.unit, fact.decimals))


def entered(changes: Changes) -> list[Amount]:
    """The figures that were entered anew, in the document's order."""
    return [_told(figure) for figure in changes.entered]


def following(changes: Changes) -> list[Amount]:
    """The printed figures that follow them."""
    return [_told(figure) for figure in changes.figures if not figure.entered]


def counted(number: int, singular: str, plural: str) -> str:
    """`1 rad är ny`, `2 rader är nya`; "" for none."""
    if not number:
        return ""
    return f"{number} {singular if number == 1 else plural}"


def summary(changes: Changes) -> list[str]:
    """How much of each kind has changed, each in a few words."""
    sections = [section for section in changes.sections if not section.with_chapter]
    own = [section for section in sections if section.how == CHANGED and not section.follows]
    rewritten = [
        section for section in own if section.paragraphs or any(not x.follows for x in section.pieces)
    ]
    told = (
        counted(len(changes.entered), "siffra är ändrad", "siffror är ändrade"),
        counted(len(changes.figures) - len(changes.entered), "siffra följer med", "siffror följer med"),
        counted(sum(each.how == ADDED for each in sections), "nytt avsnitt", "nya avsnitt"),
        counted(sum(each.how == REMOVED for each in sections), "borttaget avsnitt", "borttagna avsnitt"),
        counted(sum(each.moved for each in sections), "flyttat avsnitt", "flyttade avsnitt"),
        counted(
            sum(bool(each.was) for each in sections), "avsnitt har bytt rubrik", "avsnitt har bytt rubrik"
        ),
        counted(len(rewritten), "avsnitt har ändrat innehåll", "avsnitt har ändrat innehåll"),
        counted(len(changes.cover), "uppgift på omslaget är ändrad", "uppgifter på omslaget är ändrade"),
    )
    return [text for text in told if text]


def words(spans: Iterable[Span]) -> str:
    """What was replaced by what: `”mindre” i stället för ”mycket”`. Figures that follow are left out."""
    told: list[str] = []
    was = ""
    for span in [*spans, Span("", "")]:
        if was and span.kind == ADDED:
            told.append(f"{_quoted(span.text)} i stället för {_quoted(was)}")
            was = ""
            continue
        if was:
            told.append(f"{_quoted(was)} är struket")
        was = span.text if span.kind == REMOVED else ""
        if span.kind == ADDED:
            told.append(f"{_quoted(span.text)} är tillagt")
    more = len(told) - MOST
    shown = "; ".join(told[:MOST])
    return f"{shown}; och {counted(more, 'ändring', 'ändringar')} till" if more > 0 else shown


def _quoted(text: str) -> str:
    return f"”{shortened(text, LONGEST)}”"


def lines(changes: Changes) -> list[Line]:
    """Every change but the figures that were entered anew and what follows them, in the document's order."""
    return [*_cover(changes), *(line for section in changes.sections for line in of_section(section))]


def _cover(changes: Changes) -> Iterator[Line]:
    for field in changes.cover:
        was, now = field.was or "tomt", field.now or "tomt"
        yield Line("Omslaget", f"{field.name}: {shortened(now, LONGEST)}. Förut: {shortened(was, LONGEST)}.")


def of_section(section: Section) -> Iterator[Line]:
    """What has been done to a section."""
    if section.with_chapter and section.moved and section.follows:
        return
    if section.how != CHANGED:
        yield Line(section.name, "Nytt avsnitt." if section.how == ADDED else "Avsnittet är borttaget.")
        return
    if section.moved and not section.with_chapter:
        yield Line(section.name, "Avsnittet är flyttat.")
    if section.was:
        yield Line(section.name, f"Ny rubrik. Förut: ”{section.was}”.")
    texts = [*section.remarks, *_paragraphs(section.paragraphs)]
    texts += [text for piece in section.pieces for text in _piece(piece)]
    yield from (Line(section.name, _ended(text)) for text in texts)


def _ended(text: str) -> str:
    """A sentence with its full stop."""
    return text if text.endswith((".", ".”", "…”")) else f"{text}."


def _paragraphs(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    for paragraph in paragraphs:
        if paragraph.follows:
            continue
        if paragraph.how == CHANGED and (said := words(paragraph.spans)):
            yield f"{paragraph.done}: {said}."
        elif paragraph.how == CHANGED:
            yield f"{_quoted(paragraph.words)}: {paragraph.remark}"
        else:
            text = f"{paragraph.done}: {_quoted(paragraph.words)}"
            yield f"{_ended(text)} {paragraph.remark}" if paragraph.remark else text


def _items(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        if not item.follows:
            said = words(span for paragraph in item.paragraphs for span in paragraph.spans)
            detail = f": {said}" if item.how == CHANGED and said else ""
            yield f"{POINT[item.how]}, ”{item.label}”{detail}."


def _piece(piece: Piece) -> Iterator[str]:
    if piece.follows:
        return
    name = f"”{piece.name}”: " if piece.name else ""
    if piece.how != CHANGED:
        yield f"{WORDS[piece.how]}: {name.rstrip(': ') or 'text'}. {' '.join(piece.remarks)}".strip()
    elif piece.remarks:
        yield f"{name}{' '.join(piece.remarks)}"
    if piece.was:
        yield f"{name}Hette förut ”{piece.was}”."
    for column in piece.columns:
        was = f" Hette förut ”{column.was}”." if column.was else ""
        yield f"{name}{COLUMN[column.how]}: {column.label}.{was} {column.remark}".strip()
    for row in piece.rows:
        yield from (f"{name}{text}" for text in _row(row))
    if piece.how == CHANGED:
        yield from (f"{name}{text}" for text in (*_paragraphs(piece.paragraphs), *_items(piece.items)))


def _row(row: Row) -> Iterator[str]:
    if row.follows:
        return
    label = shortened(row.label, LONGEST)
    if row.how in (ADDED, REMOVED):
        values = ", ".join(f"{cell.label} {cell.now or cell.was}" for cell in row.cells)
        told = f" ({shortened(values, LONGEST)})" if values else ""
        yield f"{ROW[row.how]}, {label}{told}."
        return
    if row.how == MOVED:
        yield f"{ROW[MOVED]}, {label}."
    if row.was:
        yield f"{label} hette förut ”{row.was}”."
    if row.remark:
        yield f"{label}: {row.remark}"
    for cell in row.cells:
        if cell.spans and not cell.follows:
            yield f"{label}, {cell.label}: {words(cell.spans)}."
        elif not cell.follows and not cell.entered:
            yield f"{label}, {cell.label}: {cell.now or 'tomt'}. Förut: {cell.was or 'tomt'}."
