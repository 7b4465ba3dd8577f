"""What is known of counts: relations between them, and which are printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import lcm

CELL, TOTAL = 100, 150  # what it costs to hide a figure, and how much more for each way it is a total


@dataclass(frozen=True, slots=True)
class Relation:
    """low ≤ Σ factor × count ≤ high; None is no limit."""

    terms: tuple[tuple[int, str], ...]
    low: int | None
    high: int | None

    def holds(self, values: Mapping[str, int]) -> bool:
        """Whether it is true of these values."""
        total = sum(factor * values[name] for factor, name in self.terms)
        return (self.low is None or total >= self.low) and (self.high is None or total <= self.high)


def tie(terms: Iterable[tuple[int, str]]) -> Relation:
    """An identity: the terms add up to zero."""
    return Relation(tuple(terms), 0, 0)


def rounded_ratio(
    upper: str | Decimal, lower: str | Decimal, printed: Decimal, precision: Decimal
) -> tuple[Relation, ...]:
    """What a printed quotient tells: upper / lower lies within half a `precision` of `printed`.

    A part is the name of a count, or a number that everybody knows.
    """
    shown, half = Fraction(printed), Fraction(precision) / 2
    least = _beside(upper, lower, shown - half, above=True)
    most = _beside(upper, lower, shown + half, above=False)
    return tuple(filter(None, (least, most)))


def _beside(upper: str | Decimal, lower: str | Decimal, limit: Fraction, *, above: bool) -> Relation | None:
    """upper − limit × lower is at least (or at most) zero, in whole numbers."""
    terms: dict[str, Fraction] = {}
    constant = Fraction(0)
    for factor, part in ((Fraction(1), upper), (-limit, lower)):
        if isinstance(part, str):
            terms[part] = terms.get(part, Fraction(0)) + factor
        else:
            constant += factor * Fraction(part)
    if not any(terms.values()):
        return None
    scale = lcm(constant.denominator, *(factor.denominator for factor in terms.values()))
    whole = tuple((int(factor * scale), name) for name, factor in terms.items() if factor)
    edge = int(-constant * scale)
    return Relation(whole, edge, None) if above else Relation(whole, None, edge)


@dataclass
class Problem:
    """What there is to publish.

    `values` are all counts of people, printed or not; `identities` hold among them. `shown` are those printed,
    `ratios` the printed quotients with what each tells, and which counts it is made of. `public` are
    counts already published with their true value, `known` what earlier publications told besides.
    `withheld` are quotients never printed: those of very few people.
    """

    threshold: int
    values: dict[str, int]
    identities: tuple[Relation, ...] = ()
    shown: frozenset[str] = frozenset()
    ratios: dict[str, tuple[tuple[Relation, ...], frozenset[str]]] = field(default_factory=dict)
    public: frozenset[str] = frozenset()
    known: tuple[Relation, ...] = ()
    withheld: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        # An identity that the figures themselves break is no knowledge; Avstämning tells of it.
        true = [relation for relation in self.identities if relation.holds(self.values)]
        self.identities = tuple(dict.fromkeys(true))
        self.known = tuple(relation for relation in self.known if relation.holds(self.values))
        self.spread = (self.threshold - 1) // 2
        self.ceiling = 2 * max(self.values.values(), default=0) + 4 * self.threshold
        self.totals: Counter[str] = Counter()
        self.at: dict[str, list[Relation]] = {name: [] for name in self.values}
        for relation in (*self.identities, *self.known):
            for _, name in relation.terms:
                self.at[name].append(relation)
            positive = [name for factor, name in relation.terms if factor > 0]
            negative = [name for factor, name in relation.terms if factor < 0]
            for side, other in ((positive, negative), (negative, positive)):
                if len(side) == 1 and len(other) > 1:
                    self.totals.update(side)

    def is_small(self, name: str) -> bool:
        """Whether the count is one that may not be known."""
        return 0 < self.values[name] < self.threshold

    def cost(self, name: str) -> int:
        """What it costs to hide a count: totals are dearer, and large figures a little."""
        return CELL + TOTAL * self.totals[name] + min(self.values[name], 40)


def connected(
    name: str, at: Mapping[str, Iterable[Relation]], known: Container[str] = ()
) -> tuple[list[str], list[Relation]]:
    """The counts that hang together with one, itself first, and the relations between them.

    `at` are the relations of each count. What is `known` ties nothing together.
    """
    names, relations, todo = {name: None}, dict[Relation, None](), [name]
    while todo:
        for relation in at.get(todo.pop(), ()):
            if relation in relations:
                continue
            relations[relation] = None
            for _, other in relation.terms:
                if other not in known and other not in names:
                    names[other] = None
                    todo.append(other)
    return list(names), list(relations)
