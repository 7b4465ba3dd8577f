"""One table of statistics as facts: cells, totals, shares, and what must agree.

A total is what was entered, or else the sum of its parts. Where both are there they must agree: `checks`
are those comparisons, for the grid while somebody writes and for Avstämning afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from finsam.checks.reading.text import Block
from finsam.checks.reading.tokens import COUNT, RANGE, tokens
from finsam.core.addresses import year_address
from finsam.core.values.money import HUNDRED, number, places
from finsam.facts.book import Fact, ratio, total
from followup.statistics.models import Bin, MeasureKind, Sex, StatTable, StatValue

SEXES = tuple(Sex)
# What else may stand where a group stands in a fact's key; a group called so is told apart from it.
WORDS = frozenset({*Sex.values, "totalt", "andel", "svar", "per-person"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands: the key of a bin, a sex and the key of a kommun; blank is all together."""

    bin: str = ""
    sex: str = ""
    kommun: str = ""

    @property
    def ending(self) -> str:
        """What is added to the table's fact key. A group called `Annat` isn't the sex that is."""
        taken = self.bin in WORDS or self.bin.startswith(("i-", "grupp-"))
        group = f"grupp-{self.bin}" if taken else self.bin
        parts = (group, self.kommun and f"i-{self.kommun}", self.sex)
        return "".join(f".{part}" for part in parts if part)


@dataclass(frozen=True, slots=True)
class Check:
    """Two figures that must be the same, and the sentence for when they aren't."""

    subject: str
    left: Fact
    right: Fact
    message: str

    @property
    def holds(self) -> bool:
        """Whether they agree; what is blank can't disagree."""
        return None in (self.left.value, self.right.value) or self.left.value == self.right.value


@dataclass(frozen=True, slots=True)
class Given:
    """A figure as entered."""

    value: Decimal | None = None
    share: Decimal | None = None
    qualifier: str = ""


def given_of(values: Iterable[StatValue]) -> dict[Place, Given]:
    """Stored values by place."""
    return {
        Place(value.bin.key if value.bin else "", value.sex, value.kommun.key if value.kommun else ""): Given(
            value.value, value.share, value.qualifier
        )
        for value in values
    }


def overlaps(bins: Iterable[Bin], unit: str = "") -> list[str]:
    """What is wrong with bins of numbers, as sentences: two that share a number, a gap between two."""
    spans = sorted(
        ((*_span(bin_), bin_) for bin_ in bins if _span(bin_) != (None, None)), key=lambda span: span[0] or 0
    )
    sentences = []
    word = f" {unit}" if unit else ""
    for (_, end, before), (low, high, after) in pairwise(spans):
        begins = low or 0
        if end is None or end >= begins:
            shared = low if low is not None else high
            sentences.append(f"”{before}” och ”{after}” överlappar: båda omfattar {shared}{word}.")
        elif end + 1 < begins and _numbered(before) and _numbered(after):
            missing = str(end + 1) if end + 2 == begins else f"{end + 1}–{begins - 1}"
            sentences.append(f"Mellan ”{before}” och ”{after}” saknas {missing}{word}.")
    return sentences


def _numbered(bin_: Bin) -> bool:
    return bin_.low is not None or bin_.high is not None


def _span(bin_: Bin) -> tuple[int | None, int | None]:
    """From and to: as given, or as its name says when nothing is (`30–50 år`)."""
    if _numbered(bin_):
        return bin_.low, bin_.high
    named = next(
        (token for token in tokens(Block(str(bin_))) if token.kind == RANGE and token.unit == COUNT), None
    )
    return (named.low, named.high) if named else (None, None)


@dataclass
class TableFacts:
    """Makes the facts of one table; each is made once. `given` may be what somebody is writing just now."""

    table: StatTable
    given: dict[Place, Given]
    kommuner: tuple[tuple[str, str], ...] = ()  # (key, name) of those that the table may be split by
    _made: dict[Place, Fact | None] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, table: StatTable) -> TableFacts:
        """From what is stored."""
        values = list(table.values.all())
        names = {value.kommun.key: value.kommun.name for value in values if value.kommun}
        return cls(table, given_of(values), tuple(names.items()))

    @property
    def year(self) -> int:
        return self.table.fiscal_year.year

    @property
    def insats(self) -> str:
        """The insats's key, or what stands for the whole förbund."""
        return self.table.insats.key if self.table.insats else "forbundet"

    @property
    def base(self) -> str:
        """The beginning of its facts' keys."""
        return f"stat.{self.insats}.{self.table.measure.key}.{self.table.scope}"

    @property
    def bins(self) -> list[Bin]:
        """The bins in order."""
        return list(self.table.bin_set.bins.all()) if self.table.bin_set else []

    @property
    def counts(self) -> bool:
        """Whether its figures can be added."""
        return self.table.measure.kind == MeasureKind.COUNT

    @property
    def is_head_count(self) -> bool:
        """Whether it says how many the people are, undivided."""
        return self.counts and self.table.measure.persons and self.table.bin_set_id is None

    def key(self, place: Place, more: str = "") -> str:
        """The full key of a place's fact."""
        return f"{self.base}{place.ending}{more}@{self.year}"

    def label(self, place: Place) -> str:
        """`Ålder, inskrivna under året: 16–24, kvinnor`."""
        names = [bin_.name for bin_ in self.bins if bin_.key == place.bin]
        names += [name for key, name in self.kommuner if key == place.kommun]
        names += [str(Sex(place.sex).label).lower()] if place.sex else []
        return f"{self.table.label}: {', '.join(names)}" if names else self.table.label

    def _common(self, place: Place) -> dict:
        table = self.table
        source = table.get_source_display() + (f": {table.source_note}" if table.source_note else "")
        return {
            "unit": table.measure.unit or "st",
            "decimals": table.measure.decimals,
            "persons": table.measure.persons,
            "about": table.insats.key if table.insats else "",
            "definition": f"{self.label(place)}, {self.year}. Källa: {source}.",
            "href": year_address(table.forbund, self.year, "statistics-values", key=table.key),
        }

    def fact(self, place: Place) -> Fact | None:
        """The figure of a place: entered, or the sum of its parts; None when nothing is known."""
        if place not in self._made:
            self._made[place] = self._fact(place)
        return self._made[place]

    def _fact(self, place: Place) -> Fact | None:
        given = self.given.get(place)
        splits = [parts for axis in ("bin", "kommun", "sex") if (parts := self.parts(place, axis))]
        key, label, common = self.key(place), self.label(place), self._common(place)
        if given is not None and given.value is not None:
            identities = tuple(self._tie(key, parts) for parts in splits)
            trace = (self.table.reference(), f"followup.statvalue:{place.ending.lstrip('.') or 'totalt'}")
            return Fact(
                key,
                label,
                given.value,
                qualifier=given.qualifier,
                trace=trace,
                identities=identities,
                **common,
            )
        if not splits:
            return None
        identities = tuple(self._tie(key, parts) for parts in splits[1:])
        return total(key, label, splits[0], identities=identities, **common | {"href": ""})

    def _tie(self, key: str, parts: list[Fact]) -> tuple[tuple[int, str], ...]:
        """The parts are the whole. A sex that nobody has entered is what the others leave."""
        keys = [part.key for part in parts]
        name, _, year = key.partition("@")
        sexes = [f"{name}.{sex}@{year}" for sex in Sex.values]
        if keys and keys[0] in sexes:
            keys = sexes
        return (*((1, part_key) for part_key in keys), (-1, key))

    def parts(self, place: Place, axis: str) -> list[Fact]:
        """The figures that a place is divided into along an axis; none unless they are the whole of it."""
        if not self.counts or getattr(place, axis) or (axis == "bin" and self.table.multi_response):
            return []
        keys = {
            "bin": [bin_.key for bin_ in self.bins],
            "sex": list(Sex.values),
            "kommun": [key for key, _ in self.kommuner],
        }[axis]
        facts_by_key = {key: self.fact(replace(place, **{axis: key})) for key in keys}
        facts = [fact for fact in facts_by_key.values() if fact is not None]
        split = axis == "bin" and (place.sex in (Sex.WOMEN, Sex.MEN) or place.kommun)
        # Groups known only together can't be part of one sex's total.
        if split and any(facts_by_key[key] is None and self.fact(Place(bin=key)) is not None for key in keys):
            return []
        if axis == "kommun" and (place.bin or place.sex) and len(facts) < len(keys):
            return []
        return facts

    def answers(self) -> Fact | None:
        """All answers together, where a person may have given several."""
        facts = [fact for bin_ in self.bins if (fact := self.fact(Place(bin=bin_.key))) is not None]
        if not self.table.multi_response or not facts:
            return None
        common = self._common(Place()) | {"persons": False, "href": "", "unit": "st"}
        return total(self.key(Place(), ".svar"), f"{self.table.label}: svar", facts, **common)

    def places(self) -> Iterator[Place]:
        """Every place that a figure could stand in."""
        for kommun in ("", *(key for key, _ in self.kommuner)):
            for bin_ in ("", *(b.key for b in self.bins)):
                for sex in ("", *Sex.values):
                    yield Place(bin_, sex, kommun)

    def share(self, place: Place) -> Fact | None:
        """A place's share: of all in its sex when it is a bin, else of all together. Historical ones are as stated."""
        given = self.given.get(place)
        label = f"{self.label(place)}, andel"
        if given is not None and given.share is not None:
            common = self._common(place) | {"unit": "%", "persons": False}
            common["definition"] += " Andelen är angiven utan det antal som den räknades på."
            decimals = places(given.share)
            return Fact(
                self.key(place, ".andel"), f"{label} (n okänt)", given.share / HUNDRED,
                qualifier=given.qualifier, **common | {"decimals": decimals},
            )  # fmt: skip
        if not self.counts or place == Place():
            return None
        whole = self.fact(replace(place, bin="") if place.bin else Place())
        part = self.fact(place)
        if part is None or whole is None:
            return None
        definition = f"{self.label(place)}, delat med {whole.label[0].lower()}{whole.label[1:]}."
        return ratio(self.key(place, ".andel"), label, part, whole, definition=definition)

    def per_person(self, label: str, counted: Fact, people: Fact, definition: str) -> Fact:
        """What the table counts in all, for each person."""
        key = self.key(Place(), ".per-person")
        return ratio(key, label, counted, people, unit="st", decimals=1, definition=definition)

    def facts(self) -> Iterator[Fact]:
        """Every fact of the table itself."""
        for place in self.places():
            if (fact := self.fact(place)) is not None:
                yield fact
            if (share := self.share(place)) is not None:
                yield share
        answers, people = self.answers(), self.fact(Place())
        if answers is not None:
            yield answers
            if people is not None:
                label, definition = "svar per person", "Alla svar delade med antalet personer."
                yield self.per_person(f"{self.table.label}: {label}", answers, people, definition)

    def checks(self) -> Iterator[Check]:
        """What must agree within the table: the sexes, the groups and the kommuner with what they are parts of."""
        for place in self.places():
            fact = self.fact(place)
            if fact is None or fact.value is None:
                continue
            for axis, words in AXES.items():
                parts = self.parts(place, axis)
                if not parts or (fact.op == "sum" and [part for _, part in fact.parts] == parts):
                    continue
                together = total(self.key(place, f".{axis}-summa"), f"{fact.label}: {words} tillsammans", parts,
                                 unit=fact.unit, decimals=fact.decimals)  # fmt: skip
                yield Check(
                    f"{self.table.key}{place.ending}/{axis}",
                    together,
                    fact,
                    self._disagree(fact, together, axis),
                )

    def _disagree(self, whole: Fact, together: Fact, axis: str) -> str:
        difference = whole.value - together.value if together.value is not None else Decimal(0)
        words = f"{whole.label}: {AXES[axis]} blir tillsammans {number(together.value)}, men totalt är {number(whole.value)}."
        if axis == "sex" and difference > 0:
            return f"{words} Skriv de {number(difference)} som återstår som annat eller okänt, om det är vad de är."
        if axis == "bin" and difference < 0:
            return f"{words} Kan en person ha flera svar? Ange det i så fall på tabellen."
        return words

    def problems(self) -> list[str]:
        """Why the table can't be called finished, as sentences."""
        sentences = [check.message for check in self.checks() if not check.holds]
        people = self.fact(Place())
        if self.table.multi_response:
            for bin_ in self.bins:
                fact = self.fact(Place(bin=bin_.key))
                if (
                    None not in (fact, people)
                    and None not in (fact.value, people.value)
                    and fact.value > people.value
                ):
                    sentences.append(
                        f"”{bin_}” är {number(fact.value)}, fler än alla {number(people.value)} som har svarat."
                    )
        if self.table.bin_set:
            sentences += overlaps(self.bins, self.table.bin_set.unit)
        return sentences


AXES = {"sex": "könen", "bin": "grupperna", "kommun": "kommunerna"}
