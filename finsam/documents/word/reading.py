"""A Word file as sections: a heading begins one, and what follows stands under it until the next.

Headings are known by their format. In a file that has none, short bold paragraphs are taken for headings, and somebody is
asked. What stands before the first heading is a section without a title: most often the cover.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from docx.oxml.ns import qn

from finsam.core.text.elements import rewritten
from finsam.core.text.notes import notes_of
from finsam.core.text.prose import judged, plain
from finsam.core.values.privacy import find_personnummer
from finsam.documents.word.draft import Draft, Grid, Image, Prose, Reading
from finsam.documents.word.formats import Formats, Mark
from finsam.documents.word.lists import Points
from finsam.documents.word.package import opened
from finsam.documents.word.runs import Runs, Words
from finsam.documents.word.telling import left_out

LONGEST_TITLE = 200  # characters of a section's title
LOOKS_LIKE_HEADING = 90  # characters of a bold paragraph that may be one
REMOVED = "[personnummer borttaget]"

# What numbers a heading: all before a tab, or digits with points.
_NUMBER = re.compile(r"[^\t]{1,10}\t\s*|\d{1,2}(?:\.\d{1,2})+\.?\s+|\d{1,2}\.\s+")
# A mark that somebody has typed before a point.
_BULLET = re.compile(
    r"(?:[•·▪◦‣●○■]\s*|[–-]\t\s*|(?P<number>\d{1,2})[.)]\t\s*|(?P<letter>[A-Za-zÅÄÖåäö])[.)]\t\s*)(?=\S)"
)
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2028-\u202e\u2060-\u2069\ufeff]")


def read_word(raw: bytes) -> Reading:
    """The file's sections and what was left out. Raises `package.Refused` for a file that isn't read."""
    word = opened(raw)
    reader = _Reader(word)
    reader.read(word.element.body)
    return reader.finished(word)


class _Reader:
    """Goes through the body once."""

    def __init__(self, word: Any):
        self.formats = Formats(word)
        self.runs = Runs(word, self.formats)
        self.points = Points()
        self.reading = Reading([Draft("")])
        self.caption = ""  # that may belong to a table or picture that follows
        self.paragraphs: list[str] = []  # HTML since the last table or picture
        self.carried: list[Words | Image] = []  # of a paragraph whose end was deleted
        styled = any(self.formats.heading(paragraph) for paragraph in word.element.body.iter(qn("w:p")))
        self.guesses = not styled
        self.guessed: list[str] = []
        self.masked: list[str] = []
        self.told: list[str] = []  # what the sanitiser says

    @property
    def here(self) -> Draft:
        """The section that is being read."""
        return self.reading.sections[-1]

    def read(self, holder: Any) -> None:
        """Every paragraph and table, in order."""
        for child in holder.iterchildren(tag="*"):
            name = child.tag.rpartition("}")[2]
            if name == "p":
                self._paragraph(child)
            elif name == "tbl":
                self._table(child)
            elif name == "sdt" and _is_contents(child):
                continue
            elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
                self.read(child)

    # ---- Paragraphs ----

    def _paragraph(self, paragraph: Any) -> None:
        in_index = self.runs.in_index()
        parts = [*self.carried, *self.runs.of(paragraph)]
        self.carried = []
        if in_index or self.formats.contents(paragraph):
            return
        if _end_deleted(paragraph):
            self.carried = parts
            return
        words = [part for part in parts if isinstance(part, Words)]
        html = "".join(part.html for part in words).strip()
        text = plain(html) if html else ""
        level = self.formats.heading(paragraph) or self._guessed(paragraph, words, text)
        if text and level:
            self._begin(html, level)
        elif text:
            self._written(paragraph, html)
        for part in parts:
            if isinstance(part, Image):
                self._picture(part)

    def _guessed(self, paragraph: Any, words: list[Words], text: str) -> int | None:
        """The level of a short bold paragraph, in a file that has no headings by their format."""
        bold = all(part.bold for part in words if plain(part.html))
        if not self.guesses or not bold or not 0 < len(text) <= LOOKS_LIKE_HEADING or text[-1] in ".,;:":
            return None
        if self.formats.mark(paragraph) or any(
            self.formats.is_a(kind, paragraph) for kind in ("title", "caption", "quote")
        ):
            return None
        self.guessed.append(text)
        number = re.match(r"\d{1,2}(?:\.\d{1,2})*", text)
        return number[0].count(".") + 1 if number else 1

    def _begin(self, html: str, level: int) -> None:
        self._settle()
        notes = notes_of(html)
        title = _text(rewritten(html, "small", lambda note: ""))
        if number := _NUMBER.match(title):
            title = title[number.end() :]
        title = self._shown(" ".join(title.split()))
        self.reading.sections.append(Draft(title[:LONGEST_TITLE], level))
        self.paragraphs += [f"<p>{note}</p>" for note in notes]  # a heading has none

    def _written(self, paragraph: Any, html: str) -> None:
        mark = self.formats.mark(paragraph)
        bullet = _BULLET.match(_text(html)) if mark is None else None
        if bullet:
            number = bullet["number"]
            mark = Mark(f"typed {bullet[0]}", _indent(paragraph), bool(number), int(number or 1))
            if not bullet["letter"]:
                html = html.replace(bullet[0].strip(), "", 1).strip()
        if mark is not None:
            self.points.add(mark, html)
            return
        if self.points.points and self.formats.is_a("listed", paragraph):
            self.points.go_on(html)
            return
        self._end_list()
        if self.formats.is_a("caption", paragraph):
            self._captioned(html)
            return
        quoted = self.formats.is_a("quote", paragraph)
        self.paragraphs.append(f"<blockquote><p>{html}</p></blockquote>" if quoted else f"<p>{html}</p>")

    def _captioned(self, html: str) -> None:
        """A caption stands over a table, or under a picture that has none."""
        last = self.here.content[-1] if self.here.content and not self.paragraphs else None
        text = self._shown(plain(html))
        if isinstance(last, Image) and not last.caption:
            self.here.content[-1] = replace(last, caption=text)
            return
        self._settle()
        self.caption = text

    def _picture(self, image: Image) -> None:
        caption, self.caption = self.caption, ""
        self._settle()
        self.here.content.append(
            Image(image.data, self._shown(image.alt)[:300], image.decorative, image.caption or caption)
        )

    # ---- Tables ----

    def _table(self, table: Any) -> None:
        rows = [list(self._cells(row)) for row in _rows(table)]
        wide = max(map(len, rows), default=0)
        if wide == 1 and len(rows) == 1:  # a frame round some text
            for cell in table.iter(qn("w:tc")):
                self.read(cell)
                return
        if not wide:
            return
        title = self.caption or self._shown(_told(table, "w:tblCaption"))
        last = self.here.content[-1] if self.here.content and not self.paragraphs else None
        if isinstance(last, Image) and last.caption and last.caption == title:  # it is the table that says so
            self.here.content[-1] = replace(last, caption="")
        self.caption = ""
        self._settle()
        pictures: list[Image] = []
        cells = [[self._cell(cell, pictures) if cell is not None else "" for cell in row] for row in rows]
        cells = [[*row, *[""] * (wide - len(row))] for row in cells]
        if any(any(row) for row in cells):
            heads = _heads(table)
            cells[:heads] = [[_unemphasised(cell) for cell in row] for row in cells[:heads]]
            labels = _labelled(table, [row[0] for row in cells[heads:]])
            if labels:
                cells[heads:] = [[_unemphasised(row[0]), *row[1:]] for row in cells[heads:]]
            self.here.content.append(Grid(tuple(map(tuple, cells)), min(heads, len(cells)), title, labels))
        for picture in pictures:
            self._picture(picture)

    def _cells(self, row: Any) -> Iterator[Any]:
        """A cell for each column; None where one reaches over more columns or rows."""
        for cell in row.iter(qn("w:tc")):
            if cell.getparent() is not row and cell.getparent().getparent().getparent() is not row:
                continue  # of a table inside
            properties = cell.find(qn("w:tcPr"))
            merge = properties.find(qn("w:vMerge")) if properties is not None else None
            goes_on = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
            span = properties.find(qn("w:gridSpan")) if properties is not None else None
            wide = span.get(qn("w:val"), "1") if span is not None else "1"
            yield None if goes_on else cell
            for _ in range(min(int(wide), 60) - 1 if wide.isdigit() else 0):
                self.runs.lost.counts["merged"] += 1
                yield None

    def _cell(self, cell: Any, pictures: list[Image]) -> str:
        """A cell's words: one paragraph as it is, several as paragraphs."""
        lines: list[str] = []
        points = Points()
        for paragraph in cell.iter(qn("w:p")):
            parts = self.runs.of(paragraph)
            pictures += [part for part in parts if isinstance(part, Image)]
            html = "".join(part.html for part in parts if isinstance(part, Words)).strip()
            mark = self.formats.mark(paragraph)
            if html and mark is not None:
                points.add(mark, html)
            elif html and points.points and self.formats.is_a("listed", paragraph):
                points.go_on(html)
            elif html:
                lines += [points.taken(), f"<p>{html}</p>"]
        lines = list(filter(None, [*lines, points.taken()]))
        if sum(1 for _ in cell.iter(qn("w:tbl"))):
            self.runs.lost.note("inner table")
        whole = self._cleaned("".join(lines))
        single = re.fullmatch(r"<p>((?:(?!</?p>).)*)</p>", whole, re.DOTALL)
        return single[1] if single else whole

    # ---- Putting together ----

    def _end_list(self) -> None:
        if self.points.points:
            self.paragraphs.append(self.points.taken())

    def _settle(self) -> None:
        """Put what has been read into the section, before a table, a picture or a heading."""
        self._end_list()
        if self.caption:
            self.paragraphs.append(f"<p>{self.caption}</p>")
            self.caption = ""
        html = self._cleaned("".join(self.paragraphs))
        self.paragraphs = []
        if html:
            self.here.content.append(Prose(html))

    def _cleaned(self, html: str) -> str:
        if not html:
            return ""
        kept, _, losses = judged(self._shown(html), section=True)
        self.told += losses
        return kept

    def _shown(self, text: str) -> str:
        """The text without hidden signs, and with no personnummer."""
        text = _HIDDEN.sub("", text)
        while number := find_personnummer(text):
            text = text.replace(number, REMOVED)
            self.masked.append(self.here.title or "det som står först")
        return text

    def finished(self, word: Any) -> Reading:
        """All of it, with what is to be told."""
        self._settle()
        reading = self.reading
        if not reading.sections[0].content:
            reading.sections.pop(0)
        reading.left_out = [*left_out(word, self.runs.lost), *dict.fromkeys(self.told)]
        if self.masked:
            where = ", ".join(f"”{title}”" for title in dict.fromkeys(self.masked))
            reading.left_out.append(
                f"{len(self.masked)} personnummer togs bort, i {where}. Ett samordningsförbund får inte hantera "
                "personuppgifter om deltagare: ta bort dem också ur Word-filen."
            )
        if self.guessed:
            reading.questions.append(
                "Filen har inga rubrikformat. Korta stycken i fetstil togs som rubriker. Stämmer det?"
            )
        elif self.guesses:
            reading.questions.append("Filen har inga rubriker. Allt blev ett enda avsnitt. Stämmer det?")
        return reading


def _text(html: str) -> str:
    """The words of HTML with their tabs."""
    return (
        re.sub(r"<[^>]*>", "", html.replace("<br>", "\n"))
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
    )


def _unemphasised(html: str) -> str:
    """A head cell's words: that they are bold goes without saying."""
    whole = re.fullmatch(r"<strong>((?:(?!</?strong>).)*)</strong>", html, re.DOTALL)
    return whole[1] if whole else html


def _indent(paragraph: Any) -> int:
    """How far in a paragraph stands, in steps: points further in lie in those before."""
    given = paragraph.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    left = "" if given is None else given.get(qn("w:left"), given.get(qn("w:start"), ""))
    return int(left) // 400 if left.isdigit() else 0


def _told(table: Any, name: str) -> str:
    told = table.find(f"{qn('w:tblPr')}/{qn(name)}")
    return "" if told is None else " ".join((told.get(qn("w:val")) or "").split())


def _rows(table: Any) -> Iterator[Any]:
    """The rows of a table, not of those inside it."""
    for row in table.iter(qn("w:tr")):
        above = row.getparent()
        while above.tag != qn("w:tbl"):
            above = above.getparent()
        if above is table:
            yield row


def _heads(table: Any) -> int:
    """How many rows are a head: those that are repeated on each page, or the first where the table says it is one."""
    heads = 0
    for row in _rows(table):
        if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None:
            break
        heads += 1
    look = table.find(f"{qn('w:tblPr')}/{qn('w:tblLook')}")
    if heads or look is None:
        return heads
    first = look.get(qn("w:firstRow"))
    bits = look.get(qn("w:val"), "")
    if first is None and re.fullmatch(r"[0-9A-Fa-f]+", bits):
        return int(bool(int(bits, 16) & 0x20))
    return int(first in ("1", "true"))


def _labelled(table: Any, first: list[str]) -> bool:
    """Whether the first column is heads: Word says so of most tables, so it has to be bold too."""
    look = table.find(f"{qn('w:tblPr')}/{qn('w:tblLook')}")
    flagged = bool(look is not None and look.get(qn("w:firstColumn")) in ("1", "true"))
    said = [cell for cell in first if cell]
    return flagged and bool(said) and all(_unemphasised(cell) != cell for cell in said)


def _is_contents(holder: Any) -> bool:
    """Whether it is Word's own frame round a table of contents."""
    gallery = next(holder.iter(qn("w:docPartGallery")), None)
    return gallery is not None and gallery.get(qn("w:val")) == "Table of Contents"


def _end_deleted(paragraph: Any) -> bool:
    """Whether somebody has deleted the paragraph's end with changes tracked: it goes on with the next."""
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None
