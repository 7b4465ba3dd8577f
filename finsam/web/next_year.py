"""What next year asks of the förbundschef: that it is begun in time, and that nothing in it still speaks of the year before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import models
from django.utils.timezone import localdate

from finsam.checks.reading.text import blocks, written
from finsam.checks.reading.tokens import DATE, RANGE, YEAR, Token, sentences, tokens
from finsam.core.crud.fields import ProseField
from finsam.core.models import FiscalYear, Forbund, Owned
from finsam.core.rollover import way_to_year, whole
from finsam.core.tenancy.permissions import Permission
from finsam.facts.book import Book
from finsam.web.missing import MissingItem, address, finds_missing

ASKED_FROM = (10, 1)  # the day from which next year is asked for
_FIGURE = re.compile(r"(<data\b[^>]*>)[^<]*(</data>)")
DECIDED_BY = (11, 30)  # when the board has decided it (23 § lagen (2003:1210))


@dataclass(frozen=True, slots=True)
class Leftover:
    """A sentence that was copied from the year before and names it: where it stands, and what it says."""

    obj: Owned
    field: str
    sentence: str


def years(forbund: Forbund, year: int) -> tuple[bool, bool]:
    """Whether there is a year before one, and one after it."""
    there = set(FiscalYear.objects.filter(forbund=forbund).values_list("year", flat=True))
    return year - 1 in there, any(other > year for other in there)


@finds_missing(Permission.EDIT_PLAN)
def next_year(book: Book) -> Iterator[MissingItem]:
    """From 1 October of the newest year, that the next one is begun."""
    _, followed = book.read(years, book.year)
    if not followed and localdate() >= date(book.year, *ASKED_FROM):
        why = f"Styrelsen beslutar plan och budget för {book.year + 1} senast 30 november."
        yield MissingItem(
            f"Börja {book.year + 1}", address(book, "next-year"), why, due=date(book.year, *DECIDED_BY)
        )


@finds_missing(Permission.EDIT_PLAN)
def left_over(book: Book) -> Iterator[MissingItem]:
    """What was copied from the year before and still names it."""
    preceded, _ = book.read(years, book.year)
    count = len(book.read(leftovers, book.year)) if preceded else 0
    if count:
        where = "ett ställe" if count == 1 else f"{count} ställen"
        why = f"{where[:1].upper()}{where[1:]} i det som kopierades nämner {book.year - 1}."
        what = f"Byt ut det som handlar om {book.year - 1}"
        yield MissingItem(what, address(book, "from-last-year"), why, begun=True)


def leftovers(forbund: Forbund, year: int) -> list[Leftover]:
    """Every sentence of a year's own texts that names the year before, and stands as it was written there."""
    return [left for model in _models() for left in _of_model(model, forbund, year)]


def _models() -> Iterator[type[Owned]]:
    """What belongs to a year and says something in words."""
    for model in apps.get_models():
        if issubclass(model, Owned) and way_to_year(model) and _fields(model):
            yield model


def _fields(model: type[Owned]) -> list[models.Field]:
    """The fields in which people write words."""
    return [
        its
        for its in model._meta.concrete_fields
        if isinstance(its, models.CharField | models.TextField) and its.editable and not its.choices
    ]


def _of_model(model: type[Owned], forbund: Forbund, year: int) -> Iterator[Leftover]:
    before, way, fields = str(year - 1), way_to_year(model), _fields(model)
    naming = models.Q()
    for its in fields:
        naming |= models.Q(**{f"{its.name}__contains": before})
    rows = whole(model).filter(forbund=forbund).select_related(way)
    new = list(rows.filter(naming, **{f"{way}__year": year}))
    old = {row.path()[1:]: row for row in rows.filter(**{f"{way}__year": year - 1})} if new else {}
    for row in new:
        # What has a key of its own in each year, as a meeting has by its day, may come from any.
        same = old.get(row.path()[1:])
        sources = list(old.values()) if same is None else [same]
        for its in fields:
            said = {sentence for source in sources for sentence in _naming(its, source, year - 1)}
            for sentence in _naming(its, row, year - 1):
                if sentence in said:
                    yield Leftover(row, str(its.verbose_name), sentence)


def _naming(its: models.Field, row: Owned, year: int) -> Iterator[str]:
    """The sentences of a field that name a year or a day in it; a figure that is filled in stands as `…`."""
    text = getattr(row, its.attname)
    if str(year) not in text:
        return
    text = _FIGURE.sub(r"\1…\2", text)
    for block in blocks(text) if isinstance(its, ProseField) else written(text):
        for sentence in sentences(tokens(block)):
            if any(_names(token, year) for token in sentence):
                yield block.text[sentence[0].start : sentence[-1].end].strip()


def _names(token: Token, year: int) -> bool:
    if token.kind == YEAR:
        return int(token.value) == year
    if token.kind == RANGE:
        return token.unit == YEAR and token.low <= year <= token.high
    return token.kind == DATE and token.day is not None and token.day.year == year
