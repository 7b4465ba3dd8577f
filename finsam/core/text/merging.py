"""Two people's changes of one text put together, paragraph by paragraph. A point of a list is a paragraph of its own.

What only one of them changed is taken. Where both changed the same paragraph, both are given: nothing that either wrote
is lost. The texts are sanitised HTML (`finsam.core.text.prose`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>")
_VOID = {"br", "img", "hr", "col"}
_BETWEEN_POINTS = re.compile(r"</(ul|ol)>(<\1(?: [^<>]*)?>)")
_TOKEN = re.compile(r"<(?:data|a|img)\b[^<>]*>|<[^<>]*>|[^<>\s]+")
_ALIKE = 0.4  # how much of two paragraphs is the same when one is taken for a new wording of the other
_MOST_COMPARED = 2_500  # pairs of paragraphs; more are taken in order


@dataclass(frozen=True, slots=True)
class Clash:
    """A paragraph that both changed: how each left it, as HTML; blank where it was taken out."""

    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The paragraphs in order; a clash stands where it has to be chosen."""

    pieces: tuple[str | Clash, ...]

    @property
    def clashes(self) -> tuple[Clash, ...]:
        """Where both changed the same."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Clash))

    @property
    def both(self) -> str:
        """The text with both wordings of a clash, the saved one first."""
        return joined([wording for piece in self.pieces for wording in _wordings(piece)])

    @property
    def mine(self) -> str:
        """The text with my wording of every clash."""
        return joined([piece.mine if isinstance(piece, Clash) else piece for piece in self.pieces])

    @property
    def theirs(self) -> str:
        """The text with the saved wording of every clash."""
        return joined([piece.theirs if isinstance(piece, Clash) else piece for piece in self.pieces])


def _wordings(piece: str | Clash) -> tuple[str, ...]:
    return (piece.theirs, piece.mine) if isinstance(piece, Clash) else (piece,)


def paragraphs(html: str) -> list[str]:
    """The outermost elements of a text; of a list each point, as a list of one."""
    pieces: list[str] = []
    depth = start = 0
    opened = ""  # the list whose points are being cut, as its tag is written
    for match in _TAG.finditer(html):
        closing, name = bool(match[1]), match[2]
        if name in _VOID:
            continue
        if not closing:
            if depth == 0:
                pieces.append(html[start : match.start()])
                start, opened = match.start(), match[0] if name in ("ul", "ol") else ""
            elif depth == 1 and opened:
                start = match.start()
            depth += 1
            continue
        depth = max(0, depth - 1)
        if depth == 1 and opened:
            pieces.append(f"{opened}{html[start : match.end()]}</{opened[1:3]}>")
            start = match.end()
        elif depth == 0:
            pieces.append("" if opened else html[start : match.end()])
            start, opened = match.end(), ""
    pieces.append(html[start:])
    return [piece for piece in pieces if piece.strip()]


def joined(pieces: list[str]) -> str:
    """The paragraphs as one text: points that follow each other in lists of one kind are in one list."""
    text: list[str] = []
    for piece in filter(None, pieces):
        tag = re.match(r"<(?:ul|ol)(?: [^<>]*)?>", piece)
        last = text[-1] if text else ""
        if tag and last.startswith(tag[0]) and last.endswith(f"</{tag[0][1:3]}>"):
            text[-1] = last[:-5] + piece[tag.end() :]
        else:
            text.append(piece)
    return "".join(text)


@dataclass
class _Side:
    """What one of them did with the base: each paragraph as it is now (None when taken out), and what was put before it."""

    now: list[str | None]
    added: list[list[str]]

    def carried(self, text: str) -> tuple[int, int] | None:
        """Where a paragraph that was taken out has been put in again, unchanged."""
        return next(
            (
                (gap, at)
                for gap, texts in enumerate(self.added)
                for at, new in enumerate(texts)
                if new == text
            ),
            None,
        )


def _changes(base: list[str], side: list[str]) -> _Side:
    result = _Side(list(base), [[] for _ in range(len(base) + 1)])
    for kind, first, last, start, end in SequenceMatcher(None, base, side, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        pairs = _reworded(base[first:last], side[start:end])
        result.now[first:last] = [None] * (last - first)
        gap = first
        for at, text in enumerate(side[start:end]):
            if at in pairs:
                gap = first + pairs[at]
                result.now[gap] = text
                gap += 1
            else:
                result.added[gap].append(text)
    return result


def _reworded(old: list[str], new: list[str]) -> dict[int, int]:
    """Which of the new paragraphs is a new wording of which of the old, in order: {new: old}."""
    if len(old) == len(new) or len(old) * len(new) > _MOST_COMPARED:
        return dict(zip(range(len(new)), range(len(old)), strict=False))
    pairs: dict[int, int] = {}
    following = 0
    for at, text in enumerate(new):
        alike = [(likeness(old[place], text), -place) for place in range(following, len(old))]
        best, place = max(alike, default=(0.0, 0))
        if best >= _ALIKE:
            pairs[at] = -place
            following = -place + 1
    return pairs


def likeness(one_text: str, other: str) -> float:
    """How much of the words of two texts are the same: 0 to 1."""
    words, others = Counter(tokens(one_text)), Counter(tokens(other))
    return 2 * (words & others).total() / max(1, words.total() + others.total())


def tokens(html: str) -> list[str]:
    """The words of a text, and its figures, links and pictures, each as it is written."""
    return [token for token in _TOKEN.findall(html) if token[0] != "<" or token[:2] in ("<d", "<a", "<i")]


def merge(base: str, mine: str, theirs: str) -> Merged:
    """What was written on each side since `base`, in one text."""
    if base in (theirs, mine) or mine == theirs:
        return Merged((mine if base == theirs else theirs,))
    start = paragraphs(base)
    ours, others = _changes(start, paragraphs(mine)), _changes(start, paragraphs(theirs))
    _follow_moves(start, ours, others)
    _follow_moves(start, others, ours)
    pieces: list[str | Clash] = []
    for place in range(len(start) + 1):
        kept = Counter(others.added[place])
        pieces += others.added[place]
        for text in ours.added[place]:  # what both put in stands once
            if kept[text]:
                kept[text] -= 1
            else:
                pieces.append(text)
        if place < len(start):
            pieces += _paragraph(start[place], ours.now[place], others.now[place])
    return Merged(tuple(pieces))


def _follow_moves(start: list[str], moving: _Side, changing: _Side) -> None:
    """A paragraph that one of them moved and the other reworded is moved, in its new wording."""
    for place, text in enumerate(start):
        reworded = changing.now[place]
        if moving.now[place] is None and reworded not in (None, text):
            carried = moving.carried(text)
            if carried is not None:
                moving.added[carried[0]][carried[1]] = reworded or ""
                changing.now[place] = None


def _paragraph(was: str, mine: str | None, theirs: str | None) -> list[str | Clash]:
    if mine != theirs and was not in (mine, theirs):
        return [Clash(mine or "", theirs or "")]
    changed = mine if theirs == was else theirs
    return [] if changed is None else [changed]


def holds(text: str, earlier: str) -> bool:
    """Whether everything that an earlier text said stands in the later one, in order; words may have grown at their end."""
    left = iter(tokens(text))
    return all(any(_is_grown(token, word) for token in left) for word in tokens(earlier))


def _is_grown(token: str, word: str) -> bool:
    """Whether a word is the other one, or that with more letters typed after it. A number is itself only."""
    return token == word or (token.startswith(word) and word[0] != "<" and not re.search(r"\d", word))
