"""Footnotes: words of a text that are printed at the end of its section, and as Word's own in Word.

A note is `<small data-note="">` in a section's text, where it is spoken of. Its number is counted when it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from finsam.core.text.elements import Element, elements, rewritten, within
from finsam.core.text.tags import given_by

TAG = 'small data-note=""'  # as it is written


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it is printed: its number in the document, and its words as HTML."""

    number: int
    html: str


def is_note(element: Element) -> bool:
    """Whether a `small` is a note, and not only small."""
    return element.source.startswith(f"<{TAG}>")


def numbered(html: str, first: int) -> tuple[str, list[Note]]:
    """A text with a number in the place of each note, which leads to it; and the notes, counted from `first`."""
    notes: list[Note] = []

    def number(element: Element) -> str:
        if not is_note(element):
            return element.source
        note = Note(first + len(notes), element.inside)
        notes.append(note)
        return (
            f'<sup class="note-mark" id="fotnotstecken-{note.number}">'
            f'<a href="#fotnot-{note.number}" aria-label="Fotnot {note.number}">{note.number}</a></sup>'
        )

    return rewritten(html, "small", number), notes


def notes_of(html: str) -> list[str]:
    """The words of each note in a text, as HTML."""
    return [element.inside for element in elements(html, "small") if is_note(element)]


# As LibreOffice and Word put them on the clipboard: a link where the note is spoken of, and a box of its own at the end with
# a link back.
_BOX = re.compile(rf"<div\b([^<>]*+)>({within('div')})</div\s*+>", re.IGNORECASE)
_LINK = re.compile(rf"<a\b([^<>]*+)>({within('a')})</a\s*+>", re.IGNORECASE)
_NAME = re.compile(r"(?:sdfootnote|sdendnote|ftn|edn)[0-9]{1,4}")
_TO_BOX = re.compile(rf"_?({_NAME.pattern})(?:sym)?")
_BACK = re.compile(r"_?(?:ftnref|ednref)[0-9]{1,4}|sd(?:foot|end)note[0-9]{1,4}anc")


def gathered(html: str, words: Callable[[str], str]) -> str:
    """What is pasted, with each footnote where it is spoken of; `words` makes its HTML into words of a line."""
    boxes = {
        name: words(_LINK.sub(lambda link: "" if _BACK.fullmatch(_place(link[1])) else link[0], box[2]))
        for box in _BOX.finditer(html)
        if (name := _named(box[1]))
    }
    spoken_of: set[str] = set()

    def note(link: re.Match) -> str:
        to = _TO_BOX.fullmatch(_place(link[1]))
        if not to or to[1] in spoken_of or not boxes.get(to[1]):
            return link[0]
        spoken_of.add(to[1])
        return f"<{TAG}>{boxes[to[1]]}</small>"

    if not boxes:
        return html
    html = _LINK.sub(note, html)
    return _BOX.sub(lambda box: "" if _named(box[1]) in spoken_of else box[0], html)


def _named(attributes: str) -> str:
    """Which footnote a box is of; blank for another box."""
    name = given_by(attributes).get("id", "") if "id=" in attributes else ""
    return name if _NAME.fullmatch(name) else ""


def _place(attributes: str) -> str:
    """Where in its own document a link leads; Word names the file before it."""
    return given_by(attributes).get("href", "").rpartition("#")[2] if "#" in attributes else ""
