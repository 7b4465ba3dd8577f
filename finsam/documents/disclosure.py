"""Which counts of people must not be printed, so that no small one can be worked out. No Django here.

The reader is taken to know every printed figure, every identity between figures (men and women are all,
groups are all, two tables of the same people agree), how percentages are rounded, what was published
before, and that a hidden figure is either small (1 to threshold − 1) or at least the threshold.
A small count is safe when at least two values that differ by `spread` fit everything that the reader
knows. A value counts as fitting only when a whole solution has been found; where the search gives up,
more is hidden. So an answer of "safe" never rests on the search being complete.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import count
from math import lcm

SEARCH = 600  # nodes that one search for a fitting solution may visit
REPAIRS = 4000  # states that one search for what to hide may visit
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
    return tuple(
        one
        for limit, above in ((shown - half, True), (shown + half, False))
        if (one := _beside(upper, lower, limit, above=above)) is not None
    )


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

    `values` are all counts of people, printed or not; `ties` hold among them. `shown` are those printed,
    `ratios` the printed quotients with what each tells, and which counts it is made of. `public` are
    counts already published with their true value, `known` what earlier publications told besides.
    `withheld` are quotients never printed: those of very few people.
    """

    threshold: int
    values: dict[str, int]
    ties: tuple[Relation, ...] = ()
    shown: frozenset[str] = frozenset()
    ratios: dict[str, tuple[tuple[Relation, ...], frozenset[str]]] = field(default_factory=dict)
    public: frozenset[str] = frozenset()
    known: tuple[Relation, ...] = ()
    withheld: frozenset[str] = frozenset()

    def __post_init__(self):
        # An identity that the figures themselves break is no knowledge; Avstämning tells of it.
        self.ties = tuple({one: None for one in self.ties if one.holds(self.values)})
        self.known = tuple(one for one in self.known if one.holds(self.values))
        self.spread = (self.threshold - 1) // 2
        self.ceiling = 2 * max(self.values.values(), default=0) + 4 * self.threshold
        self.totals: Counter[str] = Counter()
        self.at: dict[str, list[Relation]] = {name: [] for name in self.values}
        for relation in (*self.ties, *self.known):
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


@dataclass(frozen=True)
class Choice:
    """What to hide: `small` counts that are said to be so, `masked` small ones that aren't (to say so would tell
    too much of others), counts and quotients hidden for their sake. `exposed` are small counts that can be
    worked out whatever is hidden, because they have been published before."""

    small: frozenset[str] = frozenset()
    masked: frozenset[str] = frozenset()
    protecting: frozenset[str] = frozenset()
    ratios: frozenset[str] = frozenset()
    exposed: frozenset[str] = frozenset()

    @property
    def hidden(self) -> frozenset[str]:
        """Everything that is not printed."""
        return self.small | self.masked | self.protecting | self.ratios


def pieces(problem: Problem) -> Iterator[Problem]:
    """The problem in pieces that have no relation to each other: each can be solved by itself."""
    above = {name: name for name in problem.values}

    def top(name: str) -> str:
        while above[name] != name:
            above[name] = above[above[name]]
            name = above[name]
        return name

    for relation in (*problem.ties, *problem.known):
        names = [name for _, name in relation.terms]
        for name in names:
            above[top(name)] = top(names[0])
    groups: dict[str, list[str]] = {}
    for name in problem.values:
        groups.setdefault(top(name), []).append(name)
    for names in groups.values():
        inside = frozenset(names)
        yield Problem(
            problem.threshold,
            {name: problem.values[name] for name in names},
            tuple(one for one in problem.ties if one.terms[0][1] in inside),
            problem.shown & inside,
            public=problem.public & inside,
            known=tuple(one for one in problem.known if one.terms[0][1] in inside),
        )


def choose(problem: Problem) -> Choice:
    """What to hide so that every small count is safe, with nothing hidden that could be shown again."""
    return _Chooser(problem).choose()


class _Chooser:
    """Carries what is hidden so far."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.small = {name for name in problem.shown if problem.is_small(name)}
        self.masked: set[str] = set()
        self.protecting: set[str] = set()
        self.dropped: set[str] = set()

    def choose(self) -> Choice:
        problem = self.problem
        protected = sorted(name for name in problem.values if problem.is_small(name))
        exposed = {name for name in protected if name in problem.public}
        protected = [name for name in protected if name not in exposed]
        for _ in range(len(problem.values) + len(problem.ratios)):
            view = self.view()
            unsafe = [name for name in protected if name not in exposed and not view.is_safe(name)]
            if not unsafe:
                break
            for name in unsafe:
                if not self.view().is_safe(name) and not self.protect(name) and not self.mask(name):
                    exposed.add(name)
        safe = [name for name in protected if name not in exposed]
        self.show_again(safe)
        return Choice(
            frozenset(self.small),
            frozenset(self.masked),
            frozenset(self.protecting),
            frozenset(self.hidden_ratios()),
            frozenset(exposed),
        )

    def hidden_ratios(self) -> set[str]:
        """Quotients that aren't printed: dropped ones, and those of hidden counts or of very few people."""
        hidden = self.small | self.masked | self.protecting
        ratios = self.problem.ratios.items()
        return self.dropped | self.problem.withheld | {key for key, (_, counts) in ratios if counts & hidden}

    def view(self) -> View:
        """What a reader knows now."""
        problem = self.problem
        visible = (problem.shown - self.small - self.masked - self.protecting) | problem.public
        gone = self.hidden_ratios()
        told = [one for key, (found, _) in problem.ratios.items() if key not in gone for one in found]
        return View(problem, visible, frozenset(self.small), frozenset(self.protecting), tuple(told))

    def protect(self, name: str) -> bool:
        """Hide the cheapest that lets the count be other values. False when nothing can."""
        spread, best = self.problem.spread, None
        for up in reversed(range(spread + 1)):
            before = set(self.protecting), set(self.dropped)
            price = 0
            for step in filter(None, (up, up - spread)):
                found = self.cheapest(name, step)
                if found is None:
                    break
                price += found[0]
                self.protecting |= found[1]
                self.dropped |= found[2]
            else:
                if best is None or price < best[0]:
                    best = price, set(self.protecting), set(self.dropped)
            self.protecting, self.dropped = before
        if best is None or (best[1], best[2]) == (self.protecting, self.dropped):
            return False
        _, self.protecting, self.dropped = best
        return True

    def mask(self, name: str) -> bool:
        """Don't say that the count, or one it hangs together with, is small. False when that doesn't help."""
        beside = {one for relation in self.problem.at[name] for _, one in relation.terms} & self.small
        for one in sorted(beside, key=lambda one: (one != name, -self.problem.totals[one], one)):
            self.small.discard(one)
            self.masked.add(one)
            if self.view().is_safe(name) or self.protect(name):
                return True
        return False

    def cheapest(self, name: str, step: int) -> tuple[int, set[str], set[str]] | None:
        """The cheapest figures to hide so that `name` could differ by `step`: uniform-cost search over repairs.

        A state is what has been moved; a broken identity is mended by moving one more of its counts.
        """
        problem, view = self.problem, self.view()
        low, high = view.limits(name)
        if not low <= problem.values[name] + step <= high:
            return None
        order = count()
        start = frozenset({(name, step)})
        queue: list = [(0, next(order), start)]
        seen: set = set()
        while queue and len(seen) < REPAIRS:
            price, _, moves = heapq.heappop(queue)
            if moves in seen:
                continue
            seen.add(moves)
            moved = dict(moves)
            broken = self._broken(moved)
            if broken is None:
                hidden = {one for one in moved if one in view.visible}
                drop = self._told_wrong(moved, hidden)
                return price, hidden, drop
            relation, difference = broken
            for factor, other in relation.terms:
                if other in moved or other in problem.public:
                    continue
                change = self._reach(other, -difference // factor, view)
                if change:
                    extra = problem.cost(other) if other in view.visible else 0
                    heapq.heappush(queue, (price + extra, next(order), moves | {(other, change)}))
        return None

    def _broken(self, moved: dict[str, int]) -> tuple[Relation, int] | None:
        """The first identity that the moves break, and by how much; one with fewest ways to mend it."""
        found = None
        for name in moved:
            for relation in self.problem.at[name]:
                values = {one: self.problem.values[one] + moved.get(one, 0) for _, one in relation.terms}
                if not relation.holds(values):
                    ways = sum(one not in moved for _, one in relation.terms)
                    if found is None or ways < found[0]:
                        difference = sum(factor * moved.get(one, 0) for factor, one in relation.terms)
                        found = (ways, relation, difference)
        return found and found[1:]

    def _told_wrong(self, moved: dict[str, int], hidden: set[str]) -> set[str]:
        """Printed quotients that the moves contradict, besides those that go with what is hidden."""
        gone = self.hidden_ratios()
        wrong = set()
        for key, (relations, counts) in self.problem.ratios.items():
            if key in gone or counts & hidden or not counts & moved.keys():
                continue
            values = {name: self.problem.values[name] + moved.get(name, 0) for name in counts}
            if not all(relation.holds(values) for relation in relations):
                wrong.add(key)
        return wrong

    def _reach(self, name: str, change: int, view: View) -> int:
        """How much of a change a reader could believe in, once the count is hidden: all, or as far as it goes."""
        low, high = view.limits(name)
        true = self.problem.values[name]
        if name in view.visible:
            low = self.problem.threshold
            if true < low:
                return 0
        return min(max(true + change, low), high) - true

    def show_again(self, protected: list[str]) -> None:
        """Show again, the dearest first, whatever isn't needed."""
        cost = self.problem.cost
        for kind, back in ((self.protecting, set()), (self.dropped, set()), (self.masked, self.small)):
            for key in sorted(
                kind, key=lambda key: (key in self.protecting and cost(key), key), reverse=True
            ):
                kind.discard(key)
                back.add(key)
                view = self.view()
                if not all(view.is_safe(name) for name in protected):
                    back.discard(key)
                    kind.add(key)


class View:
    """What a reader knows, and what could be true of it."""

    def __init__(
        self,
        problem: Problem,
        visible: frozenset[str],
        small: frozenset[str],
        protecting: frozenset[str],
        told: tuple[Relation, ...] = (),
    ):
        self.problem, self.visible, self.small, self.protecting = problem, visible, small, protecting
        self.at: dict[str, list[Relation]] = {}
        for relation in (*problem.ties, *problem.known, *told):
            for _, name in relation.terms:
                if name not in visible:
                    self.at.setdefault(name, []).append(relation)
        self._safe: dict[str, bool] = {}

    def limits(self, name: str) -> tuple[int, int]:
        """Between what a reader knows a hidden count to lie, from how it is marked."""
        if name in self.small:
            return 1, self.problem.threshold - 1
        if name in self.protecting:
            return self.problem.threshold, self.problem.ceiling
        return 0, self.problem.ceiling

    def is_safe(self, name: str) -> bool:
        """Whether the count could be values that are `spread` apart."""
        if name not in self._safe:
            self._safe[name] = name not in self.visible and self._is_safe(name)
        return self._safe[name]

    def _is_safe(self, name: str) -> bool:
        true, spread = self.problem.values[name], self.problem.spread
        low, high = self.limits(name)
        part = _Part(self, name)
        fits = {true}
        for distance in range(spread, 0, -1):
            for value in (true - distance, true + distance):
                if low <= value <= high and part.can_be(value):
                    fits.add(value)
                    if max(fits) - min(fits) >= spread:
                        return True
        return False


class _Part:
    """The hidden counts that hang together with one of them, as a search problem in whole numbers."""

    def __init__(self, view: View, name: str):
        values = view.problem.values
        names = {name: 0}
        todo, relations = [name], {}
        while todo:
            for relation in view.at.get(todo.pop(), ()):
                if relation in relations:
                    continue
                relations[relation] = None
                for _, other in relation.terms:
                    if other not in view.visible and other not in names:
                        names[other] = len(names)
                        todo.append(other)
        self.true = [values[one] for one in names]
        limits = [view.limits(one) for one in names]
        self.low, self.high = [one[0] for one in limits], [one[1] for one in limits]
        self.relations = []
        self.at: list[list[int]] = [[] for _ in names]
        for relation in relations:
            known = sum(factor * values[one] for factor, one in relation.terms if one not in names)
            terms = [(factor, names[one]) for factor, one in relation.terms if one in names]
            low = None if relation.low is None else relation.low - known
            high = None if relation.high is None else relation.high - known
            for _, place in terms:
                self.at[place].append(len(self.relations))
            self.relations.append((terms, low, high))

    def can_be(self, value: int) -> bool:
        """Whether a whole solution gives the first count this value; False also when the search gives up."""
        low, high = self.low.copy(), self.high.copy()
        low[0] = high[0] = value
        self.left = SEARCH
        return self._tighten(low, high, self.at[0]) and self._search(low, high)

    def _search(self, low: list[int], high: list[int]) -> bool:
        self.left -= 1
        if self.left < 0:
            return False
        open_ones = [(high[n] - low[n], n) for n in range(len(low)) if low[n] < high[n]]
        if not open_ones:
            return True
        _, place = min(open_ones)
        first = min(max(self.true[place], low[place]), high[place])
        for least, most in ((first, first), (low[place], first - 1), (first + 1, high[place])):
            if least > most:
                continue
            lower, upper = low.copy(), high.copy()
            lower[place], upper[place] = least, most
            if self._tighten(lower, upper, self.at[place]) and self._search(lower, upper):
                return True
        return False

    def _tighten(self, low: list[int], high: list[int], first: Iterable[int]) -> bool:
        """Narrow the limits until nothing more follows; False when something can't be."""
        todo = dict.fromkeys(first)
        while todo:
            one, _ = todo.popitem()
            terms, least, most = self.relations[one]
            bottom, top = _edges(terms, low, high)
            if (most is not None and bottom > most) or (least is not None and top < least):
                return False
            for factor, place in terms:
                if low[place] == high[place]:
                    continue
                own_low = factor * (low[place] if factor > 0 else high[place])
                own_high = factor * (high[place] if factor > 0 else low[place])
                new_low, new_high = low[place], high[place]
                if most is not None:
                    room = most - (bottom - own_low)  # factor × count is at most this
                    if factor > 0:
                        new_high = min(new_high, room // factor)
                    else:
                        new_low = max(new_low, -(room // -factor))
                if least is not None:
                    need = least - (top - own_high)  # factor × count is at least this
                    if factor > 0:
                        new_low = max(new_low, -(-need // factor))
                    else:
                        new_high = min(new_high, -need // -factor)
                if new_low > new_high:
                    return False
                if (new_low, new_high) != (low[place], high[place]):
                    low[place], high[place] = new_low, new_high
                    todo.update(dict.fromkeys(self.at[place]))
                    bottom, top = _edges(terms, low, high)
        return True


def _edges(terms: list[tuple[int, int]], low: list[int], high: list[int]) -> tuple[int, int]:
    """The least and the most that (factor, place) terms can add up to."""
    bottom = sum(f * (low[n] if f > 0 else high[n]) for f, n in terms)
    top = sum(f * (high[n] if f > 0 else low[n]) for f, n in terms)
    return bottom, top


def implied(values: dict[str, int | None], ties: Iterable[Relation]) -> Iterator[tuple[str, int]]:
    """Counts that nobody has entered but everybody can work out: the one unknown of an identity."""
    ties, changed = list(ties), True
    while changed:
        changed = False
        for relation in ties:
            unknown = [(factor, name) for factor, name in relation.terms if values.get(name) is None]
            if len(unknown) == 1 and relation.low == relation.high:
                factor, name = unknown[0]
                rest = sum(f * values[one] for f, one in relation.terms if one != name)
                value, left = divmod(relation.low - rest, factor)
                if not left and value >= 0:
                    values[name] = value
                    yield name, value
                    changed = True
