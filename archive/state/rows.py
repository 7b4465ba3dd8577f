"""The rows that a year rests on: the year's own, those of the years before it, and what belongs to no year.

What comes in later years is left out. So is what can't be without something that is left out; what only names it names
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import models as django

from archive.state.kept import models
from finsam.core.models import FiscalYear, Forbund, Owned, YearOwned

Path = tuple[str, ...]


@dataclass
class Rows:
    """Rows by model, and by model what each is called: the keys that find it in the förbund, by primary key."""

    by_model: dict[type[Owned], list[Owned]] = field(default_factory=dict)
    paths: dict[type[django.Model], dict[int, Path]] = field(default_factory=dict)

    def path(self, model: type[django.Model], pk: int | None) -> Path | None:
        """What a row is called; None for one that isn't among them."""
        return None if pk is None else self.paths.get(model, {}).get(pk)


def year_within(model: type[Owned]) -> str:
    """The way from a model to the year that its rows belong to, as a query writes it; "" where they belong to none."""
    if model is FiscalYear:
        return "year"
    if issubclass(model, YearOwned):
        return "fiscal_year__year"
    above = next((name for name in model.within if name != "forbund"), None)
    if above is None:
        return ""
    way = year_within(model._meta.get_field(above).related_model)
    return f"{above}__{way}" if way else ""


def rows_of(forbund: Forbund, year: int) -> Rows:
    """All rows that a year of a förbund rests on: one question for each model, and for each relation to many."""
    rows = Rows()
    for model in models():
        way = year_within(model)
        stored = model._base_manager.filter(forbund=forbund).order_by("pk")
        if way:
            stored = stored.filter(**{f"{way}__lte": year})
        many = [each.name for each in model._meta.many_to_many]
        rows.paths[model], rows.by_model[model] = {}, []
        for row in _parents_first(model, list(stored.prefetch_related(*many))):
            if _can_be(row, rows):
                rows.by_model[model].append(row)
                rows.paths[model][row.pk] = _path(row, rows)
    return rows


def _parents_first(model: type[Owned], stored: list[Owned]) -> list[Owned]:
    """The rows in their order, each after those of its own model that it names."""
    own = [each.attname for each in model._meta.concrete_fields if each.related_model is model]
    if not own:
        return stored
    by_pk, placed = {row.pk: row for row in stored}, {}

    def place(row: Owned) -> None:
        if row.pk not in placed:
            for name in own:
                if getattr(row, name) in by_pk:
                    place(by_pk[getattr(row, name)])
            placed[row.pk] = row

    for row in stored:
        place(row)
    return list(placed.values())


def relations(model: type[Owned]) -> list[django.Field]:
    """What a model's rows point at, but for their owner."""
    return [each for each in model._meta.concrete_fields if each.is_relation and each.name != "forbund"]


def _can_be(row: Owned, rows: Rows) -> bool:
    """Whether everything that a row can't be without is there."""
    return all(
        relation.null or rows.path(relation.related_model, getattr(row, relation.attname)) is not None
        for relation in relations(type(row))
    )


def _path(row: Owned, rows: Rows) -> Path:
    above: Path = ()
    for name in row.within:
        if name != "forbund":
            relation = row._meta.get_field(name)
            above += rows.path(relation.related_model, getattr(row, relation.attname)) or ()
    return (*above, row.key)
