"""Every write goes through here: one transaction, everything validated, one audit row."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models, transaction

from finsam import audit
from finsam.models import Access, FiscalYear, Forbund, User


class StaleSave(Exception):
    """Somebody else saved the object since it was opened; `current` is how it is now."""

    def __init__(self, current):
        super().__init__("Någon annan har sparat under tiden.")
        self.current = current


@dataclass
class Child:
    """An object saved together with its parent: what to save, its many-to-many values, or its removal."""

    obj: models.Model
    many: dict = field(default_factory=dict)
    remove: bool = False


def _set_many(obj, many: dict) -> None:
    """Set many-to-many values, refusing what belongs to another förbund."""
    for name, values in many.items():
        for value in values:
            if value.forbund_id != obj.forbund_id:
                raise ValidationError({name: "Valet hör inte till det här förbundet."})
        getattr(obj, name).set(values)


def _lock(obj):
    """The row as it is in the database, locked until the transaction ends; None for a new object."""
    if obj.pk is None:
        return None
    return type(obj)._base_manager.select_for_update(of=("self",)).get(pk=obj.pk)


def _save_one(obj, many: dict) -> tuple[dict, dict]:
    """Validate and save one object. Returns what changed: (before, after)."""
    stored = _lock(obj)
    before = audit.snapshot(stored)
    obj.full_clean()
    if stored is not None:
        obj.version = stored.version + 1
    obj.save()
    _set_many(obj, many)
    return audit.difference(before, audit.snapshot(obj))


def _adopt(child, parent) -> None:
    """A child that was made before its parent was saved learns its parent's number."""
    for one in child._meta.fields:
        if one.is_relation and one.is_cached(child) and getattr(child, one.name) is parent:
            setattr(child, one.name, parent)


def _remove(obj) -> None:
    """Remove an object. Raises ValidationError when others depend on it."""
    label = str(obj)
    try:
        obj.delete()
    except models.ProtectedError as error:
        raise in_use(label, error) from error


@transaction.atomic
def save(obj, *, by, many: dict | None = None, children: list[Child] | None = None, version: int | None = None,
         verb: str = ""):  # fmt: skip
    """Create or change an object, with its many-to-many values and children.

    `version` is the one the person saw; a newer one in the database raises StaleSave. Raises
    ValidationError with Swedish sentences. Leaves one audit row, or none when nothing changed.
    """
    new = obj.pk is None
    if not new and version is not None:
        stored = _lock(obj)
        if stored.version != version:
            raise StaleSave(stored)
    before, after = _save_one(obj, many or {})
    for child in children or []:
        _adopt(child.obj, obj)
        name = f"{child.obj._meta.label_lower}:{child.obj}"
        if child.remove:
            if child.obj.pk is not None:
                before[name] = audit.snapshot(child.obj)
                _remove(child.obj)
            continue
        was_new = child.obj.pk is None
        was, now = _save_one(child.obj, child.many)
        if was or now:
            after[name] = now
            if not was_new:
                before[name] = was
    if new or before or after:
        audit.record(
            by=by, verb=verb or ("skapade" if new else "ändrade"), obj=obj, before=before, after=after
        )
    return obj


def in_use(obj, error: models.ProtectedError) -> ValidationError:
    """The sentence for something that others depend on."""
    users = sorted({f"{other._meta.verbose_name} ”{other}”" for other in error.protected_objects})
    shown = ", ".join(users[:5])
    more = f" och {len(users) - 5} till" if len(users) > 5 else ""
    return ValidationError(f"”{obj}” används av {shown}{more}. Ändra dem först.")


@transaction.atomic
def delete(obj, *, by) -> None:
    """Remove an object. Raises ValidationError when others depend on it."""
    before, label = audit.snapshot(obj), str(obj)
    audit.record(by=by, verb="tog bort", obj=obj, before=before, after={}, label=label)
    _remove(obj)


@transaction.atomic
def open_year(*, forbund: Forbund, year: int, by) -> FiscalYear:
    """Start a new year for a förbund. Raises ValidationError when it exists."""
    return save(FiscalYear(forbund=forbund, year=year, key=str(year)), by=by)


@transaction.atomic
def invite(*, forbund: Forbund, email: str, name: str, role: str, by, start=None, end=None) -> Access:
    """Give a person a role in a förbund; a new address becomes a user who must set a password by mail."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User(email=email.lower(), name=name)
        user.set_unusable_password()
        user.full_clean(exclude=["password"])
        user.save()
    access = Access(forbund=forbund, user=user, role=role, start=start, end=end)
    return save(access, by=by, verb="bjöd in")
