"""What is kept of a document: its text is always the same, and what is read back prints the very same pages."""

import json
from decimal import Decimal

import pytest

from finsam.core.tenancy.scope import inside
from finsam.disclosure.hiding import suppress
from finsam.disclosure.knowledge import plan
from finsam.documents.books import open_book
from finsam.documents.models import Document
from finsam.documents.resolve import resolve
from finsam.documents.resolved import Cover, Part, Resolved
from finsam.editions.serialized import FORMAT, Unreadable, dump, load
from finsam.facts.book import Fact, ratio, total
from finsam.facts.tables import Cell, Column, Html, Picture, Row, Table, Wheel
from finsam.rendering.html import to_html

DOCUMENTS = (
    ("degerfors-karlskoga", 2024, "verksamhetsplan"),
    ("finnveden", 2025, "verksamhetsplan"),
    ("kramfors", 2024, "verksamhetsplan"),
    ("lekeberg-orebro", 2024, "verksamhetsplan"),
    ("degerfors-karlskoga", 2023, "arsredovisning"),
)


def resolved_of(key: str, year: int, kind: str) -> Resolved:
    """One of the demo's documents, resolved afresh."""
    manager = Document._base_manager.select_related("forbund__logo", "fiscal_year", "cover_picture")
    document = manager.get(forbund__key=key, fiscal_year__year=year, kind=kind)
    with inside(document.forbund):
        return resolve(document, open_book(document.forbund, year), list(document.sections.all()))


@pytest.fixture(params=DOCUMENTS, ids=lambda place: f"{place[0]}-{place[2]}")
def resolved(request, db):
    return resolved_of(*request.param)


def test_what_is_read_back_is_the_same_document_and_prints_the_same_pages(resolved):
    text = dump(resolved)
    read = load(text)
    assert read == resolved
    assert to_html(read) == to_html(resolved)
    assert dump(read) == text
    assert list(read.facts) == list(resolved.facts)


def test_published_document_is_read_back_as_it_was(resolved):
    public = suppress(resolved)
    read = load(dump(public))
    assert read == public
    assert to_html(read) == to_html(public)


def test_published_document_is_kept_without_what_it_hides(db):
    resolved = resolved_of("degerfors-karlskoga", 2023, "arsredovisning")
    hidden = plan(resolved).hidden
    assert len(hidden) > 3
    assert hidden & json.loads(dump(resolved))["facts"].keys() == hidden
    assert hidden & json.loads(dump(suppress(resolved)))["facts"].keys() == set()


def test_text_is_the_same_when_the_document_is_resolved_anew(db):
    assert dump(resolved_of(*DOCUMENTS[2])) == dump(resolved_of(*DOCUMENTS[2]))


def test_every_printed_fact_is_kept_down_to_what_was_entered(resolved):
    facts = json.loads(dump(resolved))["facts"]
    for fact in resolved.facts.values():
        assert {part.key for part in fact.walk()} <= facts.keys()
    computed = [fact for fact in facts.values() if fact.get("op", "given") != "given"]
    assert computed
    assert {name for fact in computed for _, name in fact.get("parts", [])} <= facts.keys()
    read = load(dump(resolved))
    leaves = {
        leaf.key: leaf for fact in resolved.facts.values() for leaf in fact.walk() if leaf.op == "given"
    }
    kept = {leaf.key: leaf for fact in read.facts.values() for leaf in fact.walk() if leaf.op == "given"}
    assert {key: (leaf.href, leaf.trace) for key, leaf in kept.items()} == {
        key: (leaf.href, leaf.trace) for key, leaf in leaves.items()
    }


A = Fact("x.a@2024", "A", Decimal("0.10"), href="/a/")
B = Fact("x.b@2024", "B", Decimal("1234567890123.45"), trace=("budget.amount:1", "amount"))
THIRD = Fact("x.third@2024", "Tre", Decimal(3))
SUM = total("x.sum@2024", "Summa", [A, (-1, B)])
SHARE = ratio("x.share@2024", "Andel", A, THIRD)


def small(*pieces, **fields) -> Resolved:
    """A document of one section with these pieces."""
    part = Part("del", "s-del", 1, "1", "Del", True, False, "<p>Prosa & ”citat”</p>", pieces, "", "/del/")
    facts = {fact.key: fact for piece in pieces for fact in piece.facts()}
    cover = Cover("Provförbundet", "Plan", 2024)
    return Resolved(cover, "verksamhetsplan", "utkast", "#123456", "", (part,), (), (), facts, **fields)


def table_of(*facts: Fact) -> Table:
    rows = tuple(Row(f"r{place}", fact.label, {"belopp": Cell(fact)}) for place, fact in enumerate(facts))
    return Table("t", "Tabell", (Column("belopp", "Belopp"),), rows)


def test_amounts_are_exact():
    read = load(dump(small(table_of(A, B, SUM, SHARE))))
    values = {key: str(fact.value) for key, fact in read.facts.items()}
    assert values == {
        "x.a@2024": "0.10",
        "x.b@2024": "1234567890123.45",
        "x.sum@2024": "-1234567890123.35",
        "x.share@2024": "0.03333333333333333333333333333",
    }


def test_a_shared_part_is_kept_once_and_is_one_fact_again():
    text = dump(small(table_of(SUM, SHARE)))
    assert text.count('"label":"A"') == 1
    read = load(text)
    assert read.facts["x.sum@2024"].parts[0][1] is read.facts["x.share@2024"].parts[0][1]


def test_two_facts_by_one_key_are_told_apart():
    other = Fact("x.a@2024", "A", Decimal(7))
    row = Row("r", "Rad", {"belopp": Cell(A, second=other), "kvar": Cell(A)})
    resolved = small(Table("t", "Tabell", (Column("belopp", "Belopp"), Column("kvar", "Kvar")), (row,)))
    read = load(dump(resolved))
    assert read == resolved
    assert read.parts[0].pieces[0].rows[0].cells["belopp"].second.value == 7


def test_order_of_facts_and_cells_is_kept():
    cells = {"z": Cell(text="sist"), "a": Cell(text="först")}
    columns = (Column("a", "A", kind="text"), Column("z", "Z", kind="text"))
    read = load(dump(small(Table("t", "T", columns, (Row("r", "R", cells),)), table_of(SUM, A))))
    assert list(read.parts[0].pieces[0].rows[0].cells) == ["z", "a"]
    assert list(read.facts) == ["x.sum@2024", "x.a@2024"]


def test_pictures_are_kept_by_what_they_are():
    pictures = {"logga": b"\x89PNG\x00", "kopia": b"\x89PNG\x00"}
    resolved = small(
        Picture("p", "logga", "En logga"),
        Wheel("hjul", "Året", {1: ("Möte",), 12: ()}),
        Html("h", "<p>Text</p>", anchor="plats"),
        pictures=pictures,
    )
    sha256 = "ad91235e882292469812e16da0b8fc77075a7c6d6f8760c24be14a5c792508cf"
    assert json.loads(dump(resolved))["files"] == {sha256: "iVBORwA="}
    assert load(dump(resolved)) == resolved


def test_a_picture_that_was_changed_is_not_read():
    kept = json.loads(dump(small(pictures={"logga": b"bytes"})))
    (name,) = kept["files"]
    kept["files"][name] = "AAAA"
    with pytest.raises(Unreadable, match="skadat"):
        load(json.dumps(kept))


def test_stored_value_is_what_was_printed_even_if_it_would_be_computed_otherwise_now():
    kept = json.loads(dump(small(table_of(SUM))))
    kept["facts"]["x.sum@2024"]["value"] = "5"
    assert load(json.dumps(kept)).facts["x.sum@2024"].value == 5


def test_text_written_in_format_1_is_read():
    """A text as it was first written: what it says has to be readable by every later version."""
    text = (
        '{"document":{"accent":"#123456","contents":[],"cover":{"forbund":"F","title":"Plan","year":2024},'
        '"facts":[["x.sum@2024","x.sum@2024"]],"kind":"verksamhetsplan","missing":[],"parts":[{"after":"",'
        '"anchor":"s-a","href":"","in_contents":true,"key":"a","level":1,"number":"1","page_break":false,'
        '"pieces":[{"columns":[{"key":"b","label":"B"}],"key":"t","piece":"table","rows":[{"cells":[["b",'
        '{"fact":"x.sum@2024"}]],"key":"r","label":"R"}],"title":"T"}],"prose":"","title":"A"}],"slogan":"",'
        '"status":"utkast"},"facts":{"x.a@2024":{"key":"x.a@2024","label":"A","value":"2.50"},"x.sum@2024":'
        '{"key":"x.sum@2024","label":"S","op":"sum","parts":[[-1,"x.a@2024"]],"value":"-2.50"}},"files":{},'
        '"format":1}'
    )
    read = load(text)
    leaf = Fact("x.a@2024", "A", Decimal("2.50"))
    fact = total("x.sum@2024", "S", [(-1, leaf)])
    table = Table("t", "T", (Column("b", "B"),), (Row("r", "R", {"b": Cell(fact)}),))
    part = Part("a", "s-a", 1, "1", "A", True, False, "", (table,), "", "")
    cover = Cover("F", "Plan", 2024)
    assert read == Resolved(
        cover, "verksamhetsplan", "utkast", "#123456", "", (part,), (), (), {fact.key: fact}
    )
    assert dump(read) == text


def test_a_format_that_is_not_known_is_told_of():
    with pytest.raises(Unreadable) as refused:
        load('{"format": 99}')
    assert str(refused.value) == (
        "Dokumentet är sparat i format 99, som den här versionen av Finsam inte kan läsa. "
        "Den läser format 1. Uppgradera Finsam och försök igen."
    )
    assert FORMAT == 1


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '"format"', "5", "[" * 100_000])
def test_what_is_no_document_is_refused_with_a_sentence(text):
    with pytest.raises(Unreadable, match="inte ett dokument"):
        load(text)


@pytest.mark.parametrize(
    "change",
    [
        lambda kept: kept["facts"].clear(),
        lambda kept: kept["document"].pop("cover"),
        lambda kept: kept["document"].update(colour="red"),
        lambda kept: kept["document"]["parts"][0]["pieces"][0].update(piece="film"),
        lambda kept: kept["facts"]["x.sum@2024"].update(value="mycket"),
        lambda kept: kept.pop("files"),
    ],
)
def test_damaged_text_is_refused_with_a_sentence(change):
    kept = json.loads(dump(small(table_of(SUM))))
    change(kept)
    with pytest.raises(Unreadable, match="skadat"):
        load(json.dumps(kept))


def test_what_is_no_part_of_a_document_can_not_be_kept():
    with pytest.raises(TypeError, match="float"):
        dump(small(table_of(Fact("x.a@2024", "A", 0.1))))
