"""Where things stand on the screen, for pages that tell of them: each app says where its own are."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.apps import apps
from django.db.models import JSONField

from finsam.core import audit
from finsam.core.addresses import year_address
from finsam.core.models import AuditEntry
from finsam.core.registry import Registry

PAGES: Registry[type, Callable] = Registry("page of an object")
# Functions that say which facts are entered where: `(tenant, references)` to {(reference, name): [(label, address)]}
FACTS: Registry[str, Callable] = Registry("finder of facts")
facts_for = FACTS.function


def page_for(model: type) -> Callable[[Callable], Callable]:
    """Declare where an object of a model is looked at or changed: a function of tenant and object gives its address."""
    return lambda make: PAGES.add(model, make)


def address_of(tenant, obj, name: str, **kwargs) -> str:
    """The address of an object's page, in the year that it belongs to or else the visit's."""
    year = audit.year_of(obj) or tenant.fiscal_year
    return year_address(tenant.forbund, year.year, name, **kwargs)


def pages(tenant, entries: Iterable[AuditEntry]) -> dict[int, str]:
    """The page of what each entry is about, by the entry's number; nothing for what is gone."""
    entries = list(entries)
    addresses: dict[int, str] = {}
    for kind in {entry.kind for entry in entries}:
        try:
            model = apps.get_model(kind)
        except (LookupError, ValueError):
            continue
        if model not in PAGES:
            continue
        mine = [entry for entry in entries if entry.kind == kind]
        objects = _objects(
            tenant, model, {entry.reference.rpartition(":")[2].rpartition("/")[2] for entry in mine}
        )
        for entry in mine:
            obj = objects.get((entry.reference, entry.year)) or objects.get(
                (entry.reference, tenant.fiscal_year.year)
            )
            if obj is not None:
                addresses[entry.pk] = PAGES[model](tenant, obj)
    return addresses


def _objects(tenant, model: type, keys: set[str]) -> dict:
    """The förbund's objects with some keys, by what the log calls them and their year."""
    if model is type(tenant.forbund):
        return {(tenant.forbund.reference(), tenant.fiscal_year.year): tenant.forbund}
    parents = [name for name in model.within if name != "forbund"]
    parents += [f"{name}__{above}" for name in parents for above in _within(model, name)]
    # What the system remembers for itself may be large, and says nothing of where a thing stands.
    large = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, JSONField) and not field.editable
    ]
    rows = (
        model._base_manager.filter(forbund=tenant.forbund, key__in=keys)
        .select_related(*parents)
        .defer(*large)
    )
    return {
        (row.reference(), year.year if (year := audit.year_of(row)) else tenant.fiscal_year.year): row
        for row in rows
    }


def _within(model: type, name: str) -> list[str]:
    related = model._meta.get_field(name).related_model
    return [above for above in related.within if above != "forbund"]


def facts(tenant, entries: Iterable[AuditEntry]) -> dict[int, list[tuple[str, str]]]:
    """The fact pages of what each entry tells of, by the entry's number: (label, address)."""
    entries = list(entries)
    references = {entry.reference for entry in entries}
    known: dict = {}
    for find in FACTS.values():
        known |= find(tenant, references)
    links_of = {}
    for entry in entries:
        names = [name for told in (entry.before, entry.after) if isinstance(told, dict) for name in told]
        links = [link for name in dict.fromkeys(names) for link in known.get((entry.reference, name), ())]
        if links:
            links_of[entry.pk] = links
    return links_of
