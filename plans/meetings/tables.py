"""The list of what the year's meetings deal with, and the agenda of one of them."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

from finsam.core.addresses import year_address
from finsam.core.crud.tables import KeyLinkColumn, OwnedTable
from finsam.core.tenancy.access import TenantContext, address
from finsam.core.values.periods import long_date
from finsam.disclosure.reader import reader_of
from finsam.web.screen import book_of
from plans.meetings import queries
from plans.meetings.models import AgendaItem, Attendance, Paper
from plans.meetings.pack import said
from plans.meetings.quorum import Standing, standing
from plans.models.year import Meeting


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


def standing_of(meeting: Meeting, seats: list, rows: dict[int, Attendance], without: Any = ()) -> Standing:
    """Whether those who were there are enough to decide."""
    rule, members = meeting.forbund.quorum, meeting.body.regular_count
    return standing(meeting.body.name, rule, seats, rows.values(), members=members, without=without)


def _paper(tenant: TenantContext, paper: Paper, years: dict[str, int]) -> dict[str, Any]:
    """A paper with where it is read, and what it is. `years` are those of the stored handlingar by their codes."""
    if paper.document:
        year = paper.document.fiscal_year.year
        href = year_address(tenant.forbund, year, "document-preview", key=paper.document.key)
        return {"paper": paper, "href": href, "told": str(paper.document.get_status_display())}
    if paper.edition:
        href = year_address(tenant.forbund, years[paper.edition], "edition", code=paper.edition)
        return {"paper": paper, "href": href, "told": "Lagrad handling"}
    href = address(tenant, "paper-file", item=paper.item.key, key=paper.key)
    return {"paper": paper, "href": href, "told": paper.ending.upper()}


def agenda_rows(tenant: TenantContext, meeting: Meeting, seats: list, rows: dict[int, Attendance]) -> list:
    """The items with what is read of each."""
    reader = reader_of(tenant, book_of(tenant))
    listed = queries.agenda(meeting)
    years = queries.years_of_editions(paper.edition for item in listed for paper in item.papers.all())
    agenda = []
    for number, item in enumerate(listed, 1):
        recused = [seat.pk for seat in item.recused.all()]
        agenda.append({
            "number": number,
            "item": item,
            "background": said(item.background, reader).html,
            "proposal": said(item.proposal, reader).html,
            "outcome": said(item.outcome, reader).html,
            "papers": [_paper(tenant, paper, years) for paper in item.papers.all()],
            "quorum": standing_of(meeting, seats, rows, recused).told if recused and rows else "",
        })  # fmt: skip
    return agenda
