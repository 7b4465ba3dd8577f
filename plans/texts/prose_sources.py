"""What is written of goals and meetings, for the rules over text; and the rules that know what a goal or a meeting is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from finsam.checks.reading.names import naming
from finsam.checks.reading.sources import CELL, Passage, Place, source
from finsam.checks.reading.text import blocks, written
from finsam.checks.reading.tokens import NUMBER, RANGE, WORD, YEAR, Token
from finsam.checks.reconciliation import WARNING, Case, Figure, Finding, rule
from finsam.core.crud.fields import ProseField
from finsam.core.text.prose import listed
from finsam.core.values.money import exact, number
from finsam.core.values.periods import long_date
from finsam.facts.book import Fact
from finsam.facts.figures import fill
from plans import queries
from plans.models.goals import Goal
from plans.models.insatser import InsatsYear
from plans.models.year import Meeting


@naming("mal", series="mål")
def _targets(fact: Fact) -> Iterator[str]:
    yield from ()


@source
def texts(case: Case) -> Iterator[Passage]:
    """The year's goals, meetings and insatser in their own words, mended where they are written."""
    year = case.fiscal_year.year
    for goal in case.book.read(queries.goals, year):
        yield _goal(case, goal)
    for meeting in case.book.read(queries.meetings, year):
        yield _meeting(case, meeting)
    for key, insats in case.book.read(queries.insatser, year).items():
        yield from _insats(case, key, insats)


def _insats(case: Case, key: str, insats: InsatsYear) -> Iterator[Passage]:
    """The prose of an insats in the year, field by field, with its figures as they are printed."""
    for field in insats._meta.fields:
        html = getattr(insats, field.attname)
        if isinstance(field, ProseField) and html:
            label = str(field.verbose_name)
            place = Place(
                f"insats/{key}/{field.name}", f"{insats}, {label}", case.address("insatser-edit", key=key), CELL,
                case.fiscal_year.year, "verksamhetsplan", (str(insats), label),
            )  # fmt: skip
            yield Passage(place, blocks(fill(html, case.book).html))


def _goal(case: Case, goal: Goal) -> Passage:
    planned = case.book.read(queries.insatser, case.fiscal_year.year).values()
    insats = next(
        (str(planned_insats) for planned_insats in planned if planned_insats.pk == goal.insats_year_id), ""
    )
    headings = tuple(filter(None, (insats, goal.name)))
    place = Place(
        f"mal/{goal.key}", f"målet {goal.name}", case.address("goals-edit", key=goal.key), CELL, case.fiscal_year.year,
        headings=headings,
    )  # fmt: skip
    return Passage(place, written(f"{goal.text}\n{goal.follow_up}\n{goal.footnote}"))


def _meeting(case: Case, meeting: Meeting) -> Passage:
    place = Place(
        f"mote/{meeting.key}", f"mötet {long_date(meeting.date)}", case.address("meetings-edit", key=meeting.key), CELL,
        meeting.date.year,
    )  # fmt: skip
    return Passage(place, written(f"{meeting.name}\n{meeting.theme}"))


@rule("R19", lacks="")
def goal_says_its_target(case: Case) -> Iterator[Finding]:
    """A percentage or an amount typed in a goal's text is the target that the goal is judged by."""
    for goal in case.book.read(queries.goals, case.fiscal_year.year):
        targets: dict[str, set[Decimal]] = {}
        for part in goal.parts.all():
            for target in (part.target, part.target_high):
                if target is not None and part.unit in ("%", "kr"):
                    targets.setdefault(part.unit, set()).add(target / 100 if part.unit == "%" else target)
        for sentence in _goal(case, goal).sentences if targets else ():
            for token in sentence.tokens:
                if token.kind != NUMBER or token.unit not in targets:
                    continue
                case.tally["R19"] += 1
                right = targets[token.unit]
                if all(abs(token.value - value) > token.step / 2 for value in right):
                    shown = listed([_shown(value, token.unit) for value in sorted(right)])
                    message = f"Målet ”{goal}” säger {token.text} i sin text, men bedöms mot {shown}. Skriv {{mål}} i texten, så står rätt värde där."
                    figures = (Figure("I texten", token.text), Figure("Målvärdet", shown))
                    yield Finding(
                        WARNING,
                        f"text/{goal.key}/{token.text}",
                        message,
                        figures,
                        shown,
                        case.address("goals-edit", key=goal.key),
                    )


def _shown(value: Decimal, unit: str) -> str:
    return f"{exact(value * 100)} %" if unit == "%" else f"{number(value)} kr"


# What a meeting may speak of: the words that begin the thing's name, and the years it can be about.
_REPORTS, _PLANS, _HALVES = ("årsredovisning", "bokslut", "årsbokslut", "revisionsberättelse"), ("verksamhetsplan", "budget", "planering"), ("delårs",)  # fmt: skip
_FOLLOWED = (
    "uppfölj",
    "följ",
    "revider",
    "utfall",
    "prognos",
    "läge",
    "rapport",
    "avvik",
    "ändr",
    "justering",
    "tilläggs",
)
LATE = 8  # from August next year's plan is made


def _expected(thing: str, day: date, followed: bool) -> tuple[int, ...]:
    """The years that a thing named at a meeting can be about; the likeliest first."""
    year = day.year
    if thing == "plan":
        if followed:
            return (year, year - 1) if day.month <= 4 else (year,)
        return (year + 1,) if day.month >= LATE else (year + 1, year)
    if thing == "half":
        return (year,)
    return (year - 1, year) if day.month > LATE else (year - 1,)


@rule("R21", lacks="Det finns inga möten för {year}.", at="meetings")
def years_at_meetings(case: Case) -> Iterator[Finding]:
    """A meeting decides last year's report and next year's plan (23–24 §§ lagen 2003:1210), and follows up its own year."""
    for meeting in case.book.read(queries.meetings, case.fiscal_year.year):
        case.tally["R21"] += 1
        for sentence in _meeting(case, meeting).sentences:
            yield from _at_meeting(case, meeting, sentence.tokens)


def _at_meeting(case: Case, meeting: Meeting, tokens: tuple[Token, ...]) -> Iterator[Finding]:
    words = [token.low_text for token in tokens if token.kind == WORD]
    followed = any(
        word.find(stem) >= 0 for word in words for stem in _FOLLOWED if not word.startswith("delårs")
    )
    thing = ""
    for token in tokens:
        low = token.low_text
        if token.kind == WORD:
            if low.startswith(_HALVES):
                thing = "half"
            elif low.startswith(_REPORTS):
                thing = "report"
            elif low.startswith(_PLANS) or low == "vp":
                thing = "plan"
        if not thing or token.kind not in (YEAR, RANGE) or (token.kind == RANGE and token.unit != YEAR):
            continue
        said = {int(token.value)} if token.kind == YEAR else set(range(token.low, token.high + 1))
        expected = _expected(thing, meeting.date, followed)
        if said.isdisjoint(expected):
            what = {"plan": "planen", "report": "årsredovisningen", "half": "delårsrapporten"}[thing]
            message = f"Mötet {long_date(meeting.date)} nämner {what} {token.text}. Menas {expected[0]}?"
            yield Finding(
                WARNING,
                f"mote/{meeting.key}/{token.text}",
                message,
                href=case.address("meetings-edit", key=meeting.key),
            )
