"""Prose as paragraphs and words that can be compared: HTML that is clean already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

from finsam.core.text.pictures import PictureInText

FIGURE, REFERENCE, PICTURE = "figure", "reference", "picture"
# A number with its thousands, a word, or a sign of its own.
_WORD = re.compile(
    r"\d{1,3}(?:[ \u00a0]\d{3})+(?:,\d+)?|\d+(?:[.,:]\d+)*|\w+(?:[-\u2013\u2019']\w+)*|[^\w\s]"
)
_BLOCKS = {"p", "li", "h2", "h3", "h4", "h5", "h6", "td", "th", "caption", "figcaption", "blockquote", "pre", "dt", "dd",
           "ul", "ol", "table", "tr", "thead", "tbody", "div", "figure", "hr"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or sign, with whether a space stands before it.

    A figure or a reference is one word. It is the same word whatever it prints if what it is bound to has changed.
    """

    name: str
    text: str
    spaced: bool
    kind: str = ""
    key: str = ""


@dataclass(frozen=True)
class Line:
    """A paragraph, a bullet or a cell of a text. `item` is the key of what it tells of, in a list of things with keys."""

    words: tuple[Word, ...]
    form: tuple[str, ...]  # how it is set and where its links lead
    item: str = ""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What is compared."""
        return tuple(word.name for word in self.words)

    @property
    def pictures(self) -> tuple[str, ...]:
        """Which pictures stand in it."""
        return tuple(word.name for word in self.words if word.kind == PICTURE)

    @property
    def text(self) -> str:
        """Its words as they are read."""
        return joined(self.words)


def joined(words: tuple[Word, ...]) -> str:
    """Words as they are read, with the space before the first."""
    return "".join(f"{' ' if word.spaced else ''}{word.text}" for word in words)


def words_of(text: str, *, spaced: bool = False) -> tuple[Word, ...]:
    """The words of a text without markup."""
    words = []
    for match in _WORD.finditer(text):
        start = match.start()
        after_space = text[start - 1 : start].isspace() if start else spaced
        words.append(Word(match[0].replace("\u00a0", " "), match[0], after_space))
    return tuple(words)


@dataclass(frozen=True)
class Bound:
    """What prints by itself: the figures that have changed, what each place in the document is called, and what each
    picture's bytes are known by.
    """

    changed: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Gathers the lines of a text."""

    def __init__(self, bound: Bound):
        super().__init__(convert_charrefs=True)
        self.bound = bound
        self.lines: list[Line] = []
        self._words: list[Word] = []
        self._form: list[str] = []
        self._tags: list[str] = []
        self._items: list[tuple[int, str]] = []  # how deep the thing's tag is, and its key
        self._whole: tuple[str, str, list[str]] | None = None  # a figure or a link that is being read
        self._space = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self.end_line()
            self._form = [f"{tag} {attributes.get('data-size', '')}".strip()]
        if tag == "br":
            self._space = True
        elif tag == "img":
            self.picture(attributes)
        elif tag not in ("hr", "col"):
            self._tags.append(tag)
            if "data-item" in attributes:
                self._items.append((len(self._tags), attributes["data-item"]))
        if tag == "data" and attributes.get("class") == "fact":
            self._whole = FIGURE, attributes.get("value", ""), []
        elif tag == "a":
            self._whole = REFERENCE, attributes.get("href", ""), []
        elif tag not in _BLOCKS and tag not in ("data", "br"):
            self._form.append(f"{len(self._words)} {tag}")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("data", "a") and self._whole is not None:
            self.end_whole()
        elif tag not in _BLOCKS and tag != "data":
            self._form.append(f"{len(self._words)} /{tag}")
        if tag in _BLOCKS:
            self.end_line()
        while self._tags and self._tags.pop() != tag:
            pass
        while self._items and self._items[-1][0] > len(self._tags):
            self._items.pop()

    def handle_data(self, data: str) -> None:
        if self._whole is not None:
            self._whole[2].append(data)
            return
        for word in words_of(data, spaced=self._space):
            self.add(word)
        self._space = data[-1:].isspace() or (self._space and not data.strip())

    def add(self, word: Word) -> None:
        self._words.append(word)
        self._space = False

    def picture(self, attributes: Mapping[str, str]) -> None:
        """A picture: what it shows in words, and one without words that says which it is."""
        key = attributes.get("data-picture", attributes.get("src", ""))
        shown = PictureInText(key, attributes.get("alt", ""))
        for word in words_of(shown.words, spaced=self._space):
            self.add(word)
        self.add(Word(f"{PICTURE} {self.bound.pictures.get(key, key)}", "", False, PICTURE, key))

    def end_whole(self) -> None:
        """What a figure or a link came to: one word if it prints by itself."""
        kind, key, texts = self._whole or ("", "", [])
        text, self._whole = " ".join("".join(texts).split()), None
        if kind == FIGURE:
            name = f"{FIGURE} {key}" if key in self.bound.changed else f"{FIGURE} {key} {text}"
            self.add(Word(name, text, self._space, FIGURE, key))
        elif text and text == self.bound.names.get(key.removeprefix("#")):
            self.add(Word(f"{REFERENCE} {key}", text, self._space, REFERENCE, key))
        else:
            self._form.append(f"{len(self._words)} a {key}")
            self.handle_data("".join(texts))

    def end_line(self) -> None:
        if self._words:
            item = self._items[-1][1] if self._items else ""
            self.lines.append(Line(tuple(self._words), tuple(self._form), item))
        self._words, self._form, self._space = [], [], False


def lines_of(html: str, bound: Bound) -> list[Line]:
    """The paragraphs, bullets and cells of a text in order, those without words left out."""
    reader = _Reader(bound)
    reader.feed(html)
    reader.close()
    reader.end_line()
    return reader.lines
