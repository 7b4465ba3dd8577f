"""Amounts, numbers and shares: read as people write them, kept exact, rounded only when shown.

Stored amounts are Decimal kronor with two decimals (öre) and carry a sign: income +, cost −.
A share is stored as a fraction (0.25 is 25 %).
"""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

NBSP = "\u00a0"
MINUS = "\u2212"
MAX_DIGITS = 13
LONGEST = 60  # what is longer is no amount, and would take long to find out
ZERO = Decimal(0)

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


class AmountError(ValueError):
    """The text is not an amount; the message is a Swedish sentence for the person who wrote it."""


def parse_amount(text: str, *, decimals: int = 2) -> Decimal | None:
    """Read an amount as people write or paste it; blank gives None.

    Takes `1 234 567`, any kind of space between thousands, a real minus and a trailing "kr".
    Refuses `1.234` (a thousand or one and a bit?), letters, more than `decimals` decimals and
    more than 13 digits. Raises AmountError with a sentence.
    """
    if len(text.strip()) > LONGEST:
        raise AmountError(f"”{text.strip()[:20]}…” är för långt för att vara ett belopp.")
    plain = re.sub(r"\s*(kr|kronor|:-)\.?\s*$", "", text.strip(), flags=re.IGNORECASE)
    plain = plain.translate(_MINUSES).strip()
    plain = re.sub(r"^-\s+", "-", plain)
    if not plain:
        return None
    if "." in plain:
        raise AmountError(
            f"”{text.strip()}” kan läsas på två sätt. Skriv tusental med mellanslag (1 234) "
            "och ören med komma (1,50)."
        )
    if not _GROUPED.fullmatch(plain):
        raise AmountError(f"”{text.strip()}” är inte ett belopp. Skriv bara siffror, till exempel 1 234 567.")
    plain = plain.translate(_SPACES)
    whole, _, fraction = plain.partition(",")
    if len(fraction) > decimals:
        allowed = "hela kronor" if decimals == 0 else f"högst {decimals} decimaler"
        raise AmountError(f"”{text.strip()}” har för många decimaler. Skriv {allowed}.")
    if len(whole.lstrip("-").lstrip("0")) > MAX_DIGITS - 2:
        raise AmountError(f"”{text.strip()}” är för stort. Ett belopp har högst {MAX_DIGITS - 2} siffror.")
    try:
        return Decimal(plain.replace(",", "."))
    except InvalidOperation as error:  # pragma: no cover - the pattern above lets nothing else through
        raise AmountError(f"”{text.strip()}” är inte ett belopp.") from error


def rounded(value: Decimal, decimals: int = 0) -> Decimal:
    """Round half away from zero, as people do; never returns a negative zero."""
    result = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
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
    found = (places for places in range(decimals, most) if rounded(left, places) != rounded(right, places))
    return next(found, most) if left != right else decimals


def in_unit(value: Decimal, unit: str) -> Decimal:
    """A stored value counted in `unit`: kronor in tkr, a fraction in %; in a free word it is as it is."""
    return value / UNITS.get(unit, (Decimal(1), ""))[0]


def show(value: Decimal | None, unit: str = "kr", decimals: int = 0, *, suffix: bool = True) -> str:
    """A stored value as text: `5 040 000 kr`, `575 tkr`, `13,0 %`; None → ''.

    `unit` is one of UNITS or a free word (”deltagare”) that is printed after the number.
    """
    if value is None:
        return ""
    factor, word = UNITS.get(unit, (Decimal(1), unit))
    text = number(value / factor, decimals)
    return f"{text}{NBSP}{word}" if suffix and word else text
