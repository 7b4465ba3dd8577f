"""The checksum that a file may carry: CRC-32 over labels and fields as CP437, without quotes, blanks and braces (4C, 7)."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

from budget.ledger.sie.fields import fields_of


def checksum_of(rows: Iterable[str]) -> int:
    """The checksum of the rows between the two `#KSUMMA`, as an unsigned number."""
    value = 0
    for row in rows:
        for field in fields_of(row):
            for text in (field,) if isinstance(field, str) else field:
                value = crc32(text.encode("cp437", "replace"), value)
    return value
