"""Values that a grid writes: one row an address, all of one owner, which has the version of them all."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import asdict

from finsam.core import audit
from finsam.core.models import Owned
from finsam.core.services import validate


def fields_of(values: dict[Hashable, object | None]) -> dict[Hashable, dict | None]:
    """Values that are dataclasses, as the fields of their rows."""
    return {address: None if value is None else asdict(value) for address, value in values.items()}


def change(
    rows: dict[Hashable, Owned],
    values: dict[Hashable, dict | None],
    *,
    new: Callable[[Hashable], Owned],
    name: Callable[[Hashable], str],
    told: Callable[[Owned], dict] = audit.snapshot,
) -> tuple[dict, dict]:
    """Store fields by address, None takes a row away; `rows` is what is stored, and follows. Within a service.

    `new` makes a row, `name` is what the log calls one, `told` what the log says of one. Returns what changed:
    (before, after). Raises ValidationError for a row that can't be.
    """
    before, after = {}, {}
    for address, fields in values.items():
        row = rows.get(address)
        was = told(row) if row else {}
        if fields is None:
            if row:
                before[name(address)] = was
                rows.pop(address).delete()
            continue
        if row and all(getattr(row, field) == value for field, value in fields.items()):
            continue
        row = rows.setdefault(address, row or new(address))
        for field, value in fields.items():
            setattr(row, field, value)
        row.version += bool(was)
        validate(row)
        row.save()
        old, after[name(address)] = audit.difference(was, told(row))
        if was:
            before[name(address)] = old
    return before, after


def _told(value: object) -> str | None:
    return None if value is None else str(value)


def record(owner: Owned, stored: Owned, before: dict, after: dict, *, by, verb: str, **fields) -> None:
    """Count the change of an owner's values, and leave one row in the log; nothing when nothing changed.

    `stored` is the owner as it was, `fields` what of itself is set too, such as its status.
    """
    for field, value in fields.items():
        if value != getattr(stored, field):
            before[field], after[field] = _told(getattr(stored, field)), _told(value)
    if not (before or after):
        return
    owner.version = stored.version + 1
    for field, value in fields.items():
        setattr(owner, field, value)
    type(owner)._base_manager.filter(pk=owner.pk).update(version=owner.version, **fields)
    audit.record(by=by, verb=verb, obj=owner, before=before, after=after)
