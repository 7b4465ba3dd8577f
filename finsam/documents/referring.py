"""What leads by key to something that is about to be removed: figures, links and pictures in prose, settings of blocks.

No relation in the database knows of them, and nothing is removed to find them: a figure is followed to what it rests
on, as the page of a fact does. Avstämning says the same of them afterwards (R23).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as kept
from functools import cache

from django.apps import apps
from django.db import models

from finsam.core import audit, removal
from finsam.core.crud.fields import ProseField
from finsam.core.declaring import declared
from finsam.core.models import FiscalYear, Owned, Picture
from finsam.core.registry import Registry
from finsam.core.removal import touched_by
from finsam.core.text.elements import elements
from finsam.core.text.pictures import pictures_of
from finsam.core.text.prose import listed
from finsam.documents import registry
from finsam.documents.books import open_book
from finsam.documents.models import Document, Section
from finsam.documents.options import KeyField, KeysField
from finsam.documents.references import NAMED
from finsam.documents.resolve import numbered
from finsam.facts.book import Book, Fact, FactError
from finsam.facts.figures import references

AHEAD = 2  # so many years after its own a text may speak of something of a year


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that leads somewhere by key: where it stands, and the fact's key."""

    where: str  # `Texten i avsnitt 4.2 i Verksamhetsplan 2024`
    key: str


# Functions that say what of a year is bound to facts, besides figures in prose
MENTIONS: Registry[str, Callable[[Book], Iterable[Mention]]] = Registry("finder of mentions")
mentions = MENTIONS.function


@cache
def _fact_prefixes(model: str) -> frozenset[str]:
    """How the facts of a model's things begin, before the thing's key: {"mal", "resultat"} of `plans.goal`."""
    return frozenset(prefix for app in declared("fact_prefixes") for prefix in app.get(model, ()))


@dataclass
class Going:
    """What is about to go: the thing and all that goes with it."""

    things: list[models.Model]
    references: set[str] = kept(init=False)
    children: set[tuple[str, str]] = kept(init=False)

    def __post_init__(self) -> None:
        owned = [thing for thing in self.things if isinstance(thing, Owned)]
        self.references = {thing.reference() for thing in owned}
        above = [(thing, getattr(thing, thing.within[0], None)) for thing in owned]
        self.children = {
            (parent.reference(), f"{thing._meta.label_lower}:{thing}")
            for thing, parent in above
            if isinstance(parent, Owned)
        }

    def takes(self, fact: Fact, seen: dict[str, bool] | None = None) -> bool:
        """Whether a fact has no figure any more: what it was read from is gone, or all that it was added up from."""
        seen = {} if seen is None else seen
        if fact.key not in seen:
            seen[fact.key] = False
            parts = [self.takes(part, seen) for _, part in fact.parts if part.value is not None]
            whole = all if fact.op == "sum" else any
            lost = bool(parts) and whole(parts)
            seen[fact.key] = (
                self.names(fact) or lost or fact.trace[0] in self.references or fact.trace in self.children
            )
        return seen[fact.key]

    def names(self, fact: Fact) -> bool:
        """Whether a fact is called by something that goes, in its year."""
        name, _, year = fact.key.partition("@")
        prefix, *rest = name.split(".")
        return any(
            isinstance(thing, Owned)
            and prefix in _fact_prefixes(thing._meta.label_lower)
            and thing.key in rest
            and year_of(thing) in (None, int(year))
            for thing in self.things
        )

    def chosen(self, key: str, label: str, year: int) -> bool:
        """Whether a setting's choice is something that goes."""
        return any(
            isinstance(thing, Owned)
            and thing.key == key
            and label in (str(thing), getattr(thing, "name", None))
            and year_of(thing) in (None, year)
            for thing in self.things
        )

    def linked(self, anchor: str, document: Document) -> str:
        """What a link in a document leads to, in words, when that goes; else ""."""
        kind, _, key = anchor.partition("-")
        for thing in self.things:
            if (
                not isinstance(thing, Owned)
                or thing.key != key
                or year_of(thing) not in (None, document.fiscal_year.year)
            ):
                continue
            own = isinstance(thing, Section) and thing.document_id == document.pk
            if own if kind == "s" else not isinstance(thing, Section):
                return f"”{thing}”"
        return ""

    def pictured(self, key: str) -> str:
        """What a picture in a text is called, when that goes; else ""."""
        pictures = (thing for thing in self.things if isinstance(thing, Picture))
        return next((f"”{picture}”" for picture in pictures if picture.key == key), "")


@removal.REFERRING.function
def sentences(obj: Owned) -> list[str]:
    """`Texten i avsnitt 4.2 i Verksamhetsplan 2024 hänvisar till ”Egen försörjning”.`, for each such place."""
    if not isinstance(obj, Owned) or obj.pk is None:
        return []
    going = Going([obj, *touched_by(obj).removed])
    by_place: dict[str, list[str]] = {}
    for year in _years(obj):
        book = open_book(obj.forbund, year)
        for where, name in (*_of_documents(book, going), *_of_facts(book, going)):
            names = by_place.setdefault(where, [])
            names += [] if name in names else [name]
    return [f"{where} hänvisar till {listed(names)}." for where, names in by_place.items()]


def _years(obj: Owned) -> list[int]:
    """The years whose texts may speak of something."""
    own = year_of(obj)
    years = FiscalYear.objects.filter(forbund=obj.forbund).order_by("year").values_list("year", flat=True)
    return [year for year in years if own is None or own <= year <= own + AHEAD]


def year_of(obj: models.Model) -> int | None:
    """The year that something belongs to, itself or through what it stands in; None for what is of no year."""
    if isinstance(obj, FiscalYear):
        return obj.year
    fiscal_year = audit.year_of(obj)
    return fiscal_year.year if fiscal_year is not None else None


def _lost(book: Book, key: str, going: Going) -> str:
    """What a fact that loses its figure is called; "" for one that keeps it, or has none."""
    try:
        fact = book[key]
    except FactError:
        return ""
    return f"”{fact.label}”" if fact.value is not None and going.takes(fact) else ""


def _of_documents(book: Book, going: Going) -> Iterator[tuple[str, str]]:
    """Links and settings in the year's documents that lead to what goes, and figures in their texts."""
    documents = Document.objects.filter(forbund=book.forbund, fiscal_year__year=book.year)
    for document in documents.select_related("fiscal_year", "forbund").prefetch_related("sections"):
        if document in going.things:
            continue
        for section, _, number in numbered(document, document.sections.all()):
            if section in going.things:
                continue
            where = f"{f'avsnitt {number}' if number else f'avsnittet ”{section}”'} i {document}"
            text = section.prose + section.after
            for key, _ in references(text):
                if name := _lost(book, key, going):
                    yield f"Texten i {where}", name
            for link in elements(text, "a"):
                if link.place.startswith(NAMED) and (name := going.linked(link.place, document)):
                    yield f"Texten i {where}", name
            for shown in pictures_of(text):
                if name := going.pictured(shown.key):
                    yield f"Texten i {where}", name
            yield from _settings(book, section, where, going)


def _settings(book: Book, section: Section, where: str, going: Going) -> Iterator[tuple[str, str]]:
    """What a section's block has been told to show, by its key."""
    block = registry.find_block(section.block) if section.block else None
    if block is None or not section.options:
        return
    options = block.options.settled(book, section.options)
    for name, offer in block.options.offered.items():
        field, chosen = block.options.base_fields[name], options.get(name)
        if not chosen or not isinstance(field, KeyField | KeysField):
            continue
        choices = dict(offer(book))
        for key in chosen if isinstance(chosen, list) else [chosen]:
            if key in choices and going.chosen(key, choices[key], book.year):
                yield f"Inställningen ”{field.label}” i {where}", f"”{choices[key]}”"


def _of_facts(book: Book, going: Going) -> Iterator[tuple[str, str]]:
    """Figures in the texts of all other things of the year, and what else is bound to them."""
    bound = (mention for find in MENTIONS.values() for mention in find(book))
    for mention in (*_of_prose(book, going), *bound):
        if name := _lost(book, mention.key, going):
            yield mention.where, name


def _of_prose(book: Book, going: Going) -> Iterator[Mention]:
    for model in apps.get_models():
        fields = [field for field in model._meta.fields if isinstance(field, ProseField)]
        if not fields or not issubclass(model, Owned) or model is Section:
            continue
        speaking = models.Q()
        for field in fields:
            speaking |= models.Q(**{f"{field.name}__contains": "<data"})
        for obj in model._base_manager.filter(speaking, forbund=book.forbund):
            if year_of(obj) not in (None, book.year) or obj in going.things:
                continue
            for field in fields:
                where = f"Texten under ”{field.verbose_name}” för {model._meta.verbose_name} ”{obj}”"
                for key, _ in references(getattr(obj, field.name)):
                    yield Mention(where, key)
