"""One finding for all shares of a table or a round that are written in and not worked out."""

from __future__ import annotations

from finsam.checks.reconciliation import INFO, Figure, Finding
from finsam.facts.book import Fact


def stated_shares(facts: list[Fact], name: str, subject: str) -> Finding:
    """`”Pågående deltagare”: 7 andelar är inskrivna …`; a single one is named. `subject` is the table's."""
    first = facts[0]
    if len(facts) == 1:
        message = (
            f"{first.label}: andelen är inskriven och går inte att räkna om. Skriv antalen, om de är kända."
        )
        return Finding(INFO, first.key, message, (Figure.of(first),), href=first.href, about=name)
    message = f"”{name}”: {len(facts)} andelar är inskrivna och går inte att räkna om. Skriv antalen, om de är kända."
    return Finding(INFO, subject, message, tuple(map(Figure.of, facts)), href=first.href, about=name)
