"""Sentences made of what is planned: goals with their targets, participants, kinds and money.

Each sentence can be put down in two ways: as plain text for pages, lists and files, or as HTML whose
figures are bound to their facts and filled when a document is resolved. The figure is never typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.html import escape, format_html

from finsam.core.text.prose import listed
from finsam.facts.book import Book, Fact
from finsam.facts.figures import MISSING, Format
from plans.facts import Target, in_force, insats_numbers, targets
from plans.models.goals import Goal, Operator
from plans.models.insatser import InsatsYear, Planned

# A figure without its unit, as the lower end of an interval is written: 70–90 %.
BARE = "tal"


@dataclass(frozen=True, slots=True)
class TextFormatter:
    """A way of putting words down: what happens to text, to a figure, and to one that can't be found."""

    text: Callable[[str], str]
    figure: Callable[[Fact, str], str]
    missing: Callable[[str], str]


def _printed(fact: Fact, form: str = "") -> str:
    return Format.read(form).text(fact) or MISSING


def _bound(fact: Fact, form: str = "") -> str:
    return format_html('<data value="{}" data-format="{}"></data>', fact.key, form)


def _lines(text: str) -> str:
    return escape(text.strip()).replace("\r\n", "\n").replace("\n", "<br>")


PLAIN = TextFormatter(str.strip, _printed, lambda key: MISSING)
# A reference that finds nothing is reported when the document is resolved.
HTML = TextFormatter(_lines, _bound, lambda key: format_html('<data value="{}"></data>', key))


def lower_first(text: str) -> str:
    """`Individstödjande insats` inside a sentence; an abbreviation (ESF-projekt) keeps its capitals."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def target_text(target: Target, formatter: TextFormatter = PLAIN) -> str:
    """The target alone: `80 %`, `70–90 %`, `en tredjedel`, `500`; "" when the part has none."""
    if target.part.fraction:
        return formatter.text(target.part.fraction)
    if target.value is None:
        return ""
    if target.part.operator == Operator.BETWEEN:
        return f"{formatter.figure(target.value, BARE)}–{formatter.figure(target.high, '')}"
    return formatter.figure(target.value, "")


def base_year(target: Target) -> int:
    """The year that the part's result is compared with."""
    return target.goal.fiscal_year.year + target.part.base_offset


def demand_text(target: Target, formatter: TextFormatter = PLAIN) -> str:
    """The target with its direction: `minst 80 %`, `100 % inom 30 arbetsdagar`, `fler än 2023`."""
    value = target_text(target, formatter)
    match target.part.operator:
        case Operator.MORE:
            return f"fler än {base_year(target)}"
        case Operator.FEWER:
            return f"färre än {base_year(target)}"
        case Operator.YES:
            return "ja"
        case Operator.TEXT:
            return value or "bedöms med ord"
        case Operator.WITHIN_DAYS:
            said = f"{value} inom {formatter.figure(target.days, '')}"
        case Operator.AT_LEAST:
            said = f"minst {value}"
        case Operator.AT_MOST:
            said = f"högst {value}"
        case Operator.OVER:
            said = f"över {value}"
        case Operator.UNDER:
            said = f"under {value}"
        case Operator.EQUAL | Operator.BETWEEN:
            said = value
        case unknown:
            raise ValueError(f"no such operator: {unknown}")
    return said if value else "bedöms med ord"


_PLACE = re.compile(r"\{(?P<what>mål|dagar|år|basår)(?P<which>\d?)\}")


def has_places(goal: Goal) -> bool:
    """Whether the goal's own words say where its targets stand."""
    return bool(_PLACE.search(goal.text))


def filled(goal: Goal, text: str, formatter: TextFormatter = PLAIN) -> str:
    """A goal's text with {mål}, {mål2}, {dagar}, {år} and {basår} replaced; what can't be is "saknas"."""
    goal_targets = targets(goal)
    year = goal.fiscal_year.year

    def placed(place: re.Match) -> str:
        what, which = place["what"], int(place["which"] or 1)
        if what == "år":
            return str(year)
        target = goal_targets[which - 1] if 0 < which <= len(goal_targets) else None
        words = ""
        if target is not None:
            if what == "basår":
                return str(base_year(target))
            if what == "mål":
                words = target_text(target, formatter)
            elif target.days is not None:
                words = formatter.figure(target.days, "")
        return words or formatter.missing(f"mal.{goal.key}.{'mal' if what == 'mål' else what}{which}@{year}")

    return _PLACE.sub(placed, formatter.text(text))


def goal_text(goal: Goal, formatter: TextFormatter = PLAIN) -> str:
    """What the goal says, with its targets in place; a goal without words says its name."""
    return filled(goal, goal.text or goal.name, formatter)


def part_texts(goal: Goal, formatter: TextFormatter = PLAIN) -> list[str]:
    """A line for each part of a goal whose words don't say where the targets stand: `studier: 25 %`."""
    goal_targets = targets(goal)
    if len(goal_targets) < 2 or has_places(goal) or not any(target.value for target in goal_targets):
        return []
    return [
        f"{formatter.text(target.part.measure)}: {demand_text(target, formatter)}" for target in goal_targets
    ]


def participants_text(insats: InsatsYear, formatter: TextFormatter = PLAIN) -> str:
    """`40`, `70–90`, `Behovsstyrt. Inget maxantal är beslutat.`; "" when nothing is planned."""
    numbers = insats_numbers(insats)
    words = ""
    if insats.planned == Planned.NEED:
        words = "Behovsstyrt"
    elif numbers.low is not None:
        words = formatter.figure(numbers.low, "")
        if numbers.high is not None:
            words += f"–{formatter.figure(numbers.high, '')}"
    note = insats.planned_note.strip()
    if words and note:
        return f"{words}{' ' if note[0].islower() else '. '}{formatter.text(note)}"
    return words or formatter.text(note)


def kind_line(insats: InsatsYear, formatter: TextFormatter = PLAIN) -> str:
    """`Individstödjande insats`, or `Processtödjande insats 50 % och individstödjande insats 50 %`."""
    pairs = list(zip(insats.shares.all(), insats_numbers(insats).shares, strict=True))
    if len(pairs) == 1 and pairs[0][1].value == 1:
        return formatter.text(pairs[0][0].kind.name)
    words = [
        f"{formatter.text(lower_first(share.kind.name) if place else share.kind.name)} {formatter.figure(fact, '')}"
        for place, (share, fact) in enumerate(pairs)
    ]
    return listed(words)


def budget_fact(insats: InsatsYear, book: Book) -> Fact | None:
    """What the insats costs according to the year's budget, or None where that isn't decided."""
    fact = in_force(book, f"insats.{insats.insats.key}@{insats.fiscal_year.year}")
    return fact if fact is not None and fact.value is not None else None


def budget_parts(fact: Fact) -> list[Fact]:
    """The items that an insats's budget is split into, when it is: at least two with an amount."""
    while fact.op == "sum" and len(fact.parts) == 1:
        fact = fact.parts[0][1]
    parts = [part for _, part in fact.parts if part.value is not None] if fact.op == "sum" else []
    return parts if len(parts) > 1 else []


def budget_text(fact: Fact, unit: str = "kr", formatter: TextFormatter = PLAIN) -> str:
    """`189 000 kr (årsavgift 37 800 kr, köp av tjänst 151 200 kr)`, costs as people say them."""
    whole = formatter.figure(fact, unit)
    items = [
        f"{formatter.text(lower_first(part.label))} {formatter.figure(part, unit)}"
        for part in budget_parts(fact)
    ]
    return f"{whole} ({', '.join(items)})" if items else whole


def budget_sentence(
    insats: InsatsYear, book: Book, unit: str = "tkr", formatter: TextFormatter = PLAIN
) -> str:
    """`Förbundet finansierar 1,5 heltidstjänster, 987 tkr för 2024.`; "" when neither is known."""
    positions, fact = insats_numbers(insats).positions, budget_fact(insats, book)
    money = f"{budget_text(fact, unit, formatter)} för {insats.fiscal_year.year}" if fact else ""
    if positions is None:
        return f"Förbundet bidrar med {money}." if money else ""
    if positions.value == 1:
        work = "en heltidstjänst"
    else:
        noun = "heltidstjänst" if positions.value < 1 else "heltidstjänster"
        work = f"{formatter.figure(positions, '')} {noun}"
    return f"Förbundet finansierar {', '.join(filter(None, (work, money)))}."
