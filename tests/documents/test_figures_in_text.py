"""Figures in prose: found by words and by amount, told apart, offered where they are typed, and followed when they move."""

from decimal import Decimal

import pytest

from budget.models import Amount, Line, Series
from budget.services import set_amounts
from finsam.core import services
from finsam.core.tenancy.permissions import Role
from finsam.documents.models import Document, Section
from finsam.facts.book import Fact, ratio, total, with_leaves
from tests import clients
from tests.clients import ORIGIN, OWN


def choices(client, **query):
    return client.get(clients.url("fact-choices"), query).json()


def test_a_figure_is_found_by_words_and_by_amount_and_told_apart(chief):
    (total_costs,) = [
        one for one in choices(chief, q="summa kostnader") if one["key"] == "budget.kostnader@0"
    ]
    assert (total_costs["series"], total_costs["year"]) == ("Budget", "2024")
    assert total_costs["definition"]
    by_amount = choices(chief, q=total_costs["text"])
    assert "budget.kostnader@0" in [one["key"] for one in by_amount]


def test_years_and_series_narrow_the_search(chief):
    assert "Budget" in choices(chief, serier=1)
    before = choices(chief, q="summa kostnader", ar="-1")
    assert before
    assert {one["key"].partition("@")[2] for one in before} == {"-1"}
    assert {one["year"] for one in before} == {"2023"}
    budget = choices(chief, q="summa kostnader", serie="Budget")
    assert {one["series"] for one in budget} == {"Budget"}


def loose(client, text, **more):
    answer = client.post(clients.url("loose-figures"), {"text": text, **more}, headers={"Origin": ORIGIN})
    return answer.json()


def costs(client):
    (printed,) = choices(client, key="budget.kostnader@0", format="kr")
    return printed["text"]


def test_a_typed_figure_that_is_a_fact_is_offered_as_it_is_typed(chief):
    typed = costs(chief)
    (offer,) = loose(chief, f"<p>Förbundets kostnader blir {typed} under året.</p>")
    assert (offer["key"], offer["format"], offer["text"]) == (
        "budget.kostnader@0",
        "kr",
        typed.replace("\u00a0", " "),
    )
    assert offer["before"].endswith("kostnader blir ")
    assert offer["printed"] == typed


def test_a_bound_figure_and_one_that_is_nothing_are_not_offered(chief):
    bound = '<p>Förbundets kostnader blir <data value="budget.kostnader@0" data-format="kr"></data>.</p>'
    assert loose(chief, f"{bound}<p>Vi har 12 345 678 kr.</p><p>Vi ses 3 mars 2024.</p>") == []


def test_a_count_that_somebody_may_not_see_is_not_offered(chief):
    """What the picker doesn't show, the reader of text doesn't either: the plan is one."""
    reader = clients.signed_in(clients.let_in(clients.user("ledamot"), Role.LEDAMOT))
    shown = {one["key"] for one in choices(reader, q="")}
    assert {
        one["key"] for one in loose(reader, "<p>Under året hade vi 3 deltagare och 1 kvinna.</p>")
    } <= shown


def test_leaves_with_other_values_give_the_totals_that_they_gave():
    a, b = Fact("a@2024", "A", Decimal(10)), Fact("b@2024", "B", Decimal(30))
    whole = total("c@2024", "C", [a, b])
    share = ratio("d@2024", "D", a, whole)
    assert with_leaves(whole, {"a@2024": Decimal(20)}).value == 50
    assert with_leaves(share, {"a@2024": Decimal(20)}).value == Decimal("0.4")
    assert share.value == Decimal("0.25")


@pytest.fixture
def section(who):
    year = clients.fiscal_year(OWN)
    with clients.in_scope(OWN):
        document = Document(
            forbund=year.forbund, fiscal_year=year, kind="arsredovisning", key="prov", title="Prov"
        )
        document.save()
        made = Section(forbund=year.forbund, document=document, key="a", title="Ekonomi", order=1)
        made.prose = (
            '<p>Vi räknar med <data value="budget.kostnader@0" data-format="kr"></data> i kostnader.</p>'
        )
        services.save(made, by=who)
    return made


def change(who, by):
    """The cost of one line, moved; the total as it was and became, both without minus."""
    with clients.in_scope(OWN):
        series = Series.objects.get(fiscal_year__year=2024, key="budget-2024")
        line = Line.objects.get(key="stegsam")
        amount = Amount.objects.get(series=series, line=line)
        set_amounts(series=series, amounts={line: amount.amount - by}, by=who, version=series.version)


def page(client):
    return client.get(clients.url("document-moved", key="prov"))


def test_a_changed_amount_shows_the_sentence_it_moved(chief, who, section):
    assert page(chief).context["figures"] == []
    before = costs(chief)
    change(who, Decimal(1_000))
    (figure,) = page(chief).context["figures"]
    assert (figure.was, figure.now) == (before, costs(chief))
    assert figure.was != figure.now
    assert (figure.before, figure.after) == ("Vi räknar med ", " i kostnader.")
    assert (figure.by_name, str(figure.section)) == (who.name, "Ekonomi")
    change(who, Decimal(-1_000))
    assert page(chief).context["figures"] == []


def test_a_section_that_has_been_written_since_is_not_told_of(chief, who, section):
    change(who, Decimal(1_000))
    with clients.in_scope(OWN):
        section.prose += "<p>Läst och i sin ordning.</p>"
        services.save(section, by=who)
    assert page(chief).context["figures"] == []


def test_the_page_asks_a_constant_number_of_questions(chief, who, section, django_assert_max_num_queries):
    change(who, Decimal(1_000))
    page(chief)
    with django_assert_max_num_queries(40):
        page(chief)


@pytest.mark.parametrize(
    ("sentence", "key"),
    [
        ("Kostnaderna blir {} i år.", "budget.kostnader@0"),
        ("Driftsbidraget blir {} i år.", "budget.driftsbidrag@0"),
    ],
)
def test_of_facts_with_one_amount_the_one_that_is_spoken_of_is_offered(chief, sentence, key):
    (offer,) = loose(chief, f"<p>{sentence.format(costs(chief))}</p>")
    assert offer["key"] == key
