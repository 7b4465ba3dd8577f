"""The blocks and the kinds of document that apps declare; an outline names its blocks by key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django import forms

from finsam.core.registry import Registry
from finsam.core.values.collation import swedish_key
from finsam.documents.options import BlockOptions, Settings
from finsam.facts.book import Book
from finsam.facts.tables import Piece, first_caption_read_aloud

# What makes a block's pieces: of a book, its settings, and the `Document` it stands in or None (models import this module).
Build = Callable[[Book, Settings, Any], Iterable[Piece]]


class NoOptions(BlockOptions):
    """A block without settings."""


class Group(StrEnum):
    """What blocks are about, in the order in which they are offered."""

    FORBUND = "Förbundet"
    PLAN = "Insatser, mål och risker"
    YEAR = "Möten och beslut"
    BUDGET = "Budget och bidrag"
    RESULTS = "Uppföljning"
    STATEMENTS = "Årets räkenskaper"
    PICTURES = "Bilder och annat"


@dataclass(frozen=True, slots=True)
class Block:
    """A named piece of a document: a function of book, options and the document it stands in that returns pieces."""

    key: str
    label: str
    build: Build
    options: type[BlockOptions] = NoOptions
    help: str = ""
    edit_url: str = ""  # the name of the page where its content is entered
    group: Group = Group.PICTURES

    def defaults(self) -> dict[str, Any]:
        """The options' initial values."""
        fields = self.options.base_fields.items()
        return {
            name: setting.initial() if callable(setting.initial) else setting.initial
            for name, setting in fields
        }

    def unknown(self, options: Settings) -> dict[str, str]:
        """Stored settings that are none of the choices there are, each with a sentence, by their names."""
        unknown = {}
        for name, setting in self.options.base_fields.items():
            value = options.get(name)
            if not isinstance(setting, forms.ChoiceField) or value in (None, ""):
                continue
            for each in value if isinstance(value, list) else [value]:
                if not setting.valid_value(str(each)):
                    unknown[name] = (
                        f"Inställningen ”{setting.label}” är ”{each}”, som inte finns. Välj en annan."
                    )
        return unknown

    def pieces(self, book: Book, options: Settings | None = None, document: Any = None) -> list[Piece]:
        """The block's pieces for a book in a document, with the given options over the defaults."""
        settled = self.options.settled(book, {**self.defaults(), **(options or {})})
        pieces = list(self.build(book, settled, document))
        return pieces if settled.get("show_title", True) else first_caption_read_aloud(pieces)


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """A section to start from: heading, level, block, and guidance for whoever writes it."""

    key: str
    title: str
    level: int = 1
    block: str = ""
    options: Settings = field(default_factory=dict)
    guidance: str = ""
    required: bool = False  # the law demands it
    page_break: bool = False
    numbered: bool = True
    in_contents: bool = True


class Nature(StrEnum):
    """What a kind of document says of its year: what is meant, what came of it, or what has come so far."""

    PLAN = "plan"
    REPORT = "report"
    INTERIM = "interim"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: its name, and the outline a new one starts from."""

    key: str
    label: str
    title: str
    nature: Nature
    own_words: tuple[str, ...]  # what it calls itself before its year: `verksamhetsplan 2024`, `budget 2024`
    outline: tuple[OutlineItem, ...]
    several: bool = False  # a year may have several, each of its own period

    def asked_of(self, key: str, title: str = "", block: str = "") -> OutlineItem | None:
        """What the outline asks of a section: the item of its key, else of its block, else of a heading in the same words.

        So a förbund's own sections are told what the law asks of them too.
        """
        words = _words(title)
        ways = (
            lambda item: item.key == key,
            lambda item: bool(block) and item.block == block,
            lambda item: bool(words) and _words(item.title) == words,
        )
        return next((item for its in ways for item in self.outline if its(item)), None)

    def guidance(self, key: str, title: str = "", block: str = "") -> str:
        """What a section of this kind should say."""
        item = self.asked_of(key, title, block)
        return item.guidance if item else ""


def _words(title: str) -> frozenset[str]:
    """The words of a heading that tell what it is about: not the year, and no small ones."""
    return frozenset(word for word in re.findall(r"[^\W\d_]{3,}", title.casefold()) if word != "och")


BLOCKS: Registry[str, Block] = Registry("block")
KINDS: Registry[str, Kind] = Registry("kind of document")


def block(
    key: str,
    *,
    label: str,
    group: Group = Group.PICTURES,
    options: type[BlockOptions] = NoOptions,
    help: str = "",  # noqa: A002 - the word that forms and commands use
    edit_url: str = "",
) -> Callable[[Build], Build]:
    """Declare `build(book, options, document)` as a block that documents can hold."""

    def declare(build: Build) -> Build:
        BLOCKS.add(key, Block(key, label, build, options, help, edit_url, group))
        return build

    return declare


def blocks() -> dict[str, Block]:
    """All blocks by key, in order of their labels."""
    return dict(sorted(BLOCKS.items(), key=lambda item: swedish_key(item[1].label)))


def grouped_blocks() -> dict[Group, list[Block]]:
    """All blocks by what they are about, in the order in which they are offered."""
    return {group: [block for block in blocks().values() if block.group == group] for group in Group}


def find_block(key: str) -> Block | None:
    """The block by that key, or None."""
    return BLOCKS.get(key)


def document_kind(kind: Kind) -> Kind:
    """Declare a kind of document."""
    return KINDS.add(kind.key, kind)


def kinds() -> dict[str, Kind]:
    """All kinds of document by key."""
    return dict(KINDS)


def nature_of(key: str) -> Nature | None:
    """What the kind by that key says of its year; None where there is no such kind."""
    kind = KINDS.get(key)
    return kind.nature if kind else None


def plan_kind() -> Kind:
    """The kind of document that a year is planned in."""
    return next(kind for kind in KINDS.values() if kind.nature == Nature.PLAN)
