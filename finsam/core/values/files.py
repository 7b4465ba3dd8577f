"""The text of a file that somebody sends, and of a cell in one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

LONGEST_LINE = 50_000  # characters: sixty columns of long texts


def decoded(raw: bytes) -> str:
    """The text of a file in UTF-8, or in the way Windows programs write; what can't be read becomes U+FFFD."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def long_line(text: str) -> int:
    """The number of the first line that nobody has written by hand: longer than LONGEST_LINE. 0 when there is none."""
    return next((at for at, line in enumerate(text.split("\n"), 1) if len(line) > LONGEST_LINE), 0)


def text_of(value: object, fraction: Callable[[Decimal], str]) -> str:
    """A cell of a workbook as a person would write it: `2024`, `mars`; what isn't whole as `fraction` writes it."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, (int, float)):
        number = Decimal(repr(value))
        if not number.is_finite():
            return "NaN"
        return str(int(number)) if number == number.to_integral_value() else fraction(number)
    return re.sub(r"\s+", " ", str(value)).strip()
