"""The guard of every text: no personnummer, for a förbund may hold counts, never people it helps; and no hidden signs."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from stdnum import luhn

REASON = (
    "Texten innehåller något som ser ut som ett personnummer ({number}). Ett samordningsförbund får inte "
    "hantera personuppgifter om deltagare. Ta bort det och spara igen."
)

HIDDEN = (
    "Texten innehåller ett dolt tecken ({code}), kanske från det program den kopierades ur. Skriv om raden för hand "
    "eller klistra in den som ren text."
)
ONE_LINE = "Texten ska stå på en rad. Ta bort radbrytningen eller tabbtecknet."

# Signs that aren't seen: control characters, line separators, and what turns the direction of the text around.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_BREAKS = "\n\r\t\x0b\x0c\x85\u2028\u2029"

_CANDIDATE = re.compile(
    r"(?<![\d.,-])(?:19|20)?(\d{2})(\d{2})(\d{2})([-+\u2010-\u2013\u2212 \u00a0]?)(\d{4})(?![\d-])"
)


def find_personnummer(text: str) -> str | None:
    """The first thing in the text that is a personnummer or samordningsnummer, or None.

    With a dash of any kind, a date that could exist is enough; without, or with a space, the control digit must
    hold too, so that plain large numbers pass. An org.nr has a "month" of at least 20 and passes.
    """
    for match in _CANDIDATE.finditer(text):
        year, month, day, dash, last = match.groups()
        number_of_day = int(day) - 60 if int(day) > 60 else int(day)
        if not (1 <= int(month) <= 12 and 1 <= number_of_day <= 31):
            continue
        if dash.strip() or luhn.is_valid(year + month + day + last):
            return match.group()
    return None


def refuse_in_fields(instance) -> dict[str, ValidationError]:
    """What is wrong with an object's texts, by field: also those inside settings kept as JSON."""
    errors = {}
    for field in instance._meta.fields:
        value = getattr(instance, field.attname)
        if not isinstance(value, str | dict | list) or not field.editable or field.name == "password":
            continue
        try:
            if isinstance(value, str):
                refuse(value, lines=isinstance(field, models.TextField))
            for text in _texts(value) if not isinstance(value, str) else ():
                refuse(text, lines=True)
        except ValidationError as error:
            errors[field.name] = error
    return errors


def _texts(value):
    """Every text inside a value of JSON, keys too."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            stack += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            stack += item


def refuse(text: str, *, lines: bool) -> None:
    """Raise ValidationError for a text that may not be stored; `lines` says whether it may have several."""
    refuse_hidden(text, lines=lines)
    refuse_personnummer(text)


def refuse_hidden(text: str, *, lines: bool) -> None:
    """Raise ValidationError when the text holds a sign that isn't seen, or a line break where it has one line.

    A line break in a name would end up in the subject of a letter, and a control character can't be written in a PDF
    or a workbook.
    """
    for match in _HIDDEN.finditer(text):
        sign = match.group()
        if sign in _BREAKS and not lines:
            raise ValidationError(ONE_LINE, code="lines")
        if not (lines and sign in "\n\r\t"):
            raise ValidationError(HIDDEN.format(code=f"U+{ord(sign):04X}"), code="hidden")


def refuse_personnummer(text: str) -> None:
    """Raise ValidationError with the reason when the text holds a personnummer."""
    number = find_personnummer(text)
    if number:
        hidden = number[:-4] + "****"
        raise ValidationError(REASON.format(number=hidden), code="personnummer")
