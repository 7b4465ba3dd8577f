"""Blocks `motesplan` and `arshjul`: what happens when, of meetings, the law's days and the förbund's own points."""

from __future__ import annotations

from collections import defaultdict

from django.utils.html import escape

from finsam.core.values.periods import (
    BUDGET_DEADLINE,
    MONTHS,
    REPORT_DEADLINE,
    clock,
    long_date,
    short_date,
    weekday,
)
from finsam.documents.options import BlockOptions, Choice, KeysField
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import Cell, Column, Piece, Row, Table, Wheel
from plans import queries
from plans.blocks.common import bullets, gone, paragraph, teach
from plans.models.year import Meeting


def meeting_name(meeting: Meeting, between: str = ", ") -> str:
    """`Styrelsemöte, årsredovisning`: what meets and what about."""
    return between.join(filter(None, (meeting.name or meeting.body.name, meeting.theme)))


def month_name(month: int) -> str:
    """`Januari`, as it begins a row."""
    return MONTHS[month - 1].capitalize()


def _bodies(book: Book) -> list[tuple[str, str]]:
    """Bodies that meet during the year."""
    return list(
        {meeting.body.key: meeting.body.name for meeting in book.read(queries.meetings, book.year)}.items()
    )


class MeetingOptions(BlockOptions):
    """Whose meetings, and how they are listed."""

    form = Choice("Form", ("manader", "Månad för månad"), ("lista", "Dag, tid och plats"))
    bodies = KeysField(label="Organ", help_text="Inga valda: alla organs möten.")

    offered = {"bodies": _bodies}


@block(
    "motesplan",
    label="Mötesplan",
    group=Group.YEAR,
    options=MeetingOptions,
    help="Årets möten. Veckodagar räknas ut.",
    edit_url="meetings",
)
def meetings_block(book: Book, options: dict, _) -> list[Piece]:
    """The year's meetings by month, or one by one with weekday, time and place."""
    planned, wanted = book.read(queries.meetings, book.year), options["bodies"]
    there = {meeting.body.key for meeting in planned}
    pieces: list[Piece] = gone(
        "motesplan", "Möten för", [key for key in wanted if key not in there], book.year
    )
    meetings = [meeting for meeting in planned if not wanted or meeting.body.key in wanted]
    if not meetings:
        return pieces or teach(
            "motesplan", f"Det finns inga möten för {book.year} ännu. Lägg till dem under Möten."
        )
    table = _by_month if options["form"] == "manader" else _one_by_one
    return [*pieces, table(meetings, f"Mötesplan {book.year}")]


def _by_month(meetings: list[Meeting], title: str) -> Table:
    """The month stands in its first row only; no cell spans rows, which tagged PDF handles badly."""
    columns = (Column("mote", "Möte", kind="text"), Column("tid", "Datum och tid", kind="text"))
    rows, last = [], 0
    for meeting in meetings:
        time = clock(meeting.start, meeting.end)
        when = short_date(meeting.date) + (f" kl. {time}" if time else "")
        public = " (offentligt)" if meeting.public else ""
        cells = {"mote": Cell(text=meeting_name(meeting) + public), "tid": Cell(text=when)}
        rows.append(
            Row(meeting.key, month_name(meeting.date.month) if meeting.date.month != last else "", cells)
        )
        last = meeting.date.month
    return Table("motesplan", title, columns, tuple(rows), row_label="Månad", shape="list", show_title=False)


def _one_by_one(meetings: list[Meeting], title: str) -> Table:
    """`Fredag 2024-01-26`, time, and place with theme; what meets when it isn't the same throughout."""
    same = len({meeting.name or meeting.body.name for meeting in meetings}) == 1
    columns = [Column("tid", "Tid", kind="text"), Column("plats", "Plats och tema", kind="text")]
    rows = []
    for meeting in meetings:
        cells = {"tid": Cell(text=clock(meeting.start, meeting.end)), "plats": _place(meeting)}
        if not same:
            cells["mote"] = Cell(text=meeting.name or meeting.body.name)
        rows.append(
            Row(meeting.key, f"{weekday(meeting.date).capitalize()} {long_date(meeting.date)}", cells)
        )
    if not same:
        columns.insert(0, Column("mote", "Möte", kind="text"))
    return Table(
        "motesplan",
        title,
        tuple(columns),
        tuple(rows),
        row_label="Dag och datum",
        shape="list",
        show_title=False,
    )


def _place(meeting: Meeting) -> Cell:
    words = [meeting.place, meeting.theme, "Offentligt möte" if meeting.public else ""]
    words = [word for word in words if word]
    if len(words) > 1:
        return Cell(html="".join(paragraph(escape(word)) for word in words))
    return Cell(text="".join(words))


def happenings(book: Book) -> dict[int, tuple[str, ...]]:
    """What happens each month: meetings (same ones said once), the förbund's own points, and the law's days."""
    by_month: dict[int, list[str]] = defaultdict(list)
    for meeting in book.read(queries.meetings, book.year):
        by_month[meeting.date.month].append(meeting_name(meeting, ": "))
    for item in book.read(queries.wheel_items, book.year):
        for month in range(item.month, (item.last_month or item.month) + 1):
            by_month[month].append(item.name)
    for deadline in (REPORT_DEADLINE, BUDGET_DEADLINE):
        by_month[deadline.month].append(f"{deadline.text} (lagen)")
    return {month: tuple(dict.fromkeys(by_month[month])) for month in sorted(by_month)}


class WheelOptions(BlockOptions):
    """The ring, the list, or both."""

    show = Choice("Visa", ("bada", "Hjul och lista"), ("hjul", "Bara hjulet"), ("lista", "Bara listan"))


@block(
    "arshjul",
    label="Årshjul",
    group=Group.YEAR,
    options=WheelOptions,
    help="Året i en ring: möten, lagens datum och egna punkter.",
    edit_url="wheel-items",
)
def wheel_block(book: Book, options: dict, _) -> list[Piece]:
    """The year as a ring of months and as the list that says the same."""
    months, title = happenings(book), f"Årshjul {book.year}"
    columns = (Column("handelser", "Vad som händer", kind="text"),)
    rows = tuple(
        Row(f"m{month:02}", month_name(month), {"handelser": _cell(months[month])}) for month in months
    )
    note = "Sammanställt ur mötesplanen, lagens datum och förbundets egna punkter."
    table = Table(
        "arshjul-lista", title, columns, rows, row_label="Månad", shape="list", note=note, show_title=False
    )
    pieces = {"hjul": Wheel("arshjul", title, months, show_title=False, listed=table.key), "lista": table}
    return list(pieces.values()) if options["show"] == "bada" else [pieces[options["show"]]]


def _cell(items: tuple[str, ...]) -> Cell:
    return Cell(text=items[0]) if len(items) == 1 else Cell(html=bullets(map(escape, items)))
