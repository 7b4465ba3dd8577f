"""Last year into the next: what each app carries over, and the one action that does it.

An app declares functions that add copies to a `Rollover`; nothing is written until all of them have been asked, so the
page that asks first shows what the button does. A kind of which the new year has anything already is left alone: what
somebody has removed there comes back only if all of its kind is gone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import models, transaction

from finsam.core import audit, services
from finsam.core.models import FiscalYear, Owned, YearOwned
from finsam.core.registry import Registry
from finsam.core.values.grouping import grouped

T = TypeVar("T", bound=Owned)

YEAR = ""  # when a year is begun; a kind of document's key is when such a document is
_FIGURE = re.compile(r"(?<=@)(?:19|20)\d\d\b")
_TYPED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def way_to_year(model: type[Owned]) -> str:
    """The lookup from what belongs to a year to that year: `risk__fiscal_year`; "" for what is of no year."""
    if issubclass(model, YearOwned):
        return "fiscal_year"
    relation = model._meta.get_field(model.within[0])
    above = relation.related_model
    way = way_to_year(above) if issubclass(above, Owned) else ""
    return f"{relation.name}__{way}" if way else ""


def whole(model: type[Owned]) -> models.QuerySet:
    """The rows of a model in their order with all that they point at, however many in as many questions."""
    related = [its.name for its in model._meta.fields if its.is_relation]
    many = [its.name for its in model._meta.many_to_many]
    rows = model._base_manager.order_by(*model._meta.ordering)
    return rows.select_related(*related).prefetch_related(*many)


def stepped(text: str, years: int) -> str:
    """A label or a key with its years some years on, or back: `Budget 2024` is `Budget 2025` a step on."""
    return _TYPED.sub(lambda year: str(int(year[0]) + years), text)


def _parent(row: Owned) -> int:
    return getattr(row, f"{row.within[0]}_id")


def _depths(rows: list[Owned], tree: str) -> dict[Owned, int]:
    """How deep each row stands in the tree that they make."""
    above = {row.pk: getattr(row, f"{tree}_id") for row in rows}

    def depth(number: int | None) -> int:
        return 0 if number is None else 1 + depth(above.get(number))

    return {row: depth(row.pk) for row in rows}


class NotCarried(Exception):
    """Something doesn't follow into the new year; the message is a Swedish sentence that says why."""


@dataclass
class Kind:
    """What became of one kind of thing: how many copies, how many stood there already, and what else is to be told."""

    label: str
    count: int = 0
    there: int = 0
    told: list[str] = field(default_factory=list)


@dataclass
class Rollover:
    """What is carried from one year into another: copies that aren't saved yet, in the order they must be."""

    old: FiscalYear
    new: FiscalYear
    kinds: list[Kind] = field(default_factory=list)
    rows: list[tuple[Owned, dict[str, list[Owned]]]] = field(default_factory=list)
    of_old: dict[tuple[type, int], Owned] = field(default_factory=dict)

    @property
    def step(self) -> int:
        """How many years ahead."""
        return self.new.year - self.old.year

    @property
    def count(self) -> int:
        """How many things of all kinds."""
        return sum(kind.count for kind in self.kinds)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do: the year is there, and has all that it could get."""
        return self.new.pk is not None and not self.rows

    def kind(self, label: str) -> Kind:
        """A new kind to tell of."""
        self.kinds.append(Kind(label[:1].upper() + label[1:]))
        return self.kinds[-1]

    def leave(self, label: str, why: str) -> None:
        """Tell of a kind that never follows, and why."""
        self.kind(label).told.append(why)

    def standing(self, model: type[T]) -> dict[str, T]:
        """What the new year has already of a kind, by key."""
        if self.new.pk is None:
            return {}
        return {row.key: row for row in model._base_manager.filter(fiscal_year=self.new)}

    def carry(self, model: type[YearOwned], *, parts: tuple[type[Owned], ...] = (), tree: str = "",
              change: Callable[[Owned, Owned], None] = lambda row, copy: None) -> None:  # fmt: skip
        """Carry all of a kind with its parts; `change` is given each copy, and raises NotCarried for what stays.

        `tree` is the relation to what a thing of the kind belongs to of the same kind.
        """
        kind = self.kind(str(model._meta.verbose_name_plural))
        rows = list(whole(model).filter(fiscal_year=self.old))
        if tree:
            rows.sort(key=_depths(rows, tree).__getitem__)
        standing = self.standing(model)
        if standing:
            kind.there = len(standing)
            self.of_old |= {(model, row.pk): standing[row.key] for row in rows if row.key in standing}
            for row in rows:
                try:
                    change(row, model())  # only for what it tells
                except NotCarried as left:
                    kind.told.append(str(left))
            return
        below = [grouped(self.of_year(part), by=_parent) for part in parts]
        for row in rows:
            try:
                copy = self.copied(row, kind)
                change(row, copy)
            except NotCarried as left:
                kind.told.append(str(left))
                continue
            self.add(row, copy, kind)
            for part in (part for by_parent in below for part in by_parent.get(row.pk, ())):
                self.add(part, self.copied(part, kind))

    def of_year(self, part: type[Owned]) -> list[Owned]:
        """All of the old year's parts of a kind, in their order."""
        return list(whole(part).filter(**{way_to_year(part): self.old}))

    def add(self, row: Owned, copy: Owned, kind: Kind | None = None) -> None:
        """Let a copy of a row follow, with its many-to-many values; counted where it is of a kind of its own."""
        self.of_old[type(row), row.pk] = copy
        many = {}
        for relation in row._meta.many_to_many:
            others = [self.follows(other) for other in getattr(row, relation.name).all()]
            many[relation.name] = [other for other in others if other is not None]
        self.rows.append((copy, many))
        if kind is not None:
            kind.count += 1

    def follows(self, row: Owned) -> Owned | None:
        """What stands for a row in the new year: itself when it isn't the old year's, or None when it stays behind."""
        if (type(row), row.pk) in self.of_old:
            return self.of_old[type(row), row.pk]
        if isinstance(row, YearOwned):
            return None if row.fiscal_year_id == self.old.pk else row
        return None if isinstance(row, Owned) and way_to_year(type(row)) else row

    def copied(self, row: T, kind: Kind, **given: object) -> T:
        """A copy of a row for the new year, with other values where they are given.

        Figures that are bound to a year follow a step (`…@2024`). Raises NotCarried where something it belongs to stays.
        """
        copy = type(row)(forbund=self.old.forbund)
        for its in row._meta.concrete_fields:
            if its.primary_key or its.name in ("forbund", "version") or getattr(its, "auto_now", False):
                continue
            if its.name in given:
                value = given[its.name]
            elif its.name == "fiscal_year":
                value = self.new
            elif its.is_relation:
                before = self.of_old.get((its.related_model, getattr(row, its.attname))) or getattr(
                    row, its.name
                )
                value = before if before is None or before.pk is None else self.follows(before)
                if before is not None and value is None:
                    raise NotCarried(f"”{row}” följer inte med, för ”{before}” gör det inte.")
            else:
                value = self._said(row, kind, deepcopy(getattr(row, its.attname)))
            setattr(copy, its.name, value)
        return copy

    def _said(self, row: Owned, kind: Kind, value):
        """A value with the years of its bound figures a step on; told, since a fixed year may be meant."""
        if isinstance(value, dict):
            return {name: self._said(row, kind, each) for name, each in value.items()}
        if isinstance(value, list):
            return [self._said(row, kind, each) for each in value]
        if not isinstance(value, str):
            return value
        for year in dict.fromkeys(_FIGURE.findall(value)):
            ahead = int(year) + self.step
            kind.told.append(f"En siffra i ”{row}” var bunden till {year} och hämtas nu från {ahead}.")
        return _FIGURE.sub(lambda year: str(int(year[0]) + self.step), value)

    def ahead(self, text: str) -> str:
        """A label or a key with its years a step on: `Budget 2024` is `Budget 2025`."""
        return stepped(text, self.step)

    def save(self) -> None:
        """Write everything. Raises ValidationError where a copy breaks a promise."""
        for copy, _ in self.rows:
            for relation in copy._meta.fields:
                if relation.is_relation and relation.is_cached(copy):
                    setattr(copy, relation.name, getattr(copy, relation.name))  # it has its number by now
            if copy.pk is None:
                services.validate(copy)
                copy.save()
            else:
                services.validate(copy)
                copy.version += 1
                copy.save()
        for copy, many in self.rows:
            for name, others in many.items():
                getattr(copy, name).set(others)


Carry = Callable[[Rollover], None]
CARRIES: Registry[str, tuple[tuple[str, ...], Carry]] = Registry("what is carried into the next year")


def carries(*told: str) -> Callable[[Carry], Carry]:
    """Declare a function that adds what follows when a year (YEAR) or a kind of document is begun."""

    def declare(function: Carry) -> Carry:
        CARRIES.add(f"{function.__module__}.{function.__qualname__}", (told, function))
        return function

    return declare


def occasions() -> set[str]:
    """What can be begun from the year before: YEAR, and kinds of document."""
    return {occasion for told, _ in CARRIES.values() for occasion in told}


def planned(old: FiscalYear, *, occasion: str = YEAR) -> Rollover:
    """What would be carried from a year into the one after it, as things stand. Writes nothing."""
    following = FiscalYear.objects.filter(forbund=old.forbund, year=old.year + 1).first()
    new = following or FiscalYear(forbund=old.forbund, year=old.year + 1, key=str(old.year + 1))
    rollover = Rollover(old, new)
    for told, carry in CARRIES.values():
        if occasion in told:
            carry(rollover)
    return rollover


@transaction.atomic
def begin(*, old: FiscalYear, by, occasion: str = YEAR) -> Rollover:
    """Begin the year after one, or a document in it: carry over what it lacks, and never write over what it has.

    One row in the log, or none when it lacked nothing. Raises ValidationError where a copy breaks a promise.
    """
    services.turn(old.forbund_id)
    old = services.lock(old)
    rollover = planned(old, occasion=occasion)
    if rollover.empty:
        return rollover
    if rollover.new.pk is None:
        services.validate(rollover.new)
        rollover.new.save()
    rollover.save()
    counts = {kind.label.lower(): kind.count for kind in rollover.kinds if kind.count}
    audit.record(
        by=by, verb="började", obj=rollover.new, before={}, after=counts, label=f"{rollover.new} från {old}"
    )
    return rollover
