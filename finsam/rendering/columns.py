"""Where the columns of a table of figures stand on paper: on one grid for the whole document.

Every amount stands in a slot of the same width, counted from the right edge of the page, so that the eye finds a year's
figures in the same place in every statement and note. A cell that is broader takes two slots, and a table that has no
room for its slots is set smaller, with columns of its own; one that hasn't room for that either asks for a page on its
side. Widths are reckoned from the letters and not measured: they decide how many slots, not where a line breaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from finsam.core.text.columns import BROADEST
from finsam.core.text.prose import plain
from finsam.facts.tables import Column, Table

PAGE, PAGE_ON_ITS_SIDE = 162, 249  # mm between the margins: print.css
SLOT, WIDEST_SLOT = 20, 26  # mm for an amount
GAP, GAP_OF_GROUP = 2, 5  # mm before a column, and before a group of columns that is set small
CODE, REFERENCE = 12, 10  # mm for an account, and for a note's number
WORDS, LABEL = 30, 40  # mm for a text, and for what a row is called
WORDS_WIDE, LABEL_WIDE = (
    62,
    75,
)  # mm for a text of several lines, where a row's name still has as much as that
LONGEST_REFERENCE = 4  # characters of a text that is a reference
LETTER, DIGIT, BLANK = 0.58, 0.573, 0.26  # of the size, in Open Sans Bold
SIZE, SMALL = 3.175, 2.82  # mm: 9 and 8 points


@dataclass(frozen=True, slots=True)
class Setting:
    """How a table is set: what each column is, the classes of its `<col>`, and whether it needs a page on its side."""

    columns: tuple[str, ...]
    on_grid: bool
    on_its_side: bool = False


def width(text: str, size: float = SIZE) -> float:
    """About how many mm a text takes in bold."""
    digits, blanks = sum(map(str.isdigit, text)), sum(map(str.isspace, text))
    return size * (digits * DIGIT + blanks * BLANK + (len(text) - digits - blanks) * LETTER)


def slot_of(tables: Iterable[Table]) -> int:
    """The width in mm of a slot that holds every amount of a document, as far as a page allows."""
    amounts = (
        width(column.text(cell.fact))
        for table in tables
        for column in table.columns
        for row in table.rows
        if table.shape == "facts" and column.kind == "number"
        if (cell := row.cells.get(column.key)) is not None and cell.fact is not None
        if cell.fact.unit == "kr" and cell.fact.value is not None
    )
    return max(SLOT, min(WIDEST_SLOT, ceil(max(amounts, default=0) + GAP)))


def setting_of(table: Table, slot: int) -> Setting:
    """How a table of figures is set on a grid of slots of that many mm."""
    leads = any(row.lead for row in table.rows)
    slots = [_slots(table, column, slot) for column in table.columns]
    texts = [column for column in table.columns if column.kind != "number"]
    beside = CODE * leads + sum(REFERENCE if _refers(table, column) else WORDS for column in texts)
    for page in (PAGE, PAGE_ON_ITS_SIDE):
        side = page == PAGE_ON_ITS_SIDE
        if page - beside - sum(slots) * slot >= LABEL:
            left = page - beside - sum(slots) * slot
            broad = _broad(table, texts, left)
            return Setting(tuple(_classes(table, slots, leads, broad)), on_grid=True, on_its_side=side)
        if side or page - beside - sum(_least(table)) >= LABEL:
            return Setting(tuple(_classes(table, None, leads)), on_grid=False, on_its_side=side)
    raise AssertionError("the last page takes every table")


def shared(table: Table, column: Column) -> bool:
    """Whether a column has figures in brackets beside its own."""
    cells = (row.cells.get(column.key) for row in table.rows)
    return any(cell is not None and cell.second is not None for cell in cells)


def hanging(table: Table) -> int:
    """The em of the place that what stands in brackets beside the figures of a table has; 0 where nothing does."""
    seconds = (
        f" ({column.text(cell.second)})"
        for column in table.columns
        for row in table.rows
        if column.kind == "number"
        if (cell := row.cells.get(column.key)) is not None and cell.second is not None
    )
    return min(ceil(max((width(text, 1) for text in seconds), default=0)), BROADEST)


def apart(table: Table) -> set[str]:
    """The keys of the columns that begin a group of columns, but for the first."""
    return {after.key for before, after in pairwise(table.columns) if before.group != after.group}


def grid_style(slot: int) -> str:
    """CSS for a document whose slot isn't the one that print.css has."""
    if slot == SLOT:
        return ""
    return (
        f"col.amount {{ width: {slot}mm }} col.amount.two {{ width: {2 * slot}mm }} "
        f"table.grid .second {{ width: {slot}mm }} table.grid .alone {{ padding-right: {slot}mm }} "
        f"table.narrow {{ width: {PAGE - 2 * slot}mm }}"
    )


GOAL_SIZE = 3.0  # mm: 8.5 points
VERDICT, FIGURE, BROAD_FIGURE, WAY, FEW_WORDS, MORE_WORDS = (
    30,
    22,
    26,
    22,
    18,
    24,
)  # mm for a goal table's columns
LEAST_WAY, ROOM = 16, 4  # mm: for a change in several lines, and before words after a figure


def goal_widths(table: Table) -> list[int]:
    """The mm of the columns of a table of goals, after its label.

    Goals are read across tables, so a kind of column has one width, and another where its cells don't hold. What the
    goals say has what is left, and never less than `LABEL`.
    """
    widths = []
    for column in table.columns:
        cells = [cell for row in table.rows if (cell := row.cells.get(column.key)) is not None]
        match column.kind:
            case "below":
                continue
            case "number":
                texts = [column.text(cell.fact) for cell in cells if cell.fact is not None]
                broad = max((width(text, GOAL_SIZE) for text in texts), default=0) > FIGURE - GAP
                widths.append(BROAD_FIGURE if broad else FIGURE)
            case "change":
                widths.append(WAY)
            case _:
                texts = [cell.text or plain(cell.html) for cell in cells]
                few = max((width(text, GOAL_SIZE) for text in texts), default=0) <= FEW_WORDS - ROOM
                judged = any('class="status' in cell.html for cell in cells)
                longest = max(
                    (width(word, GOAL_SIZE) for text in texts for word in text.split(" ")), default=0
                )
                words = FEW_WORDS if few else max(MORE_WORDS, min(VERDICT, ceil((longest + ROOM) / 2) * 2))
                widths.append(VERDICT if judged else words)
    left = PAGE - sum(widths) - LABEL
    if left < 0 and any(column.kind == "change" for column in table.columns):
        widths[-1] = max(LEAST_WAY, WAY + left)
    return widths


def _refers(table: Table, column: Column) -> bool:
    """Whether a column of texts holds only references, such as a note's number."""
    cells = (row.cells.get(column.key) for row in table.rows)
    return len(column.label) <= LONGEST_REFERENCE and all(
        cell is None or len(cell.text) + len(plain(cell.html)) <= LONGEST_REFERENCE for cell in cells
    )


def _texts(table: Table, column: Column) -> Iterator[str]:
    """The figures of a column, with what stands in brackets beside them."""
    for row in table.rows:
        cell = row.cells.get(column.key)
        if cell is not None and cell.fact is not None:
            second = f" ({column.text(cell.second)})" if cell.second is not None else ""
            yield column.text(cell.fact) + second


def _slots(table: Table, column: Column, slot: int) -> int:
    """How many slots a column takes: what stands in brackets has its own."""
    if column.kind != "number":
        return 0
    broad = max(map(width, _texts(table, column)), default=0) > slot - GAP
    return 2 if broad or shared(table, column) else 1


def _least(table: Table) -> list[float]:
    """The mm that each column of figures needs when the table is set small and its columns are of one width."""
    figures = [column for column in table.columns if column.kind == "number"]
    texts = [
        column.text(cell.fact)
        for column in figures
        for row in table.rows
        if (cell := row.cells.get(column.key)) is not None and cell.fact is not None
    ]
    least = max((width(text, SMALL) for text in texts), default=0) + hanging(table) * SMALL + GAP
    starts = apart(table)
    return [least + (GAP_OF_GROUP - GAP) * (column.key in starts) for column in figures]


def _broad(table: Table, texts: Sequence[Column], left: float) -> str:
    """The key of the only column of texts, where they are of several lines and the rows' names can spare the room; else ""."""
    if len(texts) != 1 or _refers(table, texts[0]) or left - (WORDS_WIDE - WORDS) < LABEL_WIDE:
        return ""
    cells = [cell for row in table.rows if (cell := row.cells.get(texts[0].key)) is not None]
    longest = max((width(cell.text or plain(cell.html)) for cell in cells), default=0)
    return texts[0].key if longest > 2 * WORDS else ""


def _classes(table: Table, slots: Sequence[int] | None, leads: bool, broad: str = "") -> Iterator[str]:
    """The classes of each `<col>`; without slots the columns of figures share what the others leave."""
    if leads:
        yield "code"
    yield "label"
    starts = apart(table)
    for number, column in enumerate(table.columns):
        if column.kind != "number":
            words = "words broad" if column.key == broad else "words"
            yield "reference" if _refers(table, column) else words
        elif slots is not None:
            yield "amount two" if slots[number] == 2 else "amount"
        else:
            yield "figure apart" if column.key in starts else "figure"
