"""Rows as a file that Excel in Sweden reads."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any

from django.http import HttpResponse

from finsam.core.views.files import saved_as

_NUMBER = re.compile(r"-?[0-9]+(?:,[0-9]+)?")


def csv_answer(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download with semicolons, and a mark that it is UTF-8."""
    return saved_as(name, csv_file(heads, rows), "text/csv; charset=utf-8")


def csv_file(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The file itself."""
    out = StringIO("\ufeff")
    out.seek(1)
    writer = csv.writer(out, delimiter=";")
    writer.writerow(heads)
    writer.writerows([_as_text(value) for value in row] for row in rows)
    return out.getvalue().encode()


def _as_text(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula; an amount is a number with its öre, which may be negative.

    A text that is a number as Swedes write it (`-0,763`) is left alone.
    """
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",")
    text = str(value)
    if _NUMBER.fullmatch(text):
        return text
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
