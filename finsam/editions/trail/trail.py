"""The spårbilaga as data: what stands in it, and how it is written. The format is described in docs/trail-format.md."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from finsam.core.values.reading_json import read_json

FORMAT, VERSION = "finsam-sparbilaga", 1
FILE_NAME = "sparbilaga.json"  # of the attachment
GIVEN, WITHHELD = "given", "withheld"  # what was entered; what is made of parts that would tell of few people
HELP = (
    "Varje siffra i handlingen står i facts med ett nummer (id). value är värdet exakt: intäkter plus, kostnader minus, andelar som "
    "bråk. op säger hur det räknas av parts (factor × uppgiften med numret id): sum är summan, ratio den första delad med den "
    "andra, product alla multiplicerade, portion detsamma avrundat till hela ören. given är inskrivet eller inläst, och entered "
    "säger var, av vem och när. withheld har delar som inte visas, för att de gäller få personer. printed säger var och hur "
    "siffran är tryckt."
)


class UnreadableTrail(ValueError):
    """Bytes that aren't a spårbilaga of a version that is known; the message is a Swedish sentence."""


@dataclass(frozen=True, slots=True)
class Printing:
    """A place where a figure is printed: the section, the place in it, and the words.

    What is printed is the value counted in `unit`, with the sign turned where it is `turned`, rounded to `decimals` and to
    whole `step`s of the unit. Nothing is said of that where the place is a chart, which draws the figure.
    """

    section: str
    place: str
    text: str = ""
    anchor: str = ""
    unit: str = ""
    decimals: int = 0
    step: int = 1
    turned: bool = False


@dataclass(frozen=True, slots=True)
class TracedFigure:
    """A figure with its number. `parts` are (factor, number); `entered` says where, by whom and when, of what was entered."""

    id: int
    key: str
    label: str
    of: str
    unit: str
    value: Decimal | None
    definition: str
    side: str
    qualifier: str
    decimals: int
    op: str
    parts: tuple[tuple[int, int], ...] = ()
    printed: tuple[Printing, ...] = ()
    entered: dict[str, Any] = field(default_factory=dict)

    @property
    def year(self) -> str:
        """The year that it is a figure of."""
        return self.key.rpartition("@")[2]


@dataclass(frozen=True)
class Trail:
    """All of it: what it belongs to, and its figures by number."""

    edition: dict[str, Any]
    figures: Mapping[int, TracedFigure]

    @cached_property
    def by_key(self) -> dict[str, TracedFigure]:
        """The figures by key."""
        return {figure.key: figure for figure in self.figures.values()}

    @cached_property
    def wholes(self) -> dict[int, list[TracedFigure]]:
        """What is made directly of each figure."""
        wholes: dict[int, list[TracedFigure]] = {}
        for figure in self.figures.values():
            for _, number in dict.fromkeys(figure.parts):
                wholes.setdefault(number, []).append(figure)
        return wholes

    def walk(self, figure: TracedFigure) -> Iterator[TracedFigure]:
        """A figure and all that it rests on, each once."""
        seen, todo = set(), [figure.id]
        while todo:
            number = todo.pop()
            if number not in seen:
                seen.add(number)
                yield self.figures[number]
                todo.extend(part for _, part in reversed(self.figures[number].parts))

    def sources(self, figure: TracedFigure) -> list[TracedFigure]:
        """What was entered of all that a figure rests on."""
        return [each for each in self.walk(figure) if each.op == GIVEN]


def dump(trail: Trail) -> bytes:
    """The trail as JSON: the same trail is always the same bytes."""
    told = {
        "format": FORMAT,
        "version": VERSION,
        "help": HELP,
        "edition": trail.edition,
        "facts": [_written(figure) for figure in trail.figures.values()],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _written(figure: TracedFigure) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": figure.id,
        "key": figure.key,
        "label": figure.label,
        "of": figure.of,
        "value": None if figure.value is None else f"{figure.value:f}",
        "unit": figure.unit,
        "decimals": figure.decimals,
        "side": figure.side,
        "definition": figure.definition,
        "op": figure.op,
    }
    if figure.qualifier:
        told["qualifier"] = figure.qualifier
    if figure.parts:
        told["parts"] = [{"factor": factor, "id": number} for factor, number in figure.parts]
    if figure.printed:
        told["printed"] = [_place(printing) for printing in figure.printed]
    if figure.entered:
        told["entered"] = figure.entered
    return told


def _place(printing: Printing) -> dict[str, Any]:
    told: dict[str, Any] = {"section": printing.section, "place": printing.place, "anchor": printing.anchor}
    if printing.text:
        told |= {
            "text": printing.text,
            "unit": printing.unit,
            "decimals": printing.decimals,
            "step": printing.step,
            "turned": printing.turned,
        }
    return told


def load(data: bytes) -> Trail:
    """The trail that `dump` wrote. Raises UnreadableTrail."""
    try:
        told = read_json(data)
        if told["format"] != FORMAT or told["version"] != VERSION:
            raise UnreadableTrail("Spårbilagan är i ett format som den här versionen av Finsam inte läser.")
        figures = [_read(each) for each in told["facts"]]
        return Trail(told["edition"], {figure.id: figure for figure in figures})
    except (TypeError, KeyError, ArithmeticError, ValueError) as error:
        raise UnreadableTrail("Spårbilagan är skadad och kan inte läsas.") from error


def _read(told: dict[str, Any]) -> TracedFigure:
    plain = ("id", "key", "label", "of", "unit", "decimals", "side", "definition", "op")
    return TracedFigure(
        **{name: told[name] for name in plain},
        value=None if told["value"] is None else Decimal(told["value"]),
        qualifier=told.get("qualifier", ""),
        parts=tuple((part["factor"], part["id"]) for part in told.get("parts", ())),
        printed=tuple(Printing(**place) for place in told.get("printed", ())),
        entered=told.get("entered", {}),
    )
