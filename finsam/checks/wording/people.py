"""Texts that point somebody out: a name beside what that person has or receives, a participant's own words, so few that
each may be known.

A förbund holds no data of those it helps (lag 2003:1210 speaks of persons as a group; the health of one is a special
category by article 9 of Regulation (EU) 2016/679). A personnummer is refused (`finsam.core.values.privacy`). What is
seen here is said beside the field and in Avstämning, and never stops anybody: a rule that reads words is sometimes wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from finsam.checks.reading.sources import PROSE, Passage, Place, Sentence
from finsam.checks.reading.text import Block, blocks, written
from finsam.checks.reading.tokens import COUNT, NUMBER, SIGN, WORD, Token
from finsam.checks.reconciliation import WARNING, Case, Finding, rule
from finsam.checks.wording import sensitive
from finsam.core.values.cautions import CAUTIONS

NAME, PERSON, QUOTE, FEW = "namn", "person", "citat", "få"
ADVICE = {
    NAME: "Texten nämner ett namn intill en diagnos, ett stöd eller en ersättning: ”{}”. Ta bort namnet, eller det som berättar vad personen har eller får.",
    PERSON: "Texten beskriver en enskild person så att hon eller han kan kännas igen: ”{}”. Skriv om flera tillsammans, utan ålder och diagnos.",
    QUOTE: "Texten återger vad en deltagare har sagt: ”{}”. Den som läser kan känna igen personen. Skriv med egna ord vad flera har sagt.",
    FEW: "Texten räknar så få personer att någon kan kännas igen: ”{}”. Förbundets gräns är {limit}. Skriv ”färre än {limit}”, eller räkna flera tillsammans.",
}  # fmt: skip
_LONGEST = 90  # characters of what is quoted

_NAME = r"[A-ZÅÄÖÉ][a-zåäöéü]+(?:-[A-ZÅÄÖÉ][a-zåäöéü]+)?"
_PAIR = re.compile(rf"\b({_NAME}) ({_NAME}|[A-ZÅÄÖ]\.?)(?![\w-])")
_INITIALS = re.compile(r"(?<![\w.])[A-ZÅÄÖ]\. ?[A-ZÅÄÖ]\.(?!\w|\.)")
_AGED = re.compile(rf"\b({_NAME}),? \(?\d{{2}} år\b|\b({_NAME}) \(\d{{2}}\)")
_HAS = re.compile(
    rf"\b({_NAME}) (?:har fått|hade|har|fick|får|lider av|drabbades av|insjuknade i|beviljades|uppbär) (?:\w+ ){{0,2}}$"
)
_PERSONS = (
    "kvinna|man|kille|tjej|flicka|pojke|person|deltagare|klient|patient|brukare|ungdom|mamma|pappa|förälder"
)
_AGE = re.compile(
    rf"\ben (?:\w+ )?\d{{2}}-årig (?:\w+ )?(?:{_PERSONS})\b|\ben (?:\w+ )?(?:{_PERSONS}),? (?:\(?\d{{2}} år|i (?:åldern|\d{{2}}-årsåldern)|på \d{{2}} år)",
    re.IGNORECASE,
)
_ONE = re.compile(
    rf"\ben (?:av (?:våra |de )?deltagarna|(?:ung |yngre |äldre |medelålders )(?:{_PERSONS})|(?:kvinna|man|kille|tjej|flicka|pojke)) (?:som )?(?:med|har|hade|fick|lider)\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(sensitive.OFFICE, re.IGNORECASE)
_PARTY = re.compile(r"\((?:[A-ZÅÄÖ]{1,2})\)")
_NEAR = 80  # characters after initials that are of the same person
_BETWEEN = re.compile(r"[^\w-]+")
_QUOTED = re.compile(r"[”“\"»]([^”“\"»«]{12,}?)[”“\"«]")
_DASHED = re.compile(r"^[–—-] ?(?=[A-ZÅÄÖ]).{12,}?[,.!?] (?=\w)")
_SPEAKER = re.compile(
    rf"\b(?:{_PERSONS}|deltagaren|deltagarna|{'|'.join(sorted(sensitive.PARTICIPANTS))})\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What points somebody out: its kind, the words, and where it stands."""

    kind: str
    words: str
    place: Place

    def said(self, limit: int) -> str:
        """What is said of it, with what to do; `limit` is how many persons the förbund at least shows."""
        return ADVICE[self.kind].format(self.words, limit=limit)


def seen(passage: Passage, limit: int) -> Iterator[Seen]:
    """What of a passage points somebody out, each sentence at most once of each kind."""
    for block, _ in passage.paragraphs:
        words = _said_by_one(block.text)
        if words:
            yield Seen(QUOTE, _short(words), passage.place)
        words = _initialled(block.text)
        if words:
            yield Seen(NAME, _short(words), passage.place)
    for sentence in passage.sentences:
        words = sentence.text
        beside = _has_or_receives(words)
        name = beside and _name(words, beside)
        if name:
            yield Seen(NAME, _around(words, name), passage.place)
        person = _AGE.search(words) or (_ONE.search(words) if beside else None)
        if person and not _at_work(words):
            yield Seen(PERSON, _around(words, person.group()), passage.place)
        elif (few := _few(sentence, limit, beside)) and not name:
            yield Seen(FEW, few, passage.place)


def _low(text: str) -> str:
    return text.casefold()


def _begins(text: str, beginnings: Iterable[str]) -> str:
    """The first of the words or phrases that a word of the text begins with; "" where none does."""
    low = " " + _BETWEEN.sub(" ", _low(text))
    return next((each for each in beginnings if f" {each}" in low), "")


def _has_or_receives(text: str) -> str:
    """The diagnosis or support that a sentence names."""
    return _begins(text, sensitive.DIAGNOSES) or _begins(text, sensitive.SUPPORT)


def _at_work(text: str) -> bool:
    """Whether a sentence speaks of those who work or decide, and of no participants."""
    return bool(_OFFICE.search(text) or _begins(text, sensitive.AT_WORK))


def _in_office(text: str) -> bool:
    """Whether a name in the text is of somebody in office, of a party, or who is quoted as an expert."""
    return bool(_OFFICE.search(text) or _PARTY.search(text) or _begins(text, sensitive.IN_OFFICE))


def _initialled(text: str) -> str:
    """The words around somebody's initials, where they say what that person has or receives."""
    for match in _INITIALS.finditer(text):
        near = text[match.start() : match.end() + _NEAR]
        if _has_or_receives(near) and not _in_office(near):
            return near
    return ""


def _name(text: str, beside: str) -> str:
    """A person's name in a sentence that names what somebody has or receives."""
    if _in_office(text):
        return ""
    aged = _AGED.search(text)
    if aged and _is_person(aged[1] or aged[2]):
        return aged.group()
    for pair in _PAIR.finditer(text):
        if _is_person(pair[1]) and _is_person(pair[2]):
            return pair.group()
    at = _low(text).find(beside)
    has = _HAS.search(text[:at]) if at > 0 else None
    return has[1] if has and _is_person(has[1]) and has[1].casefold() not in _PRONOUNS else ""


_PRONOUNS = frozenset(
    ["han", "hon", "hen", "de", "vi", "ni", "jag", "den", "det", "deltagaren", "deltagarna", "personen", "personer", "någon", "många", "flera", "alla", "några", "en", "ett", "kvinnan", "mannen", "individen", "barnet", "den", "som", "vem", "vilka", "övriga", "samtliga", "kvinnor", "män", "unga", "vissa", "andra", "ingen"]
)  # fmt: skip


def _is_person(word: str) -> bool:
    low = word.casefold().rstrip(".")
    return (
        low not in sensitive.NO_PERSON
        and not low.endswith(sensitive.BODIES)
        and not _begins(low, (*sensitive.DIAGNOSES, *sensitive.SUPPORT))
    )


def _said_by_one(text: str) -> str:
    """The words of a participant that a paragraph quotes."""
    for match in _QUOTED.finditer(text):
        if _spoken(text[max(0, match.start() - 90) : match.start()], text[match.end() : match.end() + 90]):
            return match[1]
    dashed = _DASHED.match(text)
    if dashed and _spoken("", text[dashed.end() : dashed.end() + 60]):
        return dashed.group()
    return ""


def _spoken(before: str, after: str) -> bool:
    """Whether the words around a quotation say that a participant said it."""
    before = re.split(r"[.!?] ", before)[-1]
    after = re.split(r"[.!?](?: |$)", after)[0]
    around = f"{before} · {after}"
    told = bool(_SPEAKER.search(before)) and before.rstrip().endswith(":")
    if _in_office(around):
        return False
    speaks = not sensitive.SAYS.isdisjoint(re.findall(r"\w+", _low(around)))
    return told or (speaks and bool(_SPEAKER.search(around) or _AGED.search(around)))


def _few(sentence: Sentence, limit: int, beside: str) -> str:
    """A count of participants under the limit, in the words that say it: `två deltagare`, `3 av 4`."""
    tokens = sentence.tokens
    low = {token.low_text for token in tokens if token.kind == WORD}
    if low & sensitive.AIMS or _at_work(sentence.text):
        return ""
    speaks = bool(beside) or bool(_begins(sentence.text, sensitive.TAKING_PART))
    for place, token in enumerate(tokens):
        if not _is_count(token, limit):
            continue
        after = tokens[place + 1 :]
        if (
            len(after) > 1
            and after[0].kind == WORD
            and after[0].low_text == "av"
            and after[1].kind == NUMBER
            and after[1].unit == COUNT
            and after[1].value == int(after[1].value)
            and token.value <= after[1].value
        ):
            noun = _counted(after[2:])
            if noun is not None and (noun.low_text in sensitive.PARTICIPANTS or speaks):
                return sentence.block.text[token.start : noun.end]
            continue
        noun = _counted(after)
        if noun is not None and (noun.low_text in sensitive.PARTICIPANTS or speaks):
            return sentence.block.text[token.start : noun.end]
    return ""


def _is_count(token: Token, limit: int) -> bool:
    return (
        token.kind == NUMBER
        and token.unit == COUNT
        and not token.exact
        and 0 < token.value < limit
        and token.value == int(token.value)
    )


def _counted(tokens: tuple[Token, ...]) -> Token | None:
    """Whom a number counts: the noun right after it, or after words that only say which."""
    for token in tokens[:3]:
        if token.kind == SIGN or token.kind != WORD:
            return None
        if token.low_text in sensitive.PARTICIPANTS or token.low_text in sensitive.PEOPLE:
            return token
        if token.low_text not in sensitive.SUCH:
            return None
    return None


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST else f"{words[: words.rfind(' ', 0, _LONGEST)]} …"


def _around(text: str, words: str) -> str:
    """The words with those that follow."""
    start = text.find(words)
    begun = max(0, text.rfind(" ", 0, max(0, start - 30)) + 1) if start > 30 else 0
    return f"{'… ' if begun else ''}{_short(text[begun:])}".rstrip(".")


@CAUTIONS.function
def cautions(text: str, limit: int) -> Iterator[str]:
    """What somebody who writes a text should know of it: HTML or plain, with how many persons the förbund at least shows."""
    place = Place("text", "texten", "", PROSE, 0)
    for each in seen(Passage(place, _blocks(text)), limit):
        yield each.said(limit)


def _blocks(text: str) -> tuple[Block, ...]:
    return blocks(text) if re.search(r"</(?:p|li|td|h\d)>", text) else written(text)


@rule("R30", lacks="Det finns ingen text för {year}.", at="documents", people=True)
def points_nobody_out(case: Case) -> Iterator[Finding]:
    """No text names, quotes or describes somebody who is helped, or counts fewer than the förbund shows."""
    limit = case.book.forbund.suppression_threshold
    for passage in case.texts:
        case.tally["R30"] += len(passage.sentences)
        for each in seen(passage, limit):
            message = f"I ”{each.place.name}”: {each.said(limit)}"
            yield Finding(
                WARNING,
                f"{each.place.subject}/{each.kind}/{each.words}",
                message,
                href=each.place.href,
                people=True,
            )
