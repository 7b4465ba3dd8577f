"""The comparison as it is shown: one picture with a panel for each figure, their tables, and what isn't drawn and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from finsam.core.models import FiscalYear
from finsam.documents.books import open_book
from finsam.facts.book import Fact
from finsam.facts.tables import Cell, Chart, Column, Piece, Row, Table
from followup.comparison.across import of_others
from followup.comparison.catalogue import CATALOGUE, Compared
from followup.comparison.models import AcceptedDifference, ReportedFigure, SharedFigure

OWN = "◊ Vi"  # a word and a shape, so that colour isn't all that tells


@dataclass(frozen=True, slots=True)
class Line:
    """A förbund's figure, where it comes from, and how it is counted where that is otherwise."""

    whose: str
    value: Decimal | None
    source: str
    otherwise: str = ""
    own: bool = False
    withheld: bool = False
    reason: str = ""


@dataclass(slots=True)
class Shown:
    """A figure of the catalogue: what is drawn, and what stands beside because it is counted otherwise."""

    compared: Compared
    drawn: list[Line] = field(default_factory=list)
    apart: list[Line] = field(default_factory=list)

    @property
    def others(self) -> bool:
        """Whether there is anything to compare with."""
        return any(not line.own for line in (*self.drawn, *self.apart))

    @property
    def in_grid(self) -> bool:
        """Whether its bars stand in the picture of all figures: several, and none to the left of zero."""
        values = [line.value for line in self.drawn if line.value is not None and not line.withheld]
        return len(values) > 1 and min(values) >= 0

    def table(self) -> Table:
        """Its figures with where each comes from."""
        columns = (self._column(self.compared.label), Column("kalla", "Källa", kind="text"))
        key, label = f"jamforelse-{self.compared.key}", self.compared.label
        return Table(key, label, columns, self.rows(), row_label="Förbund", show_title=False)

    def pieces(self, *, drawn: bool) -> list[Piece]:
        """Its table, under a chart of its own unless it is `drawn` with the others."""
        table = self.table()
        drawable = tuple(row.key for row in table.rows if row.cells["varde"].fact is not None)
        if drawn or not drawable:
            return [table]
        alt = f"{table.title} i {len(drawable)} förbund. Siffrorna står i tabellen."
        chart = Chart(table.key, table.title, table, columns=("varde",), rows=drawable, alt=alt, show_title=False)  # fmt: skip
        return [chart, table]

    def rows(self, prefix: str = "") -> tuple[Row, ...]:
        """A row for each förbund that is drawn."""
        return tuple(
            Row(
                f"{prefix}r{number}",
                f"{OWN}: {line.whose}" if line.own else line.whose,
                {"varde": self._cell(number, line), "kalla": Cell(text=line.source)},
                dress="strong" if line.own else "",
            )
            for number, line in enumerate(self.drawn)
        )

    def _column(self, label: str) -> Column:
        compared = self.compared
        return Column("varde", label, unit=compared.unit, decimals=compared.decimals, suffix=True)

    def _cell(self, number: int, line: Line) -> Cell:
        if line.withheld:
            return Cell(text="visas inte, få")
        if line.value is None:
            return Cell(text="–")
        key = f"jamforelse.{self.compared.key}.{number}"
        return Cell(
            Fact(key, line.whose, line.value, unit=self.compared.unit, decimals=self.compared.decimals)
        )


def together(figures: Sequence[Shown]) -> Chart | None:
    """All figures that are compared as one picture, a panel with a scale of its own for each; None for fewer than two."""
    compared = [figure for figure in figures if figure.in_grid]
    if len(compared) < 2:
        return None
    rows: list[Row] = []
    for figure in compared:
        rows.append(Row(figure.compared.key, figure.compared.label, kind="heading"))
        rows += figure.rows(f"{figure.compared.key}-")
    title = "Förbunden bredvid varandra"
    table = Table("jamforelse", title, (Column("varde", "Värde", suffix=True),), tuple(rows))
    return Chart(table.key, title, table, kind="grid", columns=("varde",), apart=True)


def shown(fiscal_year: FiscalYear) -> list[Shown]:
    """Every figure of the catalogue, in a constant number of questions."""
    forbund, year = fiscal_year.forbund, fiscal_year.year
    book = open_book(forbund, year)
    own = {row.measure: row.otherwise for row in SharedFigure.objects.filter(fiscal_year=fiscal_year)}
    reported = list(ReportedFigure.objects.filter(fiscal_year=fiscal_year))
    accepted = {
        (row.measure, row.whose, row.otherwise): row.reason
        for row in AcceptedDifference.objects.filter(fiscal_year=fiscal_year)
    }
    others = of_others(forbund, year)
    made = []
    for compared in CATALOGUE:
        worked = compared.work(book)
        figure = Shown(compared)
        figure.drawn.append(
            Line(
                forbund.short_name,
                worked.value,
                "Våra egna siffror",
                own.get(compared.key, ""),
                own=True,
                withheld=worked.withheld,
            )
        )
        lines = [
            Line(
                row.whose,
                row.value,
                "Delad av förbundet",
                _otherwise(row.otherwise, row.definition, compared),
                withheld=row.withheld,
            )
            for row in others
            if row.measure == compared.key
        ]
        lines += [
            Line(row.whose, _typed(row.value, compared), f"{row.document}, s. {row.page}", row.otherwise)
            for row in reported
            if row.measure == compared.key
        ]
        for line in lines:
            reason = accepted.get((compared.key, line.whose, line.otherwise), "")
            if line.otherwise and not reason:
                figure.apart.append(line)
            elif line.otherwise:
                figure.drawn.append(
                    Line(
                        f"{line.whose} (annan definition)",
                        line.value,
                        line.source,
                        line.otherwise,
                        withheld=line.withheld,
                        reason=reason,
                    )
                )
            else:
                figure.drawn.append(line)
        made.append(figure)
    return made


def _otherwise(said: str, version: int, compared: Compared) -> str:
    """How it is counted otherwise: as the förbund says, or since the definition has changed since it was handed out."""
    if said or version == compared.version:
        return said
    return f"Delad med definition {version}, som inte gäller längre."


def _typed(value: Decimal, compared: Compared) -> Decimal:
    return value / 100 if compared.unit == "%" else value
