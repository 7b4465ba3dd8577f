"""Two typed statements of the same thing that say different things (R2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from finsam.checks.reading.names import GENERAL, Field, dimension, fields
from finsam.checks.reading.tokens import COUNT, NUMBER, WORD
from finsam.checks.reconciliation import WARNING, Case, Figure, Finding, rule

# So many sentences with the same word: the word tells nothing.
COMMON = 12


@rule("R2", lacks="")
def two_statements(case: Case) -> Iterator[Finding]:
    """The same words around two typed figures in two places: `810 personer deltog` here, `830 personer deltog` there."""
    said: list[tuple[Field, frozenset[str]]] = []
    by_stem: dict[tuple[int | None, str, str], list[int]] = defaultdict(list)
    for passage in case.texts:
        for sentence in passage.sentences:
            if sum(token.kind == NUMBER for token in sentence.tokens) > 4:
                continue
            for field in fields(sentence):
                own = field.stems | field.prefix
                if own and _states(field):
                    for stem in sorted(own - GENERAL):
                        by_stem[field.year(), dimension(field.token.unit), stem].append(len(said))
                    said.append((field, own))
    seen = set()
    for places in by_stem.values():
        if not 2 <= len(places) <= COMMON:
            continue
        for first, place in enumerate(places):
            for other in places[first + 1 :]:
                if (place, other) in seen:
                    continue
                seen.add((place, other))
                case.tally["R2"] += 1
                yield from _compared(*said[place], *said[other])


def _states(field: Field) -> bool:
    """Whether the figure is something that is said of the year, and no date, target, limit or word."""
    token = field.token
    if (
        token.exact
        or field.aims
        or field.compares
        or field.sentence.place.year is None
        or field.year() is None
    ):
        return False
    return (token.unit != COUNT or token.value >= 10) and not token.text[:1].isalpha()


def _compared(field: Field, own: frozenset[str], other: Field, others: frozenset[str]) -> Iterator[Finding]:
    here, there = field.sentence.place, other.sentence.place
    if here.subject == there.subject or here.kind != there.kind:
        return
    shared = own & others
    telling = shared - GENERAL
    if (
        len(telling) < 1
        or len(shared) < 2
        or len(shared) < 0.7 * min(len(own), len(others))
        or len(own ^ others) > 3
    ):
        return
    if _noun(field) != _noun(other):
        return
    if abs(field.token.value - other.token.value) <= max(field.token.step, other.token.step) / 2:
        return
    message = (
        f"”{field.sentence.quoted(field.token)}” i ”{here.name}”, men ”{other.sentence.quoted(other.token)}” i "
        f"”{there.name}”. Är det samma sak ska det stå samma siffra."
    )
    figures = (Figure(here.name, field.token.text), Figure(there.name, other.token.text))
    subject = f"{here.subject}/{there.subject}/{field.token.text}/{other.token.text}"
    yield Finding(WARNING, subject, message, figures, f"{field.token.text} / {other.token.text}", here.href)


def _noun(field: Field) -> str:
    """What is counted: the word after the figure; an amount or a share counts itself."""
    if field.token.unit != "st":
        return field.token.unit
    after = [token for token in field.sentence.tokens if token.start >= field.token.end][:1]
    return after[0].stem if after and after[0].kind == WORD else ""
