"""Two texts word by word: paragraphs are matched first, then the words of those that are partly the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from finsam.core.text.comparing import LONGEST, runs
from finsam.core.text.prose import shortened
from finsam.editions.comparison.changes import (
    ADDED,
    CHANGED,
    MOVED,
    REMOVED,
    SAME,
    Item,
    Paragraph,
    Span,
)
from finsam.editions.comparison.reading import Bound, Line, Word, joined, lines_of, words_of
from finsam.editions.comparison.sequences import Pair, increasing, paired

ALIKE = 0.4  # how large a part of their words two paragraphs share at least, to be one that was rewritten
RARE = 20  # a word that stands in more of the old paragraphs than so doesn't lead to one
LEAST_RUNS = 5  # into which a long paragraph comes apart when its words are compared
MOVES = 4  # words that a paragraph has at least to be told as moved: a short one may stand in two places
LABEL = 60  # signs of a thing's first words, when it has to be named
FORM = "Formateringen eller en länk är ändrad."
REPLACED = "Bilden är utbytt. Vad bilder föreställer jämförs inte."
TOO_LONG = "Stycket är för långt för att jämföras ord för ord."

Words = tuple[Word, ...]


def text_changes(old: Words, new: Words) -> tuple[Span, ...]:
    """A paragraph's words as they were and are, as runs; figures that print something else as figures."""
    spans: list[Span] = []
    for same, was, now in runs([word.name for word in old], [word.name for word in new]):
        if same:
            spans += _same(old[was], new[now])
        else:
            spans += [Span(REMOVED, joined(old[was])), Span(ADDED, joined(new[now]))]
    return tuple(_whole(spans))


def _same(old: Words, new: Words) -> Iterator[Span]:
    """Words with the same names: figures and references that print something else stand out."""
    run: list[Word] = []
    for before, after in zip(old, new, strict=True):
        if before.text == after.text or not after.kind:
            run.append(after)
            continue
        yield Span(SAME, f"{joined(tuple(run))}{' ' if after.spaced else ''}")
        yield Span(after.kind, after.text, before.text, after.key)
        run = []
    yield Span(SAME, joined(tuple(run)))


def _whole(spans: Iterable[Span]) -> list[Span]:
    """Runs that aren't empty, those of the same kind that follow each other as one."""
    whole: list[Span] = []
    for span in spans:
        if whole and span.kind == whole[-1].kind and span.kind in (SAME, ADDED, REMOVED):
            whole[-1] = Span(span.kind, whole[-1].text + span.text)
        elif span.text:
            whole.append(span)
    return whole


def plain_changes(old: str, new: str) -> tuple[Span, ...]:
    """A text without markup, word by word."""
    return text_changes(words_of(old), words_of(new))


def prose_changes(
    old: str, new: str, before: Bound, after: Bound
) -> tuple[tuple[Paragraph, ...], tuple[Item, ...]]:
    """What has changed in a piece of prose: paragraphs, and things with keys."""
    if old == new and ("<img" not in old or before.pictures == after.pictures):
        return (), ()
    was, now = lines_of(old, before), lines_of(new, after)
    loose = [line for line in was if not line.item], [line for line in now if not line.item]
    return tuple(_lines(*loose)), tuple(_items(was, now))


def _items(was: list[Line], now: list[Line]) -> Iterator[Item]:
    """The things that are new, gone, moved or reworded, by key."""
    old, new = _by_item(was), _by_item(now)
    for pair in paired(old, new, key=str):
        key = pair.thing
        lines = new.get(key) or old[key]
        if pair.whole:
            yield Item(key, _label(lines), pair.whole, paragraphs=tuple(_all(lines, pair.whole)))
            continue
        paragraphs = tuple(_lines(old[key], new[key]))
        if paragraphs or pair.moved:
            yield Item(key, _label(lines), CHANGED if paragraphs else MOVED, pair.moved, paragraphs)


def _by_item(lines: list[Line]) -> dict[str, list[Line]]:
    items: dict[str, list[Line]] = {}
    for line in lines:
        if line.item:
            items.setdefault(line.item, []).append(line)
    return items


def _label(lines: list[Line]) -> str:
    return shortened(lines[0].text, LABEL)


def _all(lines: Iterable[Line], how: str) -> Iterator[Paragraph]:
    kind = REMOVED if how == REMOVED else ADDED
    for line in lines:
        yield Paragraph(how, (Span(kind, line.text.strip()),))


def _lines(was: list[Line], now: list[Line]) -> Iterator[Paragraph]:
    """The paragraphs that aren't as they were, in the new order; what is gone stands where it stood."""
    names = SequenceMatcher(None, [line.names for line in was], [line.names for line in now], autojunk=False)
    made: list[Pair[Line]] = []
    for how, a, b, c, d in names.get_opcodes():
        if how == "equal":
            made += map(Pair, was[a:b], now[c:d])
        else:
            made += _rewritten(was[a:b], now[c:d])
    gone = Counter(pair.thing.names for pair in made if pair.whole == REMOVED)
    come = Counter(pair.thing.names for pair in made if pair.whole == ADDED)
    moved = {name for name in gone & come if len(name) >= MOVES}
    for pair in made:
        if pair.old is not None and pair.new is not None:
            yield from _changed(pair.old, pair.new)
        elif pair.thing.names not in moved:
            yield from _all([pair.thing], pair.whole)
        elif pair.new is not None:
            yield Paragraph(MOVED, (Span(SAME, pair.new.text.strip()),))


def _changed(old: Line, new: Line) -> Iterator[Paragraph]:
    """What has changed in a paragraph, if anything has."""
    spans, remark = text_changes(old.words, new.words), ""
    if old.pictures != new.pictures and old.pictures and new.pictures:
        remark = REPLACED
    elif old.names == new.names and old.form != new.form:
        remark = FORM
    elif len(spans) < LEAST_RUNS and max(len(old.words), len(new.words)) > LONGEST:
        remark = TOO_LONG
    if remark or any(span.kind != SAME for span in spans):
        yield Paragraph(CHANGED, spans, remark)


def _rewritten(was: list[Line], now: list[Line]) -> Iterator[Pair[Line]]:
    """Which of the old paragraphs each new one was, in order: those that share most of their words."""
    best = nearest([line.names for line in was], [line.names for line in now])
    places = sorted(best)
    kept = {places[place] for place in increasing([best[place] for place in places])}
    at = 0
    for place, line in enumerate(now):
        if place not in kept:
            yield Pair(None, line)
            continue
        yield from (Pair(gone, None) for gone in was[at : best[place]])
        yield Pair(was[best[place]], line)
        at = best[place] + 1
    yield from (Pair(gone, None) for gone in was[at:])


def nearest(
    was: Sequence[Sequence[str]], now: Sequence[Sequence[str]], least: float = ALIKE
) -> dict[int, int]:
    """For each new paragraph, as the names of its words, the old one that it is most like, if any; no old one for two of them."""
    leads: dict[str, list[int]] = defaultdict(list)
    for place, names in enumerate(was):
        for name in set(names):
            leads[name].append(place)
    common = max(RARE, len(was) // 50) if len(was) > RARE else len(was)
    bags = [Counter(names) for names in was]
    tried: list[tuple[float, int, int]] = []
    for place, names in enumerate(now):
        bag = Counter(names)
        shared = Counter(other for name in bag if len(leads[name]) <= common for other in leads[name])
        for other, _ in shared.most_common(5):
            likeness = 2 * (bag & bags[other]).total() / (bag.total() + bags[other].total())
            if likeness >= least:
                tried.append((-likeness, place, other))
    best: dict[int, int] = {}
    taken: set[int] = set()
    for _, place, other in sorted(tried):
        if place not in best and other not in taken:
            best[place] = other
            taken.add(other)
    return best
