"""Rows as plain data that JSON can hold, and back to values. What is in bytes is a file of its own, named by its SHA-256."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from archive.state.rows import Path, Rows
from finsam.core.models import Forbund, Owned

NOT_WRITTEN = ("id", "forbund", "secret")  # the secret of a link holds in one installation


def canonical(value: Any) -> bytes:
    """JSON that people can read, always the same for the same value."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def plain(value: Any, files: dict[str, bytes]) -> Any:
    """A value as JSON can hold it; bytes are put among the files."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bytes | memoryview):
        content = bytes(value)
        name = sha256(content).hexdigest()
        files[name] = content
        return name
    return value


def row_as_data(row: models.Model, rows: Rows, files: dict[str, bytes]) -> dict[str, Any]:
    """A row with what it points at named by its keys."""
    data: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in NOT_WRITTEN:
            continue
        value = getattr(row, field.attname)
        if field.is_relation:
            path = rows.path(field.related_model, value)
            data[field.name] = None if path is None else list(path)
        else:
            data[field.name] = plain(value, files)
    for relation in row._meta.many_to_many:
        paths = (rows.path(relation.related_model, each.pk) for each in getattr(row, relation.name).all())
        data[relation.name] = sorted(list(path) for path in paths if path is not None)
    return data


def state_of(forbund: Forbund, rows: Rows) -> dict[str, bytes]:
    """The files of a package that hold the rows: one for each model that has any, and one for each picture or paper."""
    kept: dict[str, bytes] = {}
    told = {
        "tillstand/forbund.json": canonical(
            {
                **row_as_data(forbund, rows, kept),
                "revision": 0,
            }  # how often it was written in is its own affair
        )
    }
    for model, stored in rows.by_model.items():
        if stored:
            data = [row_as_data(row, rows, kept) for row in stored]
            told[f"tillstand/{model._meta.label_lower}.json"] = canonical(data)
    return told | {f"tillstand/filer/{name}": content for name, content in kept.items()}


class Made:
    """Rows that are made of data, each found by model and keys."""

    def __init__(self, files: Mapping[str, bytes]):
        self.files = files
        self.made: dict[tuple[type[models.Model], Path], Owned] = {}
        self.several: list[tuple[Owned, str, list[Owned]]] = []

    def find(self, model: type[models.Model], path: Iterable[str]) -> Owned:
        """A row by its keys. Raises KeyError."""
        return self.made[model, tuple(path)]

    def fill(self, row: models.Model, data: dict[str, Any]) -> list[tuple[str, list[Any]]]:
        """Give a row what the data says. Returns what it names several of. Raises KeyError, ValidationError, TypeError."""
        many = {relation.name: relation for relation in row._meta.many_to_many}
        known = {field.name: field for field in row._meta.concrete_fields if field.name not in NOT_WRITTEN}
        if data.keys() != known.keys() | many.keys():
            strange = sorted(data.keys() ^ (known.keys() | many.keys()))
            raise ValidationError(f"{row._meta.label}: fälten {', '.join(strange)} är inte de som finns här.")
        for name, field in known.items():
            value = data[name]
            if field.is_relation:
                setattr(row, name, None if value is None else self.find(field.related_model, value))
            elif isinstance(field, models.BinaryField):
                setattr(row, name, self.files[value] if value else b"")
            elif isinstance(field, models.JSONField):
                setattr(row, name, value)
            else:
                setattr(row, name, field.to_python(value))
        return [
            (name, [self.find(relation.related_model, path) for path in data[name]])
            for name, relation in many.items()
        ]
