"""The list of what the year's meetings deal with."""

from __future__ import annotations

import django_tables2 as tables

from finsam.core.crud.tables import KeyLinkColumn, OwnedTable
from finsam.core.values.periods import long_date
from plans.meetings.models import AgendaItem


class AgendaItemTable(OwnedTable):
    """The items of all meetings of the year."""

    intro = (
        "Vad årets möten tar upp: ärenden med förslag till beslut och handlingar, och vad det blev av dem."
    )
    example = "”Verksamhetsplan och budget 2025”, för beslut, med planen som handling."
    select_related = ("meeting__body", "meeting__fiscal_year", "decision")

    title = KeyLinkColumn("agenda-items", verbose_name="ärende")
    kind = tables.Column()
    section = tables.Column(accessor="pk", verbose_name="paragraf", orderable=False)

    Meta = OwnedTable.of(AgendaItem, "title", "kind", "section")

    def group_by(self, record):
        return f"{record.meeting.name or record.meeting.body.name} {long_date(record.meeting.date)}"

    def render_section(self, record):
        return f"§ {record.section}" if record.section else "–"
