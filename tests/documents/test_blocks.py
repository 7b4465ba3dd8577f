"""Blocks of the ground floor and of the budget that a document shows as they are."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms

from finsam.core.models import FiscalYear, Forbund
from finsam.core.tenancy.scope import inside
from finsam.documents.forms import options_form
from finsam.documents.options import KeyField, KeysField
from finsam.documents.registry import blocks, find_block, grouped_blocks
from finsam.facts.book import Book
from finsam.facts.tables import Chart
from finsam.organisation.models import Body, Contribution, Payer, Person, Seat

YEAR = 2023


@pytest.fixture
def forbund(db):
    one = Forbund.objects.create(key="norra-an", name="Finsam Norra ån", short_name="Norra ån")
    with inside(one):
        for year in (YEAR, YEAR + 1):
            FiscalYear.objects.create(forbund=one, year=year, key=str(year))
        yield one


def pieces(forbund, key, **options):
    return list(find_block(key).pieces(Book(forbund, YEAR), options))


def test_a_body_without_deputies_is_called_by_its_name(forbund):
    body = Body.objects.create(forbund=forbund, key="revisorer", name="Revisorerna", kind="revision")

    def seat(name, role):
        person = Person.objects.create(forbund=forbund, name=name)
        Seat.objects.create(forbund=forbund, body=body, person=person, role=role, start=date(YEAR, 1, 1))

    seat("Ada Al", "revisor")
    assert [table.title for table in pieces(forbund, "organ", body="revisorer")] == ["Revisorerna"]
    seat("Bo Ek", "revisorsersattare")
    titles = [table.title for table in pieces(forbund, "organ", body="revisorer")]
    assert titles == ["Revisorerna: ordinarie", "Revisorerna: ersättare"]


@pytest.mark.parametrize("ahead, amounts", [(0, [Decimal(50), Decimal(30)]), (1, [Decimal(40), Decimal(20)])])
def test_contributions_as_a_chart_of_this_year_or_the_next(forbund, ahead, amounts):
    paid = {"staten": (50, 40), "regionen": (30, 20)}
    for name, (now, later) in paid.items():
        payer = Payer.objects.create(forbund=forbund, key=name, name=name.capitalize())
        for year, amount in ((YEAR, now), (YEAR + 1, later)):
            Contribution.objects.create(
                forbund=forbund, payer=payer, year=year, status="inbetalt", amount=Decimal(amount)
            )
    chart, table = pieces(forbund, "diagram-intakter", ahead=ahead)
    assert isinstance(chart, Chart)
    assert table.title == f"Medlemsbidrag {YEAR + ahead}"
    assert [row.cells["belopp"].fact.value for row in table.rows] == [*amounts, sum(amounts)]


def test_a_body_is_found_whatever_the_forbund_calls_it(forbund):
    Body.objects.create(
        forbund=forbund, key="styrelsen", name="Förbundsstyrelsen", kind="styrelse", regular_count=5
    )
    (told,) = pieces(forbund, "organ", body="styrelse")
    assert "Förbundsstyrelsen består av" in told.html


def test_own_things_are_chosen_and_never_typed(forbund):
    """Every setting that names a thing of the förbund offers them."""
    typed = {
        (block.key, name)
        for block in blocks().values()
        for name, field in block.options.base_fields.items()
        if type(field) is forms.CharField
    }
    # Words to print, and years counted from the document's: no things of the förbund.
    assert typed == {
        ("bild", "caption"),
        ("bidrag", "years"),
        ("fordelning", "insatser"),
        ("fordelning", "individ"),
        ("fordelning", "struktur"),
        ("fordelning", "administration"),
    }
    chosen = [
        (block.key, name)
        for block in blocks().values()
        for name, field in block.options.base_fields.items()
        if isinstance(field, KeyField | KeysField) and name not in block.options.offered
    ]
    assert chosen == []


def test_what_was_chosen_and_is_gone_is_seen_and_kept(forbund):
    Body.objects.create(forbund=forbund, key="styrelsen", name="Styrelsen", kind="styrelse")
    block, book = find_block("organ"), Book(forbund, YEAR)
    form = options_form(block, book, initial={**block.defaults(), "body": "presidiet"})
    assert list(form.fields["body"].choices) == [
        ("", "–"),
        ("styrelsen", "Styrelsen"),
        ("presidiet", "presidiet (finns inte längre)"),
    ]
    form = options_form(block, book, initial={**block.defaults(), "body": "styrelse"})
    assert form["body"].value() == "styrelsen"


@pytest.mark.parametrize(
    "key, name, written, sentence",
    [
        ("bild", "caption", "a" * 301, "Högst 300 tecken får plats här."),
        ("bidrag", "years", "0,11", "Högst 10 år får plats, och högst så långt bort."),
        ("bidrag", "years", ",".join("0" * 11), "Högst 10 år får plats, och högst så långt bort."),
    ],
)
def test_a_setting_that_is_too_much_is_refused_with_a_sentence(forbund, key, name, written, sentence):
    block = find_block(key)
    data = {f"val-{one}": value for one, value in {**block.defaults(), name: written}.items()}
    form = options_form(block, Book(forbund, YEAR), data)
    assert form.errors[name] == [sentence]


def test_every_kind_of_content_stands_in_a_group_and_says_in_a_line_what_it_shows():
    groups = {str(group.value): [block.key for block in held] for group, held in grouped_blocks().items()}
    assert all(groups.values())
    assert sorted(key for keys in groups.values() for key in keys) == sorted(blocks())
    assert groups["Insatser, mål och risker"] == [
        "aktiviteter",
        "insatser",
        "mal",
        "projekt",
        "risker",
        "riskmatris",
    ]
    assert [block.key for block in blocks().values() if not 15 < len(block.help) < 120] == []
