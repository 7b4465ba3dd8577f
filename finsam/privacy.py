"""The guard against personnummer: a förbund may hold counts, never people it helps."""

import json
import re

from django.core.exceptions import ValidationError

REASON = (
    "Texten innehåller något som ser ut som ett personnummer ({found}). Ett samordningsförbund får inte "
    "hantera personuppgifter om deltagare. Ta bort det och spara igen."
)

_CANDIDATE = re.compile(
    r"(?<![\d.,-])(?:19|20)?(\d{2})(\d{2})(\d{2})([-+\u2010-\u2013\u2212 \u00a0]?)(\d{4})(?![\d-])"
)


def _checksum_holds(ten_digits: str) -> bool:
    """The Luhn control that the last digit of a personnummer fulfils."""
    total = 0
    for place, digit in enumerate(ten_digits):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def find_personnummer(text: str) -> str | None:
    """The first thing in the text that is a personnummer or samordningsnummer, or None.

    With a dash of any kind, a date that could exist is enough; without, or with a space, the control digit must
    hold too, so that plain large numbers pass. An org.nr has a "month" of at least 20 and passes.
    """
    for found in _CANDIDATE.finditer(text):
        year, month, day, dash, last = found.groups()
        number_of_day = int(day) - 60 if int(day) > 60 else int(day)
        if not (1 <= int(month) <= 12 and 1 <= number_of_day <= 31):
            continue
        if dash.strip() or _checksum_holds(year + month + day + last):
            return found.group()
    return None


def refuse_in_fields(instance) -> dict[str, ValidationError]:
    """What is wrong with an object's texts, by field: also those inside settings kept as JSON."""
    errors = {}
    for field in instance._meta.fields:
        value = getattr(instance, field.attname)
        if not isinstance(value, str | dict | list) or not field.editable or field.name == "password":
            continue
        try:
            refuse_personnummer(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        except ValidationError as error:
            errors[field.name] = error
    return errors


def refuse_personnummer(text: str) -> None:
    """Raise ValidationError with the reason when the text holds a personnummer."""
    found = find_personnummer(text)
    if found:
        hidden = found[:-4] + "****"
        raise ValidationError(REASON.format(found=hidden), code="personnummer")
