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
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count

from finsam.disclosure.problem import Problem, Relation, connected
from finsam.disclosure.solutions import View

REPAIRS = 4000  # states that one search for what to hide may visit


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
    placed: set[str] = set()
    for first in problem.values:
        if first not in placed:
            names, _ = connected(first, problem.at)
            placed.update(names)
            inside = frozenset(names)
            yield Problem(
                problem.threshold,
                {name: problem.values[name] for name in names},
                tuple(relation for relation in problem.identities if relation.terms[0][1] in inside),
                problem.shown & inside,
                public=problem.public & inside,
                known=tuple(relation for relation in problem.known if relation.terms[0][1] in inside),
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
        small = {name for name in problem.values if problem.is_small(name)}
        exposed, protected = small & problem.public, sorted(small - problem.public)
        for _ in range(len(problem.values) + len(problem.ratios)):
            view = self.view()
            unsafe = [name for name in protected if name not in exposed and not view.is_safe(name)]
            if not unsafe:
                break
            for name in unsafe:
                if not self.view().is_safe(name) and not self.protect(name) and not self.mask(name):
                    exposed.add(name)
        self.show_again([name for name in protected if name not in exposed])
        hidden = (self.small, self.masked, self.protecting, self.hidden_ratios(), exposed)
        return Choice(*map(frozenset, hidden))

    def hidden_counts(self) -> set[str]:
        """Counts that aren't printed."""
        return self.small | self.masked | self.protecting

    def hidden_ratios(self) -> set[str]:
        """Quotients that aren't printed: dropped ones, and those of hidden counts or of very few people."""
        hidden, ratios = self.hidden_counts(), self.problem.ratios.items()
        return self.dropped | self.problem.withheld | {key for key, (_, counts) in ratios if counts & hidden}

    def view(self) -> View:
        """What a reader knows now."""
        problem = self.problem
        visible = (problem.shown - self.hidden_counts()) | problem.public
        gone = self.hidden_ratios()
        told = chain.from_iterable(tells for key, (tells, _) in problem.ratios.items() if key not in gone)
        return View(problem, visible, frozenset(self.small), frozenset(self.protecting), tuple(told))

    def protect(self, name: str) -> bool:
        """Hide the cheapest that lets the count be other values. False when nothing can."""
        spread, best = self.problem.spread, None
        for up in reversed(range(spread + 1)):
            before = set(self.protecting), set(self.dropped)
            price = 0
            for step in filter(None, (up, up - spread)):
                repair = self.cheapest(name, step)
                if repair is None:
                    break
                price += repair[0]
                self.protecting |= repair[1]
                self.dropped |= repair[2]
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
        beside = {other for relation in self.problem.at[name] for _, other in relation.terms} & self.small
        for other in sorted(beside, key=lambda other: (other != name, -self.problem.totals[other], other)):
            self.small.discard(other)
            self.masked.add(other)
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
        queue = [(0, next(order), {name: step})]
        seen: set[frozenset[tuple[str, int]]] = set()
        while queue and len(seen) < REPAIRS:
            price, _, moved = heapq.heappop(queue)
            state = frozenset(moved.items())
            if state in seen:
                continue
            seen.add(state)
            broken = self._broken(moved)
            if broken is None:
                hidden = moved.keys() & view.visible
                return price, hidden, self._told_wrong(moved, hidden)
            relation, difference = broken
            for factor, other in relation.terms:
                if other in moved or other in problem.public:
                    continue
                change = self._reach(other, -difference // factor, view)
                if change:
                    extra = problem.cost(other) if other in view.visible else 0
                    heapq.heappush(queue, (price + extra, next(order), moved | {other: change}))
        return None

    def _broken(self, moved: dict[str, int]) -> tuple[Relation, int] | None:
        """The first identity that the moves break, and by how much; one with fewest ways to mend it."""
        values = self._after(moved)
        broken = [tie for name in moved for tie in self.problem.at[name] if not tie.holds(values)]
        if not broken:
            return None
        first = min(broken, key=lambda relation: sum(other not in moved for _, other in relation.terms))
        return first, sum(factor * moved.get(other, 0) for factor, other in first.terms)

    def _told_wrong(self, moved: dict[str, int], hidden: set[str]) -> set[str]:
        """Printed quotients that the moves contradict, besides those that go with what is hidden."""
        gone, values = self.hidden_ratios(), self._after(moved)
        return {
            key
            for key, (relations, counts) in self.problem.ratios.items()
            if key not in gone
            and not counts & hidden
            and counts & moved.keys()
            and not all(relation.holds(values) for relation in relations)
        }

    def _after(self, moved: dict[str, int]) -> dict[str, int]:
        """The counts with the moves made."""
        values = self.problem.values
        return values | {name: values[name] + step for name, step in moved.items()}

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
        price = {name: self.problem.cost(name) for name in self.protecting}
        shown: set[str] = set()
        for kind, back in ((self.protecting, shown), (self.dropped, shown), (self.masked, self.small)):
            for key in sorted(kind, key=lambda key: (price.get(key, 0), key), reverse=True):
                kind.discard(key)
                back.add(key)
                view = self.view()
                if not all(view.is_safe(name) for name in protected):
                    back.discard(key)
                    kind.add(key)
