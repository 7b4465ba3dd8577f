"""A row of a SIE file as fields: blanks and tabs part them, quotes hold them together, braces make a list."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

# A backslash is itself unless a quote follows it. A quote that never ends takes the rest of the row.
_TOKEN = re.compile(r'"((?:[^"\\]++|\\"|\\)*)("?)|([{}])|([^ \t{}"]++)')
_AMOUNT = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,2})?")
_DAY = re.compile(r"(?:19|20|21)[0-9]{6}")

Field = str | tuple[str, ...]


def fields_of(row: str) -> list[Field]:
    """The fields after and with the label; a list in braces is a tuple of its items."""
    if '"' not in row and "{" not in row and "}" not in row:
        return [word for word in row.replace("\t", " ").split(" ") if word]
    fields: list[Field] = []
    inside: list[str] | None = None
    for quoted, _, brace, bare in _TOKEN.findall(row):
        if brace == "{":
            inside = inside if inside is not None else []
        elif brace == "}":
            fields.append(tuple(inside or ()))
            inside = None
        else:
            token = bare or quoted.replace('\\"', '"')
            if inside is None:
                fields.append(token)
            else:
                inside.append(token)
    if inside is not None:
        fields.append(tuple(inside))
    return fields


def well_quoted(row: str) -> bool:
    """Whether each quote of the row begins or ends a field, and none is left open."""
    if row.count('"') == 2 and row.endswith('"') and row[row.index('"') - 1] in " \t" and "\\" not in row:
        return True
    for token in _TOKEN.finditer(row):
        quoted, closed, brace, _ = token.groups()
        after = row[token.end() : token.end() + 1]
        if quoted is not None and not (closed and after in ("", " ", "\t", "{", "}")):
            return False
        if quoted is None and not brace and after == '"':
            return False
    return True


def amount_of(text: str) -> Decimal | None:
    """An amount in kr, or None for what the rule doesn't allow: `NaN`, `1e9`, a plus, a comma, three decimals."""
    return Decimal(text) if _AMOUNT.fullmatch(text) else None


def day_of(text: str) -> date | None:
    """A day as YYYYMMDD, or None."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def objects_of(items: tuple[str, ...]) -> tuple[tuple[str, str], ...] | None:
    """Pairs of dimension and object, or None where something has no pair."""
    if len(items) % 2:
        return None
    return tuple(zip(items[::2], items[1::2], strict=True))
