"""Rows as lines of JSON, the same whichever database they are read from or written to."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.query import QuerySet

from finsam.core.declaring import declared_models

PART = 4 * 1024 * 1024  # bytes of lines from which a part is full
# Who is signed in: whoever was signed out since must not be let in again.
LEFT_OUT = frozenset({"sessions.session", "usersessions.usersession"})


def tables(apps: Any) -> list[Any]:
    """The models whose rows are in a backup: all but what may be thrown away, and who is signed in."""
    left = LEFT_OUT | declared_models("emptied")
    return sorted(
        (
            model
            for model in apps.get_models(include_auto_created=True)
            if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in left
        ),
        key=lambda model: model._meta.db_table,
    )


def fields_of(model: Any) -> list[Any]:
    """The fields that have a column."""
    return [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def written(model: Any) -> Iterator[tuple[bytes, int]]:
    """A table as parts of some megabytes, each with how many rows it has. The first line of a part names the columns."""
    fields = fields_of(model)
    heavy = any(isinstance(field, models.BinaryField) for field in fields)
    head = json.dumps([field.column for field in fields]).encode()
    lines, size = [head], 0
    rows: QuerySet[Any] = QuerySet(model).order_by("pk").values_list(*(field.attname for field in fields))
    for row in rows.iterator(chunk_size=5 if heavy else 1000):
        line = json.dumps(row, ensure_ascii=False, default=_plain).encode()
        lines.append(line)
        size += len(line)
        if size >= PART:
            yield _packed(lines), len(lines) - 1
            lines, size = [head], 0
    if len(lines) > 1:
        yield _packed(lines), len(lines) - 1


def _packed(lines: list[bytes]) -> bytes:
    return gzip.compress(b"\n".join(lines), 6, mtime=0)


def _plain(value: Any) -> str:
    """A value that JSON doesn't have."""
    if isinstance(value, bytes | memoryview | bytearray):
        return b64encode(bytes(value)).decode()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value)} can't be written")


def read_in(model: Any, part: bytes, connection: Any) -> int:
    """Write the rows of a part into a model's table, as they were; how many."""
    lines = gzip.decompress(part).split(b"\n")
    by_column = {field.column: field for field in fields_of(model)}
    fields = [by_column[name] for name in json.loads(lines[0])]
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(field.column) for field in fields)
    holes = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({holes})"  # noqa: S608 - names of models
    rows = (
        [_stored(field, value, connection) for field, value in zip(fields, json.loads(line), strict=True)]
        for line in lines[1:]
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))
    return len(lines) - 1


def _stored(field: Any, value: Any, connection: Any) -> Any:
    if value is not None and isinstance(field, models.BinaryField):
        value = b64decode(value)
    return field.get_db_prep_save(value, connection)
