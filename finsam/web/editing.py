"""What the page of a document shows of its sections, to those who write in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from finsam.core.tenancy.access import TenantContext, address
from finsam.core.text.replacing import Change, Place
from finsam.documents import queries, registry
from finsam.documents.models import Document, Section
from finsam.documents.registry import Block, OutlineItem
from finsam.documents.resolved import Part, Resolved
from finsam.rendering.html import context_of
from finsam.web.screen import screen_addresses
from finsam.web.sections import TEXTS


@dataclass(frozen=True, slots=True)
class Row:
    """A section on the page: as it is stored, and as it is printed (nothing where it is hidden)."""

    section: Section
    part: Part | None
    pieces: list[dict[str, Any]]
    heading: int  # the level of its heading in HTML
    block: Block | None
    data_url: str  # where what its block shows is entered
    asked: OutlineItem | None
    empty: bool
    missing: tuple[str, ...]

    @property
    def state(self) -> tuple[str, str]:
        """How far it has come: a class of the screen's, and a word."""
        if self.part is None:
            return "", "Dolt"
        if self.section.not_applicable:
            return "done", "Ej tillämpligt"
        if self.missing:
            return "started", "Uppgift saknas"
        if self.section.done:
            return "done", "Klart"
        return ("waiting", "Tomt") if self.empty else ("", "")


@dataclass(frozen=True, slots=True)
class Hit:
    """A section where words were found, and the places in it."""

    section: Section
    places: tuple[Place, ...]


def hits_of(document: Document, change: Change) -> list[Hit]:
    """Where in a document's own texts some words stand."""
    hits = (
        Hit(
            section,
            tuple(place for name in TEXTS for place in change.places(getattr(section, name))),
        )
        for section in document.sections.all()
    )
    return [hit for hit in hits if hit.places]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the printed sections that are done."""

    done: int
    of: int


def rows_of(
    tenant: TenantContext, document: Document, resolved: Resolved, *, drawn: str = ""
) -> tuple[list[Row], dict[str, Any]]:
    """Every section of a document in order, and what the templates of their content need.

    What is printed of them is drawn, for the section by the key `drawn` alone where one is named.
    """
    sections = list(document.sections.all())
    kind = registry.kinds().get(document.kind)
    empty = {section.pk for section in queries.empty_sections(sections)}
    parts = {part.key: part for part in resolved.parts}
    shown = replace(resolved, parts=tuple(part for part in resolved.parts if drawn in ("", part.key)))
    context = context_of(shown, **screen_addresses(tenant))
    pieces = {item["part"].key: item["pieces"] for item in context.pop("parts")}
    missing: dict[str, list[str]] = {}
    for unresolved in resolved.missing:
        missing.setdefault(unresolved.anchor, []).append(unresolved.reason)
    for picture in resolved.undescribed():
        missing.setdefault(picture.anchor, []).append(picture.sentence)

    def row(section: Section) -> Row:
        part, block = parts.get(section.key), registry.find_block(section.block)
        return Row(
            section=section,
            part=part,
            pieces=pieces.get(section.key, []),
            heading=part.level + 1 if part else 0,
            block=block,
            data_url=address(tenant, block.edit_url) if block and block.edit_url else "",
            asked=kind.asked_of(section.key, section.title, section.block) if kind else None,
            empty=section.pk in empty,
            missing=tuple(missing.get(f"s-{section.key}", ())),
        )

    return [row(section) for section in sections], context


def progress_of(rows: Iterable[Row]) -> Progress:
    """How far the writing has come; what doesn't apply is done."""
    shown = [row.section for row in rows if row.part is not None]
    return Progress(sum(bool(section.done or section.not_applicable) for section in shown), len(shown))
