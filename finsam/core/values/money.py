"""Amounts, numbers and shares: read as people write them, kept exact, rounded only when shown.

Stored amounts are Decimal kronor with two decimals (öre) and carry a sign: income +, cost −.
A share is stored as a fraction (0.25 is 25 %).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

NBSP = "\u00a0"
MINUS = "\u2212"
MAX_DIGITS = 13
HUNDRED = Decimal(100)  # what shares in per cent come to together
LONGEST = 60  # what is longer is no amount, and would take long to find out

# What one printed unit is worth in the stored unit, and how it is written after the number.
UNITS = {
    "kr": (Decimal(1), "kr"),
    "tkr": (Decimal(1000), "tkr"),
    "mnkr": (Decimal(1_000_000), "mnkr"),
    "%": (Decimal("0.01"), "%"),
    "st": (Decimal(1), ""),
}

_SPACES = dict.fromkeys(map(ord, " \t\u00a0\u2007\u2009\u202f"), None)
_MINUSES = dict.fromkeys(map(ord, "\u2212\u2013\u2012"), "-")
_GROUPED = re.compile(r"-?\d{1,3}(?:[ \u00a0\u2007\u2009\u202f]\d{3})+(?:,\d+)?|-?\d+(?:,\d+)?", re.ASCII)
# A word or sign after the number, and what a number before it counts.
_MONEY = {
    "kr": 1, "kr.": 1, "kronor": 1, ":-": 1, "sek": 1, "tkr": 1000, "tkr.": 1000, "tusen": 1000, "tusen kr": 1000,
    "tusen kronor": 1000, "mnkr": 1_000_000, "mkr": 1_000_000, "miljoner": 1_000_000, "miljoner kr": 1_000_000,
    "miljoner kronor": 1_000_000,
}  # fmt: skip
_PERCENT = {"%": 1, "procent": 1}


class AmountError(ValueError):
    """The text is not an amount; the message is a Swedish sentence for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of number as people write it: what it is called, what may stand after it, and how to write it instead.

    `brackets` takes `(5)` for −5, where somebody is then asked what was meant.
    """

    name: str
    large: str
    instead: str
    decimal: str
    words: Mapping[str, int] = field(default_factory=dict)
    brackets: bool = False


AMOUNT = Kind(
    "ett belopp",
    "stort",
    "Skriv bara siffror, till exempel 1 234 567.",
    "Skriv tusental med mellanslag (1 234) och ören med komma (1,50).",
    _MONEY,
)
SIDED = replace(AMOUNT, brackets=True)
NUMBER = replace(AMOUNT, name="ett tal", decimal="Skriv tusental med mellanslag (1 234) och decimaler med komma (1,50).",
                 instead="Skriv bara siffror, till exempel 1 234.", words={})  # fmt: skip
WHOLE = replace(NUMBER, name="ett helt tal")
COUNT = replace(NUMBER, name="ett antal")
PERCENT = Kind(
    "en andel i procent", "stor", "Skriv procent, till exempel 35 eller 35,5.", "Skriv decimaler med komma (35,5).",
    _PERCENT,
)  # fmt: skip
_WIDE = Context(prec=80)  # room for what is refused


def parse_amount(text: str, *, decimals: int = 2) -> Decimal | None:
    """Read an amount in kronor as people write or paste it; blank gives None. See `parse`."""
    return parse(text, AMOUNT, decimals=decimals)


def parse(text: str, kind: Kind, *, decimals: int = 2) -> Decimal | None:
    """Read a number as people write or paste it; blank gives None.

    Takes `1 234 567`, any kind of space between thousands, a real minus, a plus, and what the kind may have after it:
    kr, tkr and mnkr after amounts, % after shares. Refuses `1.234` (a thousand or one and a bit?), `(5)`, other
    letters, more than `decimals` decimals and more than 13 digits. Raises AmountError with a sentence.
    """
    written = text.strip()
    if len(written) > LONGEST:
        raise AmountError(
            f"”{written[:20]}…” är för lång{'t' if kind.large == 'stort' else ''} för att vara {kind.name}."
        )
    plain, times = _without_unit(written, kind)
    plain = plain.translate(_MINUSES).strip()
    plain = re.sub(r"^([-+])\s+", r"\1", plain)
    bracketed = re.fullmatch(r"\(\s*([^()]+?)\s*\)", plain)
    if bracketed and not kind.brackets:
        raise AmountError(
            f"”{written}” kan betyda minus. Skriv {MINUS}{bracketed[1]}, eller {bracketed[1]} utan parentes."
        )
    if bracketed:
        plain = f"-{bracketed[1].removeprefix('-')}"
    plain = re.sub(r"^\+(?=\d)", "", plain)
    if not plain:
        return None
    if "." in plain:
        raise AmountError(f"”{written}” kan läsas på två sätt. {kind.decimal}")
    if not _GROUPED.fullmatch(plain):
        raise AmountError(f"”{written}” är inte {kind.name}. {kind.instead}")
    value = Decimal(plain.translate(_SPACES).replace(",", ".")) * times
    if value != value.quantize(_step(decimals), rounding=ROUND_DOWN, context=_WIDE):
        allowed = "hela kronor" if kind.name == AMOUNT.name else "ett helt tal"
        raise AmountError(
            f"”{written}” har för många decimaler. Skriv {allowed if decimals == 0 else f'högst {decimals} decimaler'}."
        )
    if abs(value) >= Decimal(10) ** (MAX_DIGITS - 2):
        raise AmountError(
            f"”{written}” är för {kind.large}. {kind.name.capitalize()} har högst {MAX_DIGITS - 2} siffror."
        )
    return value if times == 1 else value.quantize(_step(decimals), context=_WIDE)


def _without_unit(text: str, kind: Kind) -> tuple[str, int]:
    """The text without what stands after its number, and what the number is to be multiplied by."""
    match = re.fullmatch(
        r"(.*?)[ \t\u00a0\u2007\u2009\u202f]*(%|:-|[^\W\d_]+\.?(?:[ \u00a0][^\W\d_]+)?)", text, re.DOTALL
    )
    word = " ".join(match[2].casefold().split()) if match else ""
    return (match[1], kind.words[word]) if word in kind.words else (text, 1)


def _step(decimals: int) -> Decimal:
    """The last place of a number with so many decimals: 0,01 of two."""
    return Decimal(1).scaleb(-decimals)


def rounded(value: Decimal, decimals: int = 0) -> Decimal:
    """Round half away from zero, as people do; never returns a negative zero."""
    result = value.quantize(_step(decimals), rounding=ROUND_HALF_UP)
    return abs(result) if result == 0 else result


def number(value: Decimal | int | None, decimals: int = 0, *, sign: bool = False) -> str:
    """`1234567.5` → `1 234 568` with no-break spaces, decimal comma and a real minus; None → ''."""
    if value is None:
        return ""
    shown = rounded(Decimal(value), decimals)
    text = f"{abs(shown):,.{decimals}f}".replace(",", NBSP).replace(".", ",")
    if shown < 0:
        return MINUS + text
    return f"+{text}" if sign and shown > 0 else text


def apart(left: Decimal, right: Decimal, decimals: int = 0, most: int = 4) -> int:
    """The fewest decimals, from `decimals` up, with which two different numbers are printed differently."""
    enough = (places for places in range(decimals, most) if rounded(left, places) != rounded(right, places))
    return next(enough, most) if left != right else decimals


def places(value: Decimal) -> int:
    """How many decimals a number was given with, zeros at the end not counted: 33.30 has one."""
    return max(0, -value.normalize().as_tuple().exponent)


def worth(unit: str) -> Decimal:
    """What one of a unit is worth as values are stored: 1000 kronor of a tkr, 0.01 of a %; 1 of a free word."""
    return UNITS.get(unit, (Decimal(1), ""))[0]


def in_unit(value: Decimal, unit: str) -> Decimal:
    """A stored value counted in `unit`: kronor in tkr, a fraction in %; in a free word it is as it is."""
    return value / worth(unit)


def show(value: Decimal | None, unit: str = "kr", decimals: int = 0, *, suffix: bool = True) -> str:
    """A stored value as text: `5 040 000 kr`, `575 tkr`, `13,0 %`; None → ''.

    `unit` is one of UNITS or a free word (”deltagare”) that is printed after the number.
    """
    if value is None:
        return ""
    factor, word = UNITS.get(unit, (Decimal(1), unit))
    text = number(value / factor, decimals)
    return f"{text}{NBSP}{word}" if suffix and word else text


def at_a_glance(value: Decimal) -> str:
    """An amount in kr to be read from four metres: in millions when it is large, in thousands when it is small."""
    return show(value, "mnkr", 2) if abs(value) >= 1_000_000 else show(value, "tkr", 0)


def plain(value: Decimal) -> str:
    """An amount in kr for programs: `-1234.50`, always with its öre."""
    return str(value.quantize(_step(2)))


def exact(value: Decimal | None, unit: str = "st") -> str:
    """A stored value as text with two decimals where it isn't whole, and none where it is: `1 234`, `1 234,50 kr`."""
    if value is None:
        return ""
    return show(value, unit, 2 if in_unit(value, unit) % 1 else 0)


def excel_format(unit: str, decimals: int) -> str:
    """Excel's own grouping, which it prints in the reader's language: `#,##0.0` is 1 234,5 in Swedish."""
    fraction = f".{'0' * decimals}" if decimals else ""
    return f"0{fraction}%" if unit == "%" else f"#,##0{fraction}"
