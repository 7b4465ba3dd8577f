"""Groups of a table divided per kommun: totals per group and per kommun are worked out, and small counts stay hidden."""

import re

import pytest
from django.core.exceptions import ValidationError

from finsam.core.tenancy.permissions import Role
from finsam.disclosure.hiding import suppress
from finsam.documents.models import Document, Section
from finsam.documents.resolve import resolve
from followup.statistics.blocks import participants
from followup.statistics.statistics_table import TableFacts
from tests.followup.people import YEAR
from tests.followup.test_books_pages import browser
from tests.followup.test_statistics_blocks import printed

OPTIONS = {
    "insats": "", "tables": [], "form": "tabell", "sexes": True, "shares": False, "compare": False, "derived": False,
}  # fmt: skip
# Twelve young and twenty older in one place, two and fifteen in the other; eight of the young are women.
VALUES = {
    "unga @karlskoga": 12, "aldre @karlskoga": 20, "unga @degerfors": 2, "aldre @degerfors": 15,
    "unga kvinna": 8, "unga man": 6, "aldre kvinna": 19, "aldre man": 16,
}  # fmt: skip
NAME = "stat.vagledarna.deltagare.pagaende"
SAID = "Deltagare, inskrivna under året, Vägledarna"


@pytest.fixture
def people(people):
    people.kommun("Karlskoga"), people.kommun("Degerfors")
    return people


def divided(people, values):
    bins = people.bins("Åldersgrupper", "Unga", "Äldre")
    return people.table("pagaende", values, bin_set=bins, groups_by_kommun=True, status="klar")


def test_totals_per_group_per_kommun_and_of_all_are_worked_out(people):
    divided(people, VALUES)
    book = people.book()
    endings = (
        "",
        ".unga",
        ".aldre",
        ".i-karlskoga",
        ".i-degerfors",
        ".kvinna",
        ".man",
        ".unga.i-karlskoga",
    )
    assert {ending: book[f"{NAME}{ending}@0"].value for ending in endings} == {
        "": 49, ".unga": 14, ".aldre": 35, ".i-karlskoga": 32, ".i-degerfors": 17, ".kvinna": 27, ".man": 22,
        ".unga.i-karlskoga": 12,
    }  # fmt: skip


def test_the_printed_table_has_a_row_for_each_group_in_each_kommun(people):
    divided(people, VALUES)
    both, groups = participants(people.book(), OPTIONS, None)
    assert [(row.label, row.kind) for row in both.rows] == [
        ("Karlskoga", "heading"), ("Unga", "post"), ("Äldre", "post"), ("Totalt Karlskoga", "sum"),
        ("Degerfors", "heading"), ("Unga", "post"), ("Äldre", "post"), ("Totalt Degerfors", "sum"), ("Totalt", "sum"),
    ]  # fmt: skip
    told = [row.cells["alla"].fact.value for row in both.rows if row.cells]
    assert told == [12, 20, 32, 2, 15, 17, 49]
    assert printed(groups)["Totalt"][:3] == ["27", "22", "49"]


def test_a_kommun_that_lacks_a_group_makes_no_total_of_it(people):
    divided(people, {"unga @karlskoga": 12, "aldre @karlskoga": 20, "aldre @degerfors": 15})
    book = people.book()
    assert book.get(f"{NAME}.unga@0") is None
    assert book[f"{NAME}.aldre@0"].value == 35


def test_a_written_total_that_the_kommuner_do_not_make_is_told(people):
    table = divided(people, VALUES | {"unga": 15})
    told = [one for one in TableFacts.of(table).problems() if "kommunerna" in one]
    assert f"{SAID}: Unga: kommunerna blir tillsammans 14, men totalt är 15." in told


def test_the_page_takes_each_group_in_each_kommun(people):
    table = divided(people, {})
    chief = browser(people, Role.FORBUNDSCHEF)
    page = f"/norra-an/{YEAR}/statistik/{table.key}/varden/"
    told = chief.get(page).text
    asked = re.findall(r'name="(v__[a-z_-]+)"', told)
    assert len(asked) == 12 + 6, (
        "three rows by three sexes and all; in each kommun three rows for all together"
    )
    assert "Därav från Karlskoga" in told
    sent = {
        "v__unga__i-karlskoga": "12", "v__aldre__i-karlskoga": "20", "v__unga__i-degerfors": "2",
        "v__aldre__i-degerfors": "15", "v__unga__kvinna": "8", "v__unga__man": "6",
    }  # fmt: skip
    assert chief.post(page, {"version": "1", "klar": "1", **sent}).status_code == 302
    table.refresh_from_db()
    assert table.status == "klar"
    assert people.book()[f"{NAME}.unga@0"].value == 14


def test_a_group_in_a_kommun_is_not_divided_by_sex(people):
    with pytest.raises(ValidationError, match="skrivs för alla tillsammans"):
        divided(people, {"unga @karlskoga kvinna": 7})


def test_a_table_without_groups_has_no_groups_to_divide(people):
    with pytest.raises(ValidationError, match="Välj en indelning"):
        people.table("pagaende", {}, groups_by_kommun=True)


def test_a_small_count_in_a_kommun_can_not_be_worked_out_of_the_sums(people):
    """Two young people in Degerfors: their cell is hidden, and another in each sum that it is part of."""
    divided(people, VALUES)
    document = Document.objects.create(
        kind="arsredovisning", title="Årsredovisning", forbund=people.forbund, fiscal_year=people.fiscal_year
    )
    Section.objects.create(
        forbund=people.forbund, document=document, title="Deltagare", block="deltagare",
        options={"form": "tabell", "shares": False, "compare": False, "derived": False},
    )  # fmt: skip
    shown = set(suppress(resolve(document, people.book())).facts)

    def hidden(*endings: str) -> list[str]:
        return [one for one in endings if f"{NAME}{one}@{YEAR}" not in shown]

    assert hidden(".unga.i-degerfors") == [".unga.i-degerfors"]
    assert hidden(".aldre.i-degerfors", ".i-degerfors"), "the groups of the kommun tell it"
    assert hidden(".unga.i-karlskoga", ".unga"), "the kommuner of the group tell it"
    assert hidden("") == [], "all together tell of nobody"
