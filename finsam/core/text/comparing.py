"""Two texts word by word: what is kept, taken out and put in. Every page that shows it asks here."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST = 4000  # words on a side that are compared one by one; what is longer is told as replaced
AROUND = 5  # words that are shown on each side of a change, where what is kept is passed over


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a text: kept (`same`), taken out (`del`), put in (`ins`) or passed over (`gap`)."""

    kind: str
    text: str


def runs(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[bool, slice, slice]]:
    """The runs of two sequences of words in order: whether both have it, and where it stands in each.

    What isn't in both is the one in place of the other; either may be empty.
    """
    start, end = _same_ends(old, new)
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    if max(len(before), len(after)) > LONGEST:
        steps = [("replace", 0, len(before), 0, len(after))]
    else:
        steps = list(SequenceMatcher(None, before, after, autojunk=False).get_opcodes())
    if start:
        yield True, slice(0, start), slice(0, start)
    for kind, first, last, begins, ends in steps:
        yield kind == "equal", slice(start + first, start + last), slice(start + begins, start + ends)
    if end:
        yield True, slice(len(old) - end, len(old)), slice(len(new) - end, len(new))


def _same_ends(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[int, int]:
    """How many words are the same at the beginning and, after those, at the end."""
    shorter, start = min(len(old), len(new)), 0
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


def word_by_word(before: str, after: str) -> tuple[Words, ...]:
    """All the words of two texts without markup. A no-break space keeps an amount one word."""
    old, new = before.split(" "), after.split(" ")
    told: list[Words] = []
    for same, was, now in runs(old, new):
        if same:
            told.append(Words("same", " ".join(old[was])))
        else:
            told += [Words("del", " ".join(old[was])), Words("ins", " ".join(new[now]))]
    return tuple(words for words in told if words.text)


def around_changes(told: Iterable[Words]) -> tuple[Words, ...]:
    """The changes, with a few words on each side of what is kept between them."""
    told = tuple(told)
    return tuple(
        shown
        for place, words in enumerate(told)
        for shown in _shown(words, first=place == 0, last=place == len(told) - 1)
    )


def _shown(told: Words, *, first: bool, last: bool) -> Iterator[Words]:
    """A stretch; of what is kept the middle is passed over, and at either end of the text what stands there."""
    words = told.text.split(" ")
    if told.kind != "same" or len(words) <= AROUND * (1 if first or last else 2) + 1:
        yield told
        return
    if not first:
        yield Words("same", " ".join(words[:AROUND]))
    yield Words("gap", "…")
    if not last:
        yield Words("same", " ".join(words[-AROUND:]))
