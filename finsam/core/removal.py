"""What a removal takes with it, and what it only lets go of: said before it is confirmed, and kept in the log after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.deletion import Collector, ProtectedError, RestrictedError

from finsam.core.registry import Registry
from finsam.core.text import prose
from finsam.core.values.grouping import grouped

# Functions that say what else leads to an object, without the database knowing
REFERRING: Registry[str, Callable[[models.Model], list[str]]] = Registry("finder of references")
NAMED = 5  # as many things of a kind as are named; the rest are counted


@dataclass(frozen=True, slots=True)
class Loosened:
    """Something that stays, but no longer says what it said in one of its fields."""

    obj: models.Model
    field: models.Field
    lost: tuple[str, ...]


@dataclass
class Touched:
    """All that changes when an object is removed, itself left out."""

    removed: list[models.Model] = field(default_factory=list)
    loosened: list[Loosened] = field(default_factory=list)

    def sentences(self) -> list[str]:
        """What is touched, a sentence for each kind of thing."""
        result = []
        for model, objects in grouped(self.removed, by=type).items():
            result.append(f"Samtidigt försvinner {_kind(model, objects)}.")
        kinds = grouped(self.loosened, by=lambda loose: (type(loose.obj), loose.field, loose.lost))
        for (model, its_field, lost), group in kinds.items():
            what = _kind(model, [loose.obj for loose in group])
            names = prose.listed([f"”{name}”" for name in lost])
            result.append(
                f"{what[0].upper()}{what[1:]} finns kvar men förlorar {names} under ”{its_field.verbose_name}”."
            )
        return result


def in_use(obj, error: ProtectedError | RestrictedError) -> ValidationError:
    """The sentence for something that others depend on."""
    protecting = getattr(error, "protected_objects", None) or getattr(error, "restricted_objects", ())
    users = sorted({f"{other._meta.verbose_name} ”{other}”" for other in protecting})
    shown = ", ".join(users[:NAMED])
    more = f" och {len(users) - NAMED} till" if len(users) > NAMED else ""
    return ValidationError(f"”{obj}” används av {shown}{more}. Ändra dem först.")


def touched_by(obj: models.Model) -> Touched:
    """What the removal of an object takes away and lets go of. Raises ValidationError when others depend on it."""
    collector = Collector(using=obj._state.db or "default", origin=obj)
    try:
        collector.collect([obj])
    except (ProtectedError, RestrictedError) as error:
        raise in_use(obj, error) from error
    touched = Touched()
    links: list[models.Model] = []
    for objects in (*collector.data.values(), *collector.fast_deletes):
        for row in objects:
            if row._meta.auto_created:
                links.append(row)
            elif row != obj:
                touched.removed.append(row)
    gone = {(type(row), row.pk) for row in (obj, *touched.removed)}
    lost: dict = {}
    for (its_field, _), groups in collector.field_updates.items():
        for owner_row in (
            row for group in groups for row in ([group] if isinstance(group, models.Model) else group)
        ):
            if (type(owner_row), owner_row.pk) not in gone:
                lost.setdefault((owner_row, its_field), []).append(str(getattr(owner_row, its_field.name)))
    for link in links:
        owner = link._meta.auto_created
        its_field = next(
            field for field in owner._meta.local_many_to_many if field.remote_field.through is type(link)
        )
        holder = getattr(link, its_field.m2m_field_name())
        if (type(holder), holder.pk) not in gone:
            lost.setdefault((holder, its_field), []).append(
                str(getattr(link, its_field.m2m_reverse_field_name()))
            )
    touched.loosened = [Loosened(row, its_field, tuple(names)) for (row, its_field), names in lost.items()]
    return touched


def said_of(obj: models.Model) -> list[str]:
    """All that the removal of an object touches, also what only refers to it. Raises ValidationError as `touched_by`."""
    return [
        *touched_by(obj).sentences(),
        *(sentence for find in REFERRING.values() for sentence in find(obj)),
    ]


def _kind(model: type[models.Model], objects: list[models.Model]) -> str:
    """`uppdrag ”Karin Berg”`, or `2 uppdrag (”Karin Berg” och ”Olle Ek”)`."""
    names = [f"”{row}”" for row in objects[:NAMED]]
    if len(objects) == 1:
        return f"{model._meta.verbose_name} {names[0]}"
    if len(objects) > NAMED:
        names.append(f"{len(objects) - NAMED} till")
    return f"{len(objects)} {model._meta.verbose_name_plural} ({prose.listed(names)})"
