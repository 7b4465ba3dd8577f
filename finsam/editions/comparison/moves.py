"""Paragraphs that have moved from one section to another: told of at both places, each with the name of the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from finsam.editions.comparison.changes import ADDED, MOVED, REMOVED, Paragraph, Section
from finsam.editions.comparison.texts import MOVES

WAS, IS = "Stod förut i avsnittet ”{}”.", "Står nu i avsnittet ”{}”."


def with_moves(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections; a paragraph that one of them has lost and another has gained, word for word, has moved."""
    gone, come = _places(sections, REMOVED), _places(sections, ADDED)
    both = gone.keys() & come.keys()
    remarks = {(REMOVED, text): IS.format(come[text].name) for text in both}
    remarks |= {(ADDED, text): WAS.format(gone[text].name) for text in both}
    return tuple(
        replace(section, paragraphs=tuple(_told(paragraph, remarks) for paragraph in section.paragraphs))
        for section in sections
    )


def _told(paragraph: Paragraph, remarks: dict[tuple[str, str], str]) -> Paragraph:
    remark = remarks.get((paragraph.how, paragraph.words))
    return replace(paragraph, how=MOVED, remark=remark) if remark else paragraph


def _places(sections: Sequence[Section], how: str) -> dict[str, Section]:
    """The section of each paragraph to which something has been done, by its words; not of short ones or those in several."""
    places = [
        (paragraph.words, section)
        for section in sections
        for paragraph in section.paragraphs
        if paragraph.how == how and len(paragraph.words.split()) >= MOVES
    ]
    counts = Counter(words for words, _ in places)
    return {words: section for words, section in places if counts[words] == 1}
