"""Where text is found: in the documents as they are printed, and in what apps add that no document may hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from finsam.checks.reading import words
from finsam.checks.reading.text import Block, blocks, written
from finsam.checks.reading.tokens import NUMBER, WORD, Token, sentences, tokens
from finsam.core.registry import Registry
from finsam.documents.resolved import Part, Resolved
from finsam.facts.tables import Chart, Html, Picture, Piece, Table

PROSE, HEADING, LABEL, CELL, CAPTION = "text", "rubrik", "etikett", "ruta", "bildtext"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: which part of what, the year it is about, the headings over it, and where it is mended."""

    subject: str  # stable: "verksamhetsplan/ekonomi"
    name: str
    href: str
    role: str
    year: int
    kind: str = ""  # the document's kind, "" outside documents
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """A sentence with its tokens, the paragraph it is of, and its place."""

    tokens: tuple[Token, ...]
    block: Block
    place: Place
    around: frozenset[str]  # the stems of the whole paragraph

    @cached_property
    def text(self) -> str:
        """The sentence as written, with one kind of space."""
        return self.block.text[self.tokens[0].start : self.tokens[-1].end].strip()

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of the words that say something."""
        return content(self.tokens)

    @cached_property
    def context(self) -> frozenset[str]:
        """The stems of the headings over it and of the paragraph around it."""
        return self.around | heading_stems(self.place.headings)

    def quoted(self, token: Token, length: int = 90) -> str:
        """The words around a token, for a message."""
        text, start = self.text, token.start - self.tokens[0].start
        if len(text) <= length:
            return text.rstrip(".")
        begun = max(0, text.rfind(" ", 0, max(0, start - length // 2)) + 1) if start > length // 2 else 0
        end = min(len(text), begun + length)
        end = text.rfind(" ", begun, end) if end < len(text) and " " in text[begun:end] else end
        return f"{'…' if begun else ''}{text[begun:end]}{'…' if end < len(text) else ''}".rstrip(".")


def content(tokens_: Iterable[Token]) -> frozenset[str]:
    """The stems of what the words speak of; `per deltagare` is one thing, and so is a range as a name."""
    stems = []
    per = False
    for token in tokens_:
        if token.kind == WORD:
            if per:
                stems.append(f"per {words.stem(token.text)}")
            elif token.stem:
                stems.append(token.stem)
            per = token.low_text == "per"
        elif token.low:
            stems.append(f"{token.low}–{token.high}")
        else:
            per = False
    return frozenset(stems)


_HEADINGS: dict[str, frozenset[str]] = {}


def label_stems(label: str) -> frozenset[str]:
    """The stems of a label or a heading."""
    stems = _HEADINGS.get(label)
    if stems is None:
        if len(_HEADINGS) > 20_000:
            _HEADINGS.clear()
        stems = _HEADINGS[label] = content(tokens(Block(label)))
    return stems


def heading_stems(headings: Iterable[str]) -> frozenset[str]:
    """The stems of several headings."""
    return frozenset().union(*(label_stems(heading) for heading in headings))


@dataclass(frozen=True)
class Passage:
    """Some text that belongs together, as sentences and as whole paragraphs."""

    place: Place
    blocks: tuple[Block, ...]

    @cached_property
    def paragraphs(self) -> tuple[tuple[Block, tuple[Token, ...]], ...]:
        """Each block with its tokens."""
        return tuple((block, tokens(block)) for block in self.blocks)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence."""
        read = []
        for block, tokens_ in self.paragraphs:
            around = content(tokens_)
            read += [Sentence(sentence, block, self.place, around) for sentence in sentences(tokens_)]
        return tuple(read)

    @cached_property
    def figures(self) -> tuple[tuple[Sentence, Token], ...]:
        """Every figure that is typed."""
        return tuple(
            (sentence, token)
            for sentence in self.sentences
            for token in sentence.tokens
            if token.kind == NUMBER
        )


# Functions that give the texts of a case that stand in no document, or that are mended elsewhere
SOURCES: Registry[str, Callable[[Any], Iterable[Passage]]] = Registry("source of texts")
source = SOURCES.function


def passages(case: Any) -> tuple[Passage, ...]:
    """Every text of a case, each once: a document's block that an app has given already is read there."""
    given = [passage for function in SOURCES.values() for passage in function(case)]
    seen = {block.text for passage in given for block in passage.blocks}
    all_passages = list(given)
    for _, resolved in case.documents:
        for passage in of_document(resolved):
            left = tuple(block for block in passage.blocks if block.text not in seen)
            if left:
                all_passages.append(Passage(passage.place, left))
    return tuple(all_passages)


def of_document(resolved: Resolved) -> Iterator[Passage]:
    """The texts of a resolved document in order."""
    year, kind = resolved.cover.year, resolved.kind
    cover = Place(f"{kind}/omslag", resolved.name, "", HEADING, year, kind)
    yield Passage(cover, written(f"{resolved.cover.title}\n{resolved.cover.subtitle}"))
    above: list[tuple[int, str]] = []
    for part in resolved.parts:
        above = [heading for heading in above if heading[0] < part.level]
        headings = tuple(title for _, title in above) + ((part.title,) if part.title else ())

        def at(role: str, *under: str, part: Part = part, headings: tuple[str, ...] = headings) -> Place:
            name = part.title or (headings[-1] if headings else resolved.name)
            return Place(
                f"{kind}/{part.key}", name, part.href, role, year, kind, (*headings, *filter(None, under))
            )

        if part.title:
            yield Passage(at(HEADING), written(part.title))
            above.append((part.level, part.title))
        if part.prose:
            yield Passage(at(PROSE), blocks(part.prose))
        for piece in part.pieces:
            yield from _of_piece(piece, at)
        if part.after:
            yield Passage(at(PROSE), blocks(part.after))


def _of_piece(piece: Piece, at: Callable[..., Place]) -> Iterator[Passage]:
    if isinstance(piece, Html):
        if piece.heading:
            yield Passage(at(HEADING, piece.heading), written(piece.heading))
        yield Passage(at(CELL, piece.heading), blocks(piece.html))
    elif isinstance(piece, Picture):
        yield Passage(at(CAPTION), written(f"{piece.alt}\n{piece.caption}"))
    elif isinstance(piece, Chart):
        yield Passage(at(CAPTION), written(piece.title))
    elif isinstance(piece, Table):
        yield Passage(at(CAPTION), written(piece.title))
        if piece.note:
            yield Passage(at(CELL, piece.title), written(piece.note))
        labels = tuple(Block(row.label) for row in piece.rows if row.label)
        if labels:
            yield Passage(at(LABEL, piece.title), labels)
        for row in piece.rows:
            for cell in row.cells.values():
                if cell.html:
                    yield Passage(at(CELL, piece.title, row.label), blocks(cell.html))
                elif cell.text and piece.shape != "facts":
                    yield Passage(at(CELL, piece.title, row.label), written(cell.text))
