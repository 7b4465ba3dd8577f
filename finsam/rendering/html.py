"""A resolved document as HTML: one set of templates for the screen and for print.

On the screen every printed figure leads to its fact page; in print it is plain text.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from finsam.core.models.pictures import fingerprint
from finsam.core.text import notes
from finsam.core.text.elements import Element, ids, rewritten
from finsam.core.text.prose import plain
from finsam.documents.resolved import Part, Resolved
from finsam.facts.tables import Cell, Chart, Column, Html, Picture, Piece, Row, Table, Wheel
from finsam.rendering import qr
from finsam.rendering.cells import Leaf, Line, Told, beside, changed, goals, leaf_of
from finsam.rendering.charts import charts, wheel
from finsam.rendering.columns import (
    SLOT,
    apart,
    goal_widths,
    grid_style,
    hanging,
    setting_of,
    shared,
    slot_of,
)
from finsam.rendering.pages import lengths
from finsam.rendering.pages.contents import lines
from finsam.rendering.pages.covers import surrounded
from finsam.rendering.pages.heads import chapter_head
from finsam.rendering.pdf.pdf import STYLES, page_style, print_assets

DENSE_FROM = 20  # rows from which a table is set tighter
BRIEF = 150  # characters, two lines, of a text that goes with the table or chart that it leads up to
ATTACHED_ROWS = 7  # rows of a table for which the chart above it is caption enough
KEPT_ROWS = 7  # rows of a group that stays together on a page
WHOLE_ROWS = {"facts": 6, "list": 6, "card": 0, "goals": 0}  # rows; a card's length decides
SHORT_LABEL = 24  # characters of the row headings that never break
LONGEST_WORD = 26  # characters that a column of an even width has room for
QR = "asset:kod.svg"  # the code on the cover of what is stored
LONG = 800  # characters of text from which a card or table may break over pages

PAGE_STYLES = ("tokens.css", "document.css", "figures.css", "beside.css", "page.css")
_KINDS = {b"\x89PNG": "image/png", b"<svg": "image/svg+xml"}

Context = dict[str, Any]  # what a template is given


@dataclass(frozen=True, slots=True)
class HeadGroup:
    """A grouped heading over columns."""

    label: str
    span: int
    kinds: str = ""


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Rows that belong together: a heading with what stands under it. A short group among others is kept on one page."""

    lines: tuple[Line, ...]
    among: bool = True

    @property
    def kept(self) -> bool:
        """Whether the group may not be broken."""
        return self.among and len(self.lines) <= KEPT_ROWS


@dataclass(frozen=True, slots=True)
class FigureLinks:
    """Where the figures of a stored document lead: an address that ends where a number goes, and each figure's number."""

    address: str
    numbers: Mapping[str, int]

    def link(self, key: str, text: str) -> str:
        """A printed figure as a quiet link, described by what it is and by its number, which paper doesn't print."""
        number = self.numbers.get(key)
        if number is None or not text:
            return escape(text)
        return format_html(
            '<a class="figure" href="{}{}/" title="{}, uppgift {}">{}</a>',
            self.address, number, text, number, text,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a document in its PDF: its name, its bytes, and what it is, in words."""

    name: str
    data: bytes
    title: str


class TableView:
    """A table with its cells printed, for the template to lay out. `quiet` says that its caption is only read aloud.

    `anchor` is what a link to it is called; `first` says whether links to its rows lead here too; `slot` is the
    mm that an amount has in the document.
    """

    def __init__(self, table: Table, anchor: str, *, first: bool, slot: int = SLOT):
        self.table = table
        self.anchor = anchor
        self.first = first
        self.follows = False
        self.attached = False
        self.quiet = not table.show_title
        self.has_lead = any(row.lead for row in table.rows)
        self.setting = setting_of(table, slot)
        self.apart = set() if self.setting.on_grid else apart(table)
        self.shared = {column.key for column in table.columns if shared(table, column)}
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
        """Stand right under a chart of the same table: it begins on its page, and a short one's caption is said."""
        self.follows = True
        self.attached = len(self.table.rows) <= ATTACHED_ROWS
        self.quiet = self.quiet or self.attached

    def _sizes(self, numbers: list[Column]) -> Iterator[str]:
        """How the table is set and kept together, by what it holds."""
        shape, rows = self.table.shape, len(self.table.rows)
        length = sum(len(leaf.html) + len(leaf.text) for line in self.lines for leaf in line.cells)
        if shape == "facts":
            yield "grid" if self.setting.on_grid else "wide"
            if numbers and len(self.table.columns) == 1:
                yield "narrow"
        if self.shared and shape != "card":
            yield f"hang-{hanging(self.table)}"
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

    @property
    def heads(self) -> list[tuple[Column, str]]:
        """Each column with the classes of its heading; what stands under the rows has none."""
        return [(column, self._kinds(column, alone=True)) for column in beside(self.table)]

    @property
    def widths(self) -> list[str]:
        """The classes of the columns of a table of goals."""
        return [f"mm-{wide}" for wide in goal_widths(self.table)]

    def _kinds(self, column: Column, *, alone: bool) -> str:
        """The classes of a cell: `alone` has nothing beside it, where others of its column have."""
        kinds = ["num"] if column.kind == "number" else []
        kinds += ["alone"] if alone and column.key in self.shared else []
        kinds += ["apart"] if column.key in self.apart else []
        return " ".join(kinds)

    def _leaf(self, column: Column, cell: Cell | None) -> Leaf:
        leaf = leaf_of(column, cell)
        if leaf.kind != "num" or self.table.shape == "card":
            return leaf
        kinds = self._kinds(column, alone=not leaf.second)
        return replace(leaf, kind=kinds if leaf.fact or not leaf.text else f"{kinds} said")

    def _line(self, row: Row) -> Line:
        cells = tuple(
            changed(self.table, row, column, leaf) if column.kind == "change" else leaf
            for column in self.table.columns
            for leaf in [self._leaf(column, row.cells.get(column.key))]
        )
        classes = " ".join(filter(None, (row.kind, f"level-{row.level}" if row.level else "", row.dress)))
        return Line(row, cells, classes, row.anchor if self.first else "")

    @property
    def goals(self) -> list[list[Told]]:
        """The rows of a table of goals, each goal with those of its results."""
        return list(goals(self.table, self.lines))

    @property
    def bodies(self) -> list[LineGroup]:
        """The rows, parted where a heading begins a new group."""
        bodies: list[list[Line]] = []
        for line in self.lines:
            after_heading = bool(bodies) and bodies[-1][-1].row.kind == "heading"
            if not bodies or (line.row.kind == "heading" and not after_heading):
                bodies.append([])
            bodies[-1].append(line)
        return [LineGroup(tuple(lines), among=len(bodies) > 1) for lines in bodies]

    @property
    def groups(self) -> list[HeadGroup]:
        """Grouped headings in order, or none when no column has one."""
        if not any(column.group for column in self.table.columns):
            return []
        groups: list[HeadGroup] = []
        for column in self.table.columns:
            if groups and groups[-1].label == column.group and column.group:
                groups[-1] = replace(
                    groups[-1], span=groups[-1].span + 1, kinds=groups[-1].kinds.replace("num", "over")
                )
            else:
                kinds = ["num" if column.group else "empty", *(["apart"] if column.key in self.apart else [])]
                groups.append(HeadGroup(column.group, 1, " ".join(kinds)))
        return groups


def view_of(
    piece: Piece, *, part: Part, accent: str, year: int, anchors: Counter[str], slot: int = SLOT
) -> Context:
    """A piece with what its template needs: which template, and the drawn picture where there is one.

    `anchors` counts the tables of each key so far: only the first is what a reference leads to. A picture whose table
    or list stands in the same part isn't read aloud twice.
    """
    if isinstance(piece, Table):
        name = {"facts": "table"}.get(piece.shape, piece.shape)
        anchors[piece.key] += 1
        first = anchors[piece.key] == 1
        anchor = f"t-{piece.key}" if first else f"t-{piece.key}-{anchors[piece.key]}"
        view = TableView(piece, anchor, first=first, slot=slot)
        return {"template": f"rendering/{name}.html", "piece": piece, "view": view}
    if isinstance(piece, Chart | Wheel):
        beside = _told_beside(piece, part)
        if isinstance(piece, Chart):
            drawn, takeaway = charts.svg(piece, accent=accent, beside=beside), charts.takeaway(piece)
        else:
            drawn, takeaway = wheel.svg(piece, accent=accent, year=year, beside=beside), ""
        made = {"svg": mark_safe(drawn), "takeaway": takeaway}
        return {"template": "rendering/chart.html", "piece": piece, **made}
    if isinstance(piece, Html):
        level = min(part.level + 1 + piece.depth, 6)
        return {"template": "rendering/prose.html", "piece": piece, "level": level, "part": part}
    if isinstance(piece, Picture):
        return {"template": "rendering/picture.html", "piece": piece}
    raise TypeError(f"no template for {type(piece).__name__}")


def _told_beside(piece: Chart | Wheel, part: Part) -> bool:
    """Whether a picture's figures, or a ring's list, stand in tables of the same part."""
    tables = [other for other in part.pieces if isinstance(other, Table)]
    if isinstance(piece, Wheel):
        return any(table.key == piece.listed for table in tables)
    told = {fact.key for table in tables for fact in table.facts()}
    return told >= {fact.key for fact in piece.facts()}


def _parts(resolved: Resolved, slot: int) -> list[Context]:
    accent, year, anchors = resolved.accent, resolved.cover.year, Counter[str]()
    parts: list[Context] = []
    next_note = 1
    for place, part in enumerate(resolved.parts):
        views = [
            view_of(piece, part=part, accent=accent, year=year, anchors=anchors, slot=slot)
            for piece in part.pieces
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
        tables = [each["view"] for each in views if "view" in each]
        on_its_side = any(table.table.shape == "facts" and table.setting.on_its_side for table in tables)
        signed = any(row.dress == "signature" for table in tables for row in table.table.rows)
        parts.append({
            "on_its_side": on_its_side, "whole": signed or lengths.stays_whole(resolved.parts, place),
            "opens_page": lengths.opens_page(resolved.parts, place),
            "part": part, "level": part.level + 1, "pieces": views, "brief": brief, "prose": prose, "after": after,
            "notes": [*said, *said_after], "head": chapter_head(part, resolved.running_head) if part.level == 1 else "",
        })  # fmt: skip
    return parts


def context_of(resolved: Resolved, *, fact_url: str = "", picture_url: str = "") -> Context:
    """What the templates need. `fact_url` and `picture_url` are addresses ending where the key goes; blank in print."""
    slot = slot_of(resolved.tables())
    return {
        "qr": QR,
        "resolved": resolved,
        "cover": resolved.cover,
        "slot": slot,
        "contents": SimpleLazyObject(lambda: list(lines(resolved))),  # most pages show none
        "parts": _parts(resolved, slot),
        "fact_url": fact_url,
        "leads": None,
        "attached": "",
        "surrounded": False,
        "pictures": {
            key: f"{picture_url}{key}/fil/?v={fingerprint(data)}" if picture_url else f"asset:{key}"
            for key, data in resolved.pictures.items()
        },
    }


def to_html(resolved: Resolved, leads: FigureLinks | None = None, attached: Attached | None = None) -> str:
    """The whole document for print: the input of to_pdf together with assets_of. With `leads`, its figures are links."""
    context = context_of(resolved)
    style = page_style(
        resolved.running_head, resolved.slogan, accent=resolved.accent, facing_pages=resolved.facing_pages
    )
    context |= {"style": mark_safe(style + grid_style(context["slot"])), "leads": leads}
    context["surrounded"] = surrounded(resolved.pictures.get(resolved.cover.picture, b""))
    if attached is not None:
        context |= {"attached": attached.name, "attached_title": attached.title}
    return _without_dead_links(render_to_string("rendering/print.html", context))


def to_page(resolved: Resolved) -> str:
    """The whole document as one file for a browser, with its styles and pictures in it: it asks for nothing else."""
    context = {**context_of(resolved), "paged": True}  # wide tables are scrolled, also by key
    context["pictures"] = {key: inline(data) for key, data in resolved.pictures.items()}
    context["qr"] = inline(_code(resolved)) if resolved.cover.address else ""
    style = "\n".join((STYLES / name).read_text(encoding="utf-8") for name in PAGE_STYLES)
    context["style"] = mark_safe(f"{style}\n:root {{ --accent: {resolved.accent} }}")
    return _without_dead_links(render_to_string("rendering/page.html", context))


def inline(data: bytes) -> str:
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


def assets_of(resolved: Resolved, attached: Attached | None = None) -> dict[str, bytes]:
    """Every address that the printed HTML names."""
    pictures = {f"asset:{key}": data for key, data in resolved.pictures.items()}
    code = {QR: _code(resolved)} if resolved.cover.address else {}
    files = {f"asset:{attached.name}": attached.data} if attached is not None else {}
    return {**print_assets(resolved.theme), **pictures, **code, **files}
