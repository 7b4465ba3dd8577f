"""Two tables cell by cell, by the keys of their rows and columns."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finsam.core.text.prose import plain
from finsam.editions.comparison import changes
from finsam.editions.comparison.changes import ADDED, CHANGED, MOVED, REMOVED, SAME
from finsam.editions.comparison.figures import Figures, same_value, step
from finsam.editions.comparison.reading import Bound
from finsam.editions.comparison.sequences import Pair, paired
from finsam.editions.comparison.texts import plain_changes, prose_changes
from finsam.facts.book import Fact
from finsam.facts.tables import Cell, Column, Row, Table

LAYOUT = "Utformningen är ändrad."


class Tables:
    """Compares tables of two documents; `before` and `after` are what prints by itself in their texts."""

    def __init__(self, figures: Figures, before: Bound, after: Bound):
        self.figures, self.before, self.after = figures, before, after

    def compare(self, old: Table, new: Table) -> changes.Piece | None:
        """What has changed in a table, if anything has."""
        pairs = paired(old.columns, new.columns, lambda column: column.key)
        columns = tuple(_columns(pairs))
        both = [(pair.old, pair.new) for pair in pairs if pair.old is not None and pair.new is not None]
        rows = tuple(self._rows(old, new, both))
        remarks = []
        if old.note != new.note:
            remarks.append(f"Texten under tabellen är ändrad från ”{old.note}” till ”{new.note}”.")
        if _layout(old, new):
            remarks.append(LAYOUT)
        was = old.title if old.title != new.title else ""
        if not (columns or rows or remarks or was):
            return None
        return changes.Piece(new.key, new.title, CHANGED, was, columns, rows, remarks=tuple(remarks))

    def _rows(self, old: Table, new: Table, columns: list[tuple[Column, Column]]) -> Iterator[changes.Row]:
        listed = not {"list", "goals"}.isdisjoint((old.shape, new.shape))
        for pair in paired(old.rows, new.rows, lambda row: row.key):
            if pair.old is None or pair.new is None:
                yield _whole(pair, old if pair.new is None else new)
                continue
            cells = tuple(self._cells(pair.old, pair.new, columns))
            was = _renamed(pair.old.label, pair.new.label, listed=listed)
            remark = _remark(pair.old, pair.new)
            if cells or was or remark or pair.moved:
                how = MOVED if pair.moved else CHANGED
                yield changes.Row(pair.new.key, _name(pair.new, new), how, was, cells, remark)

    def _cells(self, old: Row, new: Row, columns: list[tuple[Column, Column]]) -> Iterator[changes.Cell]:
        for before, after in columns:
            was, now = old.cells.get(before.key, Cell()), new.cells.get(after.key, Cell())
            if was != now and (cell := self._cell(was, now, after)) is not None:
                yield cell

    def _cell(self, old: Cell, new: Cell, column: Column) -> changes.Cell | None:
        """What has changed in a cell, both printed as the column prints now."""
        was, now = printed(column, old), printed(column, new)
        anew = [(a, b) for a, b in _facts(old, new) if not same_value(a, b)]
        entered = any(b is not None and b.key in self.figures.entered for _, b in anew)
        spans: tuple[changes.Span, ...] = ()
        follows = bool(anew) and all(self.figures.follows(a, b) for a, b in anew)
        remark = ""
        if not old.fact and not new.fact:
            spans, follows = self._text(old, new)
            if not spans:
                return None
        elif was == now and not entered:
            return None
        elif was == now:
            remark = "Skillnaden syns inte i tabellens enhet."
        difference = _difference(column, old.fact, new.fact)
        key = new.fact.key if new.fact else ""
        return changes.Cell(
            column.key, column.label, was, now, key, entered, follows and not entered,
            difference, step(difference, *_unit(column, new.fact)), spans, remark,
        )  # fmt: skip

    def _text(self, old: Cell, new: Cell) -> tuple[tuple[changes.Span, ...], bool]:
        """What has changed in a cell of text, and whether only figures in it have."""
        if old.html and new.html:
            paragraphs, items = prose_changes(old.html, new.html, self.before, self.after)
            every = (*paragraphs, *(paragraph for item in items for paragraph in item.paragraphs))
            return tuple(_joined(every)), all(paragraph.follows for paragraph in every)
        was, now = (plain(cell.html) or cell.text for cell in (old, new))
        spans = plain_changes(f"{was} {old.note}".strip(), f"{now} {new.note}".strip())
        return (spans, False) if any(span.kind != SAME for span in spans) else ((), False)


def _joined(paragraphs: tuple[changes.Paragraph, ...]) -> Iterator[changes.Span]:
    """The runs of several paragraphs after each other."""
    for place, paragraph in enumerate(paragraphs):
        if place:
            yield changes.Span(SAME, " · ")
        yield from paragraph.spans


def _facts(old: Cell, new: Cell) -> list[tuple[Fact | None, Fact | None]]:
    return [(old.fact, new.fact), (old.second, new.second)]


def printed(column: Column, cell: Cell) -> str:
    """What a cell prints, as text."""
    if cell.fact is None:
        return " ".join(filter(None, (cell.text or plain(cell.html), cell.note)))
    second = f"({column.text(cell.second)})" if cell.second is not None else ""
    return " ".join(filter(None, (column.text(cell.fact), second, cell.note)))


def _difference(column: Column, old: Fact | None, new: Fact | None) -> Decimal | None:
    if old is None or new is None:
        return None
    was, now = column.signed(old), column.signed(new)
    return None if was is None or now is None or was == now else now - was


def _unit(column: Column, fact: Fact | None) -> tuple[str, int]:
    """The unit and decimals that a difference is told in."""
    if fact is None:
        return column.unit, column.decimals
    unit = column.unit_of(fact)
    return unit, fact.decimals if unit != column.unit else column.decimals


def _columns(pairs: list[Pair[Column]]) -> Iterator[changes.Column]:
    for pair in pairs:
        if pair.old is None and pair.new is not None:
            yield changes.Column(pair.new.key, _head(pair.new), ADDED)
        elif pair.new is None and pair.old is not None:
            yield changes.Column(pair.old.key, _head(pair.old), REMOVED)
        elif pair.old is not None and pair.new is not None:
            was = _head(pair.old) if _head(pair.old) != _head(pair.new) else ""
            remark = _shown(pair.old, pair.new)
            if was or remark or pair.moved:
                how = MOVED if pair.moved else CHANGED
                yield changes.Column(pair.new.key, _head(pair.new), how, was, remark)


def _head(column: Column) -> str:
    return f"{column.group}, {column.label}" if column.group else column.label


def _shown(old: Column, new: Column) -> str:
    """What is said of a column whose figures are shown in another way than before."""
    if old.unit != new.unit:
        return f"Visas i {new.unit} i stället för {old.unit}."
    ways = [(each.kind, each.decimals, each.sign, each.suffix) for each in (old, new)]
    return "Talen visas på ett annat sätt." if ways[0] != ways[1] else ""


def _name(row: Row, table: Table) -> str:
    """What a row is called; one whose label stands over it, as a month does, by what is in it."""
    if row.label:
        return row.label
    texts = (printed(column, row.cells[column.key]) for column in table.columns if column.key in row.cells)
    return ", ".join(filter(None, texts))


def _whole(pair: Pair[Row], table: Table) -> changes.Row:
    """A row that is new or gone, with all that it prints."""
    row, how, cells = pair.thing, pair.whole, []
    for column in table.columns:
        cell = row.cells.get(column.key)
        if cell is not None and (text := printed(column, cell)):
            was, now = ("", text) if how == ADDED else (text, "")
            cells.append(changes.Cell(column.key, column.label, was, now, cell.fact.key if cell.fact else ""))
    return changes.Row(row.key, _name(row, table), how, cells=tuple(cells))


def _renamed(old: str, new: str, *, listed: bool) -> str:
    """What a row was called, if something else. In a list, a label that others stand under comes and goes with them."""
    return "" if old == new or (listed and not (old and new)) else old or "(utan namn)"


def _remark(old: Row, new: Row) -> str:
    """What else is said of a row: its note, or the account before its name."""
    said = []
    if old.note != new.note:
        said.append(f"Anmärkningen är ändrad från ”{old.note}” till ”{new.note}”.")
    if old.lead != new.lead:
        said.append(f"Kontot är ändrat från ”{old.lead}” till ”{new.lead}”.")
    return " ".join(said)


def _layout(old: Table, new: Table) -> bool:
    """Whether a table is set in another way: what it is, or how rows that are in both are dressed."""
    if (old.row_label, old.lead_label, old.shape) != (new.row_label, new.lead_label, new.shape):
        return True
    both = ((pair.old, pair.new) for pair in paired(old.rows, new.rows, lambda row: row.key))
    return any(
        (was.kind, was.level, was.strong, was.dress) != (now.kind, now.level, now.strong, now.dress)
        for was, now in both
        if was is not None and now is not None
    )
