"""Whether the caption of a table or chart is printed, or is there only to be read aloud.

A block that always says elsewhere what its table is has `show_title=False`. For the others the heading over them decides,
and a heading is the user's own words: of two sections with one table each, one is named as its table (”Deltagare i
Studiespåret”) and the other as what it is about (”Aktiviteter i Coachingteamet”, over ”Händelser och aktiviteter 2023”).
Neither the block nor what else stands in the section tells them apart. So the words are compared, here and nowhere else.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from finsam.core.values.periods import MONTHS
from finsam.facts.tables import Chart, Table, Wheel

# Words that a caption may have more than its heading: the head of the table says them, or they add nothing.
_UNSAID = {"kr", "tkr", "mnkr", "kronor", "i", "och", "av", "per", "för"}
LONG_WORD, INFLECTED = 8, 0.9  # words so long and so alike are the same word in another form


def is_quiet(piece: Table | Chart | Wheel, heading: str, year: int) -> bool:
    """Whether a piece's caption isn't printed: its block says so, or the heading over it says the same already."""
    if isinstance(piece, Table):
        heads = " ".join([str(year), *(f"{column.group} {column.label}" for column in piece.columns)])
        return not piece.show_title or repeats(piece.title, heading, heads)
    return repeats(piece.title, heading, str(year))


def repeats(caption: str, heading: str, heads: str = "") -> bool:
    """Whether a caption says nothing more than the heading over it; `heads` are the words of a table's columns.

    Words may be inflected or joined otherwise (Driftredovisning, Driftsredovisning); a year or a day is said in
    the heading or in the columns.
    """
    words = [word for word in _words_of(caption) if word not in _UNSAID]
    above, beside = _words_of(heading), _words_of(heads)
    return any(word.isalpha() for word in words) and all(
        any(_alike(word, other) for other in above) or ((word.isdigit() or word in MONTHS) and word in beside)
        for word in words
    )


def _words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+|\d+", text.lower())


def _alike(word: str, other: str) -> bool:
    return word == other or (
        min(len(word), len(other)) >= LONG_WORD and SequenceMatcher(None, word, other).ratio() >= INFLECTED
    )
