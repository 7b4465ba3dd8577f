"""A Word file as python-docx writes it: styles, paragraphs, lists, links, places and pictures, and bytes that come out the same.

What people wrote is put in as text and never as a field, so nothing in it is carried out when the file is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from finsam.rendering.docx.footnotes import Footnotes

TEXT_WIDTH, TEXT_HEIGHT = Cm(16), Cm(20)  # of an A4 page; what a picture may fill
FONT, LANGUAGE = "Calibri", "sv-SE"
INK_SOFT = RGBColor(0x55, 0x60, 0x6A)
SIZES = {1: 18, 2: 14, 3: 12, 4: 11, 5: 11, 6: 11}  # points of a heading, by its level
DEEPEST_LIST = 9  # levels that Word has
OUTSIDE = "utanför innehållet"  # ends the name of a heading's style that the table of contents passes over
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML can't hold


def _clean(text: str) -> str:
    return _ILLEGAL.sub("", text)


def element(name: str, /, **attributes: str | int) -> Any:
    """An element of Word's: `element("w:tab", val=5)` is `<w:tab w:val="5"/>`."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


class Paper:
    """The file while it is written. `into` is where paragraphs go: the body, or a cell while one is filled."""

    def __init__(self, *, title: str, author: str, accent: str, pictures: Mapping[str, bytes] | None = None):
        self.document = Document()
        self.pictures = pictures or {}  # that the texts name, by key
        self.into: Any = self.document
        self.first: Paragraph | None = None  # that of a cell, before anything is written in it
        self.accent = RGBColor.from_string(accent.removeprefix("#"))
        self.places: dict[str, str] = {}  # the bookmark of each place that a link may lead to
        self.waiting: list[str] = []  # places that the next paragraph is
        self.size: Length | None = None  # of words, where it isn't their paragraph's
        self.lists = 0
        self.style_ids: dict[str, str] = {}
        self.footnotes = Footnotes(self.document)
        self._set_page()
        self._set_styles()
        core = self.document.core_properties
        core.title, core.author, core.language = _clean(title)[:255], _clean(author)[:255], LANGUAGE
        core.comments, core.last_modified_by = "", _clean(author)[:255]

    # ---- How it looks ----

    def _set_page(self) -> None:
        page = self.document.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.5)
        page.different_first_page_header_footer = True  # the cover has none

    def _set_styles(self) -> None:
        styles = self.document.styles
        for lang in styles.element.iter(qn("w:lang")):
            lang.set(qn("w:val"), LANGUAGE)
        self._dress("Normal", 11, after=6)
        self._dress("Title", 30, self.accent, after=6)
        self._dress("Subtitle", 14, INK_SOFT, after=12)
        self._dress("Caption", 10, INK_SOFT, before=10, after=3)
        styles["Caption"].paragraph_format.keep_with_next = True
        for level, size in SIZES.items():
            self._dress(f"Heading {level}", size, self.accent, before=size, after=4)
            outside = styles.add_style(f"Heading {level} {OUTSIDE}", WD_STYLE_TYPE.PARAGRAPH)
            outside.base_style = styles[f"Heading {level}"]
            line = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
            line.base_style = styles["Normal"]
            line.paragraph_format.left_indent = Cm(0.5) * (level - 1)
            line.paragraph_format.space_after = Pt(2)
        styles["TOC Heading"].base_style = styles["Normal"]  # looks like a heading, and isn't
        self._dress("TOC Heading", SIZES[1], self.accent, after=6)
        note = styles.add_style("Tabellnot", WD_STYLE_TYPE.PARAGRAPH)
        note.base_style = styles["Normal"]
        self._dress("Tabellnot", 9, INK_SOFT, before=3, after=10)
        link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
        link.font.underline, link.font.color.rgb = True, self.accent

    def _dress(
        self, name: str, size: int, colour: RGBColor | None = None, before: int = 0, after: int = 0
    ) -> None:
        style = self.document.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.attrib.clear()  # the theme's own would be stronger
        style.font.name, style.font.size = FONT, Pt(size)
        if colour is not None:
            style.font.color.rgb = colour
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)

    # ---- Paragraphs ----

    def paragraph(self, style: str | None = None) -> Paragraph:
        """A new paragraph, which is all the places that wait for one. A cell's first is there already."""
        made, self.first = self.first or self.into.add_paragraph(), None
        if style:
            made._p.style = self._style_id(style)
        for place in self.waiting:
            self._bookmark(made, place)
        self.waiting = []
        return made

    def _style_id(self, name: str) -> str:
        """What a style is called in the file; looking it up by its name each time would take most of the work."""
        if name not in self.style_ids:
            self.style_ids[name] = self.document.styles[name].style_id
        return self.style_ids[name]

    @contextmanager
    def inside(self, cell: Any) -> Iterator[None]:
        """Write in a cell, whose first paragraph is there already."""
        outside, self.into, self.first = self.into, cell, cell.paragraphs[0]
        yield
        if self.first is None and cell.tables and cell._tc[-1].tag == qn("w:tbl"):
            cell.add_paragraph()  # Word wants a paragraph last
        self.into, self.first = outside, None

    def place(self, anchor: str) -> None:
        """What is written next is a place that links may lead to."""
        if anchor and anchor not in self.places:
            self.waiting.append(anchor)
            self.places[anchor] = f"_Finsam{len(self.places) + 1}"  # hidden in Word's own list

    def _bookmark(self, paragraph: Paragraph, place: str) -> None:
        name = self.places[place]
        number = name.removeprefix("_Finsam")
        paragraph._p.append(element("w:bookmarkStart", id=number, name=name))
        paragraph._p.append(element("w:bookmarkEnd", id=number))

    def space(self) -> None:
        """A little room after a table: two in a row would otherwise be one."""
        after = self.paragraph()
        after.paragraph_format.space_after, after.paragraph_format.line_spacing = Pt(0), Pt(8)

    def words(self, into: Paragraph, text: str, *, href: str = "", **font: Any) -> Run:
        """Words in a paragraph, as a link where there is an `href`; `font` are python-docx's words for how they look."""
        run = into.add_run()
        for number, line in enumerate(_clean(text).split("\n")):
            if number:
                run.add_break()
            for place, piece in enumerate(line.split("\t")):
                if place:
                    run._r.append(element("w:tab"))
                if piece:
                    run._r.add_t(piece)
        for key, value in ({"size": self.size} | font if self.size else font).items():
            setattr(run.font, key, value)
        if href:
            self._link(into, run, href)
        return run

    def _link(self, into: Paragraph, run: Run, href: str) -> None:
        link = element("w:hyperlink", history=1)
        if href.startswith("#"):
            link.set(qn("w:anchor"), href)  # becomes its bookmark when all places are known
        else:
            part = into.part
            link.set(qn("r:id"), part.relate_to(_clean(href), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run._r.style = self._style_id("Hyperlink")
        into._p.append(link)
        link.append(run._r)

    def field(self, into: Paragraph, code: str, shown: str = "") -> None:
        """A field of ours, such as the page's number."""
        self.field_begins(into, code)
        self.words(into, shown)
        self.field_ends(into)

    def field_begins(self, into: Paragraph, code: str, *, dirty: bool = False) -> None:
        """A field whose content is written next; a dirty one is worked out anew when Word opens the file."""
        begin = element("w:fldChar", fldCharType="begin")
        if dirty:
            begin.set(qn("w:dirty"), "true")
        instruction = OxmlElement("w:instrText")
        instruction.text = f" {code} "
        instruction.set(qn("xml:space"), "preserve")
        for part in (begin, instruction, element("w:fldChar", fldCharType="separate")):
            into.add_run()._r.append(part)

    def field_ends(self, into: Paragraph) -> None:
        """The end of the content of a field."""
        into.add_run()._r.append(element("w:fldChar", fldCharType="end"))

    def new_page(self) -> None:
        """What comes next stands on a new page."""
        self.paragraph().add_run().add_break(WD_BREAK.PAGE)

    # ---- Lists ----

    def begin_list(self, *, ordered: bool, start: int = 1) -> int:
        """The number of a new list, for `point`."""
        numbering = self.document.part.numbering_part.element
        if not self.lists:
            for number, kind in enumerate((False, True), 901):
                _define(numbering, number, ordered=kind)
        self.lists += 1
        made = numbering.add_num(902 if ordered else 901)
        for level in range(DEEPEST_LIST if ordered else 0):
            override = made.add_lvlOverride(level)
            override.add_startOverride(start if level == 0 else 1)
        return int(made.numId)

    def point(self, number: int, level: int) -> Paragraph:
        """A paragraph that is a point of a list; levels are counted from 0."""
        made = self.paragraph("List Paragraph")
        properties = made._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = min(level, DEEPEST_LIST - 1)
        properties.get_or_add_numId().val = number
        made.paragraph_format.space_after = Pt(2)
        return made

    # ---- Pictures ----

    def picture(self, data: bytes, alt: str, *, widest: int = TEXT_WIDTH) -> None:
        """A picture, no larger than there is room for. Without `alt` it is decoration, and says so."""
        shape = self.paragraph().add_run().add_picture(BytesIO(data))
        scale = min(1, widest / shape.width, TEXT_HEIGHT / shape.height)
        shape.width, shape.height = Length(shape.width * scale), Length(shape.height * scale)
        properties = shape._inline.docPr
        properties.set("name", f"Bild {properties.get('id')}")
        properties.set("descr", _clean(alt))
        if not alt:
            properties.append(_decorative())

    # ---- The file ----

    def finished(self, made: datetime | None) -> bytes:
        """The file's bytes: the same for the same content. `made` is the time in its properties; without it, none."""
        self._lead_links()
        core = self.document.core_properties
        if made is not None:
            core.created = core.modified = made.astimezone(UTC).replace(tzinfo=None)
        else:
            for stamp in list(core._element):
                if stamp.tag.endswith(("}created", "}modified")):
                    core._element.remove(stamp)
        out = BytesIO()
        self.document.save(out)
        return _settled(out.getvalue())

    def _lead_links(self) -> None:
        """Give each link within the document its bookmark; the words of one that leads nowhere stay as words."""
        notes = self.footnotes.element
        links = self.document.element.iter(qn("w:hyperlink"))
        for link in [*links, *(notes.iter(qn("w:hyperlink")) if notes is not None else ())]:
            anchor = link.get(qn("w:anchor"))
            if anchor is None:
                continue
            bookmark = self.places.get(anchor.removeprefix("#"))
            if bookmark is not None:
                link.set(qn("w:anchor"), bookmark)
                continue
            for run in list(link):
                for style in list(run.iter(qn("w:rStyle"))):
                    style.getparent().remove(style)
                link.addprevious(run)
            link.getparent().remove(link)


def _define(numbering: Any, number: int, *, ordered: bool) -> None:
    """One way of marking points, on all levels; it stands before the lists that use it."""
    kind = element("w:abstractNum", abstractNumId=number)
    kind.append(element("w:multiLevelType", val="multilevel"))
    for level in range(DEEPEST_LIST):
        marked = element("w:lvl", ilvl=level)
        marked.append(element("w:start", val=1))
        marked.append(element("w:numFmt", val="decimal" if ordered else "bullet"))
        marked.append(element("w:lvlText", val=f"%{level + 1}." if ordered else "•–"[level % 2]))
        marked.append(element("w:lvlJc", val="left"))
        properties = element("w:pPr")
        properties.append(element("w:ind", left=425 * (level + 1), hanging=425))
        marked.append(properties)
        kind.append(marked)
    numbering.insert(0, kind)


def _decorative() -> Any:
    """What says that a picture is decoration, in the way that Word 2019 and later do."""
    extension = OxmlElement("a:extLst")
    held = OxmlElement("a:ext")
    held.set("uri", "{C183D7F6-B498-43B3-948B-1728B52AA6E4}")
    mark = held.makeelement(f"{{{DECORATIVE}}}decorative", {"val": "1"}, nsmap={"adec": DECORATIVE})
    held.append(mark)
    extension.append(held)
    return extension


def _settled(data: bytes) -> bytes:
    """The same parts without the time when they were put together."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w", ZIP_DEFLATED) as written:
        for part in source.infolist():
            settled = ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            settled.external_attr = 0o600 << 16
            written.writestr(settled, source.read(part), ZIP_DEFLATED)
    return out.getvalue()


def repeated(row: Any) -> None:
    """A table's row that stands anew at the top of each page, and is its head."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def whole(rows: Iterable[Any]) -> None:
    """Rows that no page breaks."""
    for row in rows:
        row._tr.get_or_add_trPr().insert(0, element("w:cantSplit"))


def widen(table: Any, widths: list[int]) -> None:
    """Give a table's columns their widths, in EMU; a cell that reaches over several is as wide as they are."""
    table.autofit = False
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Length(width)
    for row in table._tbl.tr_lst:
        at = 0
        for cell in row.tc_lst:
            cell.width = Length(sum(widths[at : at + cell.grid_span]))
            at += cell.grid_span


def tight(paragraph: Any, *, right: bool = False) -> None:
    """A paragraph of a cell that is a line or two; amounts stand to the right."""
    paragraph.paragraph_format.space_after = Pt(2)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def dress(table: Any, title: str, note: str, *, heads: int, labels: bool = True) -> None:
    """Rules between the rows, what it is called for those who don't see it, and which of its cells are heads: `heads` rows, and with `labels` the first column."""
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    properties = table._tbl.tblPr
    edges = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        edges.append(element(f"w:{side}", val="single", sz=4, space=0, color="CFD6DB"))
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        properties.remove(look)
    flags = {"firstRow": int(bool(heads)), "lastRow": 0, "firstColumn": int(labels), "lastColumn": 0}
    for made in (
        edges,
        element("w:tblLook", val="04A0" if heads else "0480", noHBand=0, noVBand=1, **flags),
        element("w:tblCaption", val=title),
        *([element("w:tblDescription", val=note)] if note else []),
    ):
        properties.append(made)
