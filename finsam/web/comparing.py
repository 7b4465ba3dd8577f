"""Two texts beside each other: paragraph by paragraph, and within a changed one word by word."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from finsam.core.text import prose
from finsam.core.text.comparing import Words, word_by_word
from finsam.core.text.elements import Element, rewritten
from finsam.core.text.merging import likeness, paragraphs
from finsam.disclosure.reader import Reader
from finsam.facts.book import FactError
from finsam.facts.figures import MISSING, FormatError

_ALIKE = 0.3  # less of the words the same, and one paragraph is gone and another new


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of a comparison: whether it is a point of a list, and its words, kept, taken out and put in."""

    words: tuple[Words, ...]
    point: bool = False

    @property
    def changed(self) -> bool:
        """Whether anything in it is taken out or put in."""
        return any(word.kind != "same" for word in self.words)


def printed(figure: Element, reader: Reader) -> str:
    """A bound figure as the reader sees it now; ”saknas” for one that leads nowhere, and "" for a blank."""
    try:
        return reader.printed(reader.book[figure["value"]], figure["data-format"])
    except (FactError, FormatError):
        return MISSING


def filled(html: str, reader: Reader) -> str:
    """The text with its bound figures as the reader sees them now."""
    return rewritten(html, "data", lambda figure: printed(figure, reader) or MISSING)


def words(before: str, after: str) -> tuple[Words, ...]:
    """What of one paragraph's words is kept, taken out and put in, all of it."""
    return word_by_word(prose.plain(before), prose.plain(after))


def compared(before: str, after: str) -> list[Row]:
    """The paragraphs of two texts in order, each with what was taken out and put in."""
    old, new = paragraphs(before), paragraphs(after)
    rows: list[Row] = []
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            rows += [_row(text, text) for text in old[first:last]]
            continue
        left, right = old[first:last], new[start:end]
        while left and right:
            if likeness(left[0], right[0]) >= _ALIKE:
                rows.append(_row(left.pop(0), right.pop(0)))
            elif any(likeness(left[0], text) >= _ALIKE for text in right[1:]):
                rows.append(_row("", right.pop(0)))
            else:
                rows.append(_row(left.pop(0), ""))
        rows += [_row(text, "") for text in left] + [_row("", text) for text in right]
    return rows


def _row(before: str, after: str) -> Row:
    return Row(words(before, after), point=(after or before).startswith(("<ul", "<ol")))
