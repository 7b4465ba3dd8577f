"""The words of a paragraph as HTML, with what stands in the middle of them: pictures, notes, and what can't be kept.

Of tracked changes what was inserted is kept and what was deleted is dropped, as Word prints it. A field is kept as it was
last worked out; a table of contents isn't, since ours makes its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from finsam.core.text.notes import TAG as NOTE
from finsam.documents.word.draft import Image
from finsam.documents.word.formats import Formats, value

_LINK = re.compile(r'HYPERLINK\s+(?:\\l\s+)?"([^"]*)"')
_INDEX = re.compile(r"\s*(?:TOC|INDEX|TOA)\b")
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VML = "{urn:schemas-microsoft-com:vml}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# Elements that hold runs, and are themselves nothing.
_AROUND = {
    qn(f"w:{name}")
    for name in ("ins", "moveTo", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "bdo", "dir")
}
_GONE = {qn(f"w:{name}") for name in ("del", "moveFrom")}
_HELD = ("chart", "diagram")  # what a drawing may hold beside pictures, by the end of its kind
_TAGS = (("bold", "strong"), ("italic", "em"))


@dataclass
class Lost:
    """What of a file is left out: how many of each kind, and the beginning of their texts."""

    counts: Counter[str] = field(default_factory=Counter)
    texts: dict[str, list[str]] = field(default_factory=dict)

    def note(self, kind: str, text: str = "") -> None:
        """One more of a kind."""
        self.counts[kind] += 1
        text = " ".join(text.split())
        if text:
            self.texts.setdefault(kind, []).append(text[:80] + ("…" if len(text) > 80 else ""))


@dataclass(slots=True)
class Words:
    """Some of a paragraph's words as HTML, with what they look like; bold is told apart, for headings that look like one."""

    html: str
    bold: bool = False


@dataclass(slots=True)
class _Field:
    """A field that is open: what it says, and whether what follows is its result."""

    code: str = ""
    shown: bool = False

    @property
    def dropped(self) -> bool:
        """Whether what is read now isn't printed, or is what we make ourselves."""
        return not self.shown or bool(_INDEX.match(self.code))


class Runs:
    """Reads paragraph after paragraph: a field may go on from one to the next."""

    def __init__(self, word: WordDocument, formats: Formats):
        self.part, self.formats = word.part, formats
        self.lost = Lost()
        self.fields: list[_Field] = []
        self.footnotes = _notes(word)

    def of(self, paragraph: Any) -> list[Words | Image]:
        """Words and pictures of a paragraph, in order."""
        return list(self._inside(paragraph, paragraph, ""))

    def in_index(self) -> bool:
        """Whether a table of contents is going on."""
        return any(open_field.dropped and open_field.shown for open_field in self.fields)

    def _inside(self, holder: Any, paragraph: Any, href: str) -> Iterator[Words | Image]:
        for child in holder.iterchildren(tag="*"):
            if child.tag == qn("w:r"):
                yield from self._run(child, paragraph, href)
            elif child.tag == qn("w:hyperlink"):
                yield from self._inside(child, paragraph, self._target(child) or href)
            elif child.tag in _AROUND:
                if child.tag == qn("w:ins"):
                    self.lost.counts["inserted"] += 1
                yield from self._inside(child, paragraph, href)
            elif child.tag in _GONE:
                self.lost.note("deleted", _text(child, "w:delText"))
            elif child.tag.startswith(_MATH):
                self.lost.note("equation", "".join(words.text or "" for words in child.iter(f"{_MATH}t")))
            elif child.tag == f"{_ALTERNATE}AlternateContent":
                yield from self._drawn(child)

    def _target(self, link: Any) -> str:
        relation = self.part.rels.get(link.get(qn("r:id"), ""))
        return str(relation.target_ref) if relation is not None and relation.is_external else ""

    def _run(self, run: Any, paragraph: Any, href: str) -> Iterator[Words | Image]:
        font = self.formats.font(run, paragraph)
        for child in run.iterchildren(tag="*"):
            name = child.tag.rpartition("}")[2]
            if name in ("fldChar", "instrText"):
                self._field(name, child)
            elif any(open_field.dropped for open_field in self.fields):
                continue
            elif name in ("drawing", "pict", "object", "AlternateContent"):
                yield from self._drawn(child)
            elif name == "delText":
                self.lost.note("deleted", child.text or "")
            elif name in ("footnoteReference", "endnoteReference"):
                yield from self._noted(child, name)
            elif words := _said(name, child):
                if font["hidden"] or font["struck"]:
                    self.lost.note("hidden" if font["hidden"] else "struck", words)
                    continue
                yield Words(self._dressed(words, run, font, href), font["stands out"])

    def _field(self, name: str, child: Any) -> None:
        if name == "instrText":
            if self.fields:
                self.fields[-1].code += child.text or ""
            return
        kind = child.get(qn("w:fldCharType"))
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].shown = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _dressed(self, words: str, run: Any, font: dict[str, bool], href: str) -> str:
        html = escape(words, quote=False).replace("\n", "<br>")
        if not words.strip():
            return html
        place = value(run, "w:rPr/w:vertAlign") or ""
        wrapped = [tag for name, tag in _TAGS if font[name]]
        wrapped += (
            [{"superscript": "sup", "subscript": "sub"}[place]]
            if place in ("superscript", "subscript")
            else []
        )
        for tag in reversed(wrapped):
            html = f"<{tag}>{html}</{tag}>"
        codes = (match[1] for open_field in self.fields if (match := _LINK.search(open_field.code)))
        href = href or next((code for code in codes if ":" in code), "")
        return f'<a href="{escape(href)}">{html}</a>' if href else html

    # ---- What isn't words ----

    def _noted(self, reference: Any, name: str) -> Iterator[Words]:
        text = self.footnotes.get((name.removesuffix("Reference"), reference.get(qn("w:id"), "")))
        if text:
            yield Words(f"<{NOTE}>{escape(text, quote=False)}</small>")

    def _drawn(self, held: Any) -> Iterator[Image]:
        """The pictures of a drawing; a text box, chart or object is left out. Of alternatives, the newest counts."""
        for name in ("Choice", "Fallback"):
            other = held.find(f"{_ALTERNATE}{name}")
            if other is not None:
                held = other
                break
        boxes = _boxes(held)
        for box in boxes:
            self.lost.note("box", " ".join(filter(None, (_text(line) for line in box.iter(qn("w:p"))))))
        if held.tag == qn("w:object"):
            self.lost.note("object")
            return
        for data in held.iter(f"{_DRAWING}graphicData"):
            for kind in _HELD:
                if data.get("uri", "").endswith(kind):
                    self.lost.note(kind, _alt(held)[0])
        alt, decorative = _alt(held)
        blips = [blip.get(qn("r:embed")) for blip in held.iter(f"{_DRAWING}blip")]
        blips += [old.get(qn("r:id")) for old in held.iter(f"{_VML}imagedata")]
        for embedded in blips:
            part = self.part.related_parts.get(embedded or "")
            if part is not None:
                yield Image(part.blob, alt, decorative)
            else:
                self.lost.note("linked picture", alt)


def _boxes(held: Any) -> list[Any]:
    return [box for box in held.iter(qn("w:txbxContent")) if _text(box)]


def _alt(held: Any) -> tuple[str, bool]:
    """A drawing's text, and whether it is decoration."""
    decorative = any(mark.get("val") in ("1", "true") for mark in held.iter(_DECORATIVE))
    for properties in held.iter(qn("wp:docPr")):
        if text := (properties.get("descr") or properties.get("title") or "").strip():
            return " ".join(text.split()), decorative
    old = next((shape.get("alt") for shape in held.iter(f"{_VML}shape") if shape.get("alt")), "")
    return " ".join((old or "").split()), decorative


def _text(held: Any, name: str = "w:t") -> str:
    return "".join(words.text or "" for words in held.iter(qn(name)))


def _said(name: str, child: Any) -> str:
    """The words of a part of a run."""
    if name == "t":
        return child.text or ""
    if name == "sym":
        given = child.get(qn("w:char"), "")
        code = int(given, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,4}", given) else 0
        return chr(code) if 32 < code < 0xD800 else ""
    if name == "br":
        return "" if child.get(qn("w:type")) in ("page", "column") else "\n"
    return {"tab": "\t", "cr": "\n", "noBreakHyphen": "\u2011"}.get(name, "")


def _notes(word: WordDocument) -> dict[tuple[str, str], str]:
    """The texts of footnotes and endnotes, by their kind and number."""
    from docx.oxml import parse_xml

    notes = {}
    for relation in word.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in ("footnotes", "endnotes") and not relation.is_external:
            for note in parse_xml(relation.target_part.blob):
                if note.get(qn("w:type")) is None:
                    text = " ".join(_text(line) for line in note.iter(qn("w:p")))
                    notes[kind.removesuffix("s"), note.get(qn("w:id"), "")] = " ".join(text.split())
    return notes
