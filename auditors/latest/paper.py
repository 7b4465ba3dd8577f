"""What is new, as the working paper has it: how much in each area, the books month by month, and what was done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils import timezone

from auditors.latest import queries
from auditors.latest.areas import BY_KEY, OTHER
from auditors.working_paper import Case, section, working_paper
from finsam.core import audit
from finsam.core.audit import logbook, telling
from finsam.core.models import AuditEntry
from finsam.core.values import periods
from finsam.core.values.grouping import grouped
from finsam.documents.resolved import Part
from finsam.facts.book import Fact
from finsam.facts.tables import Cell, Column, Row, Table

MOST_ENTRIES = 300  # rows of the log that it lists; more is read on the screen
MOST_CHANGES = 4  # of an entry
LONGEST = 300  # signs of what an entry tells
OWN = ("auditors.sample", "auditors.sampleitem")  # which have sections of their own
HASH = re.compile(r"[0-9a-f]{32,}")


@working_paper(10)
def latest(case: Case) -> Iterator[Part]:
    """What is new since the auditor's mark."""
    since, year = case.since, case.fiscal_year
    words = f"Sedan {periods.long_date(timezone.localdate(since))}." if since else "Sedan början."
    news = queries.by_area(case.tenant, since)
    tables = [_counts(news, year.year)] if news else []
    books = queries.books_since(year, since)
    if books and books.months:
        tables.append(_books(books, year.year))
    yield section(
        "nytt", "Nytt sedan sist", prose=f"<p>{words}{'' if news else ' Inget har hänt.'}</p>", pieces=tables
    )
    rows = queries.entries_since(case.tenant, since).exclude(kind__in=OWN)
    listed = [telling.seen(case.tenant, entry) for entry in rows[:MOST_ENTRIES]]
    if listed:
        total = rows.count()
        more = total > len(listed)
        note = f"<p>De {len(listed)} senaste av {total}. Resten läses i ändringsloggen.</p>" if more else ""
        yield section("handelser", "Vad som har gjorts", level=2, prose=note, pieces=[_entries(listed)])


def _counts(news: list[queries.News], year: int) -> Table:
    rows = tuple(
        Row(
            each.area.key,
            each.area.label,
            {
                "antal": Cell(
                    Fact(
                        f"granskning.nytt-{each.area.key}@{year}",
                        each.area.label,
                        Decimal(each.count),
                        unit="st",
                    )
                )
            },
        )
        for each in news
    )
    column = Column("antal", "Antal", unit="st")
    return Table("nytt-omraden", "Så mycket är nytt", (column,), rows, row_label="Område")


def _books(books: queries.BooksMoved, year: int) -> Table:
    """How each month's result differs; the difference is computed of the two."""
    rows, once = [], Decimal(1)
    for month in books.months:
        key = f"granskning.bokforing-{month.month}"
        was = Fact(f"{key}-da@{year}", f"Resultat {month.name}, då", month.was, decimals=2)
        now = Fact(f"{key}-nu@{year}", f"Resultat {month.name}, nu", month.now, decimals=2)
        moved = Fact(
            f"{key}-skillnad@{year}",
            f"Skillnad {month.name}",
            op="sum",
            parts=((once, now), (-once, was)),
            decimals=2,
        )
        cells = {"da": Cell(was), "nu": Cell(now), "skillnad": Cell(moved)}
        cells["stallning"] = Cell(text="Stängd månad" if month.closed else "")
        rows.append(Row(f"m{month.month}", month.name.capitalize(), cells))
    columns = (
        Column("da", "Resultat då", decimals=2),
        Column("nu", "Nu", decimals=2),
        Column("skillnad", "Skillnad", decimals=2),
        Column("stallning", "Ställning", kind="text"),
    )
    was = f"{books.was.file_name} gällde innan. " if books.was else "Ingen bokföring gällde innan. "
    return Table(
        "nytt-bokforing",
        "Bokföringen, månad för månad",
        columns,
        tuple(rows),
        row_label="Månad",
        note=f"{was}Nu gäller {books.now.file_name}.",
    )


def _entries(entries: list) -> Table:
    """The log's rows under their areas, the newest first in each."""
    of_kind = {kind: area.key for area in BY_KEY.values() for kind in area.kinds}
    columns = tuple(
        Column(key, label, kind="text")
        for key, label in (("vem", "Vem"), ("vad", "Vad"), ("andring", "Ändring"))
    )
    by_area = grouped(entries, by=lambda entry: of_kind.get(entry.kind, OTHER))
    rows = []
    for area in BY_KEY.values():
        if area.key in by_area:
            rows.append(Row(area.key, area.label, kind="heading"))
            rows += [_entry(entry) for entry in by_area[area.key]]
    return Table(
        "nytt-handelser",
        "Vad som har gjorts",
        columns,
        tuple(rows),
        row_label="Tid",
        shape="list",
        show_title=False,
    )


def _entry(entry: AuditEntry) -> Row:
    told = logbook.sentences(entry)
    said = HASH.sub(lambda match: f"{match[0][:8]}…", "; ".join(told[:MOST_CHANGES]))[:LONGEST]
    said += f" och {len(told) - MOST_CHANGES} ändringar till" if len(told) > MOST_CHANGES else ""
    verb = audit.VERBS.get(entry.verb, entry.verb)
    cells = {
        "vem": Cell(text=entry.by_name),
        "vad": Cell(text=f"{verb} {logbook.kind_name(entry.kind)} {entry.label}"),
        "andring": Cell(text=said),
    }
    return Row(f"e{entry.pk}", f"{timezone.localtime(entry.at):%Y-%m-%d %H.%M}", cells)
