"""Paragraphs that have moved from one section to another: told of at both places, each with the name of the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from finsam.editions.comparison.changes import ADDED, CHANGED, MOVED, REMOVED, Paragraph, Section
from finsam.editions.comparison.reading import words_of
from finsam.editions.comparison.texts import MOVES, nearest, plain_changes

WAS, IS = "Stod förut i avsnittet ”{}”.", "Står nu i avsnittet ”{}”."
REWORDED_WAS, REWORDED_IS = (
    "Stod förut i avsnittet ”{}”, och är omskrivet.",
    "Står nu i avsnittet ”{}”, där det är omskrivet.",
)
ALIKE = 0.6  # how large a part of their words two paragraphs of different sections share, to be one that was rewritten
REWORDED = 8  # words that such a paragraph has at least

Place = tuple[int, int]  # the section and the paragraph


def with_moves(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections; a paragraph that one of them has lost and another has gained has moved.

    It may have been rewritten too, if it is still most of its words; then they are told one by one where it stands now.
    """
    gone, come = _places(sections, REMOVED), _places(sections, ADDED)
    both = gone.keys() & come.keys()
    remarks = {(REMOVED, text): IS.format(come[text].name) for text in both}
    remarks |= {(ADDED, text): WAS.format(gone[text].name) for text in both}
    told = [[_told(paragraph, remarks) for paragraph in section.paragraphs] for section in sections]
    for (old, line), (new, place) in _reworded(told):
        was, now = told[old][line], told[new][place]
        spans = plain_changes(was.words, now.words)
        told[old][line] = replace(was, how=MOVED, remark=REWORDED_IS.format(sections[new].name))
        told[new][place] = Paragraph(CHANGED, spans, REWORDED_WAS.format(sections[old].name))
    return tuple(
        replace(section, paragraphs=tuple(paragraphs))
        for section, paragraphs in zip(sections, told, strict=True)
    )


def _reworded(told: list[list[Paragraph]]) -> list[tuple[Place, Place]]:
    """Where paragraphs that were moved and rewritten stood, and where they stand; of two sections."""
    gone, come = _of(told, REMOVED), _of(told, ADDED)
    names = [[_names(told[at][line]) for at, line in places] for places in (gone, come)]
    pairs = [(gone[was], come[now]) for now, was in nearest(names[0], names[1], ALIKE).items()]
    return [(was, now) for was, now in pairs if was[0] != now[0]]


def _names(paragraph: Paragraph) -> tuple[str, ...]:
    return tuple(word.name for word in words_of(paragraph.words))


def _of(told: list[list[Paragraph]], how: str) -> list[Place]:
    """The places of the longer paragraphs to which something has been done."""
    return [
        (at, line)
        for at, paragraphs in enumerate(told)
        for line, paragraph in enumerate(paragraphs)
        if paragraph.how == how and len(paragraph.words.split()) >= REWORDED
    ]


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
