"""Footnotes: words of a text that are printed at the end of its section, and as Word's own in Word.

A note is `<small data-note="">` in a section's text, where it is spoken of. Its number is counted when it is printed.
"""

from __future__ import annotations

from dataclasses import dataclass

from finsam.core.text.elements import Element, elements, rewritten

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
