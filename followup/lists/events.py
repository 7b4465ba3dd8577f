"""The list of events."""

from __future__ import annotations

import django_tables2 as tables

from finsam.lists import NumberColumn, OwnedTable, PeriodColumn
from followup.models import Event


class EventTable(OwnedTable):
    """The year's events, and after them what came later."""

    name = tables.Column(linkify=lambda record, table: table.url("handelser-edit", key=record.key))
    period = PeriodColumn(verbose_name="när")
    attendance = NumberColumn(verbose_name="deltagare")

    class Meta(OwnedTable.Meta):
        model = Event
        fields = ("name", "kind", "period", "partners", "attendance")

    def group_by(self, record):
        return str(record.get_time_display())
