"""Swedish order of names, the same in Python and in both databases: å, ä and ö last; case and é don't count."""

from __future__ import annotations

import unicodedata

from django.db.backends.signals import connection_created
from django.db.models import F
from django.db.models.expressions import OrderBy
from django.db.models.functions import Collate
from django.dispatch import receiver

# PostgreSQL has it from ICU; SQLite is given one by the same name.
COLLATION = "sv-x-icu"
_LAST = {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"}  # these stand after z in ASCII, in this order


def swedish_key(text) -> tuple[str, str]:
    """What names are sorted by: `anna`, `Éva`, `Zelda`, `Åsa`, `Ängla`, `Örjan`."""
    text = unicodedata.normalize("NFC", str(text))
    plain = "".join(_LAST.get(letter) or _base(letter) for letter in text.casefold())
    return plain, text


def _base(letter: str) -> str:
    """The letter without its accent."""
    return unicodedata.normalize("NFD", letter)[0]


def by_name(names) -> list:
    """Things in the order of their names as they are shown."""
    return sorted(names, key=swedish_key)


def in_swedish(name: str) -> OrderBy:
    """For `order_by` and `Meta.ordering`: a field in Swedish order."""
    return OrderBy(Collate(F(name), COLLATION))


def _compare(left: str, other: str) -> int:
    left, other = swedish_key(left), swedish_key(other)
    return (left > other) - (left < other)


@receiver(connection_created)
def _teach(connection, **kwargs) -> None:
    """SQLite asks us how names are compared."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation(COLLATION, _compare)
