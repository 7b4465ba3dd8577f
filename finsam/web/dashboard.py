"""The start page is made of what the apps register: panels at a glance, and what is left to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import Permission
from finsam.facts.book import Book

DONE, STARTED, NOT_STARTED = "Klar", "Påbörjad", "Inte börjad"


@dataclass(frozen=True, slots=True)
class Task:
    """Something the year needs: what, how far it has come, why, and the place to do it."""

    label: str
    state: str
    href: str
    detail: str = ""
    due: date | None = None  # the last day, when there is one

    @property
    def late(self) -> bool:
        """Whether its day has passed and it isn't done."""
        return self.state != DONE and self.due is not None and self.due < localdate()


@dataclass(frozen=True, slots=True)
class Panel:
    """Something to see at a glance: a heading, a template and what it shows."""

    title: str
    template: str
    context: dict


_tasks: list[tuple[Permission, Callable[[TenantContext, Book], Iterable[Task]]]] = []
_panels: list[tuple[int, Callable[[TenantContext, Book], Panel | None]]] = []


def tasks(permission: Permission):
    """Register a function that says what is left to do, for those who have what it takes to do it."""

    def register(function):
        _tasks.append((permission, function))
        return function

    return register


def panel(order: int):
    """Register a function that makes a panel; the lowest order stands first."""

    def register(function):
        _panels.append((order, function))
        return function

    return register


def all_tasks(tenant: TenantContext, book: Book) -> list[Task]:
    """Everything the year needs of this visitor: what is late first, what is done last."""
    mine = [function for permission, function in _tasks if permission in tenant.permissions]
    found = [task for function in mine for task in function(tenant, book)]
    return sorted(found, key=lambda task: (task.state == DONE, not task.late))


def all_panels(tenant: TenantContext, book: Book) -> list[Panel]:
    """Every panel that has something to show."""
    made = [function(tenant, book) for _, function in sorted(_panels, key=lambda pair: pair[0])]
    return [one for one in made if one is not None]
