"""References that people have typed: sections, notes, pages, links (R23)."""

from __future__ import annotations

from collections.abc import Iterator

from finsam.checks.reading.sources import Passage, Sentence
from finsam.checks.reading.tokens import DOTTED, NUMBER, SIGN, WORD, Token
from finsam.checks.reconciliation import ERROR, WARNING, Case, Finding, rule
from finsam.documents.resolved import Resolved
from finsam.facts.figures import MISSING

_SECTION = {"avsnitt", "avsnittet", "kapitel", "kapitlet", "punkt"}
_PAGE = {"sid", "sida", "sidan", "sidorna", "s"}
_NOTE = {"not", "noten"}
# `avsnitt 3 i förbundsordningen` leads out of the document.
_ELSEWHERE = ("ordning", "ordningen", "lag", "lagen", "balken", "policy", "policyn", "plan", "planen", "rapport", "rapporten", "avtal", "avtalet", "redovisning", "redovisningen", "ordnin")  # fmt: skip


@rule("R23", lacks="Inget dokument för {year} hänvisar till en uppgift.", at="documents")
def references(case: Case) -> Iterator[Finding]:
    """Every bound figure, every link and every typed reference to a section or a note leads somewhere; pages are generated."""
    for _, resolved in case.documents:
        case.tally["R23"] += len(resolved.facts)
        for place, unresolved in enumerate(resolved.missing):
            subject = f"{resolved.kind}/{unresolved.anchor}/{place}"
            message = f"I ”{unresolved.section}” står det ”{MISSING}”. {unresolved.reason}"
            yield Finding(ERROR, subject, message, href=unresolved.href)
    known = {resolved.kind: _Known(resolved) for _, resolved in case.documents}
    for passage in case.texts:
        here = known.get(passage.place.kind)
        if here is not None:
            yield from _links(passage, here)
            for sentence in passage.sentences:
                yield from _typed(case, sentence, here)


class _Known:
    """What a document has that can be referred to."""

    def __init__(self, resolved: Resolved):
        self.anchors = resolved.anchors
        self.sections = {part.number: part.title for part in resolved.parts if part.number}
        self.titles = {
            part.title.casefold(): part.number for part in resolved.parts if part.number and part.title
        }
        self.notes = {
            title.removeprefix("Not ").partition(".")[0]
            for title in _titles(resolved)
            if title.startswith("Not ")
        }


def _titles(resolved: Resolved) -> Iterator[str]:
    for part in resolved.parts:
        for piece in part.pieces:
            yield getattr(piece, "title", "")
            yield f"{getattr(piece, 'number', '')} {getattr(piece, 'heading', '')}"


def _links(passage: Passage, here: _Known) -> Iterator[Finding]:
    for block in passage.blocks:
        for mark in block.marks:
            if (
                mark.kind == "link"
                and mark.value[:3] in ("#s-", "#t-")
                and mark.value[1:] not in here.anchors
            ):
                message = f"En länk i ”{passage.place.name}” leder till något som inte finns i dokumentet."
                subject = f"{passage.place.subject}/{mark.value[1:]}"
                yield Finding(ERROR, subject, message, href=passage.place.href)


def _typed(case: Case, sentence: Sentence, here: _Known) -> Iterator[Finding]:
    """References in words and figures: `se avsnitt 4.2`, `sid 23`, `not 5`."""
    linked = [mark for mark in sentence.block.marks if mark.kind == "link"]
    tokens, place = sentence.tokens, sentence.place
    for position, word in enumerate(tokens[:-1]):
        if word.kind != WORD or any(mark.start <= word.start < mark.end for mark in linked):
            continue
        skip = 2 if tokens[position + 1].kind == SIGN and tokens[position + 1].text == "." else 1
        token = tokens[position + skip] if position + skip < len(tokens) else None
        if (
            token is None
            or token.kind not in (NUMBER, DOTTED)
            or not token.text[0].isdigit()
            or " " in token.text
        ):
            continue
        said = f"”{sentence.quoted(word)}” i ”{place.name}”"
        subject = f"{place.subject}/{word.low_text} {token.text}"
        if word.low_text in _SECTION and here.sections and not _leads_out(tokens[position + skip + 1 :]):
            case.tally["R23"] += 1
            message = _section(said, token, tokens[position + skip + 1 :], sentence, here)
        elif word.low_text in _NOTE and here.notes:
            case.tally["R23"] += 1
            message = (
                ""
                if token.text in here.notes
                else f"{said}: det finns ingen not {token.text}. Infoga en hänvisning i stället, så följer den med."
            )
        elif word.low_text in _PAGE and (word.low_text != "s" or skip == 2):
            case.tally["R23"] += 1
            message = f"{said}: ett inskrivet sidnummer kan inte prövas och följer inte med när texten växer. Infoga en hänvisning till avsnittet eller tabellen i stället."
        else:
            continue
        if message:
            yield Finding(WARNING, subject, message, href=place.href)


def _leads_out(after: tuple[Token, ...]) -> bool:
    """Whether the reference is to a section of something else."""
    low = [token.low_text for token in after[:4] if token.kind == WORD]
    return low[:1] == ["i"] and any(word.endswith(_ELSEWHERE) for word in low[1:4])


def _section(said: str, token: Token, after: tuple[Token, ...], sentence: Sentence, here: _Known) -> str:
    title = here.sections.get(token.text)
    if title is None:
        last = list(here.sections)[-1]
        return f"{said}: det finns inget avsnitt {token.text}; det sista är {last}. Infoga en hänvisning i stället, så följer den med."
    end = sentence.tokens[-1].end
    rest = sentence.block.text[token.end : end].casefold().lstrip(' ,:”"(–-')
    for other, number in here.titles.items():
        if (
            number != token.text
            and len(other) > 3
            and rest.startswith(other)
            and not rest.startswith(title.casefold())
        ):
            return f"{said}: avsnitt {token.text} heter ”{title}”. Det som nämns är avsnitt {number}. Infoga en hänvisning i stället, så följer den med."
    return ""
