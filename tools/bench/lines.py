"""A line of the bench: a ratio, its limit, and how two things are measured by turns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

Measured = Callable[[], float]  # does a thing, and says what it took


@dataclass(frozen=True)
class Line:
    """What came out: `ratio` is to be at most `limit`; without a limit it is only told."""

    name: str
    ratio: float
    limit: float | None = None
    words: str = ""  # what the ratio was made of
    broken: bool = False  # what should have been measured didn't happen

    @property
    def ok(self) -> bool:
        """Whether it holds."""
        return not self.broken and (self.limit is None or self.ratio <= self.limit)

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"{self.limit:g}"
        said = ("OK" if self.limit is not None else "") if self.ok else "FAILED"
        return f"{self.name:<58}{self.ratio:>8.2f}{limit:>6}  {said:<7} {self.words}".rstrip()


@dataclass(frozen=True)
class Turns:
    """What two things took that were done by turns, so that a busy minute befalls both."""

    first: list[float] = field(default_factory=list)
    second: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """How many times longer the first took, in the middle one of the turns."""
        return median(a / b for a, b in zip(self.first, self.second, strict=True))

    def __str__(self) -> str:
        return f"{ms(median(self.first))} to {ms(median(self.second))}"


def by_turns(first: Measured, second: Measured, rounds: int) -> Turns:
    """Do two things by turns, and now the one first and now the other."""
    turns = Turns()
    for number in range(rounds):
        if number % 2:
            turns.first.append(first())
            turns.second.append(second())
        else:
            turns.second.append(second())
            turns.first.append(first())
    return turns


def ms(seconds: float) -> str:
    """Milliseconds for people: `4.2 ms`."""
    return f"{seconds * 1000:.1f} ms"
