"""A resolved document as text that can be kept for ever, and back: the same data prints the same pages.

The text is canonical JSON: the same document always gives the same text, whatever was read first. Every fact that is
printed stands there once, under its key, and names the facts that it was made of, down to those that were entered; so
does every picture, under the SHA-256 of its bytes. Amounts are exact, as text. A field at its default isn't written, so
that a new field with a default changes nothing of what is kept. What means something else than before (a field that
is gone, another default) is a new `FORMAT`, and `load` goes on reading the old one.

The text holds what the document rests on and not only what it prints: small counts too. It is never handed out.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import MISSING, Field, fields
from decimal import Decimal
from functools import cache
from hashlib import sha256
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from finsam.core.values.reading_json import read_json
from finsam.documents.resolved import ContentsLine, Cover, Part, Resolved, Unresolved
from finsam.facts.book import Fact
from finsam.facts.tables import Cell, Chart, Column, Html, Picture, Row, Table, Takeaway, Wheel

FORMAT = 1

# What the kinds of pieces are called in the text.
PIECES: dict[str, type] = {"table": Table, "chart": Chart, "wheel": Wheel, "html": Html, "picture": Picture}
_CALLED = {kind: name for name, kind in PIECES.items()}
_RECORDS = (Resolved, Cover, ContentsLine, Part, Unresolved, Column, Row, Cell, Takeaway, *_CALLED)

Record = dict[str, Any]


class Unreadable(ValueError):
    """A text that isn't a kept document in a known format; the message is a Swedish sentence."""


def dump(resolved: Resolved) -> str:
    """The document as canonical JSON."""
    writer = _Writer()
    document = writer.record(resolved)
    kept = {"format": FORMAT, "document": document, "facts": writer.facts, "files": writer.files}
    return json.dumps(kept, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def load(text: str) -> Resolved:
    """The document that `dump` made the text of. Raises Unreadable."""
    try:
        kept = read_json(text)
        number = kept["format"]
    except (ValueError, TypeError, KeyError) as error:
        raise Unreadable("Det här är inte ett dokument som Finsam har sparat.") from error
    if number != FORMAT:
        raise Unreadable(
            f"Dokumentet är sparat i format {number}, som den här versionen av Finsam inte kan läsa. "
            f"Den läser format {FORMAT}. Uppgradera Finsam och försök igen."
        )
    try:
        resolved: Resolved = _Reader(kept["facts"], kept["files"]).record(Resolved, kept["document"])
    except (ValueError, TypeError, KeyError, ArithmeticError) as error:
        raise Unreadable("Det sparade dokumentet är skadat och kan inte läsas.") from error
    return resolved


@cache
def _fields(kind: type) -> tuple[Field[Any], ...]:
    return fields(kind)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _default(field: Field[Any]) -> Any:
    """What a field is where nothing is said; MISSING for one that always has to be."""
    return field.default if field.default_factory is MISSING else field.default_factory()


class _Writer:
    """Writes values, and gathers the facts and the bytes that they name."""

    def __init__(self) -> None:
        self.facts: dict[str, Record] = {}
        self.files: dict[str, str] = {}
        self._names: dict[int, str] = {}  # of facts that are written, by identity

    def value(self, value: Any) -> Any:
        """A value as JSON has it. Mappings are lists of pairs: their order is part of the document."""
        match value:
            case None | bool() | int() | str():
                return value
            case Decimal():
                return str(value)
            case bytes():
                return self.file(value)
            case Fact():
                return self.fact(value)
            case tuple():
                return [self.value(part) for part in value]
            case dict():
                return [[self.value(key), self.value(held)] for key, held in value.items()]
        if type(value) not in _RECORDS:
            raise TypeError(f"a {type(value).__name__} is no part of a document")
        return self.record(value)

    def record(self, thing: Any) -> Record:
        """The fields of a thing that aren't at their default; a piece says which kind it is."""
        kind: type = type(thing)
        record: Record = {"piece": _CALLED[kind]} if kind in _CALLED else {}
        for field in _fields(kind):
            value = getattr(thing, field.name)
            if value != _default(field):
                record[field.name] = self.value(value)
        return record

    def fact(self, fact: Fact) -> str:
        """Writes a fact once, and gives its name: the key, with a number if another fact has it."""
        if id(fact) not in self._names:
            record, name, number = self.record(fact), fact.key, 1
            while self.facts.setdefault(name, record) != record:
                number += 1
                name = f"{fact.key}#{number}"
            self._names[id(fact)] = name
        return self._names[id(fact)]

    def file(self, data: bytes) -> str:
        """Writes bytes once, and gives their SHA-256."""
        name = sha256(data).hexdigest()
        self.files[name] = b64encode(data).decode()
        return name


class _Reader:
    """Reads values by what their place holds, each fact once."""

    def __init__(self, facts: dict[str, Record], files: dict[str, str]):
        self._written, self._files = facts, files
        self._facts: dict[str, Fact] = {}

    def value(self, hint: Any, data: Any) -> Any:
        """The value of a place whose type is `hint`."""
        origin, within = get_origin(hint), get_args(hint)
        if hint in (str, int, bool):
            return data
        if hint is Decimal:
            return Decimal(data)
        if hint is bytes:
            return self.file(data)
        if hint is Fact:
            return self.fact(data)
        if origin is tuple and within[1:] == (...,):
            return tuple(self.value(within[0], part) for part in data)
        if origin is tuple:
            return tuple(self.value(kind, part) for kind, part in zip(within, data, strict=True))
        if origin is dict:
            key, held = within
            return {self.value(key, name): self.value(held, value) for name, value in data}
        if hint in _RECORDS:
            return self.record(hint, data)
        if data is None and NoneType in within:
            return None
        if isinstance(data, dict) and "piece" in data:
            return self.record(PIECES[data["piece"]], data)
        (kind,) = set(within) - {NoneType}
        return self.value(kind, data)

    def values(self, kind: type, record: Record) -> dict[str, Any]:
        """Every field of a thing, those that aren't written at their default."""
        hints = _hints(kind)
        if unknown := record.keys() - hints.keys() - {"piece"}:
            raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
        values = {field.name: _default(field) for field in _fields(kind)}
        values |= {name: self.value(hints[name], data) for name, data in record.items() if name != "piece"}
        if absent := [name for name, value in values.items() if value is MISSING]:
            raise ValueError(f"{kind.__name__} lacks {', '.join(absent)}")
        return values

    def record(self, kind: type, record: Record) -> Any:
        """A thing of its fields."""
        return kind(**self.values(kind, record))

    def fact(self, name: str) -> Fact:
        """A fact as it was printed: nothing is computed anew, so that a later way of computing changes nothing."""
        if name not in self._facts:
            fact = object.__new__(Fact)
            for field, value in self.values(Fact, self._written[name]).items():
                object.__setattr__(fact, field, value)
            self._facts[name] = fact
        return self._facts[name]

    def file(self, name: str) -> bytes:
        """Bytes, which are those that were written."""
        data = b64decode(self._files[name], validate=True)
        if sha256(data).hexdigest() != name:
            raise ValueError(f"{name} isn't the SHA-256 of its bytes")
        return data
