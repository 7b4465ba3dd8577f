"""The texts that are written while something is carried out, for what is to be said of them afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_TEXTS: ContextVar[list[str] | None] = ContextVar("texts", default=None)


@contextmanager
def heard() -> Iterator[list[str]]:
    """A list that the new texts of every row in the log come into, while it is open."""
    texts: list[str] = []
    token = _TEXTS.set(texts)
    try:
        yield texts
    finally:
        _TEXTS.reset(token)


def hear(after: Any) -> None:
    """Note the texts of what has been written, if anybody listens."""
    texts = _TEXTS.get()
    if texts is None:
        return
    todo = [after]
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            texts.append(item)
        elif isinstance(item, dict):
            todo += item.values()
        elif isinstance(item, list | tuple):
            todo += item
