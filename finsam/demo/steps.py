"""What the apps add to the demo, besides the förbund and the people."""

from __future__ import annotations

from collections.abc import Callable

from finsam.core.models import Forbund
from finsam.core.registry import Registry

# Functions that add to a förbund what isn't there yet; they are run each time the demo is started
STEPS: Registry[str, Callable[[Forbund], None]] = Registry("step of the demo")
demo_step = STEPS.function
# Those that fill a förbund with more than its files under fixtures/ hold: its books and what follows from them
FILLING: Registry[str, Callable[[Forbund], None]] = Registry("filling step of the demo")
filling_demo_step = FILLING.function
# Those that store documents, and so take the time of drawing them
STORING: Registry[str, Callable[[Forbund], None]] = Registry("storing step of the demo")
storing_demo_step = STORING.function


def run_steps(forbund: Forbund, steps: Registry[str, Callable[[Forbund], None]] = STEPS) -> None:
    """Everything that the apps add of a kind."""
    for step in steps.values():
        step(forbund)
