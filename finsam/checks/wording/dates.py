"""Weekdays, dates and years in text that can't be this document's (R21)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date

from finsam.checks.reading import words
from finsam.checks.reading.sources import CAPTION, HEADING, Passage, Sentence
from finsam.checks.reading.tokens import DATE, RANGE, WORD, YEAR, Token
from finsam.checks.reconciliation import WARNING, Case, Finding, rule
from finsam.core.values.periods import MONTHS, long_date, weekday
from finsam.documents import registry
from finsam.documents.registry import Nature, nature_of

# A year so far ahead is a slip of the finger.
FAR_AHEAD = 15
# A heading or sentence with such a word speaks of another year on purpose.
_COMPARES = words.stems(
    "jämfört", "jämförelse", "sedan", "tidigare", "historik", "föregående", "förra", "före", "bokslut", "start",
    "startade", "bildades", "beslutade", "fastställdes", "började", "avslutades", "liksom", "samma", "mot", "från",
    "utfall", "årsredovisning", "revision", "mätning", "inom parentes", "än", "senaste", "sista", "underlag",
)  # fmt: skip
_WHEN = {"under", "i", "hösten", "våren", "sommaren", "vintern", "början", "slutet", "mitten", "år", *MONTHS}
_COMES = {"ska", "skall", "kommer", "planerar", "planeras", "avser", "väntas", "beräknas", "satsar"}


@rule("R21", lacks="")
def dates_in_text(case: Case) -> Iterator[Finding]:
    """A weekday is that of its date, a date exists, and a year is one that the document can speak of."""
    for passage in case.texts:
        for sentence in passage.sentences:
            for place, token in enumerate(sentence.tokens):
                if token.kind == DATE:
                    case.tally["R21"] += 1
                    yield from _day(sentence, place, token)
            case.tally["R21"] += sum(token.kind == YEAR for token in sentence.tokens)
            yield from _years(passage, sentence)


def _finding(sentence: Sentence, token: Token, message: str) -> Finding:
    place = sentence.place
    return Finding(WARNING, f"{place.subject}/{token.text}", message, href=place.href)


def _day(sentence: Sentence, position: int, token: Token) -> Iterator[Finding]:
    place = sentence.place
    said = next(
        (
            day
            for word in sentence.tokens[max(0, position - 2) : position]
            if word.kind == WORD and (day := words.weekday(word.text)) is not None
        ),
        None,
    )
    if "/" in token.text and said is None:
        return  # two thirds, as likely as the second of March
    if token.day is None and (token.value or token.month is None):
        yield _finding(sentence, token, f"Datumet {token.text} i ”{place.name}” finns inte. Rätta det.")
        return
    if said is None:
        return
    near = (0, 1, -1) if nature_of(place.kind) == Nature.REPORT else (0, -1)
    days = [token.day] if token.day else [_on(place.year + step, token.month) for step in near]
    days = [day for day in days if day is not None]
    if days and all(day.weekday() != said for day in days):
        right = weekday(days[0])
        message = (
            f"”{sentence.quoted(token)}” i ”{place.name}”: {long_date(days[0])} är en {right}, inte en "
            f"{words.WEEKDAYS[said]}. Rätta dagen eller datumet."
        )
        yield _finding(sentence, token, message)


def _on(year: int, month: tuple[int, int] | None) -> date | None:
    try:
        return date(year, *month) if month else None
    except ValueError:
        return None


def _years(passage: Passage, sentence: Sentence) -> Iterator[Finding]:
    place, tokens = sentence.place, sentence.tokens
    named = [(token, int(token.value)) for token in tokens if token.kind == YEAR]
    ranges = [token for token in tokens if token.kind == RANGE and token.unit == YEAR]
    named += [(token, token.day.year) for token in tokens if token.day is not None]
    for token, year in named + [(token, token.high) for token in ranges]:
        if year > place.year + FAR_AHEAD:
            yield _finding(sentence, token, f"Året {year} i ”{place.name}” ligger långt fram. Är det rätt?")
            return
    backwards = next((token for token in ranges if token.low > token.high), None)
    if backwards is not None:
        yield _finding(
            sentence, backwards, f"”{backwards.text}” i ”{place.name}” börjar efter att det slutar."
        )
        return
    if not place.kind or not named or any(span.low <= place.year <= span.high for span in ranges):
        return
    if any(year >= place.year for _, year in named) or any(span.high >= place.year for span in ranges):
        yield from _own_name(sentence, named)
        return
    token, year = named[0]
    low = {other.low_text for other in tokens if other.kind == WORD}
    compared = not {words.stem(word) for word in low}.isdisjoint(_COMPARES) or place.kind == ""
    if place.role in (HEADING, CAPTION):
        if not compared and not ranges:
            message = (
                f"”{sentence.text}” nämner {year}, men dokumentet gäller {place.year}. Menas {place.year}?"
            )
            yield _finding(sentence, token, message)
        return
    before = next((earlier for earlier in reversed(tokens[: tokens.index(token)])), None)
    happens = before is None or before.low_text in _WHEN or token.kind == DATE
    if (
        nature_of(place.kind) == Nature.PLAN
        and happens
        and _COMES & low
        and not compared
        and year == place.year - 1
    ):
        message = (
            f"”{sentence.quoted(token)}” i ”{place.name}” talar om vad som ska ske {year}, men planen gäller "
            f"{place.year}. Menas {place.year}?"
        )
        yield _finding(sentence, token, message)
        return
    yield from _own_name(sentence, named)
    told = _period(tokens) if nature_of(place.kind) == Nature.REPORT else None
    if told is not None and told[1] == place.year - 1 and not compared:
        last, year = told
        message = (
            f"”{sentence.quoted(last)}” i ”{place.name}” anger {year} som räkenskapsår, men redovisningen gäller "
            f"{place.year}. Menas {place.year}?"
        )
        yield _finding(sentence, last, message)


def _period(tokens: tuple[Token, ...]) -> tuple[Token, int] | None:
    """`1 januari–31 december 2022`: the end of a whole year that is told as the document's own, and the year."""
    low = [(date_said.month, date_said) for date_said in tokens if date_said.kind == DATE and date_said.month]
    for (first, _), (last, token) in itertools.pairwise(low):
        if first == (1, 1) and last == (12, 31) and token.day is not None:
            return token, token.day.year
    return None


def _own_name(sentence: Sentence, named: list[tuple[Token, int]]) -> Iterator[Finding]:
    """`Verksamhetsplan 2023` in the plan for 2024, with nothing that says that the old one is meant."""
    place, tokens = sentence.place, sentence.tokens
    kind = registry.KINDS.get(place.kind)  # its name is last year's where it was copied from last year's file
    names = kind.own_words if kind else ()
    for word, token in itertools.pairwise(tokens):
        if token.kind != YEAR or word.kind != WORD or token.value != place.year - 1:
            continue
        compared = not {words.stem(other.text) for other in tokens if other.kind == WORD}.isdisjoint(
            _COMPARES - {words.stem("årsredovisning")}
        )
        if word.low_text.removesuffix("en").removesuffix("et") in names and not compared and len(named) == 1:
            message = (
                f"”{sentence.quoted(token)}” i ”{place.name}” nämner {word.low_text} {token.text}, men dokumentet gäller "
                f"{place.year}. Menas {place.year}?"
            )
            yield _finding(sentence, token, message)
            return
