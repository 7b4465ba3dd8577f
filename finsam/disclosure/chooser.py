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
from itertools import count

from finsam.disclosure.problem import Problem, Relation
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
    above = {name: name for name in problem.values}

    def top(name: str) -> str:
        while above[name] != name:
            above[name] = above[above[name]]
            name = above[name]
        return name

    for relation in (*problem.identities, *problem.known):
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
            tuple(one for one in problem.identities if one.terms[0][1] in inside),
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
