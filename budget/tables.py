"""A layout and a book make a Table: the same money, printed in the förbund's own way."""

from __future__ import annotations

from budget.facts import SeriesFacts, series_facts
from budget.models import MEASURES, Layout, LayoutColumn, LayoutRow
from budget.queries import money
from finsam import periods
from finsam.documents.facts import Book, Fact, ratio, total
from finsam.documents.tables import Cell, Column, Row, Table


class LayoutTable:
    """Builds the table of one layout; facts of its own sums are named after layout and row."""

    def __init__(self, book: Book, layout: Layout):
        self.book, self.layout = book, layout
        self.data = book.read(money)
        self.columns = list(layout.columns.all())
        self.rows = list(layout.rows.all())
        self.by_pk = {row.pk: row for row in self.rows}
        self._sums: dict[tuple[int, int], Fact] = {}

    def facts_of(self, column_series) -> SeriesFacts:
        """The facts of a series named by a column or a row."""
        return series_facts(self.book, self.data.series[column_series.pk])

    def fact(self, row: LayoutRow, series) -> Fact | None:
        """What a row prints for a series; a heading prints nothing."""
        facts = self.facts_of(row.series or series)
        if row.kind == "post":
            return facts.line(self.data.lines[row.line_id])
        if row.kind == "matt":
            return facts.measure(row.measure)
        if row.kind == "summa":
            return self.sum(row, series)
        return None

    def sum(self, row: LayoutRow, series) -> Fact:
        """A sum that this layout has: the rows it names, added."""
        place = (row.pk, series.pk)
        if place not in self._sums:
            terms = [self.fact(self.by_pk[term.pk], series) for term in self.terms(row)]
            facts = self.facts_of(row.series or series)
            sides = {term.side for term in terms if term is not None}
            self._sums[place] = total(
                facts.key(f"layout.{self.layout.key}.{row.key}"),
                self.label(row),
                [term for term in terms if term is not None],
                side=sides.pop() if len(sides) == 1 else "",
                definition=f"Summan av raderna som räknas upp i ”{self.layout}”.",
            )
        return self._sums[place]

    def terms(self, row: LayoutRow) -> list[LayoutRow]:
        """The rows a sum adds, in the layout's order."""
        named = {term.pk for term in row.terms.all()}
        return [other for other in self.rows if other.pk in named]

    def label(self, row: LayoutRow) -> str:
        """The row's own text, or what it shows."""
        if row.label:
            return periods.with_year(row.label, self.book.year)
        if row.kind == "post":
            return self.data.lines[row.line_id].name
        return MEASURES.get(row.measure, "Summa")

    def cell(self, row: LayoutRow, column: LayoutColumn) -> Fact | None:
        """The fact of one cell: of a series, a deviation, or a share."""
        mine = self.fact(row, column.series)
        if mine is None or column.kind == "serie":
            return mine
        other = self.fact(row, column.against)
        base = mine.key.split("@")
        key = f"{base[0]}.{column.key}@{base[1]}"
        if column.kind == "avvikelse":
            definition = (
                f"{column.series} minus {str(column.against).lower()}. Plus är bättre för resultatet."
            )
            return total(key, f"{mine.label}: avvikelse", [mine, (-1, other)], definition=definition)
        return ratio(key, f"{mine.label}: andel", mine, other, decimals=1)

    def sums_of(self, row: LayoutRow) -> tuple[str, ...]:
        """The keys of the rows whose figures add up to this row's, when they all stand in the layout.

        Named for `summa` rows; found through the facts' parts for groups and measures, so that Excel gets
        a formula and the check of sums has something to check. Only when it holds in every column.
        """
        if row.kind == "summa":
            return tuple(term.key for term in self.terms(row))
        if row.kind not in ("post", "matt") or row.series_id:
            return ()
        found = {self._terms_shown(row, column.series) for column in self.columns if column.kind == "serie"}
        return found.pop() if len(found) == 1 else ()

    def _terms_shown(self, row: LayoutRow, series) -> tuple[str, ...]:
        """The rows of the layout that a row's fact is made of in one series, or none.

        A part that is blank or nothing (no funds left undecided, say) needs no row of its own.
        """
        shown: dict[str, str] = {}
        for other in self.rows:
            if other.pk == row.pk or other.series_id or other.kind not in ("post", "matt"):
                continue
            if self.columns_of(row) <= self.columns_of(other):
                shown.setdefault(self.fact(other, series).key, other.key)
        terms: list[str] = []

        def gather(fact: Fact) -> bool:
            for factor, part in fact.parts if fact.op == "sum" else ():
                if part.key in shown and factor == 1:
                    terms.append(shown[part.key])
                elif factor == 1 and part.op == "sum":  # a group under a heading, also where it is blank
                    if not gather(part):
                        return False
                elif part.value:
                    return False
            return fact.op == "sum"

        return tuple(terms) if gather(self.fact(row, series)) else ()

    def columns_of(self, row: LayoutRow) -> set[int]:
        """The columns a row prints in: those it is limited to, or all."""
        return {one.pk for one in row.only_columns.all()} or {one.pk for one in self.columns}

    def table(self) -> Table:
        """The table with every cell's fact."""
        layout = self.layout
        columns = tuple(
            Column(
                column.key,
                periods.with_year(column.label, self.book.year),
                group=periods.with_year(column.group, self.book.year),
                unit="%" if column.kind == "procent" else layout.unit,
                decimals=1 if column.kind == "procent" else 0,
                sign="natural" if column.kind == "avvikelse" else layout.sign,
                suffix=layout.suffix,
            )
            for column in self.columns
        )
        return Table(
            key=layout.key,
            title=periods.with_year(layout.title or layout.name, self.book.year),
            columns=columns,
            rows=tuple(self._row(row) for row in self.rows),
            row_label=layout.row_label,
            lead_label="Konto" if layout.show_account else "",
        )

    def _row(self, row: LayoutRow) -> Row:
        printed = self.columns_of(row)
        cells = {}
        for column in self.columns:
            if column.pk not in printed:
                continue
            fact = self.cell(row, column)
            if fact is not None:
                cells[column.key] = Cell(fact)
        line = self.data.lines[row.line_id] if row.line_id else None
        sums = self.sums_of(row)
        measured = row.kind == "matt" and row.measure != "ingaende"  # an opening is carried in, not added up
        is_sum = row.kind == "summa" or measured or bool(sums)
        return Row(
            key=row.key,
            label=self.label(row),
            cells=cells,
            kind="heading" if row.kind == "rubrik" else "sum" if is_sum else "post",
            level=row.level,
            dress=row.dress,
            sums=sums,
            lead=(row.account or (line.account if line else "")) if self.layout.show_account else "",
        )


def layout_table(book: Book, layout: Layout) -> Table:
    """The layout's table in a book."""
    return LayoutTable(book, layout).table()
