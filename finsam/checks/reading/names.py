"""Which fact a figure in a sentence is about: the fact whose name the words around the figure hold."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from finsam.checks.reading import words
from finsam.checks.reading.sources import Sentence, content, label_stems
from finsam.checks.reading.tokens import BOUND, COUNT, KR, NUMBER, RANGE, SHARE, SIGN, WORD, YEAR, Token
from finsam.core.registry import Registry
from finsam.facts.book import Book, Fact

# Words that many facts share: alone they name none.
GENERAL = words.stems("deltagare", "kostnad", "insats", "medel", "bidrag", "budget", "utfall", "mål", "svar", "kommun",
    "verksamhet", "avslutade", "kvinnor", "män", "inskrivna", "region", "stat", "övrigt", "projekt", "ärenden")  # fmt: skip
# Words that say which series a figure is of, and that a cost is spoken of.
SERIES = {words.stem("budget"): "budget", words.stem("prognos"): "prognos", words.stem("utfall"): "utfall", words.stem("plan"): "plan"}  # fmt: skip
MONEY = words.stems(
    "kostnad",
    "budget",
    "utfall",
    "prognos",
    "finansierar",
    "finansiering",
    "bekostar",
    "avsätter",
    "anslag",
    "belopp",
)
# A figure beside such a word is a change or a limit, and no value of what is named.
# Words that set one part of the same thing apart: a name without them is the name of all of it.
DIVIDING = words.stems("stat", "region", "kommun", "kvinnor", "män", "avslutade", "försäkringskassan", "arbetsförmedlingen", "ersättare", "ingående", "utgående")  # fmt: skip
# Words that leave a name as it is.
NEUTRAL = words.stems("bokslut", "resultaträkning", "balansräkning", "redovisning", "slutade", "landade", "stannade", "räkenskapsår", "helår", "medlemmar", "medlemmarna", "dagens", "nuvarande", "visar", "bygger", "ligger", "fortfarande", "beräknas")  # fmt: skip
_WHOLE = {"årets", "totala", "summa", "sammanlagda", "samtliga", "förbundets"}
_MOVES = (
    "minska",
    "öka",
    "sjunk",
    "sjönk",
    "stig",
    "steg",
    "höj",
    "sänk",
    "försämr",
    "förbättr",
    "växer",
    "växt",
)
CHANGE = frozenset(
    [
        "mindre",
        "mer",
        "färre",
        "fler",
        "högre",
        "lägre",
        "ökning",
        "ökningen",
        "minskning",
        "minskningen",
        "skillnad",
        "skillnaden",
        "avvikelse",
        "avvikelsen",
        "billigare",
        "dyrare",
        "sämre",
        "bättre",
    ]
)
AIM = frozenset(
    [
        "ska",
        "skall",
        "bör",
        "mål",
        "målet",
        "målvärde",
        "krav",
        "kräver",
        "krävs",
        "tak",
        "taket",
        "golv",
        "minst",
        "högst",
        "önskan",
        "ambition",
        "vill",
    ]
)
_BREAKS = {",", ";", "(", ")", ":", "–", "…"}
_JOINS = {"och", "samt", "men", "medan", "mot", "eller", "jämfört", "varav", "respektive", "från"}
_BEFORE = (
    ("året", "före"),
    ("förra", "året"),
    ("året", "innan"),
    ("föregående", "år"),
    ("i", "fjol"),
    ("förra", "årets"),
    ("fjolårets",),
)
_AFTER = (("nästa", "år"), ("kommande", "år"), ("året", "efter"))

Labels = Callable[[Fact], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Naming:
    """What else the facts of a prefix are called in a sentence, and which series they are of."""

    labels: Labels = lambda fact: ()
    series: str = ""


NAMINGS: Registry[str, Naming] = Registry("naming of facts")


def naming(*prefixes: str, series: str = "") -> Callable[[Labels], Labels]:
    """Declare what else the facts of some prefixes are called in a sentence, and which series they are of."""

    def declare(function: Labels) -> Labels:
        for prefix in prefixes:
            NAMINGS.add(prefix, Naming(function, series))
        return function

    return declare


@dataclass(frozen=True, slots=True)
class Named:
    """A fact by one of its names: the stems that name it."""

    fact: Fact
    value: Decimal
    stems: frozenset[str]
    series: str
    year: int
    dimension: str
    place: int  # among the names of its year, in the order of the book


def dimension(unit: str) -> str:
    """Kronor, shares, or counts of something: only like is compared with like."""
    return unit if unit in (KR, SHARE) else COUNT


def _of_fact(fact: Fact, value: Decimal, year: int, place: Iterator[int]) -> Iterator[Named]:
    prefix = fact.key.partition(".")[0]
    naming = NAMINGS.get(prefix, Naming())
    series = naming.series
    if ".budget" in fact.key:
        series = "budget"
    named = set()
    for label in (fact.label, *naming.labels(fact)):
        # A label that names other years (”sedan 2015”) is of those: the sentence must name them too.
        years = frozenset(_YEAR.findall(label)) - {str(year)}
        stems = (label_stems(label.replace("(n okänt)", "")) | years) - _SILENT
        if stems and len(stems) <= 7 and stems not in named:
            named.add(stems)
            yield Named(fact, value, stems, series, year, dimension(fact.unit), next(place))


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CHANGED = words.stem("förändring")
_SPEAKS = words.stems("kostnad", "deltagare", "kvinnor", "män", "avslutade", "inskrivna", "ärenden")
_SILENT = words.stems("ordinarie", "budget", "beslutat", "inbetalt", "äskat", "utbetalt")


class Names:
    """The facts of a book's years by the stems of their names; a year is read when it is asked for."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._years: dict[int, dict[tuple[str, str], list[Named]]] = {}

    def year(self, year: int) -> dict[tuple[str, str], list[Named]]:
        """(dimension, stem) → names that hold it."""
        if year not in self._years:
            index: dict[tuple[str, str], list[Named]] = defaultdict(list)
            place = itertools.count()
            for fact in self.book.all(year).values():
                if fact.value is not None:
                    for name in _of_fact(fact, fact.value, year, place):
                        for stem in name.stems:
                            index[name.dimension, stem].append(name)
            self._years[year] = index
        return self._years[year]


@dataclass(frozen=True, slots=True)
class Field:
    """The words that belong to one figure of a sentence."""

    sentence: Sentence
    token: Token
    tokens: tuple[Token, ...]
    prefix: frozenset[str]  # what the sentence began with, where the figure's own words say nothing

    @property
    def stems(self) -> frozenset[str]:
        """What the figure's own words speak of."""
        return content(self.tokens)

    @property
    def counted(self) -> str:
        """The stem of what stands right after it: of `fem revisorer` that of auditors."""
        after = next((token for token in self.sentence.tokens if token.start >= self.token.end), None)
        return after.stem if after is not None else ""

    @property
    def low(self) -> tuple[str, ...]:
        """Its words in small letters."""
        return tuple(token.low_text for token in self.tokens if token.kind == WORD)

    def says(self, *phrases: tuple[str, ...]) -> bool:
        """Whether one of the phrases stands there."""
        low = self.low
        return any(
            low[place : place + len(phrase)] == phrase for phrase in phrases for place in range(len(low))
        )

    @property
    def compares(self) -> bool:
        """Whether the figure is a change or a difference: `14 000 kr mindre`, `minskar med 14 000 kr`."""
        before = [
            token.low_text
            for token in self.sentence.tokens
            if token.kind == WORD and token.end <= self.token.start
        ]
        by = before[-1:] == ["med"] or before[-2:-1] == ["med"]
        return not CHANGE.isdisjoint(self.low) or (by and any(word.startswith(_MOVES) for word in before))

    @property
    def aims(self) -> bool:
        """Whether the sentence tells what should be."""
        return any(token.kind == WORD and token.low_text in AIM for token in self.sentence.tokens)

    @property
    def series(self) -> str:
        """The series that the figure's words name; of several the one named nearest, before the figure rather than after."""
        naming = [token for token in self.tokens if token.stem in SERIES]
        nearest = min(
            naming,
            key=lambda token: (
                max(self.token.start - token.end, token.start - self.token.end),
                token.start > self.token.start,
            ),
            default=None,
        )
        return SERIES[nearest.stem] if nearest is not None else ""

    def year(self) -> int | None:
        """The year it is about; None when its words name several."""
        base = self.sentence.place.year
        named = {int(token.value) for token in self.tokens if token.kind == YEAR}
        named |= {token.day.year for token in self.tokens if token.day is not None}
        if self.compares:
            named = set()
        elif self.says(*_BEFORE):
            named.add(base - 1)
        elif self.says(*_AFTER):
            named.add(base + 1)
        if not named:
            own = self.sentence.place.headings[-1:]
            named = {
                int(text) for phrase in own for text in phrase.split() if len(text) == 4 and text.isdigit()
            }
            if base in named:
                return base
        if not named:
            spoken = {int(token.value) for token in self.sentence.tokens if token.kind == YEAR}
            return base if len(spoken) != 1 or base in spoken else None
        return named.pop() if len(named) == 1 else None


def fields(sentence: Sentence) -> Iterator[Field]:
    """Each typed figure of a sentence with its words: up to the break before the next figure."""
    tokens = sentence.tokens
    figures = [place for place, token in enumerate(tokens) if token.kind in (NUMBER, BOUND)]
    if not any(tokens[place].kind == NUMBER for place in figures):
        return
    cuts = [0]
    for before, after in itertools.pairwise(figures):
        cuts.append(_cut(tokens, before, after))
    cuts.append(len(tokens))
    prefix = content(tokens[: figures[0]])
    for place, begun, end in zip(figures, cuts, cuts[1:], strict=False):
        if tokens[place].kind == NUMBER and not {place - 1, place + 1} & {
            *figures
        }:  # else a row of a table as text
            own = tuple(
                token
                for token in tokens[begun:end]
                if (token is not tokens[place] and token.kind in (WORD, YEAR, RANGE)) or token.day
            )
            yield Field(sentence, tokens[place], own, prefix if begun else frozenset())


def _cut(tokens: tuple[Token, ...], before: int, after: int) -> int:
    """Where the words between two figures go from the first to the second."""
    for place in range(after - 1, before, -1):
        token = tokens[place]
        if (token.kind == SIGN and token.text in _BREAKS) or (
            token.kind == WORD and token.low_text in _JOINS
        ):
            return place if token.kind == WORD else place + 1
    return before + 1 if after - before == 1 else after


def candidates(field: Field, index: dict[tuple[str, str], list[Named]]) -> list[Named]:
    """The facts that the figure's words name, those named best first."""
    own = field.stems
    if not own - GENERAL - field.prefix and field.prefix:
        own = own | field.prefix
    if field.compares:
        own = own | {_CHANGED}
    around = (
        field.sentence.context | own | {token.text for token in field.sentence.tokens if token.kind == YEAR}
    )
    what = dimension(field.token.unit)
    per = {stem for stem in own if stem.startswith("per ")}
    by_key: dict[str, Named] = {}
    tried = set()

    def rank(name: Named) -> tuple[int, int, bool, int, int]:
        """The best first. No two are alike, so that every process answers the same."""
        stems = name.stems
        spoken = len(stems & field.stems)  # and not only what the sentence began with
        return -len(stems & own), -spoken, field.counted not in stems, -len(stems), name.place

    for stem in own:
        for name in index.get((what, stem), ()):
            if name.place in tried:
                continue
            tried.add(name.place)
            if not name.stems <= around or per - name.stems:
                continue
            hits = name.stems & own
            if field.compares and _CHANGED not in name.stems:
                continue
            if (
                name.stems <= GENERAL
                and len(name.stems & own) < 2
                and not (own <= GENERAL and _WHOLE & {*field.low})
            ):
                continue
            if hits <= GENERAL and len(hits) < 2 and not hits & _SPEAKS:
                continue
            if field.compares and len(hits) < 2:
                continue
            if any(stem.startswith("per ") for stem in name.stems - own):
                continue
            by_key[name.fact.key] = min(name, by_key.get(name.fact.key, name), key=rank)
    return sorted(by_key.values(), key=rank)


def fits(token: Token, name: Named) -> bool:
    """Whether the fact named, rounded as the figure is written, is the figure; signs are judged by words and not here."""
    value, typed, step = abs(name.value), abs(token.value), token.step
    if token.exact == words.ABOUT:
        return abs(value - typed) <= max(step / 2, _grain(typed, step) / 2, typed * Decimal("0.05"))
    if token.exact == words.ABOVE:
        return typed <= value <= typed * Decimal("1.15")
    if token.exact == words.BELOW:
        return typed * Decimal("0.85") <= value <= typed
    return abs(value - typed) <= step / 2


def _grain(value: Decimal, step: Decimal) -> Decimal:
    """What the last figure that isn't nought is worth: 16 500 is written to the hundred."""
    if not value:
        return step
    units = value / step
    grain = step
    while units and units % 10 == 0:
        units, grain = units / 10, grain * 10
    return grain
