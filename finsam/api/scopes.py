"""What a token lets a program read. A scope is kept by its name, which programs and logs know it by."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import TextChoices

from finsam.core.tenancy.permissions import Permission


class Scope(TextChoices):
    """One thing a program may be let to read."""

    FACTS = "facts:read", "Uppgifter: belopp, andelar och antal, med vad de är gjorda av"
    EDITIONS = "editions:read", "Handlingar: vad som lagts fram, beslutats och undertecknats, med filer"
    FINDINGS = "findings:read", "Avstämning: vad som inte går ihop, och om det är förklarat"
    COUNTS = "counts:read", "Små antal personer: det som annars döljs för läsare utan den rätten"


def permissions_of(scopes: Iterable[str]) -> frozenset[Permission]:
    """What a program with these scopes may do in the förbund: read, and see small counts only where it was let to."""
    counts = {Permission.READ_COUNTS} if Scope.COUNTS in scopes else set()
    return frozenset({Permission.READ, *counts})
