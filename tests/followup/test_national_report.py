"""What the sheet for Uppföljning Finsam says of an insats, and of what can't be changed there."""

from datetime import date
from decimal import Decimal

import pytest

from finsam.core.models import Forbund
from finsam.core.tenancy.scope import inside
from finsam.facts.book import Book
from followup.reporting.national_report import FIXED, UNDECIDED, sections
from followup.statistics.models import Measure, Population, StatTable, StatValue
from tests.plans.small import YEAR


def rows_of(plan) -> dict[str, tuple[str, str]]:
    """The last section's rows: what to key in, and what to beware of."""
    section = sections(plan.book())[-1]
    assert "kan inte ändras när insatsen är skapad" in section.warning
    return {row["label"]: (row["text"], row["note"]) for row in section.rows}


@pytest.mark.parametrize(("esf", "said"), [(True, "Ja"), (False, "Nej")])
def test_method_and_esf_are_read_from_the_insats(plan, esf, said):
    one = plan.insats("Guiden", [(plan.kind("Individ"), 100)])
    one.insats.national_method, one.insats.esf = "Volym", esf
    one.insats.save()
    rows = rows_of(plan)
    assert rows["Uppföljningsmetod"] == ("Volym", FIXED)
    assert rows["ESF-finansiering"] == (said, FIXED)
    assert rows["Insatsinriktning"] == ("Individinriktad", FIXED)


def test_what_is_not_decided_is_to_be_decided_first(plan):
    plan.insats("Guiden")
    rows = rows_of(plan)
    for label in ("Uppföljningsmetod", "ESF-finansiering", "Insatsinriktning"):
        assert rows[label] == ("Uppgift saknas", UNDECIDED)


# Participants, whatever the förbund calls its measure


def count(plan, one, values: dict, population="pagaende", name="Inskrivna hos oss", until=date(YEAR, 12, 31)):
    """A finished table: how many by sex."""
    measure, _ = Measure.objects.get_or_create(forbund=plan.forbund, name=name)
    table = StatTable.objects.create(
        insats=one.insats, measure=measure, population=population, until=until, status="klar", **plan.year
    )
    for sex, value in values.items():
        StatValue.objects.create(forbund=plan.forbund, table=table, sex=sex, value=Decimal(value))


def test_women_and_men_are_found_by_any_name(plan):
    one = plan.insats("Guiden", [(plan.kind("Individ"), 100)])
    count(plan, one, {"": 183, "kvinna": 114, "man": 69})
    rows = rows_of(plan)
    assert (rows["Deltagare, kvinnor"][0], rows["Deltagare, män"][0]) == ("114", "69")
    assert rows["Deltagare, kvinnor"][1].endswith("Inskrivna under året.")


@pytest.mark.parametrize("population", Population)
def test_every_population_is_found_or_said_to_be_only_some(plan, population):
    one = plan.insats("Guiden", [(plan.kind("Struktur", "struktur"), 100)])
    count(plan, one, {"": 117}, population)
    expected = {
        "pagaende": ("117", "Inskrivna under året."),
        "alla": ("117", "Alla."),
        "sokande": ("117", "Sökande."),
        "besokare": ("117", "Besökare."),
        "ingaende": (
            "Uppgift saknas",
            "Statistiken har bara inskrivna vid årets början, inte alla deltagare.",
        ),
        "nya": ("Uppgift saknas", "Statistiken har bara nya under året, inte alla deltagare."),
        "avslutade": ("Uppgift saknas", "Statistiken har bara avslutade under året, inte alla deltagare."),
        "utgaende": ("Uppgift saknas", "Statistiken har bara inskrivna vid årets slut, inte alla deltagare."),
    }[population]
    assert rows_of(plan)["Antal deltagare"] == expected


def test_those_who_came_and_those_who_were_there_are_added(plan):
    one = plan.insats("Guiden", [(plan.kind("Individ"), 100)])
    count(plan, one, {"kvinna": 100, "man": 60}, "ingaende")
    count(plan, one, {"kvinna": 14, "man": 9}, "nya")
    rows = rows_of(plan)
    assert (rows["Deltagare, kvinnor"][0], rows["Deltagare, män"][0]) == ("114", "69")


def test_number_that_nobody_has_divided_is_told_whole(plan):
    one = plan.insats("Guiden", [(plan.kind("Individ"), 100)])
    count(plan, one, {"": 117})
    text, note = rows_of(plan)["Deltagare"]
    assert text == "117"
    assert note.endswith("Hur de fördelar sig på kvinnor och män saknas i statistiken.")


def test_part_of_a_year_is_told_with_its_day(plan):
    one = plan.insats("Guiden", [(plan.kind("Struktur", "struktur"), 100)])
    for month, value in ((4, 30), (8, 80)):
        count(plan, one, {"": value}, until=date(YEAR, month, 30))
    assert rows_of(plan)["Antal deltagare"] == (
        "80",
        "Inskrivna under året, till och med 30\u00a0augusti 2024.",
    )


def test_other_sex_is_told_when_there_is_one(plan):
    one = plan.insats("Guiden", [(plan.kind("Individ"), 100)])
    count(plan, one, {"kvinna": 14, "man": 9, "annat": 2})
    assert rows_of(plan)["Deltagare, annat eller okänt"][0] == "2"


def test_demo_tells_what_its_report_says(db):
    forbund = Forbund.objects.get(key="degerfors-karlskoga")
    with inside(forbund):
        rows = {
            section.title.partition(". ")[2]: {row["label"]: row["text"] for row in section.rows}
            for section in sections(Book(forbund, 2023))
        }
    coaching, reception = rows["Coachingteamet"], rows["Mottagningsteamet"]
    assert (coaching["Deltagare, kvinnor"], coaching["Deltagare, män"]) == ("114", "69")
    assert reception["Antal deltagare"] == "117"
