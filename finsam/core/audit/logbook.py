"""How the log reads: every entry ever written, as sentences a person would say, whatever its JSON holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from finsam.core import audit
from finsam.core.crud.fields import PercentField
from finsam.core.models import AuditEntry
from finsam.core.text import prose
from finsam.core.text.comparing import Words, around_changes, word_by_word
from finsam.core.values import money, periods

LONG = 80  # characters of a text from which a change is shown word by word


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an entry tells: what it is about, how it was and how it became, or a text word by word."""

    what: str
    before: str = ""
    after: str = ""
    said: str = ""  # the whole sentence, where it isn't about a value
    words: tuple[Words, ...] = ()

    def __str__(self):
        if self.said:
            return f"{self.what} {self.said}".strip()
        if self.words:
            marked = {"del": "[bort: {}]", "ins": "[nytt: {}]", "same": "{}", "gap": "…"}
            return f"{self.what} ändrades: " + " ".join(
                marked[word.kind].format(word.text) for word in self.words
            )
        if self.before and self.after:
            return f"{self.what} ändrades från {self.before} till {self.after}"
        if self.before:
            return f"{self.what} togs bort, var {self.before}"
        return f"{self.what}: {self.after}"


def kind_name(kind: str) -> str:
    """What a stored kind is called: `plans.goal` → `mål`; one that is gone keeps its code name."""
    model = _model(kind)
    return str(model._meta.verbose_name) if model else kind


def sentences(entry: AuditEntry) -> list[str]:
    """What changed, one sentence for each thing."""
    return [str(change) for change in changes(entry)]


def changes(entry: AuditEntry) -> list[Change]:
    """What changed, in the order it was written. Any JSON can be told of, also of models and fields that are gone."""
    model = _model(entry.kind)
    before, after = _fields(entry.before), _fields(entry.after)
    result = [Change("", said=audit.WITHHELD)] if getattr(entry, "withheld", False) else []
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if ":" in name and all(isinstance(side, dict) for side in (old, new) if side is not None):
            result.extend(_nested(name, old, new))
        else:
            result.extend(_changed(model, name, old, new))
    return result


def _model(kind: str):
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def _fields(value) -> dict:
    """What an entry says, by field; a value that isn't told by field stands alone."""
    if isinstance(value, dict):
        return value
    return {} if value in (None, "", []) else {"innehåll": value}


def _field(model, name: str):
    """The model's field by that name; None when either is gone since."""
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _word(model, name: str) -> str:
    """A field's Swedish name."""
    field = _field(model, name)
    if field is None:
        return name
    named = field if field.concrete or field.related_model is None else field.related_model._meta
    word = getattr(named, "verbose_name_plural", "") or getattr(named, "verbose_name", "") or name
    return str(word).removesuffix(", kr").removesuffix(", %")


def _nested(name: str, old: dict | None, new: dict | None) -> Iterator[Change]:
    """Changes of an object that was saved or removed together with another; name is `app.model:label`."""
    kind, _, label = name.partition(":")
    model = _model(kind)
    read = getattr(model, "label_in_log", str)
    what = f"{kind_name(kind)} ”{read(label)}”"
    if not old or not new:
        told = [c for field, value in (new or old or {}).items() for c in _changed(model, field, None, value)]
        told = [change for change in told if change.after.strip("”") not in label]
        said = "togs bort" if old else "lades till"
        if len(told) == 1 and told[0].after and _is_amount(model, new or old):
            yield Change(what, before=told[0].after if old else "", after=told[0].after if new else "")
        else:
            yield Change(what, said=f"{said}: {', '.join(map(str, told))}" if told else said)
        return
    for field in {**old, **new}:
        for change in _changed(model, field, old.get(field), new.get(field)):
            about = (
                what if change.what == kind_name(kind) else f"{what}, {change.what}"
            )  # an amount's amount is said once
            yield Change(about, change.before, change.after, change.said, change.words)


def _is_amount(model, values: dict) -> bool:
    return any(isinstance(_field(model, name), models.DecimalField) for name in values)


def _changed(model, name: str, old, new) -> Iterator[Change]:
    """What became of one field."""
    what = _word(model, name)
    if old == new or (_blank(old) and _blank(new)):
        return
    if isinstance(old, dict | None) and isinstance(new, dict | None):
        word_of = getattr(model, "word_in_log", lambda name, key: key)
        for key in {**(old or {}), **(new or {})}:
            was, now = (old or {}).get(key), (new or {}).get(key)
            if was != now:
                yield from _told(f"{what}, {word_of(name, key)}", _json(was), _json(now))
    elif isinstance(old, list) and isinstance(new, list):
        was, now = [_json(value) for value in old], [_json(value) for value in new]
        added = [f"”{text}”" for text in now if text not in was]
        removed = [f"”{text}”" for text in was if text not in now]
        said = [f"fick {prose.listed(added)}"] if added else []
        said += [f"förlorade {prose.listed(removed)}"] if removed else []
        yield Change(what, said=" och ".join(said) or "fick en annan ordning")
    else:
        field = _field(model, name)
        yield from _told(what, _said(field, old), _said(field, new))


def _told(what: str, before: str, after: str) -> Iterator[Change]:
    if before == after:
        if before:
            yield Change(what, said="har samma ord men en annan form")
    elif before and after and max(len(before), len(after)) > LONG:
        yield Change(
            what, before, after, words=around_changes(word_by_word(before.strip("”"), after.strip("”")))
        )
    else:
        yield Change(what, before, after)


def _blank(value) -> bool:
    return value is None or value == "" or value == [] or value == {}


def _said(field, value) -> str:
    """A stored value as a person would say it; blank when there is none."""
    if _blank(value):
        return ""
    try:
        known = _typed(field, value)
    except (ValueError, TypeError, ArithmeticError):  # not what the field holds today
        known = None
    if known is not None:
        return known
    text = _json(value)
    return f"”{text}”" if isinstance(value, str) and field is not None else text


def _typed(field, value) -> str | None:
    """A value by what its field holds; None when the field has nothing to say of it."""
    if isinstance(value, bool | list | dict) or field is None or not field.concrete:
        return None
    if field.choices:
        word = dict(field.flatchoices).get(value)
        return None if word is None else str(word).lower()
    if isinstance(field, PercentField):
        return f"{_number(Decimal(value))}{money.NBSP}%"
    if isinstance(field, models.DecimalField):
        amount = Decimal(value)
        if field.max_digits == money.MAX_DIGITS:
            return money.exact(amount, "kr")
        return _number(amount)
    if isinstance(field, models.DateField) and isinstance(value, str):
        return periods.long_date(date.fromisoformat(value[:10]))
    return None


def _number(value: Decimal) -> str:
    """With the decimals that it has."""
    if not value.is_finite() or abs(value.normalize().as_tuple().exponent) > 12:
        raise ValueError(value)
    return money.number(value, money.places(value))


def _json(value, depth: int = 0) -> str:
    """Any JSON as words."""
    if _blank(value):
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, str):
        return prose.plain(value) if "<" in value or "&" in value else " ".join(value.split())
    if depth > 2 or not isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False).replace(".", ",") if isinstance(value, float) else json.dumps(
            value, ensure_ascii=False
        )  # fmt: skip
    if isinstance(value, list):
        return ", ".join(_json(item, depth + 1) or "tomt" for item in value)
    return "; ".join(f"{key}: {_json(item, depth + 1) or 'tomt'}" for key, item in value.items())
