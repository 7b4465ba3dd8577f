"""Bound figures in prose: `<data value="budget.intakter@0" data-format="tkr">` filled from the book."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from finsam.core.text.elements import Element, elements, rewritten
from finsam.core.values.money import rounded, worth
from finsam.facts.book import Book, Fact, FactError

MISSING = "saknas"
_FORMAT = re.compile(
    r"(?P<unit>kr|tkr|mnkr|%|st|tal)?(?:\.(?P<decimals>\d))?(?:~(?P<step>\d+))?(?P<abs> abs)?(?P<bare> utan enhet)?"
    r"(?: (?P<way>mer|bättre|överskott))?"
)
_DECIMALS = {"mnkr": 1, "%": 1}  # of a fact in another unit than its own; else none
# Which way a figure goes, said in words instead of by a sign: after it (`14 000 kr mindre`) or before it.
_AFTER = {"mer": ("mer", "mindre"), "bättre": ("bättre", "sämre")}
_BEFORE = {"överskott": ("överskott på", "underskott på")}


class FormatError(ValueError):
    """A figure's format that means nothing; the message is a Swedish sentence."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a figure is printed: unit, decimals, rounded to a step, without its sign or its unit, its way in words."""

    unit: str = ""
    decimals: int | None = None
    step: int = 0
    absolute: bool = False
    bare: bool = False
    way: str = ""

    @classmethod
    def read(cls, text: str) -> Format:
        """`tkr~100`, `%.2`, `mnkr.1`, `%.0 abs`, `kr utan enhet`, `kr mer`; blank is the fact's own unit. Raises FormatError."""
        match = _FORMAT.fullmatch(text.strip())
        if not match:
            raise FormatError(f"Formatet ”{text}” finns inte. Välj kr, tkr, mnkr eller %.")
        decimals = int(match["decimals"]) if match["decimals"] else None
        step = int(match["step"] or 0)
        absolute, bare, way = bool(match["abs"]), bool(match["bare"]), match["way"] or ""
        return cls(match["unit"] or "", decimals, step, absolute, bare, way)

    def text(self, fact: Fact) -> str:
        """The fact as printed in a sentence: costs as people say them, without a minus."""
        value = fact.natural
        if value is None:
            return ""
        unit = fact.unit if self.unit in ("", "tal") else self.unit
        less = value < 0
        if self.absolute or self.way:
            value = abs(value)
        decimals = self.decimals
        if decimals is None:
            decimals = fact.decimals if unit == fact.unit else _DECIMALS.get(unit, 0)
        suffix = not self.bare and self.unit != "tal"
        if self.step and not fact.beyond:  # what is judged is never rounded to hundreds
            grain = self.step * worth(unit)
            value = rounded(value / grain) * grain
        text = fact.printed(value, unit, decimals, suffix=suffix)
        if self.way in _AFTER:
            return f"{text} {_AFTER[self.way][less]}"
        return f"{_BEFORE[self.way][less]} {text}" if self.way else text


@dataclass(frozen=True, slots=True)
class Filled:
    """Prose with its figures filled in: the HTML, the facts printed, and references that found nothing."""

    html: str
    facts: tuple[Fact, ...] = ()
    missing: tuple[str, ...] = ()


def references(html: str) -> list[tuple[str, str]]:
    """The (key, format) of every bound figure in the prose."""
    return [(element["value"], element["data-format"]) for element in elements(html, "data")]


def fill(html: str, book: Book, wrap: Callable[[Fact, str], str] | None = None) -> Filled:
    """Print every bound figure of sanitised prose as of the book's year.

    A reference that finds nothing, or a blank fact, prints "saknas" and is reported. `wrap` makes the
    HTML of one figure from the fact and its text.
    """
    facts: list[Fact] = []
    missing: list[str] = []

    def printed(figure: Element) -> str:
        try:
            fact = book[figure["value"]]
            text = Format.read(figure["data-format"]).text(fact)
        except (FactError, FormatError) as error:
            missing.append(str(error))
            text = ""
        else:
            if not text:
                missing.append(f"Uppgiften ”{fact.label}” är tom.")
        if not text:
            return f'<data class="missing" value="{escape(figure["value"])}">{MISSING}</data>'
        facts.append(fact)
        return (
            wrap(fact, text)
            if wrap
            else f'<data class="fact" value="{escape(fact.key)}">{escape(text)}</data>'
        )

    return Filled(rewritten(html, "data", printed), tuple(facts), tuple(missing))
