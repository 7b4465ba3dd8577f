"""A layout and a book make a Table: the same money, printed in the förbund's own way."""

from __future__ import annotations

from budget.facts import SeriesFacts, series_facts
from budget.layouts.sums import Adding, Sums
from budget.models import MEASURES, ColumnKind, Layout, LayoutColumn, LayoutRow, Line, RowKind
from budget.queries import money
from finsam.core.text.prose import listed
from finsam.core.values import periods
from finsam.core.values.money import show
from finsam.facts.book import Book, Fact, ratio, total
from finsam.facts.tables import Cell, Column, Row, Table


class LayoutTable:
    """Builds the table of one layout; facts of its own sums are named after layout and row."""

    def __init__(self, book: Book, layout: Layout):
        self.book, self.layout = book, layout
        self.data = book.read(money)
        self.columns = list(layout.columns.all())
        self.rows = list(layout.rows.all())
        self.by_pk = {row.pk: row for row in self.rows}
        self._sums: dict[tuple[int, int], Fact] = {}
        self._addings: dict[int, dict[int, Adding]] = {}
        self._shown: dict[int, Sums] = {}

    def facts_of(self, column_series) -> SeriesFacts:
        """The facts of a series named by a column or a row."""
        return series_facts(self.book, self.data.series[column_series.pk])

    def fact(self, row: LayoutRow, series) -> Fact | None:
        """What a row prints for a series; a heading prints nothing."""
        facts = self.facts_of(row.series or series)
        match row.kind:
            case RowKind.LINE:
                return facts.line(self.data.lines[row.line_id])
            case RowKind.MEASURE:
                return facts.measure(row.measure)
            case RowKind.SUM:
                return self.sum(row, series)
            case RowKind.HEADING:
                return None
            case unknown:
                raise ValueError(f"no such kind of row: {unknown}")

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
        if row.kind == RowKind.LINE:
            return self.data.lines[row.line_id].name
        return MEASURES.get(row.measure, "Summa")

    def cell(self, row: LayoutRow, column: LayoutColumn) -> Fact | None:
        """The fact of one cell: of a series, a deviation, or a share."""
        mine = self.fact(row, column.series)
        if mine is None or column.kind == ColumnKind.SERIES:
            return mine
        other = self.fact(row, column.against)
        base = mine.key.split("@")
        key = f"{base[0]}.{column.key}@{base[1]}"
        match column.kind:
            case ColumnKind.DEVIATION:
                definition = (
                    f"{column.series} minus {str(column.against).lower()}. Plus är bättre för resultatet."
                )
                return total(key, f"{mine.label}: avvikelse", [mine, (-1, other)], definition=definition)
            case ColumnKind.PERCENT:
                return ratio(key, f"{mine.label}: andel", mine, other, decimals=1)
            case unknown:
                raise ValueError(f"no such kind of column: {unknown}")

    def sums_of(self, row: LayoutRow) -> tuple[str, ...]:
        """The keys of the rows whose figures add up to this row's.

        Named for `summa` rows; found through the facts' parts for groups and measures, so that Excel gets
        a formula and the check of sums has something to check. Lines that no row shows leave the sum to be
        found wanting. A lump has no rows in its series; where that would leave a difference between series
        with nothing to add, or a series whose rows aren't the whole, none are named.
        """
        if row.kind == RowKind.SUM:
            return tuple(term.key for term in self.terms(row))
        addings = self.addings(row)
        named_sums = [adding for adding in addings.values() if adding.terms]
        if len(named_sums) < len(addings) and (
            self._compares or not all(self._adds(row, adding) for adding in addings)
        ):
            return ()
        named = {key for adding in named_sums for key in adding.terms}
        return tuple(other.key for other in self.rows if other.key in named)

    @property
    def _compares(self) -> bool:
        return any(column.kind != ColumnKind.SERIES for column in self.columns)

    def _adds(self, row: LayoutRow, series_id: int) -> bool:
        """Whether the row is its rows' sum in the series, or an amount of its own instead of theirs."""
        fact = self.fact(row, self.data.series[series_id])
        return bool(self.addings(row)[series_id].terms) or fact.op == "given"

    def addings(self, row: LayoutRow) -> dict[int, Adding]:
        """What a line's or a measure's row is made of in each series that it is printed for, by the series."""
        if row.kind not in (RowKind.LINE, RowKind.MEASURE) or row.series_id:
            return {}
        if row.pk not in self._addings:
            printed = self.columns_of(row)
            self._addings[row.pk] = {
                column.series_id: self.sums_in(column).of(row, self.fact(row, column.series))
                for column in self.columns
                if column.kind == ColumnKind.SERIES and column.pk in printed
            }
        return self._addings[row.pk]

    def sums_in(self, column: LayoutColumn) -> Sums:
        """What the rows of a column show."""
        if column.pk not in self._shown:
            shown: dict[str, LayoutRow] = {}
            for row in self.rows:
                if (
                    row.kind in (RowKind.LINE, RowKind.MEASURE)
                    and not row.series_id
                    and column.pk in self.columns_of(row)
                ):
                    shown.setdefault(self.fact(row, column.series).key, row)
            self._shown[column.pk] = Sums(self.facts_of(column.series), shown)
        return self._shown[column.pk]

    def unshown(self, row: LayoutRow) -> dict[Line, list[Fact]]:
        """Lines that the row's figure counts though no row shows them, with their amounts in each series."""
        amounts: dict[Line, list[Fact]] = {}
        for adding in self.addings(row).values():
            for line, fact in adding.unshown:
                amounts.setdefault(line, []).append(fact)
        return amounts

    def columns_of(self, row: LayoutRow) -> set[int]:
        """The columns a row prints in: those it is limited to, or all."""
        return {column.pk for column in row.only_columns.all()} or {column.pk for column in self.columns}

    def heading(self, column: LayoutColumn, text: str) -> str:
        """A column's heading, with the year of the book and the day of its series."""
        return periods.with_year(periods.with_day(text, column.series.date), self.book.year)

    def table(self) -> Table:
        """The table with every cell's fact."""
        layout = self.layout
        columns = tuple(
            Column(
                column.key,
                self.heading(column, column.label),
                group=self.heading(column, column.group),
                unit="%" if column.kind == ColumnKind.PERCENT else layout.unit,
                decimals=1 if column.kind == ColumnKind.PERCENT else 0,
                sign=layout.sign if column.kind == ColumnKind.SERIES else "natural",
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

    def passed_over(self) -> dict[Line, tuple[str, list[Fact]]]:
        """Lines with amounts beside those that a sum of named rows adds, shown nowhere: with that sum's label."""
        passed: dict[Line, tuple[str, list[Fact]]] = {}
        for row in self.rows:
            if row.kind != RowKind.SUM:
                continue
            printed = self.columns_of(row)
            beside = [self.data.lines[term.line_id] for term in self.terms(row) if term.kind == RowKind.LINE]
            for column in self.columns:
                if column.kind == ColumnKind.SERIES and column.pk in printed:
                    for line, fact in self.sums_in(column).beside(beside):
                        facts = passed.setdefault(line, (self.label(row), []))[1]
                        if fact not in facts:
                            facts.append(fact)
        return passed

    def note(self, row: LayoutRow) -> str:
        """What the row counts that no row shows, so that nobody adds the rows in vain."""
        unshown = self.unshown(row)
        if not unshown:
            return ""
        told = [f"{line.name} {show(facts[0].natural)}" for line, facts in unshown.items()]
        return f"Räknar med {listed(told)}, som inte har någon rad."

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
        # An opening is carried in, not added up.
        measured = row.kind == RowKind.MEASURE and row.measure != "ingaende"
        kind = "sum" if row.kind == RowKind.SUM or measured or sums else "post"
        account = row.account or (line.account if line else "")
        return Row(
            key=row.key,
            label=self.label(row),
            cells=cells,
            kind="heading" if row.kind == RowKind.HEADING else kind,
            level=row.level,
            dress=row.dress,
            sums=sums,
            note=self.note(row),
            lead=account if self.layout.show_account else "",
        )


def layout_table(book: Book, layout: Layout) -> Table:
    """The layout's table in a book."""
    return LayoutTable(book, layout).table()
