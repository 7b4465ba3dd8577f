"""An independent judge of small-number suppression: reads what was printed, and works out what it can.

It knows nothing of how figures were hidden. HiGHS finds the least and the most that each hidden figure can
be, in whole numbers, given everything that stands on the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

MOST = 400


@dataclass
class Judge:
    """Limits of every figure, and rows of Σ factor × figure between two numbers."""

    limits: dict[str, tuple[int, int]] = field(default_factory=dict)
    rows: list[tuple[dict[str, int], float, float]] = field(default_factory=list)
    _constraint: LinearConstraint | None = None
    _seen: dict[str, tuple[int, int]] = field(
        default_factory=dict
    )  # the least and most in any solution so far

    def knows(self, name: str, low: int, high: int) -> None:
        """The figure lies between two numbers."""
        self._seen.clear()
        before = self.limits.get(name, (0, MOST))
        self.limits[name] = (max(low, before[0]), min(high, before[1]))

    def adds_up(self, parts: list[str], whole: str) -> None:
        """The parts are the whole."""
        for name in (*parts, whole):
            self.limits.setdefault(name, (0, MOST))
        factors = dict.fromkeys(parts, 1)
        factors[whole] = factors.get(whole, 0) - 1
        self.rows.append((factors, 0, 0))

    def share(self, part: str, whole: str, percent: int) -> None:
        """part / whole was printed as a whole percentage."""
        for name in (part, whole):
            self.limits.setdefault(name, (0, MOST))
        low, high = Fraction(2 * percent - 1, 200), Fraction(2 * percent + 1, 200)
        self.rows.append(({part: 200, whole: -int(low * 200)}, 0, np.inf))
        self.rows.append(({part: 200, whole: -int(high * 200)}, -np.inf, 0))

    def constraint(self) -> LinearConstraint:
        """The rows as a matrix, made once they are all there."""
        if self._constraint is None:
            at = {name: place for place, name in enumerate(self.limits)}
            entries = [
                (row, at[name], factor)
                for row, (factors, _, _) in enumerate(self.rows)
                for name, factor in factors.items()
            ]
            row, column, factor = zip(*entries, strict=True)
            matrix = csr_matrix((factor, (row, column)), shape=(len(self.rows), len(at)))
            lows, highs = [low for _, low, _ in self.rows], [high for _, _, high in self.rows]
            self._constraint = LinearConstraint(matrix, lows, highs)
        return self._constraint

    def allows(self, values: Mapping[str, int]) -> bool:
        """Whether figures, one of each, agree with all that was printed; those that do are remembered as possible."""
        agree = all(low <= values[name] <= high for name, (low, high) in self.limits.items()) and all(
            low <= sum(factor * values[name] for name, factor in factors.items()) <= high
            for factors, low, high in self.rows
        )
        if agree:
            for name, value in values.items():
                low, high = self._seen.get(name, (value, value))
                self._seen[name] = (min(low, value), max(high, value))
        return agree

    def could_differ(self, wanted: str, width: int) -> bool:
        """Whether a figure can be two numbers so far apart. What was found for another figure is asked first."""
        for sign in (1, -1):
            low, high = self._seen.get(wanted, (0, 0))
            if high - low >= width:
                return True
            self._extreme(wanted, sign)
        low, high = self._seen.get(wanted, (0, 0))
        return high - low >= width

    def range_of(self, wanted: str) -> tuple[int, int]:
        """The least and the most that a figure can be."""
        return self._extreme(wanted, 1), self._extreme(wanted, -1)

    def _extreme(self, wanted: str, sign: int) -> int:
        """The least (sign 1) or the most (−1) that a figure can be."""
        lows, highs = zip(*self.limits.values(), strict=True)
        place = list(self.limits).index(wanted)
        goal = np.zeros(len(lows))
        goal[place] = sign
        answer = milp(
            goal,
            integrality=np.ones(len(lows)),
            bounds=Bounds(lows, highs),
            constraints=self.constraint(),
        )
        assert answer.status == 0, answer.message
        self.allows(dict(zip(self.limits, map(round, answer.x), strict=True)))
        return round(answer.x[place])
