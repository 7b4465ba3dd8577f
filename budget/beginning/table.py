"""What is understood of a budget that is pasted or uploaded, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from budget.remarks import Remark


@dataclass(frozen=True, slots=True)
class Column:
    """A column of amounts: what stands above it, the year that names, and the kind of series (`budget`, `plan` …)."""

    label: str
    year: int | None
    kind: str


@dataclass(slots=True)
class Post:
    """A line or a group of them. `amounts` are kronor for each column as they stand, `signed` with income + and cost −."""

    row: int
    label: str
    amounts: list[Decimal | None]
    account: str = ""
    side: str = ""
    level: int = 0
    below: list[Post] = field(default_factory=list)
    signed: list[Decimal | None] = field(default_factory=list)

    def every(self) -> list[Post]:
        """Itself and all below it, in order."""
        return [self, *(post for child in self.below for post in child.every())]


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum that the table states: what it says and what its rows come to, for each column."""

    row: int
    label: str
    stated: list[Decimal | None]
    computed: list[Decimal]

    @property
    def ok(self) -> bool:
        """Whether it holds in every column that states it."""
        pairs = zip(self.stated, self.computed, strict=True)
        return all(stated is None or stated == computed for stated, computed in pairs)


@dataclass(slots=True)
class Pasted:
    """What was understood: the lines as a tree, the sums, the opening and closing equity, and what wasn't taken."""

    columns: list[Column] = field(default_factory=list)
    lines: list[Post] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    capital: list[Post] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def every_line(self) -> list[Post]:
        """All lines and groups, in order."""
        return [post for line in self.lines for post in line.every()]

    @property
    def faults(self) -> list[Remark]:
        """What has to be mended before anything can be saved."""
        return [remark for remark in self.remarks if remark.fault]
