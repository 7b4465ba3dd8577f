"""From a resolved document to its trail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings

from finsam.core.values.money import MINUS, NBSP, in_unit, rounded, worth
from finsam.documents.resolved import Resolved
from finsam.editions.trail.printed import Printed, printed_in
from finsam.editions.trail.trail import GIVEN, WITHHELD, Printing, TracedFigure, Trail
from finsam.facts.book import Fact, where

_NUMBER = re.compile(rf"{MINUS}?\d[\d{NBSP} ]*(?:,\d+)?")
_UNIT = re.compile(r"(?<!\w)(mnkr|tkr|kr|%)(?!\w)")
STEPS = (1, 10, 100, 1000)  # to which a figure may be rounded in a text

Numbers = Mapping[str, int]


def numbered(whole: Resolved) -> dict[str, int]:
    """The number of each figure by its key: first what is printed, in its order, then what that rests on.

    Both renditions have the numbers of the whole document, so that a number is one figure in the edition.
    """
    keys = dict.fromkeys(printed.fact.key for printed in printed_in(whole))
    keys |= dict.fromkeys(part.key for fact in whole.facts.values() for part in fact.walk())
    return {key: number for number, key in enumerate(keys, 1)}


@dataclass
class TrailMaker:
    """Makes the trail of a rendition. `entered` says by key where each entered figure of the document is, by whom and when."""

    whole: Resolved
    numbers: Numbers
    entered: Mapping[str, Mapping[str, str]]
    _made: dict[str, TracedFigure] = field(default_factory=dict)

    def trail(self, shown: Resolved, edition: dict[str, Any]) -> Trail:
        """The trail of what a rendition shows, with nothing of what it hides."""
        facts = {part.key: part for fact in shown.facts.values() for part in fact.walk()}
        computed = {part.key for fact in self.whole.facts.values() for part in fact.walk() if part.parts}
        places: dict[str, list[Printing]] = {}
        for printed in printed_in(shown):
            facts.setdefault(printed.fact.key, printed.fact)
            places.setdefault(printed.fact.key, []).append(printing_of(printed))
        figures = {}
        for key, number in self.numbers.items():
            if key in facts:
                printings = tuple(dict.fromkeys(places.get(key, ())))
                figures[number] = self._figure(number, facts[key], key in computed, printings)
        return Trail(edition, figures)

    def _figure(
        self, number: int, fact: Fact, computed: bool, printings: tuple[Printing, ...]
    ) -> TracedFigure:
        withheld = computed and not fact.parts
        entered = {} if withheld or fact.parts else self._entered(fact)
        value = fact.value
        if fact.op == GIVEN and fact.ratio_parts and value is not None:
            value = _as_finely_as_printed(value, printings)
        return TracedFigure(
            id=number,
            key=fact.key,
            label=fact.label,
            of=where(fact),
            unit=fact.unit,
            value=value,
            definition=fact.definition,
            side=fact.side,
            qualifier=fact.qualifier,
            decimals=fact.decimals,
            op=WITHHELD if withheld else fact.op,
            parts=tuple((factor, self.numbers[part.key]) for factor, part in fact.parts),
            printed=printings,
            entered=entered,
        )

    def _entered(self, fact: Fact) -> dict[str, Any]:
        told: dict[str, Any] = {
            name: value for name, value in self.entered.get(fact.key, {}).items() if value and name != "href"
        }
        if fact.href:
            told["address"] = f"{settings.ORIGIN}{fact.href}"
        if fact.source:
            told["source"] = dict(fact.source)
        return told


def printing_of(printed: Printed) -> Printing:
    """A place, with how the figure is rounded and signed there."""
    part, fact = printed.part, printed.fact
    section = f"{part.number} {part.title}".strip() or part.name
    match = _NUMBER.search(printed.text)
    if match is None or fact.value is None:
        return Printing(section, printed.place, printed.text, part.anchor)
    word = _UNIT.search(printed.text, match.end())
    unit = word[1] if word else printed.unit or fact.unit
    number = _number(match[0])
    decimals = len(match[0].partition(",")[2])
    shown = in_unit(fact.value, unit)
    steps = (step for step in STEPS if abs(_rounded(shown, decimals, step)) == abs(number))
    turned = bool(number) and (number < 0) != (fact.value < 0)
    return Printing(
        section, printed.place, printed.text, part.anchor, unit, decimals, next(steps, 1), turned=turned
    )


def _number(text: str) -> Decimal:
    """A number as it is printed."""
    return Decimal(re.sub(r"\s", "", text).replace(MINUS, "-").replace(",", "."))


def _rounded(value: Decimal, decimals: int, step: int) -> Decimal:
    return rounded(value / step, decimals) * step


def _as_finely_as_printed(value: Decimal, printings: tuple[Printing, ...]) -> Decimal:
    """A share of people that was typed in, no finer than it is printed: more could tell how many they are."""
    steps = [worth(place.unit).scaleb(-place.decimals) for place in printings if place.unit]
    return rounded(value / min(steps)) * min(steps) if steps else value
