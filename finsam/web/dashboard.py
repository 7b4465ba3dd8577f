"""The start page's panels, which the apps declare, and the one of the engine's own. What is left to do is `missing`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from finsam.core.registry import Registry
from finsam.core.tenancy.access import TenantContext
from finsam.documents import queries
from finsam.facts.book import Book


@dataclass(frozen=True, slots=True)
class Panel:
    """Something to see at a glance: a heading, a template and what it shows."""

    title: str
    template: str
    context: dict


PANELS: Registry[int, Callable[[TenantContext, Book], Panel | None]] = Registry("panel")


def panel(order: int) -> Callable[[Callable], Callable]:
    """Declare a function that makes a panel; the lowest order stands first."""
    return lambda function: PANELS.add(order, function)


def all_panels(tenant: TenantContext, book: Book) -> list[Panel]:
    """Every panel that has something to show."""
    made = [function(tenant, book) for _, function in sorted(PANELS.items())]
    return [panel for panel in made if panel is not None]


@panel(30)
def documents(tenant: TenantContext, book: Book) -> Panel:
    """The year's documents and the ways to read them."""
    documents = queries.documents(tenant.forbund, book.year)
    return Panel("Dokument", "web/panel_documents.html", {"documents": documents})
