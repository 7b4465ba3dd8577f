"""What is to be kept and for how long, by kind of handling: the rules that the law has, and what the förbund decides itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from archive.packing.handlings import editions_of
from archive.state.written import canonical
from finsam.core.models import Forbund
from finsam.core.views.csvfile import csv_file
from finsam.editions.models import PACK

KEPT = (
    "Bevaras. Får gallras bara om förbundet har beslutat det i sin dokumenthanteringsplan.",
    "arkivlagen (1990:782) 3–6 §§; lagen (2003:1210) 20 §",
)
BOOKS = (
    "Räkenskapsinformation: bevaras minst sju år efter räkenskapsårets utgång, till och med {until}. Därefter bara om "
    "förbundet har beslutat det.",
    "lagen (2018:597) 3 kap. 13 §. Reglerna om form och överföring (12–15 §§) ändrades den 1 juli 2024 (SFS 2024:345): "
    "läs den gällande lydelsen.",
)


@dataclass(frozen=True, slots=True)
class KeepingRule:
    """A kind of handling, where in the package it lies, what holds for it and by which law, and what is left to decide."""

    kind: str
    where: str
    rule: str
    source: str
    decide: str


_PLAN = "Om den ska bevaras för all framtid, och när den lämnas till arkivmyndigheten."
RULES = (
    KeepingRule("Årsredovisning och delårsrapport", "handlingar/", *KEPT, _PLAN),
    KeepingRule("Verksamhetsplan med budget", "handlingar/", *KEPT, _PLAN),
    KeepingRule(
        "Möteshandlingar", "handlingar/", *KEPT, "Om utskick som finns i protokollen ska gallras, och när."
    ),
    KeepingRule(
        "Bokföring, kontoregler och specifikationer",
        "bokforing/, uppgifter/",
        *BOOKS,
        "Vem som förvarar verifikationerna och den fil som lästes in: de finns inte i paketet.",
    ),
    KeepingRule(
        "Avstämning och förklaringar", "avstamning/", *BOOKS, "Om de ska bevaras längre än räkenskaperna."
    ),
    KeepingRule(
        "Ändringslogg",
        "logg/",
        *BOOKS,
        "Hur länge uppgifter om vem som skrev in vad behövs, och när de då raderas (dataskyddsförordningen artikel 5.1 e).",
    ),
    KeepingRule(
        "Uppgifter som de var inskrivna",
        "tillstand/",
        *KEPT,
        "Om de ska bevaras när handlingarna finns, eller gallras som arbetsmaterial.",
    ),
)
_BY_KIND = {"arsredovisning": RULES[0], "delarsrapport": RULES[0], PACK: RULES[2]}
HEADS = ("handling", "kod", "diarienummer", "beslutad", "bevarande och gallring", "stöd", "förbundet avgör")
NO_NUMBER = "saknar diarienummer"


def rules_of(year: int) -> list[KeepingRule]:
    """The rules as they are for a year."""
    return [replace(rule, rule=rule.rule.format(until=f"31 december {year + 7}")) for rule in RULES]


def keeping(forbund: Forbund, year: int) -> dict[str, bytes]:
    """The rules, and for each edition its number in the diary and the rule that holds for it."""
    rules = rules_of(year)
    by_kind = dict(zip(RULES, rules, strict=True))
    rows = []
    for edition in editions_of(forbund, year):
        rule = by_kind[_BY_KIND.get(edition.kind, RULES[1])]
        decided = edition.decided_on.isoformat() if edition.decided_on else ""
        row = (
            str(edition), edition.code, edition.dnr or NO_NUMBER, decided, rule.rule, rule.source, rule.decide,
        )  # fmt: skip
        rows.append(row)
    handlings = [dict(zip(HEADS, row, strict=True)) for row in rows]
    return {
        "bevarande/bevarande.json": canonical(
            {"rules": [asdict(rule) for rule in rules], "handlings": handlings}
        ),
        "bevarande/bevarande.csv": csv_file(HEADS, rows),
    }
