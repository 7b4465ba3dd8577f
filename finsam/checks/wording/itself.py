"""Sentences that can't be true whatever the facts are, and one that the equity answers: what takes a calculation.

Each is looked for by its own words, so that nothing is said of a sentence that merely has the same figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from finsam.checks.reading.sources import Sentence
from finsam.checks.reading.tokens import COUNT, NUMBER, SHARE, WORD, Token
from finsam.checks.reconciliation import WARNING, Case, Figure, Finding, rule
from finsam.core.values.money import number, show
from finsam.facts.book import Fact, where

_NONE = {"inget", "ingen", "inga"}
_TIMES = {"år", "månad", "kvartal", "termin", "kommun", "ort", "grupp", "insats", "mätning"}
_MORE = {"mer", "fler", "högre", "över"}
_MEAN = {"snitt", "genomsnitt", "medel", "medeltal"}
_PERIODS = ("budget", "prognos", "utfall", "plan1", "plan2")  # in the order of the days they end


def _low(tokens: tuple[Token, ...]) -> list[str]:
    return [token.low_text for token in tokens if token.kind == WORD]


def _figures(sentence: Sentence) -> list[Token]:
    return [token for token in sentence.tokens if token.kind == NUMBER]


def _finding(sentence: Sentence, token: Token, why: str, *figures: Figure, people: bool = False) -> Finding:
    place = sentence.place
    message = f"”{sentence.quoted(token, 130)}” i ”{place.name}”: {why}"
    return Finding(WARNING, f"{place.subject}/{token.text}", message, figures, href=place.href, people=people)


@rule("R2", lacks="")
def sentences_against_themselves(case: Case) -> Iterator[Finding]:
    """A whole larger than its largest part, a mean that isn't its sum divided, a number of people in per cent."""
    for passage in case.texts:
        for sentence in passage.sentences:
            figures = _figures(sentence)
            if len(figures) < 2:
                continue
            yield from _above_the_largest(case, sentence, figures)
            yield from _mean(case, sentence, figures)
            yield from _number_in_percent(case, sentence, figures)


def _above_the_largest(case: Case, sentence: Sentence, figures: list[Token]) -> Iterator[Finding]:
    """`nära 50 %, och inget år mer än 48 %`: no mean is larger than the largest of what it is the mean of."""
    for first, largest in pairwise(figures):
        between = [token for token in sentence.tokens if first.end <= token.start < largest.start]
        low = _low(tuple(between))
        if len(low) < 4 or low[-1] != "än" or low[-2] not in _MORE:
            continue
        if low[-3] not in _TIMES or low[-4] not in _NONE or first.unit != largest.unit != COUNT:
            continue
        case.tally["R2"] += 1
        # The least that the words allow: "nära 50" may be 48,5 as well as 49.
        least = first.value - first.step * Decimal("1.5" if first.exact else "0.5")
        if least > largest.value:
            why = f"{first.text} för hela tiden kan inte vara mer än {largest.text}, som är det högsta. Rätta siffrorna."
            yield _finding(sentence, first, why)


def _mean(case: Case, sentence: Sentence, figures: list[Token]) -> Iterator[Finding]:
    """`200 kontakter, i snitt minst 2 för var och en av de 117`: the mean times how many they are is the whole."""
    for whole, mean, many in zip(figures, figures[1:], figures[2:], strict=False):
        before = _low(tuple(token for token in sentence.tokens if whole.end <= token.start < mean.start))
        between = _low(tuple(token for token in sentence.tokens if mean.end <= token.start < many.start))
        each = (
            between[:3] == ["för", "var", "och"] or between[:1] == ["per"] or between[:2] == ["för", "varje"]
        )
        if not (each and between[-2:] in (["av", "de"], ["bland", "de"]) and set(before[-3:]) & _MEAN):
            continue
        if (
            SHARE in (whole.unit, mean.unit, many.unit)
            or many.unit != COUNT
            or mean.exact not in ("", "gräns")
        ):
            continue
        case.tally["R2"] += 1
        added, slack = mean.value * many.value, many.value * mean.step / 2
        least, most = added - slack, added + slack
        if "minst" in before[-1:]:
            least, most = Decimal(0), whole.value if added <= whole.value else Decimal(-1)
        elif "högst" in before[-1:]:
            least, most = (Decimal(0), added) if whole.value <= added else (whole.value + 1, whole.value)
        if not (whole.exact or least <= whole.value <= most) and many.value:
            true = number(whole.value / many.value, 1)
            why = f"{whole.text} delat på {many.text} är {true} var, inte {mean.text}. Rätta siffrorna."
            yield _finding(sentence, whole, why, people=True)


def _number_in_percent(case: Case, sentence: Sentence, figures: list[Token]) -> Iterator[Finding]:
    """`antalet har ökat från 18 till 22 %`: what goes from one percentage to another is a share, not a number."""
    for first, last in pairwise(figures):
        between = [token for token in sentence.tokens if first.end <= token.start < last.start]
        if (
            [token.low_text for token in between] != ["till"]
            or last.unit != SHARE
            or first.unit not in (SHARE, COUNT)
        ):
            continue
        low = _low(tuple(token for token in sentence.tokens if token.start < first.start))
        if low[-1:] != ["från"] or not {"antal", "antalet"} & set(low) or {"andel", "andelen"} & set(low):
            continue
        case.tally["R2"] += 1
        why = (
            f"ett antal kan inte gå från {first.text} till {last.text}. Skriv andelen, eller hur många de är."
        )
        yield _finding(sentence, last, why)


_CAPITAL = {"kapitalet", "kapital", "sparkapitalet", "överskottet"}
_USED = {"använts", "använt", "förbrukats", "förbrukat", "använda", "förbrukade", "slut"}


@rule("R24", lacks="")
def capital_used_up(case: Case) -> Iterator[Finding]:
    """`hela kapitalet har använts` where the equity never comes to nothing, this year or in the years planned after it."""
    left: list[Fact] | None = None
    for passage in case.texts:
        for sentence in passage.sentences:
            low = _low(sentence.tokens)
            whole = next(
                (
                    at
                    for at, word in enumerate(low)
                    if word in ("hela", "allt") and _CAPITAL & set(low[at + 1 : at + 4])
                ),
                None,
            )
            if whole is None or not _USED & set(low[whole:]) or {"inte", "ej", "aldrig"} & set(low):
                continue
            if left is None:
                left = _left(case)
            case.tally["R24"] += 1
            if not left:
                continue
            last = max(left, key=lambda fact: _PERIODS.index(fact.key.partition(".")[0]))
            token = next(
                token for token in sentence.tokens if token.kind == WORD and token.low_text == low[whole]
            )
            why = (
                f"{show(last.value, 'kr', 0)} finns kvar enligt ”{last.label}” ({where(last)}). "
                "Rätta meningen, eller budgeten."
            )
            yield _finding(sentence, token, why, Figure.of(last))


def _left(case: Case) -> list[Fact]:
    """The equity at the end of the year, and of the years planned after it, as far as it is known; none if any is used up."""
    closings = (case.book.get(f"{period}.utgaende@{case.fiscal_year.year}") for period in _PERIODS)
    known = [(fact, fact.value) for fact in closings if fact is not None and fact.value is not None]
    return [fact for fact, _ in known] if all(value > 0 for _, value in known) else []
