"""What apps show beside a figure on its page: a registry, as the start page's panels are one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from finsam.core.registry import Registry
from finsam.core.tenancy.access import TenantContext
from finsam.web.dashboard import Panel


@dataclass(frozen=True, slots=True)
class SeenFigure:
    """A figure that somebody looks at: its key, label and value as shown, and in an edition its code and number there."""

    key: str
    label: str
    text: str
    edition: str = ""
    number: int = 0


Make = Callable[[TenantContext, SeenFigure], Panel | None]
FACT_PANELS: Registry[int, Make] = Registry("panel of a figure")


def fact_panel(order: int) -> Callable[[Make], Make]:
    """Declare a function that makes a panel on the page of a figure, today's and an edition's; the lowest order stands first.

    It is called for every figure, in a visit: it asks whether the visitor may see it, in a constant number of questions.
    """
    return lambda function: FACT_PANELS.add(order, function)


def panels_of(tenant: TenantContext, seen: SeenFigure) -> list[Panel]:
    """Every panel that has something to show of a figure."""
    made = [function(tenant, seen) for _, function in sorted(FACT_PANELS.items())]
    return [panel for panel in made if panel is not None]
