"""From a block of text to tokens: words, figures with unit and exactness, dates, years, laws and signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from finsam.checks.reading import words
from finsam.checks.reading.text import Block
from finsam.core.values.periods import MONTHS

WORD, NUMBER, BOUND, RANGE, YEAR, DATE, LAW, DOTTED, SIGN = (
    "ord", "tal", "uppgift", "intervall", "år", "datum", "lag", "punkttal", "tecken",
)  # fmt: skip
KR, SHARE, COUNT = "kr", "%", "st"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text at `start`–`end` of its block, and what it says.

    A figure's `value` is in its stored unit (kronor, a fraction, a count) and `step` is what its last written digit is
    worth there. A range has `low` and `high`, a date its `day` and whether the year was written, a bound figure its
    fact's `key`; what a token has not is 0 or blank. `exact` is "" or one of words.ABOUT, ABOVE, BELOW, LIMIT.
    """

    kind: str
    text: str
    start: int
    end: int
    stem: str = ""
    value: Decimal = Decimal(0)
    unit: str = ""
    step: Decimal = Decimal(1)
    exact: str = ""
    low: int = 0
    high: int = 0
    day: date | None = None
    month: tuple[int, int] | None = None  # a day without its year: (month, day)
    key: str = ""

    @property
    def low_text(self) -> str:
        """The text in small letters."""
        return self.text.casefold()


_MONTH = "|".join(MONTHS) + "|jan|feb|apr|jun|jul|aug|sept?|okt|nov|dec"
# Each alternative is one thing; none can be read in two ways, so the time is that of the text's length.
_PIECE = re.compile(
    rf"""
      (?P<word>[^\W\d_]+(?:[-–/’'&][^\W\d_]+)*)
    | (?=[\d−–-])(?:
        (?P<law>(?<![\d:])(?:19|20)\d\d:\d{{1,4}}(?![\d:]))
      | (?P<iso>(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d))
      | (?P<daymonth>(?<![\d,.])\d{{1,2}}[ ](?:{_MONTH})\b\.?(?:[ ](?:19|20)\d\d(?![\d,]))?)
      | (?P<slash>(?<![\d/,.])\d{{1,2}}/\d{{1,2}}(?:[ -](?:19|20)\d\d)?(?!\d|/|,\d))
      | (?P<dotted>(?<![\d,])\d+(?:\.\d+)+(?!\d|,\d))
      | (?P<tal>\d{{1,4}}-tal(?:et|ets)?\b)
      | (?P<number>(?P<minus>(?:(?<![\w\d)%])[−–-])[ ]?)?(?P<digits>\d{{1,3}}(?:[ ]\d{{3}})+(?!\d)|\d+)(?P<fraction>,\d+)?)
      )
    | (?P<sign>[^\s\w])
    """,
    re.VERBOSE,
)
# What a figure counts, directly after it.
_UNIT = re.compile(
    r" ?(?P<unit>kronor|kr|tusen kronor|tkr|ksek|miljoner kronor|miljoner|miljon|mnkr|mkr|msek|mn kr|miljarder kronor|mdkr"
    r"|procentenheter|procent|%-enheter|%|:-)(?![\w])",
    re.IGNORECASE,
)
_WORTH: dict[str, tuple[str, Decimal | int]] = {
    "kr": (KR, 1), "kronor": (KR, 1), ":-": (KR, 1), "tkr": (KR, 1000), "ksek": (KR, 1000), "tusen kronor": (KR, 1000),
    **dict.fromkeys(("mnkr", "mkr", "msek", "mn kr", "miljoner kronor", "miljoner", "miljon"), (KR, 1_000_000)),
    **dict.fromkeys(("mdkr", "miljarder kronor"), (KR, 1_000_000_000)),
    "%": (SHARE, Decimal("0.01")), "procent": (SHARE, Decimal("0.01")),
    "procentenheter": ("procentenheter", Decimal("0.01")), "%-enheter": ("procentenheter", Decimal("0.01")),
}  # fmt: skip
_DASH = re.compile(r" ?[–-] ?(?=\d)")
_PART = re.compile(
    r"\b(?P<word>hälften|halva|(?P<how>en|två|tre|fyra) (?P<of>tredjedel|fjärdedel|femtedel|sjättedel|tiondel)(?:ar)?)\b",
    re.IGNORECASE,
)
_OF = {"tredjedel": 3, "fjärdedel": 4, "femtedel": 5, "sjättedel": 6, "tiondel": 10}
_HOW = {"en": 1, "två": 2, "tre": 3, "fyra": 4}
_MONTHS = {name[:3]: place for place, name in enumerate(MONTHS, 1)}


def _decimal(digits: str, fraction: str | None) -> tuple[Decimal, Decimal]:
    """The number and what its last digit is worth."""
    value = Decimal(digits.replace(" ", "") + (fraction or "").replace(",", "."))
    return value, Decimal(1).scaleb(-len(fraction) + 1) if fraction else Decimal(1)


def _of(kind: str, match: re.Match[str], **said: Any) -> Token:
    """A token of all that has been matched."""
    return Token(kind, match.group(), match.start(), match.end(), **said)


def _figure(text: str, match: re.Match[str]) -> Token:
    """A number with the unit that follows it."""
    value, step = _decimal(match["digits"], match["fraction"])
    if match["minus"]:
        value = -value
    end = match.end()
    unit, worth = COUNT, Decimal(1)
    after = _UNIT.match(text, end)
    if after:
        unit, times = _WORTH[after["unit"].casefold()]
        worth, end = Decimal(times), after.end()
    plain = not (after or match["fraction"] or match["minus"]) and " " not in match["digits"]
    if plain and len(match["digits"]) == 4 and 1900 <= value <= 2100:
        return _of(YEAR, match, value=value)
    return Token(
        NUMBER,
        text[match.start() : end],
        match.start(),
        end,
        value=value * worth,
        unit=unit,
        step=step * worth,
    )


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _dated(match: re.Match[str]) -> Token | None:
    """A date in any way of writing it; one that doesn't exist has neither day nor a month's day."""
    text = match.group()
    if match.lastgroup == "iso":
        year, month, day = (int(part) for part in text.split("-"))
    else:
        pieces = re.split(r"[ /-]", text.replace(".", ""))
        day, year = int(pieces[0]), int(pieces[2]) if len(pieces) > 2 else 0
        month = int(pieces[1]) if match.lastgroup == "slash" else _MONTHS[pieces[1][:3].casefold()]
        if match.lastgroup == "slash" and not (1 <= month <= 12 and 1 <= day <= 31):
            return None
    token = _of(DATE, match, value=Decimal(year))
    if year:
        return replace(token, day=_day(year, month, day), month=(month, day))
    return replace(token, month=(month, day) if _day(2024, month, day) else None)


def _scan(text: str, start: int, end: int) -> Iterator[Token]:
    """The tokens of a stretch of text without bound figures."""
    place = start
    while place < end:
        match = _PIECE.search(text, place, end)
        if match is None:
            return
        token = _token(text, match)
        yield token
        place = max(token.end, match.start() + 1)


def _token(text: str, match: re.Match[str]) -> Token:
    if match["number"] is not None:
        return _figure(text, match)
    kind = match.lastgroup or ""
    if kind in ("iso", "daymonth", "slash"):
        token = _dated(match)
        return token or _of(SIGN, match)
    if kind == "tal":
        value = Decimal(match.group().partition("-")[0])
        return _of(NUMBER, match, value=value, unit=COUNT, step=Decimal(10), exact=words.ABOUT)
    if kind == "word":
        part = _PART.match(text, match.start())
        if part:
            share = (
                Decimal(_HOW[part["how"].casefold()]) / _OF[part["of"].casefold()]
                if part["of"]
                else Decimal("0.5")
            )
            return _of(NUMBER, part, value=share, unit=SHARE, step=Decimal("0.02"))
        word = match.group()
        number = words.NUMBERS.get(word.casefold())
        if number:
            return _of(NUMBER, match, value=Decimal(number), unit=COUNT)
        return _of(WORD, match, stem=words.meaning(word))
    return _of({"law": LAW, "dotted": DOTTED}.get(kind, SIGN), match)


def _ranges(text: str, tokens: list[Token]) -> Iterator[Token]:
    """Two numbers with a dash between them as one range: `30–50 år`, `2023–2026`, `30–48 %`."""
    place = 0
    while place < len(tokens):
        first = tokens[place]
        # "30–50" is read as 30 and −50: the dash belongs to the range.
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        signed = after is not None and after.kind == SIGN and after.text in "–-" and place + 2 < len(tokens)
        last = tokens[place + 2] if signed else after
        if (
            last is not None
            and first.kind == last.kind
            and first.kind in (NUMBER, YEAR)
            and (signed or last.text[0] in "–-")
            and _DASH.match(text, first.end)
            and abs(last.value) >= first.value * (last.step if last.unit != COUNT else 1)
            and (first.unit in (COUNT, last.unit) or first.kind == YEAR)
            and text[first.start].isdigit()
        ):
            low, high = first.value, abs(last.value)
            whole = first.kind == YEAR or last.unit == COUNT
            yield Token(
                RANGE, text[first.start : last.end], first.start, last.end, unit=YEAR if first.kind == YEAR else last.unit,
                low=int(low) if whole else 0, high=int(high) if whole else 0, value=high,
            )  # fmt: skip
            place += 3 if signed else 2
            continue
        yield first
        place += 1


def _exact(tokens: list[Token]) -> Iterator[Token]:
    """Figures with how exact the two words before them say that they are."""
    low: list[str] = []
    for token in tokens:
        if token.kind == WORD:
            low = [*low[-1:], token.low_text]
        elif token.kind == NUMBER:
            yield replace(token, exact=token.exact or _how_exact(low))
            low = []
            continue
        elif token.kind != SIGN or token.text not in "(:":
            low = []
        yield token


def _how_exact(low: list[str]) -> str:
    if low in (["mer", "än"], ["fler", "än"]):
        return words.ABOVE
    if low in (["mindre", "än"], ["färre", "än"]):
        return words.BELOW
    if low == ["upp", "till"] or low[-1:] == ["under"]:
        return words.LIMIT
    return next(
        (words.QUALIFIERS[word] for word in reversed(low) if word in words.QUALIFIERS and word != "under"), ""
    )


def tokens(block: Block) -> tuple[Token, ...]:
    """A block's tokens in order; its bound figures are tokens of their own."""
    read: list[Token] = []
    place = 0
    for mark in block.marks:
        if mark.kind != "bound" or mark.start < place:
            continue
        read += _scan(block.text, place, mark.start)
        read.append(Token(BOUND, block.text[mark.start : mark.end], mark.start, mark.end, key=mark.value))
        place = mark.end
    read += _scan(block.text, place, len(block.text))
    return tuple(_exact(list(_ranges(block.text, read))))


_SHORT = frozenset(
    [
        "kap",
        "kl",
        "ca",
        "bl",
        "t.ex",
        "dvs",
        "nr",
        "st",
        "resp",
        "inkl",
        "exkl",
        "jfr",
        "s",
        "sid",
        "etc",
        "prof",
        "dnr",
        "osv",
        "m",
        "mm",
        "fr",
        "t",
        "o",
        "ev",
    ]
)


# A sentence that goes on for longer is read in pieces, so that no rule takes more than the time of the text's length.
LONGEST = 200


def sentences(tokens_: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """The sentences of a block: a full stop ends one when a new one begins with a capital or a figure."""
    begun = 0
    for place, token in enumerate(tokens_):
        if place - begun >= LONGEST:
            yield tokens_[begun:place]
            begun = place
        if token.kind != SIGN or token.text not in ".!?":
            continue
        after = tokens_[place + 1] if place + 1 < len(tokens_) else None
        before = tokens_[place - 1] if place else None
        if after is not None and (
            after.start == token.end
            or after.text[:1].islower()
            or (before is not None and before.kind == WORD and before.low_text in _SHORT)
        ):
            continue
        yield tokens_[begun : place + 1]
        begun = place + 1
    if begun < len(tokens_):
        yield tokens_[begun:]
