"""A range pasted in the sheet: which of its rows is which line, which of its columns which series, and what is left.

Rows are found by their label or account first and by their place second, columns by their headings first and by their
place second. Knows no request; nothing is written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from budget.beginning import pasted
from budget.beginning.table import Post
from budget.models import Line, Series, Side
from finsam.core.values.collation import swedish_key
from finsam.core.values.money import exact

NAMELESS = "rad utan namn"  # what a row is called that has amounts only
BY_NAME, BY_ACCOUNT, BY_PLACE = "namnet", "kontot", "platsen"
_NUMBERED = re.compile(r"^(?:\d+(?:[.:]\d+)*[.:]?|[-–•*])\s+(?=\S)")
_SIGNS = re.compile(r"[^\w%]+")


@dataclass(frozen=True)
class Into:
    """A column of what was pasted: its heading, and the series that it goes into and why; None where it is left."""

    label: str
    series: Series | None = None
    by: str = ""
    why: str = ""


@dataclass
class Placed:
    """A row of what was pasted: its amounts as people speak of them, and the line that they go to and why."""

    post: Post
    amounts: list[Decimal | None]
    line: Line | None = None
    by: str = ""
    why: str = ""

    @property
    def key(self) -> str:
        """What tells it apart in the form."""
        return str(self.post.row)


@dataclass
class Preview:
    """What would go where."""

    columns: list[Into] = field(default_factory=list)
    rows: list[Placed] = field(default_factory=list)
    opening: list[Decimal | None] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def fits(self) -> list[Placed]:
        """The rows that go to a line."""
        return [row for row in self.rows if row.line is not None]

    @property
    def left(self) -> list[Placed]:
        """The rows that no line was found for."""
        return [row for row in self.rows if row.line is None]

    @property
    def table(self) -> list[tuple[Placed, list[str]]]:
        """The rows with their amounts as they are printed."""
        return [(row, [exact(amount) for amount in row.amounts]) for row in self.rows]

    def filled(self, rows: Iterable[Placed]) -> dict[tuple[Series, Line | None], Decimal]:
        """What stands in which cell; the equity that a year begins with has no line."""
        cells: dict[tuple[Series, Line | None], Decimal] = {}
        for at, column in enumerate(self.columns):
            if column.series is None:
                continue
            for row in rows:
                amount = row.amounts[at]
                if row.line is not None and amount is not None:
                    cells[column.series, row.line] = amount
            if self.opening and self.opening[at] is not None:
                cells[column.series, None] = self.opening[at]
        return cells


def folded(text: str) -> str:
    """A label as it is compared: without case, accents, numbering and signs; å, ä and ö are letters of their own."""
    plain = swedish_key(_NUMBERED.sub("", text.replace("\u00a0", " ").strip()))[0]
    return " ".join(
        _SIGNS.sub(" ", plain.replace("{", "\u00e5").replace("|", "\u00e4").replace("}", "\u00f6")).split()
    )


def preview(
    text: str,
    *,
    lines: list[Line],
    groups: set[int],
    written: list[Series],
    shown: list[Series],
    start: tuple[Series, Line] | None = None,
) -> Preview:
    """What a pasted range would fill, of `lines` in their order and of the series that are `written`.

    `groups` are the numbers of lines that others are part of, which no place means. `start` is the cell that it was pasted in, from which places are counted. Never raises.
    """
    nameless = _nameless(text)
    read = pasted.read(_named(text) if nameless else text)
    told = Preview(remarks=[remark.text for remark in read.remarks if not remark.fault])
    told.faults = [remark.text for remark in read.faults]
    if told.faults:
        return told
    told.remarks += [f"”{each.label}” stämmer inte med raderna ovanför." for each in read.sums if not each.ok]
    told.columns = _columns(read.columns, written, shown, start)
    posts = [post for post in read.every_line if not post.below]
    told.rows = [Placed(post, list(post.amounts)) for post in posts]
    if not nameless:
        _by_label(told.rows, lines)
    _by_place(told.rows, [line for line in lines if line.pk not in groups], start)
    for row in told.rows:
        if row.line is None and not row.why:
            row.why = "ingen rad heter så"
    _natural(told.rows)
    opening = next((post for post in read.capital if post.label.casefold().startswith(("ing", "ib"))), None)
    told.opening = list(opening.amounts) if opening is not None else []
    return told


def _nameless(text: str) -> bool:
    """Whether no row with amounts has a name."""
    rows = [line.split("\t") for line in text.splitlines() if line.strip()]
    return not any(
        re.search(r"[^\W\d_]{3}", row[0]) and any(re.search(r"\d", cell) for cell in row[1:]) for row in rows
    )


def _named(text: str) -> str:
    """The same with a name before each row of amounts, so that it can be read; headings keep their place."""
    rows = []
    for line in text.splitlines():
        heading = bool(re.search(r"[^\W\d_]{3}|^\s*20[0-4]\d(?:\s+20[0-4]\d)*\s*$", line))
        rows.append(f"{'' if heading else NAMELESS}\t{line}")
    return "\n".join(rows)


def _columns(
    columns: list[pasted.Column],
    written: list[Series],
    shown: list[Series],
    start: tuple[Series, Line] | None,
) -> list[Into]:
    """Each column by its heading; where no heading says a year, by its place from the cell or the first that is written."""
    if not any(column.year for column in columns):
        first = written.index(start[0]) if start is not None and start[0] in written else 0
        return [
            Into(column.label, series, BY_PLACE)
            if (series := _at(written, first + at))
            else Into(column.label, why="ingen kolumn kvar")
            for at, column in enumerate(columns)
        ]
    taken: list[Series] = []
    placed = []
    for column in columns:
        free = [series for series in written if series not in taken]
        series = _headed(column, free)
        if series is not None:
            taken.append(series)
            placed.append(Into(column.label, series, "rubriken"))
            continue
        read_only = _headed(column, [series for series in shown if series not in written])
        why = f"{read_only} skrivs inte här" if read_only is not None else "ingen kolumn med den rubriken"
        placed.append(Into(column.label, why=why))
    return placed


def _at(series: list[Series], place: int) -> Series | None:
    return series[place] if place < len(series) else None


def _headed(column: pasted.Column, among: list[Series]) -> Series | None:
    """The series that a heading means: by its name, by kind and year, else the only one about the year."""
    named = [series for series in among if folded(series.name) == folded(column.label)]
    about = [series for series in among if series.about == column.year]
    same = [series for series in about if series.kind == column.kind]
    said = [word for word in ("budget", "plan", "prognos", "utfall") if word in column.label.casefold()]
    only = about if len(about) == 1 and ("prognos" not in said and "utfall" not in said) else []
    return next(iter(named or same or only), None)


def _by_label(rows: list[Placed], lines: list[Line]) -> None:
    """Names first, then accounts; two lines of one name are taken in their order."""
    used: set[int] = set()
    for how, of_row, of_line in (
        (BY_NAME, lambda row: folded(row.post.label), lambda line: folded(line.name)),
        (BY_ACCOUNT, lambda row: row.post.account, lambda line: line.account),
    ):
        for row in rows:
            wanted = of_row(row)
            if row.line is not None or not wanted:
                continue
            same = [line for line in lines if line.pk not in used and of_line(line) == wanted]
            same.sort(key=lambda line: line.side != row.post.side)
            if same and (how == BY_NAME or len(same) == 1):
                row.line, row.by = same[0], how
                used.add(same[0].pk)


def _by_place(rows: list[Placed], lines: list[Line], start: tuple[Series, Line] | None) -> None:
    """What is left between two rows that were found goes to the lines between them, where they are as many.

    Where none was found, the rows are taken from the line that they were pasted at.
    """
    place = {line.pk: at for at, line in enumerate(lines)}
    if not any(row.line for row in rows):
        first = place.get(start[1].pk) if start is not None else None
        for at, row in enumerate(rows):
            if first is not None and first + at < len(lines):
                row.line, row.by = lines[first + at], BY_PLACE
        return
    run: list[Placed] = []
    last: int | None = None
    for row in rows:
        if row.line is None:
            run.append(row)
            continue
        here = place.get(row.line.pk)
        if run and None not in (last, here) and here - last - 1 == len(run):
            for at, each in enumerate(run, last + 1):
                each.line, each.by = lines[at], BY_PLACE
        run, last = [], here


def _natural(rows: list[Placed]) -> None:
    """Amounts as people speak of them: where most of a side has a minus, that is how the table writes the side."""
    for side in Side.values:
        own = [row for row in rows if (row.line.side if row.line is not None else row.post.side) == side]
        amounts = [amount for row in own for amount in row.amounts if amount]
        if sum(amount < 0 for amount in amounts) * 2 > len(amounts):
            for row in own:
                row.amounts = [None if amount is None else -amount + 0 for amount in row.amounts]
