"""What a visitor wrote beside what somebody else has saved since, for every form and grid that was saved too late."""

from __future__ import annotations

from collections.abc import Iterable

from finsam.core import audit
from finsam.core.crud.fields import ProseField
from finsam.core.text import prose


def move_on(form, current) -> None:
    """Let a form go on from the version that is saved, so that saving again is a choice made with both in view."""
    form.data = form.data.copy()
    form.data[form.add_prefix("version")] = str(current.version)


def compare(form, current, rows: Iterable[tuple[str, object, object]]) -> list[dict]:
    """What differs, as `editing/stale.html` tells it: (label, what the visitor wrote, what is saved now).

    The form's version is moved on.
    """
    move_on(form, current)
    return [{"label": label, "mine": mine, "theirs": theirs} for label, mine, theirs in rows]


def _as_read(obj, name: str, stored):
    """A field's value as people read it: a choice by its word, several things as the list that was stored."""
    if isinstance(stored, list):
        return stored
    display = getattr(obj, f"get_{name}_display", None)
    value = display() if display else getattr(obj, name)
    return prose.plain(value) if isinstance(obj._meta.get_field(name), ProseField) else value


def both(form, current) -> list[dict]:
    """What the visitor wrote of an object and what somebody else has saved since, field by field.

    The form's version is moved on.
    """
    written = {name: sorted(map(str, values)) for name, values in form.many().items()}
    mine, theirs = audit.snapshot(form.instance) | written, audit.snapshot(current)
    rows = (
        (
            bound.label,
            _as_read(form.instance, bound.name, mine[bound.name]),
            _as_read(current, bound.name, theirs.get(bound.name)),
        )
        for bound in form
        if bound.name in mine and mine[bound.name] != theirs.get(bound.name)
    )
    return compare(form, current, rows)
