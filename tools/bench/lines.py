"""A line of the bench: a ratio, its limit, and how two things are measured by turns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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


def by_turns(first: Measured, second: Measured, rounds: int) -> tuple[float, float]:
    """The medians of two things that are done by turns, so that a busy minute befalls both."""
    pairs = [(first(), second()) for _ in range(rounds)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def ms(seconds: float) -> str:
    """Milliseconds for people: `4.2 ms`."""
    return f"{seconds * 1000:.1f} ms"
