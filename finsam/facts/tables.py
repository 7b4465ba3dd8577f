"""What a block returns: tables, charts and pieces of prose, built of facts. No Django here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Self

from finsam.facts.book import Fact

# Ways of showing the stored sign (income +, cost −).
NATURAL = "natural"  # as stored
POSITIVE = "positive"  # costs without their minus; results keep theirs
NEGATED = "negated"  # the ledger's way: income −, cost +

UNKNOWN = "–"  # stands where others have a figure and this one isn't known; the table's note says so

UP, DOWN, SAME = "upp", "ner", "oförändrat"  # the ways of a change

SIGNATURE = "signature"  # the dress of a row to sign on paper: tall, with a line in its last cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is called, under which grouped heading, and its way of showing facts.

    `unit` is kr, tkr, mnkr or %; `suffix` prints the unit in each cell, else it stands in the head. `kind` is number,
    text, change (an earlier figure, said as the way from it to the one in the column `of`), or below (words that stand
    under their row, across the table).
    """

    key: str
    label: str
    group: str = ""
    kind: str = "number"  # number | text | change | below
    unit: str = "kr"
    decimals: int = 0
    sign: str = NATURAL
    suffix: bool = False
    of: str = ""

    def signed(self, fact: Fact) -> Decimal | None:
        """The stored value with this column's way of showing signs."""
        if fact.value is None:
            return None
        return -fact.value if self.flips(fact) else fact.value

    def flips(self, fact: Fact) -> bool:
        """Whether the stored sign is turned."""
        match self.sign:
            case "natural":
                return False
            case "positive":
                return fact.side == "kostnad"
            case "negated":
                return True
            case unknown:
                raise ValueError(f"no such way of showing signs: {unknown}")

    def unit_of(self, fact: Fact) -> str:
        """The unit this column prints a fact in: money in the column's, other facts in their own."""
        return self.unit if fact.unit == "kr" else fact.unit

    def text(self, fact: Fact) -> str:
        """The fact as printed, rounded here and nowhere before; blank stays blank."""
        value = self.signed(fact)
        if value is None:
            return ""
        unit = self.unit_of(fact)
        foreign = unit != self.unit
        decimals = fact.decimals if foreign else self.decimals
        return fact.printed(value, unit, decimals, suffix=self.suffix or foreign)


@dataclass(frozen=True, slots=True)
class Cell:
    """A fact, a text, or nothing. `second` is printed in brackets after; `html` is sanitised prose."""

    fact: Fact | None = None
    text: str = ""
    html: str = ""
    second: Fact | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row. `kind` is what it is (heading, post, sum), `dress` how it looks (plain, strong, emphasis, signature).

    Without a dress, headings and sums are strong and the others plain.

    `sums` names the rows a sum adds, so that a roll-up never counts twice and Excel gets a formula.
    `lead` is printed before the label (an account number). `anchor` is what a link to the row is called.
    """

    key: str
    label: str
    cells: dict[str, Cell] = field(default_factory=dict)
    kind: str = "post"
    level: int = 0
    dress: str = ""
    sums: tuple[str, ...] = ()
    note: str = ""
    lead: str = ""
    anchor: str = ""

    @property
    def strong(self) -> bool:
        """Whether it is set in bold."""
        return self.dress == "strong" or (not self.dress and self.kind in ("heading", "sum"))


class _Piece:
    """What a piece holds and is made of, if nothing else is said: no figures of its own and no texts."""

    __slots__ = ()

    def facts(self) -> Iterable[Fact]:
        """Every fact printed in it, but for those in its texts."""
        return ()

    def texts(self) -> Iterable[str]:
        """Every text in it that is HTML."""
        return ()

    def rewritten(self, change: Callable[[str], str]) -> Self:
        """The piece with its texts changed."""
        return self


@dataclass(frozen=True, slots=True)
class Table(_Piece):
    """Columns, rows and cells, with a title that is its caption.

    `lead_label` heads the column of account numbers when rows have them. `row_label` heads the row headings. `shape` is
    facts (figures), list (text in columns), card (label left, value right), or goals (a goal with its results under it).
    Without `show_title` the caption is only read aloud: what stands over the table says the same to the eye.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    row_label: str = ""
    lead_label: str = ""
    shape: str = "facts"
    note: str = ""
    show_title: bool = True

    def way(self, row: Row, column: Column) -> str:
        """Which way it has gone from a change column's figure, by both as they are printed; "" where one isn't shown."""
        now, before = (row.cells.get(key, Cell()).fact for key in (column.of, column.key))
        later = next((other for other in self.columns if other.key == column.of), None)
        if now is None or before is None or later is None or now.unit != before.unit:
            return ""
        value, earlier = later.signed(now), column.signed(before)
        if value is None or earlier is None:
            return ""
        if later.text(now) == column.text(before):
            return SAME
        return UP if value > earlier else DOWN

    def facts(self) -> Iterator[Fact]:
        """Every fact printed in the table."""
        for row in self.rows:
            for cell in row.cells.values():
                yield from (fact for fact in (cell.fact, cell.second) if fact is not None)

    def texts(self) -> Iterator[str]:
        """The texts of its cells."""
        yield from (cell.html for row in self.rows for cell in row.cells.values() if cell.html)

    def rewritten(self, change: Callable[[str], str]) -> Table:
        """The table with its cells' texts changed."""

        def cells(row: Row) -> dict[str, Cell]:
            return {
                key: replace(cell, html=change(cell.html)) if cell.html else cell
                for key, cell in row.cells.items()
            }

        has_texts = any(True for _ in self.texts())
        return (
            replace(self, rows=tuple(replace(row, cells=cells(row)) for row in self.rows))
            if has_texts
            else self
        )

    def row(self, key: str) -> Row:
        """The row with that key. Raises KeyError."""
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Takeaway:
    """How the line under a chart's title is worded. What it says is chosen of the figures that are drawn, when they are drawn.

    `way` is change (the row's figure in `column` against the one in `before`; `words` say more, fewer and as many),
    most (`words` name the largest row {most} and the smallest {least}), gap (`words` name the {row} where two columns
    differ most), or levels (`words` say that all rows are within the levels, and which {rows} are over and under them).
    """

    way: str
    words: tuple[str, ...]
    row: str = ""
    column: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Chart(_Piece):
    """A picture of a table: kind, and which columns and rows it draws. The table is its text.

    Of one column `kind` is bar (horizontal bars, one per row), shares (one stacked bar whose rows are a whole), waffle
    (a square for each person or per cent of a whole), grid (bars in panels, one for each heading of the table; `apart`
    gives each panel a scale of its own, where they are of different things), or tally (a shape for each of what was judged;
    a row's key is what its shape is called).

    Of several it is columns (grouped by column), lines (a line for each row, time to the right; many rows get panels of
    their own), dots (a row for each question, a mark for each group), against (the first column as bars, the second as
    what they are held against), levels (the first as columns, the others as levels), or matrix (the first upwards, the
    second to the right, both from 1 to 5).

    Rows are those named, or all posts; those in `planned` haven't happened yet. `show_title` is as a table's.
    """

    key: str
    title: str
    table: Table
    kind: str = "bar"
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    alt: str = ""
    show_title: bool = True
    takeaway: Takeaway | None = None
    planned: tuple[str, ...] = ()
    apart: bool = False

    def facts(self) -> Iterator[Fact]:
        """Every fact of the table that it draws."""
        return self.table.facts()


@dataclass(frozen=True, slots=True)
class Wheel(_Piece):
    """The year as a ring of months; `months` maps 1–12 to what happens. `show_title` is as a table's.

    `listed` is the key of the list that says the same: where that stands beside, the ring isn't read aloud once more.
    """

    key: str
    title: str
    months: dict[int, tuple[str, ...]]
    show_title: bool = True
    listed: str = ""


@dataclass(frozen=True, slots=True)
class Html(_Piece):
    """Sanitised prose that a block made of texts in the database, with bound figures still unfilled.

    `heading` gives the piece a heading one level below its section's; `depth` lowers it further. `anchor` is what a
    link to it is called when its maker has to know, else its section's name and its key.
    """

    key: str
    html: str
    heading: str = ""
    depth: int = 1
    listed: bool = False  # whether the heading stands in the contents
    number: str = ""  # the heading's own number, "A" or "1."
    anchor: str = ""

    def texts(self) -> Iterable[str]:
        """The prose itself."""
        return (self.html,)

    def rewritten(self, change: Callable[[str], str]) -> Html:
        """The piece with its prose changed."""
        return replace(self, html=change(self.html))


@dataclass(frozen=True, slots=True)
class Picture(_Piece):
    """An uploaded picture with its alternative text; `asset` is the name its bytes go by."""

    key: str
    asset: str
    alt: str
    caption: str = ""


Piece = Table | Chart | Wheel | Html | Picture


def first_caption_read_aloud(pieces: list[Piece]) -> list[Piece]:
    """The pieces with the first of their captions left to the heading over them, which can stand for no more than one.

    A chart and the table that it draws have the same caption.
    """
    titles = (piece.title for piece in pieces if isinstance(piece, Table | Chart | Wheel))
    first = next(titles, None)
    return [
        replace(piece, show_title=False)
        if isinstance(piece, Table | Chart | Wheel) and piece.title == first
        else piece
        for piece in pieces
    ]
