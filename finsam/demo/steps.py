"""What the apps add to the demo, besides the förbund and the people."""

from __future__ import annotations

from collections.abc import Callable

from finsam.core.models import Forbund
from finsam.core.registry import Registry

# Functions that add to a förbund what isn't there yet; they are run each time the demo is started
STEPS: Registry[str, Callable[[Forbund], None]] = Registry("step of the demo")
demo_step = STEPS.function


def run_steps(forbund: Forbund) -> None:
    """Everything that the apps add."""
    for step in STEPS.values():
        step(forbund)
