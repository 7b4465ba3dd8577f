"""What a reader can work out: the values that fit what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from finsam.disclosure.problem import Problem, Relation, connected

SEARCH = 600  # nodes that one search for a fitting solution may visit


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
        for relation in (*problem.identities, *problem.known, *told):
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
        names, relations = connected(name, view.at, view.visible)
        places = {other: place for place, other in enumerate(names)}
        self.true = [values[other] for other in names]
        self.low = [view.limits(other)[0] for other in names]
        self.high = [view.limits(other)[1] for other in names]
        self.relations: list[tuple[list[tuple[int, int]], int | None, int | None]] = []
        self.at: list[list[int]] = [[] for _ in names]
        for relation in relations:
            known = sum(factor * values[other] for factor, other in relation.terms if other not in places)
            terms = [(factor, places[other]) for factor, other in relation.terms if other in places]
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
        undecided = [(high[n] - low[n], n) for n in range(len(low)) if low[n] < high[n]]
        if not undecided:
            return True
        _, place = min(undecided)
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
            relation, _ = todo.popitem()
            terms, least, most = self.relations[relation]
            # The least and the most that the terms can add up to, kept while the limits narrow.
            bottom = top = 0
            for factor, place in terms:
                bottom += factor * (low if factor > 0 else high)[place]
                top += factor * (high if factor > 0 else low)[place]
            if (most is not None and bottom > most) or (least is not None and top < least):
                return False
            for factor, place in terms:
                old_low, old_high = new_low, new_high = low[place], high[place]
                if old_low == old_high:
                    continue
                if most is not None:
                    if factor > 0:  # factor × count is at most the room that the others leave
                        new_high = min(new_high, (most - bottom + factor * old_low) // factor)
                    else:
                        new_low = max(new_low, -((most - bottom + factor * old_high) // -factor))
                if least is not None:
                    if factor > 0:  # factor × count is at least what the others lack
                        new_low = max(new_low, -((top - factor * old_high - least) // factor))
                    else:
                        new_high = min(new_high, (top - factor * old_low - least) // -factor)
                if new_low > new_high:
                    return False
                if new_low != old_low or new_high != old_high:
                    low[place], high[place] = new_low, new_high
                    todo.update(dict.fromkeys(self.at[place]))
                    lower, higher = factor * (new_low - old_low), factor * (new_high - old_high)
                    bottom += lower if factor > 0 else higher
                    top += higher if factor > 0 else lower
        return True


def implied(values: dict[str, int | None], identities: Iterable[Relation]) -> Iterator[tuple[str, int]]:
    """Counts that nobody has entered but everybody can work out: the one unknown of an identity."""
    identities, changed = list(identities), True
    while changed:
        changed = False
        for relation in identities:
            unknown, rest = [], 0
            for factor, name in relation.terms:
                value = values.get(name)
                if value is None:
                    unknown.append((factor, name))
                else:
                    rest += factor * value
            if len(unknown) == 1 and relation.low is not None and relation.low == relation.high:
                ((factor, name),) = unknown
                value, left = divmod(relation.low - rest, factor)
                if not left and value >= 0:
                    values[name] = value
                    yield name, value
                    changed = True
