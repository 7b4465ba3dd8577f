"""The start page is made of what the apps register: panels at a glance, and what is left to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from finsam.documents.facts import Book
from finsam.doors import Visit

DONE, STARTED, NOT_STARTED = "Klar", "Påbörjad", "Inte börjad"


@dataclass(frozen=True, slots=True)
class Task:
    """Something the year needs: what, how far it has come, why, and the place to do it."""

    label: str
    state: str
    href: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """Something to see at a glance: a heading, a template and what it shows."""

    title: str
    template: str
    context: dict


_tasks: list[Callable[[Visit, Book], Iterable[Task]]] = []
_panels: list[tuple[int, Callable[[Visit, Book], Panel | None]]] = []


def tasks(function):
    """Register a function that says what is left to do."""
    _tasks.append(function)
    return function


def panel(order: int):
    """Register a function that makes a panel; the lowest order stands first."""

    def register(function):
        _panels.append((order, function))
        return function

    return register


def all_tasks(visit: Visit, book: Book) -> list[Task]:
    """Everything the year needs, unfinished first."""
    found = [task for function in _tasks for task in function(visit, book)]
    return sorted(found, key=lambda task: task.state == DONE)


def all_panels(visit: Visit, book: Book) -> list[Panel]:
    """Every panel that has something to show."""
    made = [function(visit, book) for _, function in sorted(_panels, key=lambda pair: pair[0])]
    return [one for one in made if one is not None]
