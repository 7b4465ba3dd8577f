"""What a floor asks the apps above it for, without knowing them: one registry for each kind of thing.

A floor has a decorator that adds to its registry, and an app names the modules in which it declares (`DomainApp`). The
order of a registry is that of the apps in the settings and of the modules that each names.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
Function = TypeVar("Function", bound=Callable)

REGISTRIES: list[Registry[Any, Any]] = []


class Registry(dict[K, T]):
    """Everything of one kind that is declared, by key."""

    def __init__(self, kind: str):
        super().__init__()
        self.kind = kind
        REGISTRIES.append(self)

    def add(self, key: K, entry: T) -> T:
        """Declare something. Raises ValueError when something else is declared by that key."""
        if self.setdefault(key, entry) != entry:
            raise ValueError(f"two of the kind {self.kind} by the key {key}")
        return entry

    def function(self: Registry[str, Any], function: Function) -> Function:
        """Declare a function under its own name, as a decorator."""
        self.add(f"{function.__module__}.{function.__qualname__}", function)
        return function
