"""The year's figures: each with what it means, what it was made of, and where what was entered came from."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from archive.state.written import canonical
from finsam.core.models import Forbund
from finsam.core.views.csvfile import csv_file
from finsam.disclosure.reader import Reader
from finsam.documents.books import open_book
from finsam.editions.contents import entered_in
from finsam.facts.book import Fact, where
from followup.accounts.schemes import scheme

WITHHELD = "withheld"  # how a figure that is made of few people's counts is said to be made
FOLDER = "uppgifter"
COLUMNS = (
    "nyckel", "vad", "av vad", "värde", "enhet", "sida", "hur exakt", "räknas", "delar", "betyder", "inskriven av",
    "när", "källa",
)  # fmt: skip
OPERATIONS = {
    "given": "inskriven eller inläst",
    "sum": "summan av delarna",
    "ratio": "den första delen delad med den andra",
    "product": "delarna multiplicerade",
    "portion": "delarna multiplicerade, avrundat till hela ören",
    WITHHELD: "delarna visas inte: de gäller få personer",
}
STATEMENTS = {"rr": "Resultaträkning", "br": "Balansräkning"}


def figures_of(forbund: Forbund, year: int) -> list[Fact]:
    """Every figure of the year and all that they rest on, in the order of their keys."""
    known = {part.key: part for fact in open_book(forbund, year).all().values() for part in fact.walk()}
    return [known[key] for key in sorted(known)]


def as_told(
    fact: Fact, source: dict[str, str] | None = None, *, hidden: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """A figure as JSON can hold it; its formula is `op` and `parts`."""
    whole = not any(part.key in hidden for part in fact.walk())
    told: dict[str, Any] = {
        "key": fact.key,
        "label": fact.label,
        "of": where(fact),
        "value": None if fact.value is None else f"{fact.value:f}",
        "unit": fact.unit,
        "decimals": fact.decimals,
        "side": fact.side,
        "qualifier": fact.qualifier,
        "definition": fact.definition,
        "op": fact.op if whole else WITHHELD,
    }
    if fact.parts and whole:
        told["parts"] = [{"factor": factor, "key": part.key} for factor, part in fact.parts]
    if source:
        told["entered"] = {name: said for name, said in source.items() if said and name != "href"}
    if fact.source:
        told["source"] = dict(fact.source)
    return told


def shown(forbund: Forbund, year: int, *, inside: bool) -> tuple[list[Fact], frozenset[str]]:
    """The figures that a package holds, and the keys of those that it doesn't since they tell of few people."""
    facts = figures_of(forbund, year)
    if inside:
        return facts, frozenset()
    reader = Reader(open_book(forbund, year))
    hidden = frozenset(fact.key for fact in facts if reader.hides(fact))
    return [fact for fact in facts if fact.key not in hidden], hidden


def figures(forbund: Forbund, year: int, *, inside: bool) -> dict[str, bytes]:
    """The figures as JSON and CSV, and which of them the statements print."""
    facts, hidden = shown(forbund, year, inside=inside)
    sources = entered_in(forbund, facts)
    told = [as_told(fact, sources.get(fact.key), hidden=hidden) for fact in facts]
    return {
        f"{FOLDER}/uppgifter.json": canonical(
            {"facts": told, "hidden": len(hidden), "operations": OPERATIONS}
        ),
        f"{FOLDER}/uppgifter.csv": _table(told),
        f"{FOLDER}/rakningar.json": canonical(statements(year, {fact.key for fact in facts})),
    }


def statements(year: int, known: Iterable[str]) -> dict[str, Any]:
    """The rows of resultaträkning and balansräkning, each by the figure that it prints."""
    keys = set(known)
    return {
        name: {
            "title": title,
            "rows": [
                {"label": row.label, "kind": row.kind, "key": f"bokslut.{row.key}@{year}"}
                for row in scheme(name, year).rows
                if row.kind != "heading" and f"bokslut.{row.key}@{year}" in keys
            ],
        }
        for name, title in STATEMENTS.items()
    }


def _table(told: list[dict[str, Any]]) -> bytes:
    """As CSV for a Swedish spreadsheet."""

    def row(figure: dict[str, Any]) -> tuple[str, ...]:
        parts = (f"{'−' if part['factor'] < 0 else ''}{part['key']}" for part in figure.get("parts", ()))
        given, source = figure.get("entered", {}), figure.get("source", {})
        return (
            figure["key"], figure["label"], figure["of"], _number(figure["value"]), figure["unit"], figure["side"], figure["qualifier"],
            OPERATIONS[figure["op"]], " ".join(parts), figure["definition"], given.get("by", ""), given.get("at", ""),
            ", ".join(f"{name} {said}" for name, said in source.items()),
        )  # fmt: skip

    return csv_file(COLUMNS, map(row, told))


def _number(value: str | None) -> str:
    return "" if value is None else f"{Decimal(value):f}".replace(".", ",")
