"""Questions to the database: how many a visit asks, and which of them take long. Parameters are never told of."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created

from finsam.core.logs.hiding import without_values
from finsam.core.logs.visits import current

LONGEST = 2000  # characters of a statement
log = logging.getLogger("finsam.slow")


def watch(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Around each question: count it, and tell of a slow one with the address that asked it."""
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        milliseconds = (time.perf_counter() - began) * 1000
        visit = current()
        if visit is not None:
            visit.queries += 1
        if 0 < settings.SLOW_QUERY_MS <= milliseconds:
            said = without_values(sql if isinstance(sql, str) else str(sql))[:LONGEST]
            log.warning("Slow query", extra={"told": {"query_ms": round(milliseconds), "sql": said}})


def _begin(connection: Any, **_: Any) -> None:
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, watch)  # whoever is within it takes off the last


def listen() -> None:
    """Watch every connection from now on."""
    connection_created.connect(_begin)
    for connection in connections.all(initialized_only=True):
        _begin(connection)
