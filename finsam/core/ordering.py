"""Things in an order that somebody decides: some of them moved to another place among their siblings."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T", bound=Any)  # a model with `order` and `version`


def put(row: Any, order: int, *, moved: bool = False) -> None:
    """Give a row its place, which counts a version where it is another, or where it has moved among rows of unlike numbers."""
    if moved or row.order != order:
        row.order, row.version = order, row.version + 1
        row.save(update_fields=["order", "version"])


def move(rows: list[T], first: int, last: int, to: int) -> list[T]:
    """Move some of the rows to before a place, and number all of them; none where they stand there already."""
    if to == first:
        return []
    moved = rows[first:last]
    rest = rows[:first] + rows[last:]
    at = to if to < first else to - len(moved)
    for order, row in enumerate([*rest[:at], *moved, *rest[at:]], 1):
        put(row, order, moved=row in moved)
    return moved
