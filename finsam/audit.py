"""What an action leaves behind, and how it reads in Swedish."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from finsam import money, periods, prose
from finsam.models.audit import AuditEntry

VERBS = {
    "skapade": "lade till",
    "ändrade": "ändrade",
    "tog bort": "tog bort",
    "flyttade": "flyttade",
    "läste in": "läste in",
    "bjöd in": "bjöd in",
    "skrev in belopp": "skrev in belopp i",
    "förklarade": "förklarade",
    "publicerade": "publicerade",
    "lämnade in": "lämnade in",
    "tog tillbaka": "tog tillbaka",
    "skickade tillbaka": "skickade tillbaka",
    "godkände": "godkände",
    "öppnade igen": "öppnade igen",
}
_SKIPPED = {"id", "forbund", "version", "password", "last_login", "at"}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts without being a user: the system itself when it loads a förbund."""

    email: str
    name: str


SYSTEM = Actor("", "Systemet")


def _plain(value):
    """A field's value as JSON can hold it."""
    if isinstance(value, Decimal | date | datetime | time):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return f"{len(bytes(value))} byte, {sha256(bytes(value)).hexdigest()[:8]}"
    return value


def snapshot(obj) -> dict:
    """The object's fields as JSON; what it points at is named by key."""
    if obj is None or obj.pk is None:
        return {}
    found = {}
    for field in obj._meta.concrete_fields:
        if field.name in _SKIPPED or field.name == "key":
            continue
        if isinstance(field, models.JSONField) and not field.editable:
            continue  # what the system remembers for itself
        if field.is_relation:
            related = getattr(obj, field.name)
            found[field.name] = str(related) if related is not None else None
        else:
            value = getattr(obj, field.attname)
            if isinstance(value, Decimal):  # as it is stored: 575 000 and 575 000,00 are the same
                value = money.rounded(value, field.decimal_places)
            found[field.name] = _plain(value)
    for field in obj._meta.many_to_many:
        found[field.name] = sorted(str(item) for item in getattr(obj, field.name).all())
    return found


def difference(before: dict, after: dict) -> tuple[dict, dict]:
    """Only what differs between two snapshots."""
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {key: before[key] for key in keys if key in before}, {
        key: after[key] for key in keys if key in after
    }


def record(*, by, verb: str, obj, before: dict, after: dict, label: str = "") -> AuditEntry:
    """Write the one row of an action. What belongs to no förbund (a user, a level for all) is nobody's but the system's."""
    fiscal_year = getattr(obj, "fiscal_year", None)
    owner = obj if obj._meta.label == "finsam.Forbund" else getattr(obj, "forbund", None)
    return AuditEntry.objects.create(
        forbund_key=owner.key if owner else "",
        year=fiscal_year.year if fiscal_year else None,
        by_email=by.email,
        by_name=by.name or by.email,
        verb=verb,
        kind=obj._meta.label_lower,
        reference=obj.reference()[:200],
        label=(label or str(obj))[:300],
        before=before,
        after=after,
    )


def was_removed(model, key: str, visit) -> bool:
    """Whether somebody has removed the förbund's object with a key: it is told of what is gone, not of what never was."""
    kind = model._meta.label_lower
    references = (f"{kind}:{key}", f"{kind}:{visit.fiscal_year}/{key}")
    found = AuditEntry.objects.filter(
        forbund_key=visit.forbund.key, verb="tog bort", reference__in=references
    )
    return found.exists()


def _field(model, name: str):
    """The model's field by that name; None when either is gone since."""
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _word(model, name: str) -> str:
    """A field's Swedish name; nested changes are called `måldel: upplever stöd, målvärde`."""
    field = _field(model, name)
    if field is None:
        return name
    named = field if field.concrete else field.related_model._meta  # ”avsnitt”: what a document has
    return str(getattr(named, "verbose_name_plural", "") or named.verbose_name).removesuffix(", kr")


def _shown(model, name: str, value) -> str:
    """A stored value as a person would say it."""
    if value in (None, "", [], {}):
        return "tomt"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "ja" if value else "nej"
    field = _field(model, name)
    if field is not None and not field.concrete:
        return str(value)
    if isinstance(field, models.DecimalField):
        return money.show(
            Decimal(value),
            "kr" if field.max_digits == money.MAX_DIGITS else "",
            0 if Decimal(value) % 1 == 0 else 2,
        )
    if isinstance(field, models.DateField) and isinstance(value, str):
        return periods.long_date(date.fromisoformat(value[:10]))
    if field is not None and field.choices:
        value = dict(field.flatchoices).get(value, value)
    text = prose.plain(str(value))
    return (
        f"”{text[:117]}…”"
        if len(text) > 120
        else f"”{text}”"
        if field is not None and not field.choices
        else text
    )


def kind_name(kind: str) -> str:
    """What a stored kind is called: `plans.goal` → `mål`; one that is gone keeps its code name."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except LookupError:
        return kind


def sentences(entry: AuditEntry) -> list[str]:
    """What changed, one sentence per field: `belopp: 575 000 kr → 600 000 kr`."""
    try:
        model = apps.get_model(entry.kind)
    except LookupError:
        model = None
    lines = []
    for name in {**entry.before, **entry.after}:
        old, new = entry.before.get(name), entry.after.get(name)
        if isinstance(new, dict) or isinstance(old, dict):
            lines.extend(_nested(name, old or {}, new or {}))
        elif not entry.before or name not in entry.before:
            if new not in (None, "", [], {}):
                lines.append(f"{_word(model, name)}: {_shown(model, name, new)}")
        elif not entry.after or name not in entry.after:
            lines.append(f"{_word(model, name)}: {_shown(model, name, old)} (borttaget)")
        else:
            lines.append(f"{_word(model, name)}: {_shown(model, name, old)} → {_shown(model, name, new)}")
    return lines


def _nested(name: str, old: dict, new: dict) -> list[str]:
    """Changes of an object that was saved together with its parent; name is `app.model:label`."""
    label_lower, _, label = name.partition(":")
    model = apps.get_model(label_lower)
    kind = model._meta.verbose_name
    if not new:
        return [f"{kind} ”{label}” togs bort"]
    if not old:
        return [f"{kind} ”{label}” lades till"]
    return [
        f"{kind} ”{label}”, {_word(model, field)}: {_shown(model, field, old.get(field))} → "
        f"{_shown(model, field, new.get(field))}"
        for field in {**old, **new}
    ]
