"""The one page of a link: an insats's tables for a period, each a grid, written and checked together."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from finsam.core.crud.grid import CellTable
from finsam.core.tenancy.access import TenantContext
from finsam.core.values.periods import long_date
from followup.requests import checking, queries
from followup.requests.links import Link
from followup.requests.models import InsatsReport
from followup.statistics.forms import written
from followup.statistics.grid import FigureGrid
from followup.statistics.models import StatTable
from followup.statistics.statistics_table import TableFacts, given_of

LONGEST = 40  # characters of a cell that are kept


class TablePart(FigureGrid):
    """A table of the sheet, with what stood in it the period before."""

    def __init__(self, tenant: TenantContext, table: StatTable, before: StatTable | None, number: int):
        super().__init__(tenant, table)
        self.prefix, self.before = f"t{number}-", before

    @property
    def name(self) -> str:
        """`Ålder, inskrivna under året`: whose and until when stands at the top of the page."""
        table = self.owner
        return table.title or f"{table.measure.name}, {table.get_population_display().lower()}"

    @property
    def counted_when(self) -> str:
        """Whether it is what has happened since the year began, or how it was on the last day."""
        day = f"{self.owner.until.day}/{self.owner.until.month}"
        return f"från årets början till och med {day}" if checking.is_cumulative(self.owner) else f"den {day}"

    def stored(self, name: str) -> str:
        """What is stored of a field."""
        return self._stored(name)

    def last_year(self) -> dict[Hashable, str]:
        """What stood there the period before: their own figures, so that nothing is hidden."""
        if self.before is None:
            return {}
        return {place: written(given) for place, given in given_of(self.before.values.all()).items()}


class Sheet:
    """All that a link opens. Given a page's fields it is as they are, else as the draft, else as what is stored."""

    problem_words = "Det här går inte ihop än. Rätta innan du lämnar in; utkastet kan sparas som det är."
    sparse = False

    def __init__(self, link: Link, sent=None):
        self.link, self.report = link, link.report
        tenant, before = link.tenant(), queries.tables_before(self.report)
        known = {(table.measure_id, table.population): table for table in before}
        tables = queries.tables(self.report)
        self.before = [TableFacts.of(table) for table in before]
        self.parts = [
            TablePart(tenant, table, known.get((table.measure_id, table.population)), number)
            for number, table in enumerate(tables, start=1)
        ]
        texts = sent if sent is not None else self.report.written
        self.comment = sent.get("comment", "") if sent is not None else self.report.comment
        self.comment = self.comment.replace("\r\n", "\n").strip()
        for part in self.parts:
            self._bind(part, texts)

    def _bind(self, part: TablePart, texts) -> None:
        """A part's fields, with what was written in them; one that wasn't sent is as it is stored."""
        form = part.bind()
        if texts:
            fields = form.fields
            data = {
                name: texts[name] if name in texts else (fields[name].prepare_value(form.initial[name]) or "")
                for name in form.slots
            }
            form = part.bind(data)
            form.is_valid()
            part.imagine(form.written())
        part.stood = part.last_year()

    def texts(self) -> dict[str, str]:
        """What stands in the fields, as it was written or is stored; empty ones are left out."""
        return {
            name: str(text)[:LONGEST]
            for part in self.parts
            for name in part.form.slots
            if (text := part.form[name].value() if part.form.is_bound else part.stored(name))
        }

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """What can't be read: (the field's id, its label, the sentence)."""
        return [
            (part.form[name].id_for_label, str(part.form.fields[name].label), " ".join(errors))
            for part in self.parts
            for name, errors in part.form.errors.items()
            if name in part.form.slots
        ]

    @property
    def stood(self) -> str:
        """The day that the grey figures are of; "" without any."""
        days = [part.before.until for part in self.parts if part.stood]
        return long_date(days[0]) if days else ""

    @property
    def stood_when(self) -> str:
        """What is read aloud before such a figure."""
        return self.stood

    @property
    def empty(self) -> bool:
        """Whether nothing is filled in."""
        return not any(part.facts.given for part in self.parts)

    def tables(self) -> list[CellTable]:
        """How they stand on the page."""
        return [
            replace(table, caption=part.name, rule=part.counted_when)
            for part in self.parts
            for table in part.tables()
        ]

    def problems(self) -> list[str]:
        """What doesn't add up, within a table, between them, and against the period before."""
        facts = [part.facts for part in self.parts]
        sums = [sentence for each in facts for sentence in each.problems()]
        later = [] if self.comment else list(checking.since_before(facts, self.before))
        return [*dict.fromkeys([*sums, *checking.between(facts), *later])]

    def shown(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What was handed in, as (table, [(what, figure)]), for the receipt."""
        return [
            (
                part.name,
                [
                    (_first_large(str(field.label).partition(": ")[2] or "alla"), text)
                    for name, field in part.form.fields.items()
                    if (text := self.report.written.get(name))
                ],
            )
            for part in self.parts
        ]


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]


def count_of(report: InsatsReport) -> int:
    """How many figures were written."""
    return sum(bool(text) for text in report.written.values())
