"""What next year asks of the förbundschef: that it is begun in time, and that nothing in it still speaks of the year before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.apps import apps
from django.db import models
from django.utils.timezone import localdate

from finsam.checks.reading.text import blocks, written
from finsam.checks.reading.tokens import DATE, RANGE, YEAR, Token, sentences, tokens
from finsam.core.crud import last_year
from finsam.core.crud.fields import ProseField
from finsam.core.models import FiscalYear, Forbund, Owned
from finsam.core.rollover import way_to_year, whole
from finsam.core.tenancy.permissions import Permission
from finsam.documents.models import KeptSentence
from finsam.facts.book import Book
from finsam.web.missing import MissingItem, address, finds_missing

ASKED_FROM = (10, 1)  # the day from which next year is asked for
_FIGURE = re.compile(r"(<data\b[^>]*>)[^<]*(</data>)")
DECIDED_BY = (11, 30)  # when the board has decided it (23 § lagen (2003:1210))


# What a plan speaks of beside its own year: the year before it, and the last of those that it plans for.
AROUND = (-1, 2)


@dataclass(frozen=True, slots=True)
class Leftover:
    """A sentence that was copied from the year before and names a year as seen from it: where it stands, and what it says."""

    obj: Owned
    field: str
    sentence: str

    @property
    def place(self) -> str:
        """`Risk: För få deltagare, beskrivning`."""
        kind = str(self.obj._meta.verbose_name)
        return f"{kind[:1].upper()}{kind[1:]}: {self.obj}, {self.field}"

    @property
    def said(self) -> str:
        """What tells the sentence where it stands from every other: of its place and its words."""
        return sha256(f"{self.obj.reference()} {self.field} {self.sentence}".encode()).hexdigest()


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
        why = f"{where[:1].upper()}{where[1:]} i det som kopierades nämner {book.year - 1} eller ett år däromkring."
        what = f"Byt ut det som handlar om {book.year - 1}"
        yield MissingItem(what, address(book, "from-last-year"), why, begun=True)


def leftovers(forbund: Forbund, year: int) -> list[Leftover]:
    """What is left to look at: what was copied, less what somebody has let stand."""
    kept = set(
        KeptSentence.objects.filter(forbund=forbund, fiscal_year__year=year).values_list("said", flat=True)
    )
    return [left for left in copied(forbund, year) if left.said not in kept]


def copied(forbund: Forbund, year: int) -> list[Leftover]:
    """Every sentence of a year's own texts that stands as it was written the year before, and names a year that a plan of
    that year speaks of: its own, the one before (”samma nivå som 2023”), or one to come (”finansieras från 2025”).
    """
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
    way, fields, spoken = way_to_year(model), _fields(model), spoken_of(year - 1)
    naming = models.Q()
    for its in fields:
        for each in spoken:
            naming |= models.Q(**{f"{its.name}__contains": str(each)})
    rows = whole(model).filter(forbund=forbund).select_related(way)
    new = list(rows.filter(naming, **{f"{way}__year": year}))
    for row, source in zip(new, last_year.before(new), strict=True):
        if source is None:
            continue
        for its in fields:
            said = set(_naming(its, source, year - 1))
            for sentence in _naming(its, row, year - 1):
                if sentence in said:
                    yield Leftover(row, str(its.verbose_name), sentence)


def spoken_of(year: int) -> range:
    """The years that a plan of a year speaks of."""
    first, last = AROUND
    return range(year + first, year + last + 1)


def _naming(its: models.Field, row: Owned, year: int) -> Iterator[str]:
    """The sentences of a field that name a year as seen from one; a figure that is filled in stands as `…`."""
    text = getattr(row, its.attname)
    if not any(str(each) in text for each in spoken_of(year)):
        return
    text = _FIGURE.sub(r"\1…\2", text)
    for block in blocks(text) if isinstance(its, ProseField) else written(text):
        for sentence in sentences(tokens(block)):
            if any(_names(token, year) for token in sentence):
                yield block.text[sentence[0].start : sentence[-1].end].strip()


def _names(token: Token, year: int) -> bool:
    """Whether a word names a year as seen from one. A period around it, or a day to come, is so also a year later."""
    spoken = spoken_of(year)
    if token.kind == YEAR:
        return int(token.value) in spoken
    if token.kind == RANGE:
        return token.unit == YEAR and (token.low in spoken[1:] or token.high in spoken[:2])
    return token.kind == DATE and token.day is not None and token.day.year in spoken[:2]
