"""The list of events."""

from __future__ import annotations

from finsam.core.crud.tables import KeyLinkColumn, NumberColumn, OwnedTable, PeriodColumn
from finsam.core.values.money import number
from finsam.disclosure.reader import reader_of
from followup.events.facts import event_facts
from followup.events.models import Event


class EventTable(OwnedTable):
    """The year's events, and after them what came later."""

    intro = "Det som hände under året och efter det: aktiviteter, projekt, utbildningar, nätverk. Målet om antal deltagare är summan av de händelser som räknas."
    example = "En temakväll om våld i nära relationer, med regionen, ca 70 deltagare."
    select_related = ("forbund", "fiscal_year", "insats")

    name = KeyLinkColumn("events")
    period = PeriodColumn(verbose_name="när")
    attendance = NumberColumn(verbose_name="deltagare")

    Meta = OwnedTable.of(Event, "name", "kind", "period", "partners", "attendance")

    def render_attendance(self, record, value):
        return reader_of(self.tenant).said(event_facts(record).attendance, number(value))

    def group_by(self, record):
        return str(record.get_time_display())
