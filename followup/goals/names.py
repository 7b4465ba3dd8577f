"""What the facts of follow-up are called in a sentence, besides their labels."""

from __future__ import annotations

from collections.abc import Iterator

from finsam.checks.reading.names import naming
from finsam.facts.book import Fact

_MEASURES = {"kostnad-per-deltagare": "per deltagare", "per-person": "per person"}


@naming("stat", series="utfall")
def statistics(fact: Fact) -> Iterator[str]:
    """`16 500 kr per deltagare`, of the insats that the key or the heading names."""
    pieces = fact.key.partition("@")[0].split(".")
    insats = pieces[1].replace("-", " ")
    called = _MEASURES.get(pieces[-1])
    if called:
        yield called
    if called or pieces[-1] == "andel-avslutade":
        yield f"{called or fact.label}, {insats}"


@naming("bokslut", series="utfall")
def books(fact: Fact) -> Iterator[str]:
    """`Det egna kapitalet` is that of the year's end when nothing else is said."""
    if fact.key.startswith("bokslut.eget-kapital@"):
        yield "Eget kapital"


@naming("resultat", "indikator", "handelse", "personal", series="utfall")
def _by_label(fact: Fact) -> Iterator[str]:
    yield from ()
