"""The base of every list, and the ground floor's own."""

from __future__ import annotations

from decimal import Decimal
from html import unescape

import django_tables2 as tables
from django.db.models import DateTimeField, Model
from django.utils.html import strip_tags
from django_tables2.data import TableQuerysetData
from django_tables2.rows import BoundRow, BoundRows
from django_tables2.utils import OrderBy

from finsam.core.tenancy.access import address
from finsam.core.values import periods
from finsam.core.values.collation import swedish_key
from finsam.core.values.money import NBSP, exact, number


@tables.columns.library.register
class YesNoColumn(tables.BooleanColumn):
    """Yes or no in words; what every boolean field of a list becomes."""

    def __init__(self, **kwargs):
        super().__init__(**{"yesno": "ja,nej", **kwargs})


@tables.columns.library.register
class DayColumn(tables.DateColumn):
    """A day with its month in words, on one line; what every date of a list becomes."""

    def __init__(self, **kwargs):
        super().__init__(format="j\u00a0F\u00a0Y", **kwargs)

    @classmethod
    def from_field(cls, field, **kwargs):
        return super().from_field(field, **kwargs) if not isinstance(field, DateTimeField) else None


class KeyLinkColumn(tables.Column):
    """The first column: the object's name, leading to its page among its editor's."""

    def __init__(self, editor: str, page: str = "edit", **kwargs):
        kwargs.setdefault("empty_values", ())
        super().__init__(
            linkify=lambda record, table: table.url(f"{editor}-{page}", key=record.key), **kwargs
        )


class _Sorted(TableQuerysetData):
    """Rows that a visitor sorts by words stand in Swedish order, by what is shown and not by what is stored."""

    def __init__(self, data):
        super().__init__(data)
        self.kind = data.model

    def __len__(self):
        return len(self.data) if isinstance(self.data, list) else super().__len__()

    @property
    def verbose_name(self):
        return self.kind._meta.verbose_name

    @property
    def verbose_name_plural(self):
        return self.kind._meta.verbose_name_plural

    def order_by(self, aliases):
        super().order_by(aliases)
        records = list(self.data)
        for alias in aliases[:1]:
            name = OrderBy(alias).bare
            if self._by_words(self.table.columns[name], records):
                records.sort(key=lambda row: self._shown(row, name), reverse=OrderBy(alias).is_descending)
                self.data = records

    def _by_words(self, column, records: list) -> bool:
        """Whether the column shows words: names, choices, other things by their name."""
        if type(column.column) not in (tables.Column, KeyLinkColumn):
            return False
        if column.accessor == "pk":
            return any(order.bare.endswith(("name", "title")) for order in column.order_by)
        values = (column.accessor.resolve(record, quiet=True) for record in records)
        return all(isinstance(value, str | Model) for value in values if value is not None)

    def _shown(self, record, name: str):
        return swedish_key(unescape(strip_tags(str(BoundRow(record, table=self.table).get_cell(name)))))


class OwnedTable(tables.Table):
    """A list of a förbund's objects. `url` makes addresses within the visit.

    With `group_by` (record → heading) the rows stand under headings, until somebody sorts the list.
    """

    group_by = None
    intro = ""  # what these are for: stands over the list and teaches when it is empty
    example = ""
    # What the rows show of other objects, read together with them.
    select_related: tuple[str, ...] = ()
    prefetch_related: tuple[str, ...] = ()

    class Meta:
        attrs = {"class": "table list"}
        orderable = True
        empty_text = ""
        default = "–"

    @classmethod
    def of(cls, model: type[Model], *columns: str) -> type[Meta]:
        """The `Meta` of a list of a model's objects, when it says no more than which columns stand in it."""
        return type("Meta", (cls.Meta,), {"model": model, "fields": columns})

    def __init__(self, *args, tenant, order_by=None, **kwargs):
        self.tenant = tenant
        super().__init__(*args, **kwargs)
        if isinstance(self.data, TableQuerysetData):
            self.data = _Sorted(self.data.data)
            self.data.set_table(self)
            self.rows = BoundRows(data=self.data, table=self)
        if order_by:
            self.order_by = order_by

    @property
    def label(self) -> str:
        """What the list holds, for those who hear the page."""
        return str(self.data.verbose_name_plural).capitalize()

    @property
    def shows_groups(self) -> bool:
        """Whether the rows stand under headings now."""
        return self.group_by is not None and not self.order_by

    def url(self, name: str, **kwargs) -> str:
        """An address in the same förbund and year."""
        return address(self.tenant, name, **kwargs)


class AmountColumn(tables.Column):
    """Kronor, right-aligned."""

    attrs = {"td": {"class": "num"}, "th": {"class": "num"}}

    def render(self, value):
        return number(value)


class NumberColumn(tables.Column):
    """A plain number, right-aligned; with `unit` after it."""

    attrs = {"td": {"class": "num"}, "th": {"class": "num"}}

    def __init__(self, unit="", **kwargs):
        self.unit = unit
        super().__init__(**kwargs)

    def render(self, value):
        return f"{exact(Decimal(value))}{NBSP}{self.unit}" if self.unit else exact(Decimal(value))


class PeriodColumn(tables.Column):
    """From one day to another, of objects with `start` and `end`; open ends say so."""

    attrs = {"td": {"class": "when"}}

    def __init__(self, **kwargs):
        super().__init__(**{"accessor": "pk", "verbose_name": "tid", "order_by": ("start", "end"), **kwargs})

    def render(self, record):
        return periods.spell(record.start, record.end)
