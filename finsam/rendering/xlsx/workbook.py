"""A workbook as XlsxWriter writes it: sheets with names Excel accepts, styles, and text that stays text."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

LONGEST_NAME, LONGEST_TEXT = 31, 32_000  # Excel's limits for a sheet's name and (nearly) a cell's text
LONGEST_HEADER = 120  # and for what stands at the head of a page, when every & is doubled
ENTERED = "#1D5B79"  # figures to change, in the blue that spreadsheets use for them
A4 = 9
SIGNS = ("=", "+", "-", "@")  # what begins a formula when somebody edits the cell

Style = dict[str, str | int]  # XlsxWriter's words for how a cell looks

# A border along an edge: Excel's number for its line, and its colour.
THIN, STRONG = (1, "#CFD6DB"), (1, "#59646D")
TITLE, SOFT, BOLD = {"font_size": 14, "bold": True}, {"font_color": "#55606A"}, {"bold": True}

# Without these the strings that people wrote would be guessed at.
_AS_WRITTEN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Book:
    """The workbook while it is written: its sheets, the styles that are used, and what stands on every page."""

    def __init__(self, title: str, forbund: str, rendition: str = ""):
        self.out = BytesIO()
        self.workbook = Workbook(self.out, {"in_memory": True, **_AS_WRITTEN})
        self.name, self.forbund, self.rendition = title, forbund, rendition
        self.head = " · ".join(filter(None, (forbund, title, rendition)))
        self.styles: dict[tuple[tuple[str, str | int], ...], Format] = {}

    def finished(self, made: datetime) -> bytes:
        """The workbook's bytes, with the time it was made in its properties."""
        properties = {"title": _clean(self.name), "author": _clean(self.forbund)}
        created = made.astimezone(UTC).replace(tzinfo=None)
        self.workbook.set_properties({**properties, "created": created})
        self.workbook.close()
        return _in_swedish(self.out.getvalue())

    def style(self, **wanted: str | int) -> Format:
        """A cell's style; alike ones are one."""
        key = tuple(sorted(wanted.items()))
        if key not in self.styles:
            self.styles[key] = self.workbook.add_format(wanted)
        return self.styles[key]

    def sheet(self, name: str) -> Worksheet:
        """A new sheet."""
        return self.workbook.add_worksheet(name)

    def put(self, sheet: Worksheet, row: int, column: int, text: str, **style: str | int) -> None:
        """Text that stays text, also after somebody has edited the cell. Rows and columns are counted from 1."""
        text = _clean(text)[:LONGEST_TEXT]
        if text[:1] in SIGNS:
            style["quote_prefix"] = True
        if text:
            sheet.write_string(row - 1, column - 1, text, self.style(**style))
        elif style:
            sheet.write_blank(row - 1, column - 1, None, self.style(**style))

    def link(self, sheet: Worksheet, row: int, column: int, name: str) -> None:
        """The name of another sheet, that leads there."""
        place, quoted = name.replace("'", "''"), name[:1] in SIGNS
        look = self.style(font_color=ENTERED, underline=1, valign="top", quote_prefix=quoted)
        sheet.write_url(row - 1, column - 1, f"internal:'{place}'!A1", look, name)

    def number(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        formula: str | Decimal | None,
        value: Decimal | None,
        **style: str | int,
    ) -> None:
        """A number, or a formula with what it comes to; None is blank."""
        at, look = (row - 1, column - 1), self.style(**style)
        if isinstance(formula, str):
            sheet.write_formula(*at, formula, look, "" if value is None else float(value))
        elif formula is None:
            sheet.write_blank(*at, None, look)
        else:
            sheet.write_number(*at, float(formula), look)

    def title(self, sheet: Worksheet, text: str) -> None:
        """What the sheet is called, with the rendition."""
        self.put(sheet, 1, 1, " · ".join(filter(None, (text, self.rendition))), **TITLE)

    def set_up(self, sheet: Worksheet, columns: int) -> None:
        """A4 in as many pages high as it takes and one wide, with its name, rendition and page number."""
        sheet.set_paper(A4)
        if columns > 5:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&L{self.head[:LONGEST_HEADER].replace('&', '&&')}")
        sheet.set_footer("&L&A&RSida &P (&N)")


def edge(**edges: tuple[int, str] | None) -> Style:
    """A style's borders: `top=THIN`."""
    style: Style = {}
    for side, line in edges.items():
        if line is not None:
            style[side], style[f"{side}_color"] = line
    return style


def _in_swedish(data: bytes) -> bytes:
    """The workbook with its language in its properties, which XlsxWriter doesn't write."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w", ZIP_DEFLATED) as written:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "docProps/core.xml":
                end = b"</cp:coreProperties>"
                content = content.replace(end, b"<dc:language>sv-SE</dc:language>" + end)
            written.writestr(part, content, ZIP_DEFLATED)
    return out.getvalue()


def sheet_name(title: str, taken: set[str]) -> str:
    """A name that Excel accepts, of whole words and not used before; `taken` is added to."""
    plain = " ".join(re.sub(r"[\[\]:*?/\\]", " ", _clean(title)).split()).strip("' ") or "Tabell"
    name, number = _shortened(plain, LONGEST_NAME), 1
    while name.casefold() in taken:
        number += 1
        end = f" ({number})"
        name = _shortened(plain, LONGEST_NAME - len(end)) + end
    taken.add(name.casefold())
    return name


# Words that lead on to what was cut away.
_LEADS_ON = {"och", "i", "av", "per", "för", "efter", "på", "till", "med", "under", "om", "samt"}


def _shortened(text: str, longest: int) -> str:
    """As many whole words as there is room for; one word too long is cut."""
    if len(text) <= longest:
        return text
    words = text[:longest].split(" ")
    if text[longest - 1].isalnum() and text[longest].isalnum():  # in the middle of a word
        words.pop()
    while len(words) > 1 and words[-1].casefold() in _LEADS_ON:
        words.pop()
    return (" ".join(words) or text[:longest]).rstrip("' ,;.–-(&")


_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what XML can't hold


def _clean(text: str) -> str:
    return _ILLEGAL.sub("", text)
