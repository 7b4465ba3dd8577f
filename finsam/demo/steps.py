"""What the apps add to the demo, besides the förbund and the people."""

from __future__ import annotations

from collections.abc import Callable

from finsam.core.models import Forbund

Step = Callable[[Forbund], None]
_steps: list[Step] = []


def demo_step(function: Step) -> Step:
    """Register a function that adds to a förbund what isn't there yet; it is run each time the demo is started."""
    _steps.append(function)
    return function


def run_steps(forbund: Forbund) -> None:
    """Everything that the apps add."""
    for step in _steps:
        step(forbund)
