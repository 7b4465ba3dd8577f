"""What the site leans on: each thing is tried by a function that says how it is in a Swedish sentence.

@tried("databas")
def database() -> str: ...          # a sentence; raises Unwell with another where it isn't as it should be
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from finsam.core.registry import Registry

KEPT = 5  # seconds that an answer holds: however many ask, the site is tried so seldom
CHECKS: Registry[str, Callable[[], str]] = Registry("health check")
log = logging.getLogger(__name__)


class Unwell(Exception):
    """Something isn't as it should be; `str()` is a Swedish sentence that says what to do."""


@dataclass(frozen=True)
class Tried:
    """How something is."""

    name: str
    ok: bool
    sentence: str


def tried(name: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Declare a function as what tries something."""

    def declare(check: Callable[[], str]) -> Callable[[], str]:
        CHECKS.add(name, check)
        return check

    return declare


def _try(name: str, check: Callable[[], str]) -> Tried:
    try:
        return Tried(name, True, check())
    except Unwell as error:
        return Tried(name, False, str(error))
    except Exception:  # whatever it leans on, and however that fails
        log.warning("A health check failed: %s", name, exc_info=True)
        return Tried(name, False, "Gick inte att pröva. Orsaken står i loggen.")


_lock = Lock()
_kept: list[tuple[float, tuple[Tried, ...]]] = []


def all_tried() -> tuple[Tried, ...]:
    """How everything is, as it was found at most five seconds ago."""
    with _lock:
        if not _kept or time.monotonic() - _kept[0][0] > KEPT:
            _kept[:] = [(time.monotonic(), tuple(_try(name, check) for name, check in CHECKS.items()))]
        return _kept[0][1]


def forget() -> None:
    """Try anew the next time."""
    with _lock:
        _kept.clear()
