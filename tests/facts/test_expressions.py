"""A figure put together of several keeps its parts, and a text that says none is refused in words."""

from decimal import Decimal

import pytest

from finsam.facts.book import Book, Fact, MissingFact, provider
from finsam.facts.expressions import BadExpression, evaluate, parse

YEAR = 2031
KNOWN = {"a": 13, "b": 8, "c": 4, "alla": 63, "a.kvinna": 9, "alla.kvinna": 40}


@provider("uttryck")
def _facts(book, year):
    yield from (
        Fact(f"uttryck.{name}@{year}", name, Decimal(value), unit="st") for name, value in KNOWN.items()
    )
    yield Fact(f"uttryck.tom@{year}", "tom", unit="st")


def found(text: str, **fields) -> Fact:
    return evaluate(Book(None, YEAR), text, "resultat.m", "M", year=YEAR, **fields)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("uttryck.a@0", 13),
        ("uttryck.a@0 + uttryck.b@0", 21),
        ("uttryck.a@0 + uttryck.b@0 − uttryck.c@0", 17),
        ("uttryck.alla@0 - uttryck.a@2031", 50),
        ("uttryck.a@0 + uttryck.b@0 / uttryck.alla@0", Decimal(21) / 63),
        ("uttryck.a@0 / uttryck.b@0 + uttryck.c@0", Decimal(13) / 12),
        (" uttryck.a@0  /  uttryck.alla@0 ", Decimal(13) / 63),
        ("uttryck.a@0 + uttryck.tom@0", 13),
        ("uttryck.a@0 / uttryck.tom@0", None),
    ],
)
def test_value(text, value):
    assert found(text).value == value


def test_parts_are_the_sources():
    ratio = found("uttryck.a@0 + uttryck.b@0 / uttryck.alla@0", decimals=1)
    (_, upper), (_, lower) = ratio.parts
    assert (ratio.key, ratio.unit, ratio.decimals) == (f"resultat.m@{YEAR}", "%", 1)
    assert [part.key for _, part in upper.parts] == [f"uttryck.a@{YEAR}", f"uttryck.b@{YEAR}"]
    assert lower.key == f"uttryck.alla@{YEAR}"
    assert found("uttryck.a@0").key == f"uttryck.a@{YEAR}"


def test_ending_is_put_to_every_key():
    assert found("uttryck.a@0 / uttryck.alla@0", ending=".kvinna").value == Decimal(9) / 40
    with pytest.raises(MissingFact):
        found("uttryck.b@0 / uttryck.alla@0", ending=".kvinna")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "uttryck.a@0 +",
        "+ uttryck.a@0",
        "uttryck.a@0 uttryck.b@0",
        "uttryck.a@0 * uttryck.b@0",
        "a@0 / b@0 / c@0",
    ],
)
def test_what_cannot_be_read_is_told(text):
    with pytest.raises(BadExpression, match="Skriv uppgifternas namn"):
        parse(text)


@pytest.mark.parametrize(
    "text", ["uttryck.x@0 + uttryck.a@0", "uttryck.a@0 / uttryck.x@0", "uttryck.a + uttryck.b"]
)
def test_what_does_not_exist_is_told(text):
    with pytest.raises(MissingFact):
        found(text)
