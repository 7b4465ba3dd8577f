"""Every write goes through here: one transaction, everything validated, one audit row."""

from copy import copy
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from finsam.core import audit, removal
from finsam.core.caching import revisions
from finsam.core.models import Access, FiscalYear, Forbund, Owned, User
from finsam.core.states import refuse_locked


class StaleSave(Exception):
    """Somebody else saved the object since it was opened; `current` is how it is now."""

    def __init__(self, current):
        super().__init__("Det här har sparats i en annan flik eller av någon annan.")
        self.current = current


@dataclass
class Child:
    """An object saved together with its parent: what to save, its many-to-many values, or its removal."""

    obj: models.Model
    many: dict = field(default_factory=dict)
    remove: bool = False


class Gone(ValidationError):
    """Somebody else removed the object after it was opened."""

    def __init__(self, obj):
        kind = obj._meta.verbose_name
        super().__init__(
            f"”{obj}” ({kind}) har tagits bort av någon annan under tiden och kan inte sparas. "
            "Det du skrev står kvar på sidan: kopiera det om du behöver det."
        )


def turn(forbund_id: int | None) -> None:
    """Wait for one's turn to write: in a förbund one action at a time is carried out. None waits for every förbund's.

    Every action begins here, so no two can hold each other's rows, and what one reads no other is changing.
    """
    waiting = Forbund.objects.select_for_update(no_key=True).order_by("pk")
    list((waiting if forbund_id is None else waiting.filter(pk=forbund_id)).values_list("pk"))


def _different(obj, many: dict) -> dict:
    """The many-to-many values that aren't as they are stored. Raises ValidationError for what can't be chosen."""
    different = {}
    for name, values in many.items():
        wanted = {value.pk for value in values}
        for value in values:
            if value.forbund_id != obj.forbund_id:
                raise ValidationError({name: "Valet hör inte till det här förbundet."})
        kept = set(
            obj._meta.get_field(name).related_model._base_manager.filter(pk__in=wanted).values_list("pk")
        )
        if len(kept) < len(wanted):
            raise ValidationError({name: "Något av det valda har tagits bort under tiden. Välj på nytt."})
        if obj.pk is None or wanted != {row.pk for row in getattr(obj, name).all()}:
            different[name] = values
    return different


def lock(obj):
    """The row as it is in the database, held until the transaction ends, to be changed; None for a new object.

    Raises Gone, and ValidationError for what is not to be changed (finsam.core.states).
    """
    stored = held(obj)
    refuse_locked(obj if stored is None else stored)
    return stored


def held(obj):
    """The row as it is in the database, held until the transaction ends, for what goes its own way on. Raises Gone."""
    if obj.pk is None:
        return None
    stored = type(obj)._base_manager.select_for_update(of=("self",)).filter(pk=obj.pk).first()
    if stored is None:
        raise Gone(obj)
    return stored


def fresh(obj, version: int | None, *, hold=lock):
    """The object as it is stored, to be changed on one's turn. Raises Gone, and StaleSave for another `version`.

    `hold` is `held` for what belongs to it and may change although it is locked itself.
    """
    turn(obj.forbund_id)
    stored = hold(obj)
    if stored is not None and version is not None and stored.version != version:
        raise StaleSave(stored)
    return stored


def validate(obj) -> None:
    """Raise ValidationError unless the object keeps its promises; what it points at must still be there."""
    try:
        obj.full_clean()
    except ValidationError as error:
        by_field = error.error_dict
        for name, errors in by_field.items():
            its_field = obj._meta.get_field(name) if name in {x.name for x in obj._meta.fields} else None
            if (
                its_field is not None
                and its_field.is_relation
                and any(problem.code == "invalid" for problem in errors)
            ):
                gone = (
                    f"{its_field.verbose_name.capitalize()}: det som valdes har tagits bort av någon annan."
                )
                by_field[name] = ValidationError(gone).error_list
        raise ValidationError(by_field) from error


def _save_one(obj, many: dict, stored) -> tuple[dict, dict]:
    """Validate and save what is changed of one object. Returns what changed: (before, after)."""
    if stored is None:
        validate(obj)
        many = _different(obj, many)
        obj.save()
    else:
        obj.take_over(stored)
        obj.version = stored.version
        validate(obj)
        names, many = obj.differing(stored), _different(obj, many)
        if not names and not many:
            return {}, {}
        obj.version = stored.version + 1
        stamps = [field.name for field in obj._meta.concrete_fields if getattr(field, "auto_now", False)]
        before = audit.snapshot(stored)  # its many-to-many values are read before they are set
        obj.save(update_fields=[*names, *stamps, "version"])
    for name, values in many.items():
        getattr(obj, name).set(values)
    return audit.difference(before if stored is not None else {}, audit.snapshot(obj))


def raise_version(obj) -> None:
    """Count a change that isn't in the object's own row, so that whoever has it open is told."""
    type(obj)._base_manager.filter(pk=obj.pk).update(version=models.F("version") + 1)
    obj.version += 1
    revisions.move(obj.forbund_id)


def _adopt(child) -> None:
    """A child that was made before what it points at was saved (its parent, or a child before it) learns its number."""
    for relation in child._meta.fields:
        if relation.is_relation and relation.is_cached(child) and getattr(child, relation.attname) is None:
            setattr(child, relation.name, getattr(child, relation.name))


def _name(obj, taken: dict) -> str:
    """What an entry calls an object that changed together with the one it is about."""
    name = wanted = f"{obj._meta.label_lower}:{obj}"
    count = 1
    while name in taken:
        count += 1
        name = f"{wanted} ({count})"
    return name


def _remove(obj) -> tuple[dict, dict]:
    """Remove an object. Returns what else is gone or has let go of it, before and after.

    Raises ValidationError when others depend on it.
    """
    touched = removal.touched_by(obj)
    for row in touched.removed:
        refuse_locked(row)
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for row in touched.removed:
        before[_name(row, before)] = audit.snapshot(row)
    held = [(it.obj, it.field.name, audit.snapshot(it.obj)[it.field.name]) for it in touched.loosened]
    label = str(obj)
    try:
        obj.delete()
    except (models.ProtectedError, models.RestrictedError) as error:
        raise removal.in_use(label, error) from error
    for row, field_name, was in held:
        name = _name(row, before)
        row.refresh_from_db()
        if hasattr(row, "version"):
            raise_version(row)
        before[name], after[name] = {field_name: was}, {field_name: audit.snapshot(row)[field_name]}
    return before, after


@transaction.atomic
def save(obj, *, by, many: dict | None = None, children: list[Child] | None = None, version: int | None = None,
         verb: str = "", record=audit.record):  # fmt: skip
    """Create or change an object, with its many-to-many values and children.

    Only what was changed here is written, and a save that changes nothing leaves everything as it was. `version`
    is the one the person saw; a newer one in the database raises StaleSave. Raises ValidationError with Swedish
    sentences, Gone when somebody has removed the object. Leaves one audit row, or none when nothing changed; `record`
    is what writes it.
    """
    new = obj.pk is None
    stored = fresh(obj, version)
    if new and isinstance(obj, Owned):
        obj.refuse_crowding()
    before, after = _save_one(obj, many or {}, stored)
    own = new or obj.version != stored.version
    below = False
    for child in children or []:
        _adopt(child.obj)
        if child.remove:
            if child.obj.pk is not None and (old := _stored(child.obj)) is not None:
                name = _name(old, before)
                before[name] = audit.snapshot(old)
                was, now = _remove(old)
                before, after, below = before | was, after | now, True
            continue
        kept = lock(child.obj)
        was, now = _save_one(child.obj, child.many, kept)
        if kept is None or child.obj.version != kept.version:
            below = True
            name = _name(child.obj, after)
            after[name] = now
            if kept is not None:
                before[name] = was
    if below and not own:
        raise_version(obj)
    if own:
        obj.saved(stored, by=by)
    if own or below:
        record(by=by, verb=verb or ("skapade" if new else "ändrade"), obj=obj, before=before, after=after)
    return obj


def _stored(obj):
    """The row as it is in the database; None when it is gone, for what was to be removed anyway."""
    try:
        return lock(obj)
    except Gone:
        return None


@transaction.atomic
def delete(obj, *, by, version: int | None = None, verb: str = "tog bort") -> None:
    """Remove an object; the row in the log keeps it, all that went with it, and what let go of it.

    `version` is the one the person saw; a newer one raises StaleSave. Raises Gone when somebody else has removed
    it, and ValidationError when others depend on it.
    """
    stored = fresh(obj, version)
    own, label = audit.snapshot(stored), str(stored)
    stored.removed()
    before, after = _remove(stored)
    audit.record(by=by, verb=verb, obj=stored, before=own | before, after=after, label=label)


@transaction.atomic
def save_shared(obj, *, by):
    """Create or change what belongs to no förbund: a user and her rights."""
    turn(None)
    stored = lock(obj)
    obj.full_clean(exclude=["password"])
    if stored is not None and all(
        getattr(obj, field.attname) == getattr(stored, field.attname) for field in obj._meta.concrete_fields
    ):
        return obj
    obj.save()
    before, after = audit.difference(audit.snapshot(stored), audit.snapshot(obj))
    if stored is None or before or after:
        verb = "skapade" if stored is None else "ändrade"
        audit.record(by=by, verb=verb, obj=obj, before=before, after=after)
    return obj


@transaction.atomic
def delete_shared(obj, *, by) -> None:
    """Remove what belongs to no förbund."""
    turn(None)
    before, label = audit.snapshot(obj), str(obj)
    removed = copy(obj)
    obj.delete()
    audit.record(by=by, verb="tog bort", obj=removed, before=before, after={}, label=label)


@transaction.atomic
def open_year(*, forbund: Forbund, year: int, by, decided_before: bool = False) -> FiscalYear:
    """Start a new year for a förbund. Raises ValidationError when it exists."""
    opened = FiscalYear(forbund=forbund, year=year, key=str(year), decided_before=decided_before)
    return save(opened, by=by)


@transaction.atomic
def invite(*, forbund: Forbund, email: str, name: str, role: str, by, start=None, end=None) -> Access:
    """Give a person a role in a förbund; a new address becomes a user who must set a password by mail."""
    turn(forbund.pk)
    access = Access(forbund=forbund, user=user_of(email, name), role=role, start=start, end=end)
    return save(access, by=by, verb="bjöd in")


def user_of(email: str, name: str) -> User:
    """Whoever has the address; a user without a password when nobody has."""
    known = User.objects.filter(email__iexact=email).first()
    if known is not None:
        return known
    user = User(email=email.lower(), name=name)
    user.set_unusable_password()
    user.full_clean(exclude=["password"], validate_unique=False)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:  # another förbund has let the same person in at this very moment
        return User.objects.get(email__iexact=email)
    return user
