"""Where a changed fact has moved the text: figures in prose that say something else than when the prose was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from finsam.core.models import AuditEntry, Forbund
from finsam.core.text import prose
from finsam.core.text.elements import Element, elements, rewritten
from finsam.disclosure.reader import Reader
from finsam.documents.models import Document, Section, SectionVersion
from finsam.documents.writing import versions
from finsam.facts.book import Fact, with_leaves
from finsam.facts.figures import FormatError
from finsam.web.comparing import printed

_HERE = "\ue000"  # where the figure stands, in text that nobody has typed it into
AROUND = 90  # characters of the text on each side of the figure


@dataclass(frozen=True, slots=True)
class MovedFigure:
    """A figure in a section's text: what it said when the text was written and says now, and who changed what it rests on."""

    section: Section
    fact: Fact
    was: str
    now: str
    before: str
    after: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Place:
    section: Section
    html: str
    fact: Fact
    form: str
    at: int  # which of the text's figures it is


def moved(document: Document, reader: Reader) -> list[MovedFigure]:
    """The figures of a document's texts that have moved since each text was last written, in order."""
    places = [place for section in document.sections.all() for place in _figures(section, reader)]
    sources = {leaf.trace[0] for place in places for leaf in _leaves(place.fact)}
    log = _log(reader.book.forbund, sources)
    written = _written(document)
    figures = []
    for place in places:
        changed = _changed(place, log, written.get(place.section.key))
        if changed is not None:
            told = _told(place, *changed, reader)
            figures += [told] if told is not None else []
    return figures


def _figures(section: Section, reader: Reader) -> list[_Place]:
    places = []
    for html in versions.texts(section).values():
        for number, figure in enumerate(elements(html, "data"), 1):
            fact = reader.book.get(figure["value"])
            if fact is not None:
                places.append(_Place(section, html, fact, figure["data-format"], number))
    return places


def _leaves(fact: Fact) -> list[Fact]:
    return [leaf for leaf in fact.walk() if leaf.op == "given" and leaf.trace[0]]


def _log(forbund: Forbund, sources: set[str]) -> dict[str, list[AuditEntry]]:
    """The rows that tell of what the facts rest on, oldest first."""
    rows: dict[str, list[AuditEntry]] = {}
    for entry in AuditEntry.objects.filter(forbund_key=forbund.key, reference__in=sources).order_by(
        "at", "pk"
    ):
        rows.setdefault(entry.reference, []).append(entry)
    return rows


def _written(document: Document) -> dict[str, datetime]:
    """When each section's text was last written, where that is known."""
    rows = SectionVersion.objects.filter(document=document).order_by("at").values_list("section", "at")
    return dict(rows)


def _changed(
    place: _Place, log: dict[str, list[AuditEntry]], since: datetime | None
) -> tuple[dict[str, Decimal | None], AuditEntry] | None:
    """What the leaves said when the text was written, by key, and the row that last changed one; None if none has."""
    was: dict[str, Decimal | None] = {}
    last = None
    for leaf in _leaves(place.fact):
        reference, name = leaf.trace
        rows = [
            entry
            for entry in log.get(reference, ())
            if name in entry.before and name in entry.after and (since is None or entry.at > since)
        ]
        if not rows:
            continue
        before, after = _value(rows[0].before[name]), _value(rows[-1].after[name])
        if before is None or after is None:
            continue
        was[leaf.key] = before * _scale(leaf, after)
        last = rows[-1] if last is None or rows[-1].at > last.at else last
    return (was, last) if last is not None else None


def _value(told: Any) -> Decimal | None:
    """A value as the log holds it: by itself, or as the one thing told of a row."""
    if isinstance(told, dict):
        told = next(iter(told.values()), None) if len(told) == 1 else None
    try:
        return Decimal(told) if isinstance(told, str | int) else None
    except InvalidOperation:
        return None


def _scale(leaf: Fact, after: Decimal) -> Decimal:
    """What turns the log's way of telling a value into the fact's: costs are told without minus, shares in percent."""
    if leaf.value and after:
        return leaf.value / after
    return Decimal(-1 if leaf.side == "kostnad" else 1) / (100 if leaf.unit == "%" else 1)


def _told(
    place: _Place, was: dict[str, Decimal | None], last: AuditEntry, reader: Reader
) -> MovedFigure | None:
    earlier = with_leaves(place.fact, was)
    try:
        now = reader.printed(place.fact, place.form)
        then = reader.printed(earlier, place.form)
    except FormatError:
        return None
    if then == now:
        return None
    before, after = _around(place, reader)
    return MovedFigure(place.section, place.fact, then, now, before, after, last.by_name, last.at)


def _around(place: _Place, reader: Reader) -> tuple[str, str]:
    """The words before and after the figure, with the other figures filled in."""
    count = 0

    def shown(figure: Element) -> str:
        nonlocal count
        count += 1
        return _HERE if count == place.at else printed(figure, reader)

    blocks = prose.lines(rewritten(place.html, "data", shown)).splitlines()
    block = next((text for text in blocks if _HERE in text), _HERE)
    before, _, after = block.partition(_HERE)
    if len(before) > AROUND:
        before = "… " + re.sub(r"^\S*\s", "", before[-AROUND:])
    if len(after) > AROUND:
        after = re.sub(r"\s\S*$", "", after[:AROUND]) + " …"
    return before, after
