"""Blocks of the ground floor and of the budget that a document shows as they are."""

from datetime import date
from decimal import Decimal

import pytest

from finsam.documents.facts import Book
from finsam.documents.registry import find_block
from finsam.documents.tables import Chart
from finsam.models import Body, Contribution, FiscalYear, Forbund, Payer, Person, Seat
from finsam.scope import inside

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
