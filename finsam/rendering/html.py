"""A resolved document as HTML: one set of templates for the screen and for print.

On the screen every printed figure leads to its fact page; in print it is plain text.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from finsam.core.models.pictures import fingerprint
from finsam.core.text import notes
from finsam.core.text.elements import Element, ids, rewritten
from finsam.core.text.prose import plain
from finsam.documents.resolved import Part, Resolved
from finsam.facts.book import Fact
from finsam.facts.tables import Cell, Chart, Column, Html, Picture, Piece, Row, Table, Wheel
from finsam.rendering import qr
from finsam.rendering.charts import charts, wheel
from finsam.rendering.pdf.pdf import STYLES, page_style, print_assets

WIDE_FROM = 6  # number columns from which a table is set smaller
DENSE_FROM = 20  # rows from which a table is set tighter
BRIEF = 220  # characters of a text that goes with the table or chart that it leads up to
ATTACHED_ROWS = 7  # rows of a table that stays on the page of the chart above it
KEPT_ROWS = 12  # rows of a group that stays together on a page
WHOLE_ROWS = {"facts": 12, "list": 6, "card": 0}  # rows of a table that does; a card's length decides
UNITS_FROM = 4  # number columns with the unit in every cell from which they are set closer
SHORT_LABEL = 24  # characters of the row headings that never break
LONGEST_WORD = 26  # characters that a column of an even width has room for
QR = "asset:kod.svg"  # the code on the cover of what is stored
LONG = 1100  # characters of text from which a card or table may break over pages

PAGE_STYLES = ("tokens.css", "document.css", "page.css")
_KINDS = {b"\x89PNG": "image/png", b"<svg": "image/svg+xml"}

Context = dict[str, Any]  # what a template is given


@dataclass(frozen=True, slots=True)
class Leaf:
    """A cell as the template needs it: its classes, content, and where its figure leads."""

    kind: str
    text: str
    html: str = ""
    fact: Fact | None = None
    second: str = ""
    second_fact: Fact | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the template needs it."""

    row: Row
    cells: tuple[Leaf, ...]
    classes: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class HeadGroup:
    """A grouped heading over columns."""

    label: str
    span: int


def _leaf(column: Column, cell: Cell | None) -> Leaf:
    kind = "num" if column.kind == "number" else "text"
    if cell is None:
        return Leaf(kind, "")
    if cell.fact is not None:
        second = column.text(cell.second) if cell.second is not None else ""
        return Leaf(kind, column.text(cell.fact), "", cell.fact, second, cell.second, cell.note)
    return Leaf(kind if not cell.html else "text", cell.text, cell.html, note=cell.note)


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Rows that belong together: a heading with what stands under it. A short group is kept on one page."""

    lines: tuple[Line, ...]

    @property
    def kept(self) -> bool:
        """Whether the group may not be broken."""
        return len(self.lines) <= KEPT_ROWS


class TableView:
    """A table with its cells printed, for the template to lay out. `quiet` says that its caption is only read aloud.

    `anchor` is what a link to it is called; `first` says whether links to its rows lead here too.
    """

    def __init__(self, table: Table, anchor: str, *, first: bool):
        self.table = table
        self.anchor = anchor
        self.first = first
        self.attached = False
        self.quiet = not table.show_title
        self.has_lead = any(row.lead for row in table.rows)
        self.lines = tuple(self._line(row) for row in table.rows)
        self.span = len(table.columns) + self.has_lead
        numbers = [column for column in table.columns if column.kind == "number"]
        self.units = {column.unit for column in numbers if not column.suffix}
        shown_facts = [cell.fact for row in table.rows for cell in row.cells.values() if cell.fact]
        money = any(fact.unit == "kr" for fact in shown_facts)
        heads = " ".join([table.title, *(f"{column.group} {column.label}" for column in numbers)])
        told = re.search(r"\b(kr|tkr|mnkr)\b", heads, re.IGNORECASE)
        self.unit = next(iter(self.units)) if len(self.units) == 1 and money and not told else ""
        self.classes = " ".join(filter(None, (table.shape, *self._sizes(numbers))))

    @property
    def corner(self) -> str:
        """What heads the row headings; the unit too, when no caption says it."""
        corner = self.table.row_label or "Post"
        return f"{corner}, {self.unit}" if self.quiet and self.unit else corner

    def follow(self) -> None:
        """Stand right under a chart of the same table: a short one stays with it, and its caption is said."""
        self.attached = len(self.table.rows) <= ATTACHED_ROWS
        self.quiet = self.quiet or self.attached

    def _sizes(self, numbers: list[Column]) -> Iterator[str]:
        """How the table is set and kept together, by what it holds."""
        shape, rows = self.table.shape, len(self.table.rows)
        length = sum(len(leaf.html) + len(leaf.text) for line in self.lines for leaf in line.cells)
        if len(numbers) >= WIDE_FROM:
            yield "wide"
        elif numbers and len(self.table.columns) == 1:
            yield "narrow"
        if sum(column.suffix for column in numbers) >= UNITS_FROM:
            yield "units"
        if rows >= DENSE_FROM:
            yield "dense"
        if shape == "card" and length > LONG:
            yield "long"
        if rows <= WHOLE_ROWS[shape] and length <= LONG:
            yield "whole"
        if shape == "list" and self._short_labels():
            yield "short"
        if shape == "list" and self._even_columns():
            yield "even"

    def _short_labels(self) -> bool:
        """Whether every row heading fits on a line of its own narrow column."""
        return all(len(row.label) <= SHORT_LABEL for row in self.table.rows)

    def _even_columns(self) -> bool:
        """Whether the columns hold about as much, so that they are best set equally wide."""
        texts = [[f"{leaf.text}{plain(leaf.html)}" for leaf in line.cells] for line in self.lines]
        longest = [max(map(len, column)) for column in zip(*texts, strict=True)]
        fits = all(len(word) <= LONGEST_WORD for text in chain(*texts) for word in text.split())
        return len(longest) > 1 and fits and min(longest) * 2 > max(longest)

    def _line(self, row: Row) -> Line:
        cells = tuple(_leaf(column, row.cells.get(column.key)) for column in self.table.columns)
        classes = " ".join(filter(None, (row.kind, f"level-{row.level}" if row.level else "", row.dress)))
        return Line(row, cells, classes, row.anchor if self.first else "")

    @property
    def bodies(self) -> list[LineGroup]:
        """The rows, parted where a heading begins a new group."""
        bodies: list[list[Line]] = []
        for line in self.lines:
            after_heading = bool(bodies) and bodies[-1][-1].row.kind == "heading"
            if not bodies or (line.row.kind == "heading" and not after_heading):
                bodies.append([])
            bodies[-1].append(line)
        return [LineGroup(tuple(lines)) for lines in bodies]

    @property
    def groups(self) -> list[HeadGroup]:
        """Grouped headings in order, or none when no column has one."""
        if not any(column.group for column in self.table.columns):
            return []
        groups: list[HeadGroup] = []
        for column in self.table.columns:
            if groups and groups[-1].label == column.group and column.group:
                groups[-1] = HeadGroup(column.group, groups[-1].span + 1)
            else:
                groups.append(HeadGroup(column.group, 1))
        return groups


def view_of(piece: Piece, *, part: Part, accent: str, year: int, anchors: Counter[str]) -> Context:
    """A piece with what its template needs: which template, and the drawn picture where there is one.

    `anchors` counts the tables of each key so far: only the first is what a reference leads to.
    """
    if isinstance(piece, Table):
        name = {"facts": "table", "list": "list", "card": "card"}[piece.shape]
        anchors[piece.key] += 1
        first = anchors[piece.key] == 1
        anchor = f"t-{piece.key}" if first else f"t-{piece.key}-{anchors[piece.key]}"
        view = TableView(piece, anchor, first=first)
        return {"template": f"rendering/{name}.html", "piece": piece, "view": view}
    if isinstance(piece, Chart | Wheel):
        drawn = (
            charts.svg(piece, accent=accent)
            if isinstance(piece, Chart)
            else wheel.svg(piece, accent=accent, year=year)
        )
        return {"template": "rendering/chart.html", "piece": piece, "svg": mark_safe(drawn)}
    if isinstance(piece, Html):
        level = min(part.level + 1 + piece.depth, 6)
        return {"template": "rendering/prose.html", "piece": piece, "level": level, "part": part}
    if isinstance(piece, Picture):
        return {"template": "rendering/picture.html", "piece": piece}
    raise TypeError(f"no template for {type(piece).__name__}")


def _parts(resolved: Resolved) -> list[Context]:
    accent, year, anchors = resolved.accent, resolved.cover.year, Counter[str]()
    parts: list[Context] = []
    next_note = 1
    for part in resolved.parts:
        views = [
            view_of(piece, part=part, accent=accent, year=year, anchors=anchors) for piece in part.pieces
        ]
        for above, below in pairwise(views):
            chart, table = above["piece"], below["piece"]
            drawn = above.get("svg") and isinstance(chart, Chart) and isinstance(table, Table)
            if drawn and chart.table.key == table.key:
                below["view"].follow()
        brief = len(plain(part.prose)) <= BRIEF and "<figure" not in part.prose
        prose, said = notes.numbered(part.prose, next_note)
        after, said_after = notes.numbered(part.after, next_note + len(said))
        next_note += len(said) + len(said_after)
        parts.append({
            "part": part, "level": part.level + 1, "pieces": views, "brief": brief, "prose": prose, "after": after,
            "notes": [*said, *said_after],
        })  # fmt: skip
    return parts


def context_of(resolved: Resolved, *, fact_url: str = "", picture_url: str = "") -> Context:
    """What the templates need. `fact_url` and `picture_url` are addresses ending where the key goes; blank in print."""
    return {
        "qr": QR,
        "resolved": resolved,
        "cover": resolved.cover,
        "parts": _parts(resolved),
        "fact_url": fact_url,
        "pictures": {
            key: f"{picture_url}{key}/fil/?v={fingerprint(data)}" if picture_url else f"asset:{key}"
            for key, data in resolved.pictures.items()
        },
    }


def to_html(resolved: Resolved) -> str:
    """The whole document for print: the input of to_pdf together with assets_of."""
    style = page_style(resolved.running_head, resolved.slogan)
    style += f"\n:root {{ --accent: {resolved.accent} }}"
    context = {**context_of(resolved), "style": mark_safe(style)}
    return _without_dead_links(render_to_string("rendering/print.html", context))


def to_page(resolved: Resolved) -> str:
    """The whole document as one file for a browser, with its styles and pictures in it: it asks for nothing else."""
    context = {**context_of(resolved), "paged": True}  # wide tables are scrolled, also by key
    context["pictures"] = {key: _inline(data) for key, data in resolved.pictures.items()}
    context["qr"] = _inline(_code(resolved)) if resolved.cover.address else ""
    style = "\n".join((STYLES / name).read_text(encoding="utf-8") for name in PAGE_STYLES)
    context["style"] = mark_safe(f"{style}\n:root {{ --accent: {resolved.accent} }}")
    return _without_dead_links(render_to_string("rendering/page.html", context))


def _inline(data: bytes) -> str:
    """A picture as an address that holds it."""
    kind = next((kind for start, kind in _KINDS.items() if data.startswith(start)), "image/jpeg")
    return f"data:{kind};base64,{b64encode(data).decode()}"


def _code(resolved: Resolved) -> bytes:
    """The QR code that leads to where the stored copy is tried."""
    return qr.svg(resolved.cover.address).encode()


def _without_dead_links(html: str) -> str:
    """The words of a link to a place that the document doesn't have, without the link: on paper it would be an error.

    The reconciliation says where they are (R23).
    """
    places = ids(html)

    def live(link: Element) -> str:
        return link.source if not link.place or link.place in places else f"<a>{link.inside}</a>"

    return rewritten(html, "a", live)


def assets_of(resolved: Resolved) -> dict[str, bytes]:
    """Every address that the printed HTML names."""
    pictures = {f"asset:{key}": data for key, data in resolved.pictures.items()}
    code = {QR: _code(resolved)} if resolved.cover.address else {}
    return {**print_assets(), **pictures, **code}
