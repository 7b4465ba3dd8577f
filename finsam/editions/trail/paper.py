"""The spårbilaga on paper, and how it goes with the document that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime

from finsam.core.addresses import year_address
from finsam.core.models import Forbund
from finsam.core.values.money import MINUS, exact, number, places
from finsam.documents.models import Document
from finsam.documents.resolved import Resolved
from finsam.editions.trail.making import TrailMaker, numbered
from finsam.editions.trail.trail import FILE_NAME, GIVEN, WITHHELD, TracedFigure, Trail, dump
from finsam.rendering.files import Source
from finsam.rendering.html import Attached, FigureLinks
from finsam.rendering.pdf.pdf import page_style, print_assets

RESTS, OTHERS = "Delar som inte är tryckta", "Övriga"
PUBLISHED, INNER = "publicerad", "inre"
MOST_DECIMALS = 6  # of a share on paper; the data has all


def address_of(document: Document, code: str, *, inside: bool) -> str:
    """Where the figures of an edition are told of, an address that a number ends: for everybody, or in the förbund."""
    if inside:
        place = year_address(document.forbund, document.fiscal_year.year, "edition-facts", code=code)
    else:
        place = reverse("public-facts", kwargs={"code": code})
    return f"{settings.ORIGIN}{place}"


def trail_of(
    document: Document,
    whole: Resolved,
    shown: Resolved,
    entered: Mapping[str, Mapping[str, str]],
    *,
    code: str,
    inside: bool,
) -> Trail:
    """The trail of a document's rendition `shown`; `whole` is the document with all that it rests on."""
    edition = {
        "forbund": document.forbund.key,
        "name": document.forbund.name,
        "year": document.fiscal_year.year,
        "document": document.key,
        "title": whole.name,
        "decision": whole.cover.decision,
        "code": code,
        "address": address_of(document, code, inside=inside),
        "rendition": INNER if inside else PUBLISHED,
        "note": shown.rendition,
    }
    return TrailMaker(whole, numbered(whole), entered).trail(shown, edition)


@dataclass(frozen=True)
class Traced:
    """A rendition's trail as it goes with its PDF: what its figures lead to, and the file that is attached."""

    trail: Trail
    leads: FigureLinks
    attached: Attached

    @classmethod
    def of(cls, trail: Trail, address: str) -> Traced:
        """That of a trail whose figures are told of at an address."""
        numbers = {figure.key: figure.id for figure in trail.figures.values()}
        title = f"Spårbilaga till {trail.edition['title']}, som data"
        return cls(trail, FigureLinks(address, numbers), Attached(FILE_NAME, dump(trail), title))

    def source(self, forbund: Forbund) -> Source:
        """What the spårbilaga is drawn of."""
        return source_of(self.trail, forbund)


@dataclass(frozen=True, slots=True)
class TrailRow:
    """A figure as its row says it."""

    figure: TracedFigure
    value: str
    printed: str
    signed: tuple[tuple[str, int], ...] = ()  # what stands before each part, and the part's number

    @property
    def source(self) -> str:
        """What it was read from, in words."""
        told = self.figure.entered.get("source", {})
        return ", ".join(f"{what} {which}" for what, which in told.items() if what != "SHA-256")

    @property
    def at(self) -> datetime | None:
        """When it was entered, in Swedish time."""
        moment = parse_datetime(self.figure.entered.get("at", ""))
        return localtime(moment) if moment else None

    @property
    def place(self) -> str:
        """Where it is entered, without the site's own address, which the page says once."""
        return str(self.figure.entered.get("address", "")).removeprefix(settings.ORIGIN)


def exactly(figure: TracedFigure) -> str:
    """A value with every decimal that it has, or as many of a share as paper has room for."""
    if figure.value is None:
        return "tomt"
    if figure.unit == "%":
        shown = figure.value * 100
        decimals = min(places(shown), MOST_DECIMALS)
        return f"{number(shown, decimals)} %"
    decimals = min(places(figure.value), MOST_DECIMALS)
    if figure.unit in ("kr", "st"):
        return exact(figure.value, figure.unit) if decimals <= 2 else number(figure.value, decimals)
    return f"{number(figure.value, decimals)} {figure.unit}"


_SIGNS = {"ratio": "/", "product": "×", "portion": "×"}


def formula(figure: TracedFigure) -> tuple[tuple[str, int], ...]:
    """What stands before each part, and its number: `12 + 13 − 14`, `17 / 18`."""
    told = []
    for place, (factor, part) in enumerate(figure.parts):
        sign = _SIGNS.get(figure.op)
        if sign is None:
            before = MINUS if factor < 0 else "+" * bool(place)
        else:
            before = (sign if place else "") + (MINUS if factor < 0 else "")
        told.append((before if abs(factor) == 1 else f"{before} {abs(factor)} ×", part))
    return tuple(told)


def row_of(figure: TracedFigure) -> TrailRow:
    """A figure's row."""
    texts = dict.fromkeys(place.text for place in figure.printed if place.text)
    drawn = any(not place.text for place in figure.printed)
    printed = ", ".join(texts) or ("i diagram" if drawn else "")
    return TrailRow(figure, exactly(figure), printed, formula(figure))


Tables = list[tuple[str, list[TrailRow]]]  # with their headings


def _groups(trail: Trail) -> Iterator[tuple[str, Tables]]:
    """The figures by the section that first prints them, and last those that are only parts, by what they belong to.

    A part that is empty changes no sum, and stands only in the data.
    """
    sections: dict[str, list[TrailRow]] = {}
    parts: dict[str, list[TrailRow]] = {}
    kept = {
        number: figure
        for number, figure in trail.figures.items()
        if figure.printed or figure.value is not None
    }
    for figure in kept.values():
        row = row_of(figure)
        row = replace(row, signed=tuple(pair for pair in row.signed if pair[1] in kept))
        if figure.printed:
            sections.setdefault(figure.printed[0].section, []).append(row)
        else:
            parts.setdefault(figure.of or OTHERS, []).append(row)
    for section, rows in sections.items():
        yield section, [("", rows)]
    if parts:
        yield RESTS, list(parts.items())


def source_of(trail: Trail, forbund: Forbund) -> Source:
    """The spårbilaga's page for print."""
    edition: dict[str, Any] = trail.edition
    head = " · ".join(filter(None, (edition["name"], f"Spårbilaga till {edition['title']}", edition["note"])))
    entered = sum(figure.op == GIVEN for figure in trail.figures.values())
    context = {
        "edition": edition,
        "groups": list(_groups(trail)),
        "count": len(trail.figures),
        "entered": entered,
        "withheld": any(figure.op == WITHHELD for figure in trail.figures.values()),
        "origin": settings.ORIGIN,
        "name": f"Spårbilaga till {edition['title']}",
        "style": mark_safe(page_style(head, accent=forbund.accent)),
    }
    return Source(render_to_string("editions/trail.html", context), print_assets())
