"""The base of every list, and the ground floor's own."""

from __future__ import annotations

import django_tables2 as tables

from finsam.doors import address
from finsam.money import number


class KeyLinkColumn(tables.Column):
    """The first column: the object's name, leading to its page."""

    def __init__(self, editor: str, **kwargs):
        kwargs.setdefault("empty_values", ())
        super().__init__(linkify=lambda record, table: table.url(f"{editor}-edit", key=record.key), **kwargs)


class OwnedTable(tables.Table):
    """A list of a förbund's objects. `url` makes addresses within the visit."""

    class Meta:
        attrs = {"class": "table list"}
        orderable = True
        empty_text = ""

    def __init__(self, *args, visit, **kwargs):
        self.visit = visit
        super().__init__(*args, **kwargs)

    def url(self, name: str, **kwargs) -> str:
        """An address in the same förbund and year."""
        return address(self.visit, name, **kwargs)


class AmountColumn(tables.Column):
    """Kronor, right-aligned."""

    attrs = {"td": {"class": "num"}, "th": {"class": "num"}}

    def render(self, value):
        return number(value)

