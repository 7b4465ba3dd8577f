"""What the adjustment of the minutes locks: the agenda with its papers and outcomes, and who was there."""

from __future__ import annotations

from finsam.core.states import locks
from finsam.core.values.periods import long_date
from plans.meetings.models import AgendaItem, Attendance, Minutes, Paper


@locks("plans.agendaitem")
def item(item: AgendaItem) -> str:
    """Why an item of a meeting whose minutes are adjusted stays as it is."""
    return _reason(item.meeting_id)


@locks("plans.paper")
def paper(paper: Paper) -> str:
    """As its item."""
    return (
        _reason(AgendaItem._base_manager.values_list("meeting", flat=True).get(pk=paper.item_id))
        if paper.item_id
        else ""
    )


@locks("plans.attendance")
def attendance(attendance: Attendance) -> str:
    """As the meeting's items."""
    return _reason(attendance.meeting_id)


def _reason(meeting: int | None) -> str:
    rows = Minutes._base_manager.filter(meeting=meeting, adjusted_on__isnull=False)
    day = rows.values_list("adjusted_on", flat=True).first()
    if day is None:
        return ""
    return (
        f"Protokollet justerades {long_date(day)}, så det som står i det ändras inte. Är något fel: ta bort "
        "justeringsdagen under Protokoll först."
    )
