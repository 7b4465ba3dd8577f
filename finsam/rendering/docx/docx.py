"""A resolved document as a Word file.

It is made of the same views as the page and the PDF (`finsam/rendering/html.py`), so it prints the same figures. Headings
carry their computed numbers as words, since references in the prose name them. A chart is a picture with its text, and
its table stands under it. The table of contents is a field: Word fills in the pages when the file is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from lxml import etree

from finsam.core.text.prose import plain
from finsam.documents.resolved import Resolved
from finsam.facts.tables import SIGNATURE
from finsam.rendering.cells import Leaf, Line, beside, parted
from finsam.rendering.charts.painting import png
from finsam.rendering.columns import PAGE, goal_widths
from finsam.rendering.docx.paper import OUTSIDE, TEXT_WIDTH, Paper, dress, repeated, tight, whole, widen
from finsam.rendering.docx.prose import write_prose
from finsam.rendering.html import TableView, context_of

DEEPEST = 6  # levels of headings that are set differently
COVER_PICTURE, LOGO = Cm(14), Cm(5)
LEAD, CARD_LABEL = Cm(1.8), Cm(4)  # columns of account numbers, and of what the lines of a card are called
SIGN, GAP = Cm(0.25), Cm(0.3)  # a figure's width, and the room beside it
SMALL, SMALL_SIGN = Pt(8.5), Cm(0.19)  # in a table of many columns
MUCH = 60  # characters of a text from which it wants no wider column than others
INDENT = Cm(0.4)  # of a row's label, for each level


def to_docx(resolved: Resolved, *, made: datetime | None = None) -> bytes:
    """The document's bytes as .docx: the same for the same content. `made` is the time in its properties."""
    return _Writer(resolved).written(made)


class _Writer:
    """One document on its way to paper."""

    def __init__(self, resolved: Resolved):
        self.resolved, self.cover = resolved, resolved.cover
        self.paper = Paper(
            title=resolved.name,
            author=resolved.cover.forbund,
            accent=resolved.accent,
            pictures=resolved.pictures,
        )
        self.listed = {entry.anchor for entry in resolved.contents}

    def written(self, made: datetime | None) -> bytes:
        """All of it, in order."""
        self._write_heads()
        self._write_cover()
        if self.resolved.contents:
            self._write_contents()
        for item in context_of(self.resolved)["parts"]:
            self._write_part(item)
        return self.paper.finished(made)

    def _write_heads(self) -> None:
        page = self.paper.document.sections[0]
        self.paper.words(page.header.paragraphs[0], self.resolved.running_head, size=Pt(9))
        foot = page.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self.paper.words(foot, "Sida ")
        self.paper.field(foot, "PAGE", "1")
        if self.resolved.rendition:
            self.paper.words(page.first_page_header.paragraphs[0], self.resolved.rendition)

    def _write_cover(self) -> None:
        cover = self.cover
        self._picture(cover.logo, cover.logo_alt, LOGO)
        self._line(cover.forbund, bold=True)
        self._line("Förslag till" if cover.status == "Förslag" else "")
        self._line(self.resolved.name, "Title")
        self._line(cover.subtitle, "Subtitle")
        self._line(cover.vision, italic=True)
        self._picture(cover.picture, cover.picture_alt, COVER_PICTURE)
        self._line(cover.status if cover.status != "Förslag" else "")
        self._line(self.resolved.rendition)
        self._line(" · ".join(cover.about))
        self._line(cover.decision)
        self.paper.new_page()

    def _line(self, words: str, style: str | None = None, **font: Any) -> None:
        if words:
            self.paper.words(self.paper.paragraph(style), words, **font)

    def _picture(self, key: str, alt: str, widest: int) -> None:
        if key in self.resolved.pictures:
            self.paper.picture(self.resolved.pictures[key], alt, widest=widest)

    def _write_contents(self) -> None:
        """The entries as links; the field fills in their pages when the file is opened."""
        paper, entries = self.paper, self.resolved.contents
        self._line("Innehåll", "TOC Heading")
        for number, entry in enumerate(entries):
            line = paper.paragraph(f"toc {min(max(entry.level, 1), DEEPEST)}")
            if number == 0:
                paper.field_begins(line, f'TOC \\o "1-{DEEPEST}" \\h \\z', dirty=True)
            words = f"{entry.number} {entry.title}" if entry.number else entry.title
            paper.words(line, words, href=f"#{entry.anchor}")
        paper.field_ends(line)
        paper.new_page()

    # ---- Parts ----

    def _write_part(self, item: dict[str, Any]) -> None:
        part = item["part"]
        self.paper.place(part.anchor)
        if part.title:
            self._heading(part.level, part.number, part.title, part.anchor, new_page=part.page_break)
        write_prose(self.paper, part.prose)
        for view in item["pieces"]:
            self._write_piece(view)
        write_prose(self.paper, part.after)

    def _heading(self, level: int, number: str, title: str, anchor: str, *, new_page: bool = False) -> None:
        name = f"Heading {min(max(level, 1), DEEPEST)}"
        listed = not self.listed or anchor in self.listed
        made = self.paper.paragraph(name if listed else f"{name} {OUTSIDE}")
        made.paragraph_format.page_break_before = new_page or None
        self.paper.words(made, f"{number}\t{title}" if number else title)

    def _write_piece(self, view: dict[str, Any]) -> None:
        kind = view["template"].removeprefix("rendering/").removesuffix(".html")
        write: dict[str, Callable[[dict[str, Any]], None]] = {
            "table": self._table,
            "list": self._table,
            "goals": self._table,
            "card": self._table,
            "chart": self._chart,
            "prose": self._prose,
            "picture": self._uploaded,
        }
        write[kind](view)

    def _prose(self, view: dict[str, Any]) -> None:
        piece, part = view["piece"], view["part"]
        if piece.heading:
            anchor = piece.anchor or f"{part.anchor}-{piece.key}"
            self.paper.place(anchor)
            self._heading(view["level"] - 1, piece.number, piece.heading, anchor)
        write_prose(self.paper, piece.html)

    def _uploaded(self, view: dict[str, Any]) -> None:
        piece = view["piece"]
        if piece.asset in self.resolved.pictures:
            self.paper.picture(self.resolved.pictures[piece.asset], piece.alt)
            self._line(piece.caption, "Caption")

    def _chart(self, view: dict[str, Any]) -> None:
        """The drawing as a picture whose text is the drawing's own."""
        if not view["svg"]:
            return
        piece = view["piece"]
        title = piece.title if piece.show_title else ""
        self._line(". ".join(filter(None, (title, view["takeaway"]))), "Caption")
        drawing = etree.fromstring(view["svg"].encode())
        self.paper.picture(png(view["svg"]), drawing[0].text or piece.title)

    # ---- Tables ----

    def _table(self, view: dict[str, Any]) -> None:
        table: TableView = view["view"]
        piece = table.table
        self.paper.place(table.anchor)
        card = piece.shape == "card"
        if not table.quiet and not card:
            caption = self.paper.paragraph("Caption")
            self.paper.words(caption, f"{piece.title} ({table.unit})" if table.unit else piece.title)
        heads = self._heads(table)
        if not table.lines and not heads:
            return
        self.paper.size = SMALL if "wide" in table.classes else None
        columns = beside(piece)
        made = self.paper.into.add_table(rows=0, cols=2 if card else len(columns) + 1 + table.has_lead)
        dress(made, piece.title, piece.note, heads=len(heads))
        for head in heads:
            row = made.add_row()
            repeated(row)
            self._write_head(row, head)
        for line in table.lines:
            cells, below = parted(piece, line)
            self._write_line(made.add_row(), replace(line, cells=cells), lead=table.has_lead)
            self._write_below(made, "".join(leaf.html for leaf in below))
        if piece.shape == "facts":
            whole(made.rows)  # those of the others may be longer than what is left of a page
        widen(made, _widths(table))
        self.paper.size = None
        self._line(piece.note, "Tabellnot")
        if not piece.note:
            self.paper.space()

    @staticmethod
    def _heads(table: TableView) -> list[list[tuple[str, int, bool]]]:
        """The rows of the head, each as (words, columns that they stand over, whether figures stand below)."""
        piece = table.table
        if piece.shape == "card":
            return [[(piece.title, 2, False)]] if piece.show_title else []
        corner = table.corner if piece.shape == "facts" else piece.row_label
        lead = [(piece.lead_label or "Konto", 1, False)] if table.has_lead else []
        columns = [(column.label, 1, column.kind == "number") for column in beside(piece)]
        heads = [[*lead, (corner, 1, False), *columns]]
        if piece.shape == "facts" and table.groups:
            groups = [(group.label, group.span, group.span == 1) for group in table.groups]
            heads.insert(0, [*((" ", 1, False) for _ in lead), (" ", 1, False), *groups])
        return heads

    def _write_head(self, row: Any, head: list[tuple[str, int, bool]]) -> None:
        at = 0
        for words, span, number in head:
            cell = row.cells[at]
            if span > 1:
                cell = cell.merge(row.cells[at + span - 1])
            at += span
            with self.paper.inside(cell):
                made = self.paper.paragraph()
                self.paper.words(made, words.strip(), bold=True)
                tight(made, right=number)

    def _write_line(self, row: Any, line: Line, *, lead: bool) -> None:
        strong, emphasis = line.row.strong, line.row.dress == "emphasis"
        if line.row.dress == SIGNATURE:
            row.height = Cm(1.4)
        font: dict[str, Any] = {key: True for key, on in (("bold", strong), ("italic", emphasis)) if on}
        cells = list(row.cells)
        if lead:
            self._cell(cells.pop(0), line.row.lead, font)
        label = cells.pop(0)
        with self.paper.inside(label):
            self.paper.place(line.anchor)
            made = self.paper.paragraph()
            self.paper.words(made, line.row.label, **font)
            if line.row.note:
                self.paper.words(made, f" {line.row.note}", size=Pt(9))
            tight(made)
            made.paragraph_format.left_indent = INDENT * line.row.level or None
        for cell, leaf in zip(cells, line.cells, strict=False):
            if leaf.html:
                with self.paper.inside(cell):
                    write_prose(self.paper, leaf.html, **font)
            else:
                self._cell(cell, _printed(leaf), font, right=leaf.kind == "num")

    def _write_below(self, made: Any, words: str) -> None:
        """What stands under a row, in a cell across the table."""
        if words:
            cells = made.add_row().cells
            with self.paper.inside(cells[0].merge(cells[-1])):
                write_prose(self.paper, words)

    def _cell(self, cell: Any, words: str, font: dict[str, Any], *, right: bool = False) -> None:
        with self.paper.inside(cell):
            made = self.paper.paragraph()
            self.paper.words(made, words, **font)
            tight(made, right=right)


def _widths(table: TableView) -> list[int]:
    """How wide each column is: figures what their longest needs, words what is left, by how much each has of them."""
    piece, lines = table.table, table.lines
    if piece.shape == "card":
        return [CARD_LABEL, TEXT_WIDTH - CARD_LABEL]
    if piece.shape == "goals":
        mm = goal_widths(piece)
        return [TEXT_WIDTH * wide // PAGE for wide in (PAGE - sum(mm), *mm)]
    lead = [LEAD] if table.has_lead else []
    printed = {
        place: max(
            [len(_printed(line.cells[place])) for line in lines] + [len(w) for w in column.label.split()]
        )
        for place, column in enumerate(piece.columns)
        if column.kind == "number"
    }
    sign = SMALL_SIGN if "wide" in table.classes else SIGN
    needed = {place: sign * longest + 2 * GAP for place, longest in printed.items()}
    most = (TEXT_WIDTH - sum(lead)) * 3 // 4
    if sum(needed.values()) > most:
        needed = {place: width * most // sum(needed.values()) for place, width in needed.items()}
    left = TEXT_WIDTH - sum(lead) - sum(needed.values())
    label = [len(line.row.label) for line in lines]
    words: dict[int | None, int] = {None: min(max(label, default=1), MUCH)}
    for place, column in enumerate(piece.columns):
        if column.kind != "number":
            texts = [len(plain(line.cells[place].html) or line.cells[place].text) for line in lines]
            words[place] = min(max([*texts, len(column.label), 8]), MUCH)
    shares = {place: left * count // sum(words.values()) for place, count in words.items()}
    return [*lead, shares[None], *(needed.get(place) or shares[place] for place in range(len(piece.columns)))]


def _printed(leaf: Leaf) -> str:
    """A cell's words: its figure, the second in brackets, and its note."""
    parts = (leaf.text, f"({leaf.second})" if leaf.second else "", leaf.note)
    return " ".join(filter(None, parts))
