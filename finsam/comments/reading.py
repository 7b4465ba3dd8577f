"""Comments as a visitor may read them: no small count is told by a comment's words, or by the figure it stands at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from finsam.comments.models import Comment
from finsam.core.text.prose import plain
from finsam.disclosure.reader import WITHHELD, Reader
from finsam.documents.resolved import Part, Resolved
from finsam.facts.figures import references

# A number that only says where something stands.
_PLACE = re.compile(
    r"(?:§+|\b(?:avsnitt|kap(?:itel)?|sid(?:an|or)?|s|bilaga|not|punkt|mål|tabell|figur|diagram|nr)\b\.?)"
    r"\s*\d+(?:\.\d+)*(?:\s*(?:,|och|[-–])\s*\d+(?:\.\d+)*)*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment with its words, or what stands in their place; `figure` is the key of the figure, where it is still there."""

    comment: Comment
    text: str
    answer: str
    figure: str


def shown(comments: Iterable[Comment], reader: Reader, email: str) -> list[Shown]:
    """The comments as the reader with an address sees them.

    Whoever doesn't see small counts can't have told of them, and is read by all. An answer is always by somebody who does.
    """
    return [_shown(comment, reader, own=comment.by_email == email) for comment in comments]


def _shown(comment: Comment, reader: Reader, *, own: bool) -> Shown:
    held = comment.inside and not own and tells(comment.figure, comment.text, reader)
    held_answer = tells(comment.figure, comment.answer, reader)
    figure = comment.figure if reader.book.get(comment.figure) is not None else ""
    return Shown(
        comment,
        WITHHELD if held else comment.text,
        WITHHELD if held_answer and comment.answer else comment.answer,
        figure,
    )


def tells(figure: str, words: str, reader: Reader) -> bool:
    """Whether words could tell the reader of people who aren't shown: of a figure that is hidden, or by its number."""
    return not reader.everything and (reader.conceals(figure) or reader.quotes(_PLACE.sub(" ", words)))


def hidden_from_others(figure: str, words: str, reader: Reader) -> bool:
    """Whether what this reader has written is kept from those who don't see small counts."""
    return sees_more(reader) and tells(figure, words, Reader(reader.book))


def sees_more(reader: Reader) -> bool:
    """Whether the reader sees small counts, if only those of the own insatser."""
    return reader.everything or bool(reader.own)


def figures_in(part: Part, resolved: Resolved) -> dict[str, str]:
    """The figures that are printed in a section, by key, as each is called."""
    keys = [fact.key for piece in part.pieces for fact in piece.facts()]
    keys += [key for html in part.texts() for key, _ in references(html)]
    return {key: plain(resolved.facts[key].label) for key in dict.fromkeys(keys) if key in resolved.facts}
