"""How an app tells the floors below what it has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps

from finsam.core.crud.menu import MenuItem


class DomainApp(AppConfig):
    """An app of ours. All that the floors below know of it is what it says here."""

    menu: tuple[MenuItem, ...] = ()
    declares: tuple[str, ...] = ()  # the modules that add to a registry, as they stand in the app
    heavy: tuple[
        str, ...
    ] = ()  # modules that are slow to import: a worker does it before there is something to do
    counts_people: tuple[str, ...] = ()  # the models that tell of counts of people
    auditors_own: tuple[str, ...] = ()  # the models whose rows in the log only auditors see
    emptied: tuple[str, ...] = ()  # the models whose rows may be thrown away at any time: they are in no copy
    keeps: tuple[
        str, ...
    ] = ()  # the models whose rows are written for ever: the database refuses to change or remove them
    fact_prefixes: dict[
        str, tuple[str, ...]
    ] = {}  # how the facts of a model's things begin, before the thing's key

    def ready(self) -> None:
        """Let the modules declare."""
        for name in self.declares:
            import_module(f"{self.name}.{name}")


@cache
def declared_models(name: str) -> frozenset[str]:
    """All the models (`app.model`) that our apps say under a name."""
    return frozenset(model for models in declared(name) for model in models)


def declared(name: str) -> Iterator[Any]:
    """What each of our apps says under a name, in their order."""
    return (getattr(app, name) for app in apps.get_app_configs() if isinstance(app, DomainApp))
